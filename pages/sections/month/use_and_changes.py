"""What changed in a department's month, which spaces were used, by whom, and what came of the requests."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.analyses.department_month import DepartmentMonth
from data.analyses.department_month.drivers import Drivers
from data.catalogue.metrics import catalogue
from data.files.report.content import Content, Section
from data.text import numbers
from pages.components import deferred, downloads, tables
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import column_labels
from pages.components.tool_row import Tool, table_tool, tool_row
from pages.sections.month.report_table import report_table
from pages.state import url_state
from pages.state.view import View


def changes(view: View, summary: DepartmentMonth, section: Section) -> None:
    """Draw the parts of the department that changed a figure most; a button opens all that are named."""
    st.header(section.title, anchor=False)
    explained = [drivers for drivers in summary.drivers if len(drivers.shown)]
    if not explained:
        st.markdown(" ".join(map(escape_markdown, section.takeaways)))
        return
    tables.draw_groups([_changed(view, drivers) for drivers in explained], section.title)

    def show_all() -> None:
        for drivers in explained:
            table = section.table(drivers.metric)
            st.markdown(f"**{escape_markdown(table.title)}**")
            report_table(table)
            _files(view, drivers.metric, drivers.dimension)
        st.caption(" ".join(map(escape_markdown, section.notes)))

    tools = {"all": table_tool(view, view.text("changes.table"), show_all)}
    deferred.draw_later(lambda: tool_row("month_changes", tools))


def _changed(view: View, drivers: Drivers) -> tables.Group:
    metric, frame = catalogue().metrics[drivers.metric], drivers.largest
    effects = frame["contribution"].tolist()

    def written(effect: float) -> str:
        return numbers.difference(effect, metric.unit, view.language)

    # Figures of different units have scales of their own, all with zero in the middle.
    longest = max(map(abs, effects))
    bars = tables.Bars(effects, signed=True, room_for=(-longest, longest))
    return tables.Group(
        metric.texts[view.language].title,
        written(drivers.change),
        {
            view.text("department_month.driver"): column_labels(
                frame, drivers.dimension, view.build, view.language
            ),
            view.text("report.effect"): tables.Amounts(effects, written, bars=bars),
        },
    )


def use(view: View, summary: DepartmentMonth, content: Content) -> None:
    """Draw the most and the least booked spaces, the bookers, and what came of the requests."""
    tools: dict[str, Tool] = {}

    def table(name: str, heading: str, draw: Callable[[], None]) -> None:
        tools[name] = table_tool(view, heading, draw)

    spaces, bookers, outcomes = (content.section(key) for key in ("spaces", "bookers", "outcomes"))
    _heading(spaces)
    if spaces.tables:
        _spaces(view, summary, spaces)
        table("spaces", view.text("terms.all_spaces"), lambda: _all_spaces(view, summary, spaces))
    _heading(bookers)
    if bookers.tables:
        _bookers(view, summary.bookers, bookers)

        def all_bookers() -> None:
            report_table(bookers.table("bookers"))
            _files(view, "booked_hours", "booker_type")

        table("bookers", view.text("dimensions.booker_type"), all_bookers)
    _heading(outcomes)
    if outcomes.tables:
        _outcomes(view, summary.outcomes, outcomes)

        def denials() -> None:
            report_table(outcomes.table("denials"))
            for metric in ("cancellation_rate", "denial_rate"):
                st.markdown(f"**{catalogue().metrics[metric].texts[view.language].title}**")
                _files(view, metric, "booker_type")

        table("denials", escape_markdown(outcomes.table("denials").title), denials)
    if tools:
        deferred.draw_later(lambda: tool_row("month_use", tools))


def _heading(section: Section) -> None:
    """Write the heading of a section; what its table shows is read there, why it has none is said here."""
    st.header(section.title, anchor=False)
    if not section.tables:
        st.markdown(" ".join(map(escape_markdown, section.takeaways)))


def _files(view: View, metric: str, dimension: str) -> None:
    downloads.file_links(view, downloads.figures(view, metric, (dimension,)), f"month_{metric}")


def _percent(view: View, values: pd.Series, bars: tables.Bars | None = None) -> tables.Amounts:
    return tables.Amounts(
        values.tolist(), lambda value: numbers.quantity(value, "%", view.language), bars=bars
    )


def _counts(view: View, values: pd.Series, bars: tables.Bars | None = None) -> tables.Amounts:
    return tables.Amounts(values.tolist(), lambda value: numbers.number(value, view.language), bars=bars)


def _bars(frame: pd.DataFrame, now: str, before: str) -> tables.Bars:
    return tables.Bars(frame[now].tolist(), frame[before].tolist())


def _spaces(view: View, summary: DepartmentMonth, section: Section) -> None:
    both = pd.concat([summary.most_booked_spaces, summary.least_booked_spaces])
    room_for = (*both["value"].dropna(), *both["before"].dropna())
    groups = []
    for table, frame in (
        ("rooms_best", summary.most_booked_spaces),
        ("rooms_least", summary.least_booked_spaces),
    ):
        if len(frame):
            bars = tables.Bars(frame["value"].tolist(), frame["before"].tolist(), room_for=room_for)
            columns: dict[str, tables.Column] = {
                view.text("dimensions.space"): _links(view, frame),
                catalogue().metrics["booking_rate"].texts[view.language].short: _percent(
                    view, frame["value"], bars
                ),
                view.text("report.before"): _percent(view, frame["before"]),
            }
            groups.append(tables.Group(view.text(f"report.{table}"), "", columns))
    tables.draw_groups(groups, section.title)


def _links(view: View, frame: pd.DataFrame) -> list[tables.Link]:
    """Return the names of spaces, each with a link to the page of the space in this month."""
    labels = column_labels(frame, "space", view.build, view.language)
    month = str(view.chosen_filters.to_month)
    return [
        tables.Link(label, url_state.link_to("spaces", space=str(space), **{"from": month, "to": month}))
        for label, space in zip(labels, frame["space"], strict=True)
    ]


def _all_spaces(view: View, summary: DepartmentMonth, section: Section) -> None:
    frame = summary.spaces.head(tables.SHOWN_ROWS)
    tables.draw(
        {
            view.text("dimensions.space"): _links(view, frame),
            catalogue().metrics["booking_rate"].texts[view.language].short: _percent(view, frame["value"]),
            view.text("report.before"): _percent(view, frame["before"]),
            view.text("glossary.bookable"): tables.Amounts(
                frame["denominator"].tolist(),
                lambda minutes: numbers.minutes_as_hours(minutes, view.language),
            ),
        },
        view.text("terms.all_spaces"),
    )
    if len(summary.spaces) > len(frame):
        st.caption(view.text("figure.table_cut", shown=len(frame), all=len(summary.spaces)))
    for note in section.notes:
        st.caption(escape_markdown(note))
    _files(view, "booking_rate", "space")


def _bookers(view: View, frame: pd.DataFrame, section: Section) -> None:
    tables.draw(
        {
            view.text("dimensions.booker_type"): column_labels(
                frame, "booker_type", view.build, view.language
            ),
            view.text("report.share"): _percent(view, frame["share"], _bars(frame, "share", "before_share")),
            view.text("report.before"): _percent(view, frame["before_share"]),
            view.text("report.hours_h"): _counts(view, frame["hours"]),
        },
        section.title,
    )


def _outcomes(view: View, frame: pd.DataFrame, section: Section) -> None:
    tables.draw(
        {
            view.text("report.outcome"): [
                view.text(f"report.outcome_{outcome}") for outcome in frame["outcome"]
            ],
            view.text("terms.bookings"): _counts(view, frame["bookings"], _bars(frame, "bookings", "before")),
            view.text("report.before"): _counts(view, frame["before"]),
        },
        section.title,
    )
