"""How was my division's month, against the year before and against target?"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from data.analyses import department_month
from data.analyses.department_month import FIGURES, DepartmentMonth, Figure
from data.catalogue.metrics import catalogue
from data.comparison import NO_TARGET, YEAR
from data.files import report
from data.files.report import cells
from data.files.report.content import Section
from data.files.report.words import Words
from data.filters import Filters
from data.text import numbers
from pages.charts import bars
from pages.charts.layout import in_rows
from pages.components import metric_figure, metric_source
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import labelled, names
from pages.sections import month_report
from pages.state import filters, queries, url_state
from pages.state.view import View, current

COLUMNS = 4
_ARROWS: dict[str, Literal["up", "down"]] = {"+": "up", "−": "down"}


def show(view: View) -> None:
    """The division's month in the words, tables and figures of its report."""
    department, month = _choose(view)
    found = queries.of_department(view, department, month)
    content = report.compose(found, view.language)
    with view.header:
        st.title(view.text("department_month.question"), anchor=False)
        st.markdown(" ".join((f"**{content.title}.**", *map(escape_markdown, content.summary))))
    for notice in content.notices:
        st.info(escape_markdown(notice))
    left = [pair for pair in view.chosen_filters.where if pair[0] != "department"]
    if left:
        named = filters.unusable(view.language, Filters(where=tuple(left)), Filters())
        st.caption(view.text("department_month.unfiltered", filters=named.lower()))
    if found.is_empty:
        return
    _files(view, department, month)
    of_month = replace(
        view,
        chosen_filters=Filters.of(month, month, department=[department]),
        filters=found.filters,
        compare_with=YEAR,
    )
    words = Words(view.build, view.language)
    _cards(view, found, words)
    _days(of_month, found, content.section("days"), words)
    _beside(content.section("spaces"))
    _bookers(of_month, content.section("bookers"))
    _beside(content.section("outcomes"))
    _beside(content.section("volunteering"))
    _beside(content.section("changes"))
    _origin(view)


def _choose(view: View) -> tuple[str, str]:
    """The division and the month that the address names, with what chooses others."""
    known = department_month.visible_departments(view.build, view.scope)
    # The same division whatever the language: the first by its Finnish name.
    in_finnish = names(view.build, "department", "fi")
    default = min(known, key=lambda code: in_finnish[code])
    asked = [code for code in url_state.get("department") if code in known]
    if len(asked) > 1:
        # Several come along from another page; this one is about one.
        url_state.put(department=asked[0])
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


def _cards(view: View, found: DepartmentMonth, words: Words) -> None:
    for row in in_rows(found.figures, COLUMNS):
        for column, one in zip(st.columns(COLUMNS), row, strict=True):
            with column:
                _card(view, one, words)


def _card(view: View, one: Figure, words: Words) -> None:
    metric = catalogue().metrics[one.metric]
    text = metric.texts[view.language]
    change = cells.change(words, one.year)
    told = change.value is not None
    card = st.container(border=True, height="stretch")
    card.metric(
        text.title,
        cells.of_value(words, one.year.now, metric.unit).text,
        delta=change.text,
        delta_color="off",
        delta_arrow=_ARROWS.get(change.text[:1], "off"),
        help=text.description,
    )
    beside = []
    if told:
        before = cells.of_value(words, one.year.before, metric.unit).text
        beside.append(view.text("department_month.before_year", value=before))
    if one.target.reason == NO_TARGET:
        beside.append(view.text("department_month.no_target"))
    else:
        target = cells.of_value(words, one.target.before, metric.unit).text
        distance = cells.change(words, one.target).text
        beside.append(view.text("department_month.target", value=target, change=distance))
    card.caption("  \n".join(beside))


def _heading(section: Section) -> None:
    st.header(section.title, anchor=False)
    st.markdown("  \n".join(map(escape_markdown, section.takeaways)))


def _days(view: View, found: DepartmentMonth, section: Section, words: Words) -> None:
    _heading(section)
    metric = catalogue().metrics["booked_hours"]
    heading = view.text("report.days_title")
    days = found.days
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
        month_report.draw(section.table("days"))
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
        month_report.draw(section.table("bookers"))
        metric_figure.files(view, metric.id, by, "month_bookers", heading)


def _beside(section: Section) -> None:
    """A section of tables, two in a row."""
    _heading(section)
    for row in in_rows(section.tables, 2):
        for column, table in zip(st.columns(2), row, strict=False):
            with column:
                if len(section.tables) > 1:
                    st.subheader(table.title, anchor=False)
                month_report.draw(table)
    for note in section.notes:
        st.caption(escape_markdown(note))


def _origin(view: View) -> None:
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
