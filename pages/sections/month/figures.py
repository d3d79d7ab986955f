"""The key figures of a department's month with their courses, and its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.analyses.department_month import FIGURES, DepartmentMonth, Figure
from data.analyses.department_month.courses import two_years, whole_months
from data.catalogue.metrics import catalogue
from data.files.report import cells
from data.files.report.content import Section
from data.files.report.words import Words
from data.text import numbers
from pages.charts import bars
from pages.charts.sparkline import sparkline
from pages.charts.theme import palette
from pages.components import deferred, metric_card, metric_figure, metric_source
from pages.components.markdown_text import escape_markdown
from pages.components.tool_row import Tool, table_tool, tool_row
from pages.sections.month.report_table import report_table
from pages.state import queries, url_state
from pages.state.view import View

KEY = "month_days"


def show(view: View, summary: DepartmentMonth, section: Section, words: Words) -> None:
    """Draw the key figures, each with the twelve months up to its month and the year before them."""
    st.header(section.title, anchor=False)
    metrics = catalogue().metrics
    # The courses of a department are the same in every month, so that another month asks nothing new.
    all_months = replace(view, filters=whole_months(summary.department, view.build))
    cards = [_card(all_months, summary, figure, words) for figure in summary.figures]
    metric_card.draw_rows(list(zip((metrics[name] for name in FIGURES), cards, strict=True)), view.language)

    def table() -> None:
        report_table(section.table("figures"))
        for note in section.notes:
            st.caption(escape_markdown(note))

    def source() -> None:
        metric = url_state.choose(
            "metric",
            view.text("terms.metric"),
            FIGURES,
            lambda name: metrics[name].texts[view.language].title,
            FIGURES[0],
        )
        metric_source.show(view, metrics[metric])

    _tools(view, "month_figures", table, source)


def _tools(view: View, key: str, table: Callable[[], None], source: Callable[[], None]) -> None:
    """Draw the row below: what the sources are is in the note, so that the row has one line."""
    tools = {
        "table": table_tool(view, view.text("figure.table"), table),
        "source": Tool(view.text("figure.source"), ":material/info:", source),
    }
    deferred.draw_later(lambda: tool_row(key, tools))


def _card(view: View, summary: DepartmentMonth, figure: Figure, words: Words) -> metric_card.Card:
    metric = catalogue().metrics[figure.metric]
    months = queries.calculate(view, metric.id, ("month",))
    now, before = two_years(months, summary.month)
    target = figure.target.before.value
    change = cells.change(words, figure.year)
    base = shown_target = ""
    if change.value is not None:
        earlier = cells.of_value(words, figure.year.before, metric.unit).text
        base = view.plain_text("answer.base_year", value=earlier)
    if target is not None:
        shown_target = view.plain_text(
            "department_month.target",
            value=cells.of_value(words, figure.target.before, metric.unit).text,
            change=cells.change(words, figure.target).text,
        )
    reason = "" if change.value is not None else change.text
    return metric_card.Card(
        value=cells.of_value(words, figure.year.now, metric.unit).text,
        change="" if reason else change.text,
        base=base,
        target=shown_target,
        note=words.why_unknown(metric.id, summary.filters, summary.scope) or reason,
        course=sparkline(
            now,
            before,
            # The target of a total is for a whole period; only a rate's can be drawn by month.
            target if metric.is_ratio else None,
            palette(dark=view.dark),
        ),
    )


def days(view: View, words: Words) -> Days:
    """Draw the booked hours day by day, next to the same weekday 52 weeks earlier."""
    metric = catalogue().metrics["booked_hours"]
    heading, figures = view.text("report.days_title"), queries.days(view)
    heads = st.container(gap="xxsmall")
    frame = figures.rename(columns={"hours": "value", "before_hours": "before"}).assign(
        date=[day.isoformat() for day in figures["date"]],
        day=[day.day for day in figures["date"]],
        weekday=[numbers.weekday(day.isoweekday(), view.language) for day in figures["date"]],
        label=[cells.day_name(words, day) for day in figures["date"]],
        before_label=[cells.day_name(words, day) for day in figures["before_date"]],
        suppressed=False,
    )
    if frame["value"].any():
        drawn = bars.bars_by_day(frame, metric_figure.style(view, metric), 215)
        metric_figure.chart(view, drawn, frame, metric, heading, KEY, box="low")
    return Days(heads, st.container())


@dataclass(frozen=True)
class Days:
    """The places above and below the chart of the days, which is drawn before the words about it."""

    heads: DeltaGenerator
    foot: DeltaGenerator

    def describe(self, view: View, section: Section) -> None:
        """Write the title with its takeaways, and draw what is below the chart."""
        metric, heading = catalogue().metrics["booked_hours"], view.text("report.days_title")

        def table() -> None:
            report_table(section.table("days"))
            metric_figure.files(view, metric.id, ("date",), KEY, heading)

        with self.heads:
            metric_figure.heads(heading, " ".join(map(escape_markdown, section.takeaways)), KEY)
        with self.foot:
            _tools(view, KEY, table, lambda: metric_source.show(view, metric))
