"""How was my department's month, compared with the year before and with the target?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.analyses import department_month
from data.analyses.department_month import FIGURES, DepartmentMonth, Figure
from data.catalogue.metrics import catalogue
from data.comparison import YEAR
from data.files import report
from data.files.report import cells
from data.files.report.content import Section
from data.files.report.words import Words
from data.filters import Filters
from data.text import numbers
from pages.charts import bars
from pages.charts.layout import in_rows
from pages.components import metric_card, metric_figure, metric_source
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import labelled, names
from pages.sections import month_report
from pages.state import filters, queries, url_state
from pages.state.view import View, current

COLUMNS = 4


def show(view: View) -> None:
    """Show the department's month in the words, tables and figures of its report."""
    department, month = _choose(view)
    summary = queries.of_department(view, department, month)
    content = report.compose(summary, view.language)
    with view.header:
        st.title(view.text("department_month.question"), anchor=False)
        st.markdown(" ".join((f"**{content.title}.**", *map(escape_markdown, content.summary))))
    for notice in content.notices:
        st.info(escape_markdown(notice))
    left = [pair for pair in view.chosen_filters.where if pair[0] != "department"]
    if left:
        named = filters.unusable(view.language, Filters(where=tuple(left)), Filters())
        st.caption(view.text("department_month.unfiltered", filters=named.lower()))
    if summary.is_empty:
        return
    _files(view, department, month)
    of_month = replace(
        view,
        chosen_filters=Filters.of(month, month, department=[department]),
        filters=summary.filters,
        compare_with=YEAR,
    )
    words = Words(view.build, view.language)
    _cards(view, summary, words)
    _days(of_month, summary, content.section("days"), words)
    _tables(content.section("spaces"))
    _bookers(of_month, content.section("bookers"))
    _tables(content.section("outcomes"))
    _tables(content.section("volunteering"))
    _tables(content.section("changes"))
    _source(view)


def _choose(view: View) -> tuple[str, str]:
    """Return the department and the month in the address, and show the boxes to choose others."""
    known = department_month.visible_departments(view.build, view.scope)
    # The same department in every language: the first by its Finnish name.
    in_finnish = names(view.build, "department", "fi")
    default = min(known, key=lambda code: in_finnish[code])
    chosen = [code for code in url_state.get("department") if code in known]
    if len(chosen) > 1:
        # Another page may pass several departments; this page shows one.
        url_state.put(department=chosen[0])
    shown = names(view.build, "department", view.language)
    left, right = st.columns(2)
    with left:
        department = url_state.choose(
            "department",
            view.text("dimensions.department"),
            [code for code in shown if code in known],
            lambda code: shown[code],
            default,
        )
    with right:
        month = url_state.choose(
            "month",
            view.text("dimensions.month"),
            queries.months(view.build)[::-1],
            lambda code: numbers.month(code, view.language),
            department_month.last_whole_month(view.build),
        )
    return department, month


def _files(view: View, department: str, month: str) -> None:
    with st.container(key="report"):
        with st.container(horizontal=True):
            for form in report.FORMS:
                st.link_button(
                    view.text(f"department_month.{form}"),
                    month_report.report_url(view, department, month, form),
                    type="primary" if form == report.FORMS[0] else "secondary",
                )
        st.caption(view.text("department_month.files_note"))


def _cards(view: View, summary: DepartmentMonth, words: Words) -> None:
    for row in in_rows(summary.figures, COLUMNS):
        for column, one in zip(st.columns(COLUMNS), row, strict=True):
            with column:
                reason = words.why_unknown(one.metric, summary.filters, summary.scope)
                _card(view, one, words, reason)


def _card(view: View, one: Figure, words: Words, reason: str | None) -> None:
    metric = catalogue().metrics[one.metric]
    change = cells.change(words, one.year)
    value = cells.of_value(words, one.year.now, metric.unit).text
    card = metric_card.draw(metric, view.language, value, change.text)
    comparisons = [reason] if reason else []
    if change.value is not None:
        before = cells.of_value(words, one.year.before, metric.unit).text
        comparisons.append(view.text("department_month.before_year", value=before))
    if one.target.before.value is None:
        comparisons.append(view.text("department_month.no_target"))
    else:
        target = cells.of_value(words, one.target.before, metric.unit).text
        distance = cells.change(words, one.target).text
        comparisons.append(view.text("department_month.target", value=target, change=distance))
    card.caption("  \n".join(comparisons))


def _heading(section: Section) -> None:
    st.header(section.title, anchor=False)
    st.markdown("  \n".join(map(escape_markdown, section.takeaways)))


def _days(view: View, summary: DepartmentMonth, section: Section, words: Words) -> None:
    _heading(section)
    metric = catalogue().metrics["booked_hours"]
    heading = view.text("report.days_title")
    days = summary.days
    frame = days.rename(columns={"hours": "value", "before_hours": "before"}).assign(
        date=[day.isoformat() for day in days["date"]],
        day=[day.day for day in days["date"]],
        weekday=[numbers.weekday(day.isoweekday(), view.language) for day in days["date"]],
        label=[cells.day_name(words, day) for day in days["date"]],
        before_label=[cells.day_name(words, day) for day in days["before_date"]],
        suppressed=False,
    )
    if frame["value"].any():
        drawn = bars.bars_by_day(frame, metric_figure.style(view, metric))
        metric_figure.chart(view, drawn, frame, metric, heading, "month_days")
    with st.expander(view.text("figure.table")):
        month_report.report_table(section.table("days"))
        metric_figure.files(view, metric.id, ("date",), "month_days", heading)


def _bookers(view: View, section: Section) -> None:
    _heading(section)
    if not section.tables:
        return
    metric = catalogue().metrics["booked_hours"]
    by = ("booker_type",)
    heading = view.text("department_month.bookers_figure")
    frame = labelled(queries.calculate(view, metric.id, by), by, view.build, view.language)
    left, right = st.columns(2)
    with left:
        if len(frame):
            drawn = bars.ranked_bars(frame, metric_figure.style(view, metric))
            metric_figure.chart(view, drawn, frame, metric, heading, "month_bookers")
    with right:
        month_report.report_table(section.table("bookers"))
        metric_figure.files(view, metric.id, by, "month_bookers", heading)


def _tables(section: Section) -> None:
    """Show the tables of a section, two in a row."""
    _heading(section)
    for row in in_rows(section.tables, 2):
        for column, table in zip(st.columns(2), row, strict=False):
            with column:
                if len(section.tables) > 1:
                    st.subheader(table.title, anchor=False)
                month_report.report_table(table)
    for note in section.notes:
        st.caption(escape_markdown(note))


def _source(view: View) -> None:
    with st.expander(view.text("figure.source")):
        metric = url_state.choose(
            "metric",
            view.text("terms.metric"),
            FIGURES,
            lambda name: catalogue().metrics[name].texts[view.language].title,
            FIGURES[0],
        )
        metric_source.show(view, catalogue().metrics[metric])


show(current())
