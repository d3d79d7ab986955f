"""What can I download? Bookings row by row, and any metric by any dimensions, with my filters."""

from __future__ import annotations

import shlex
from dataclasses import replace

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.metrics import Metric, catalogue
from data.disclosure import is_open, rounds, withheld
from data.files.export import DIALECTS, Export, booking_columns, booking_dimensions
from data.files.writers import XLSX_MAX_ROWS
from data.text import numbers
from pages.components import deferred, downloads, metric_source, page_header, tables
from pages.components.tool_row import Tool, tool_row
from pages.state import filters, queries, url_state
from pages.state.view import View, current

METRIC = "booking_rate"
#: A table of more than three dimensions is hard to read.
MOST_DIMENSIONS = 3
#: Rows of a table up to which its first rows are shown: more take long to calculate.
MOST_PREVIEWED = 5000


def show(view: View) -> None:
    """Show two kinds of file side by side, each with its number of rows before it is created."""
    page_header.title_and_answer(view, view.text("downloads.question"), view.text("downloads.answer"))
    dialect = url_state.choose(
        "dialect",
        view.text("downloads.dialect"),
        DIALECTS,
        lambda name: view.text(f"downloads.dialect_{name}"),
        DIALECTS[0],
        widget=st.segmented_control,
        required=True,
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, gap="xsmall", height="stretch", key="download_bookings"):
        if view.viewer.row_scope and not is_open(view.scope):
            _bookings(view, dialect)
        else:
            st.header(view.text("downloads.bookings"), anchor=False)
            reason = "disclosure.no_rows" if is_open(view.scope) else "downloads.bookings_not_for_you"
            st.markdown(view.text(reason))
    with right, st.container(border=True, gap="xsmall", height="stretch", key="download_figures"):
        _figures(view, dialect)


def _bookings(view: View, dialect: str) -> None:
    st.header(view.text("downloads.bookings"), anchor=False)
    st.markdown(view.text("downloads.bookings_text"))
    export = downloads.bookings(view, dialect)
    usable = export.filters.only(booking_dimensions())
    _files(view, replace(export, filters=usable))

    def columns() -> None:
        st.subheader(view.text("terms.columns"), anchor=False)
        known = booking_columns()
        tables.draw(
            {
                view.text("terms.name"): list(known),
                view.text("terms.meaning"): [column.texts[view.language] for column in known.values()],
                view.text("terms.unit"): [
                    dictionary.unit_name(column.unit, view.language) for column in known.values()
                ],
            },
            view.text("terms.columns"),
        )

    deferred.draw_later(columns)


def _figures(view: View, dialect: str) -> None:
    st.header(view.text("downloads.figures"), anchor=False)
    metric, by = _choose(view)
    st.markdown(metric.texts[view.language].description)
    whole_period = replace(view, filters=view.chosen_filters)
    export = downloads.figures(whole_period, metric.id, by, dialect)
    left_out = filters.unusable(view.language, view.chosen_filters, export.filters)
    if left_out:
        st.caption(view.text("figure.unfiltered", filters=left_out.lower()))
    if key := withheld(metric, by, export.filters, view.scope, view.build):
        st.info(view.text(key))
        return
    if rounds(metric, view.scope):
        st.caption(view.text("disclosure.rounded"))
    rows = _files(view, export)
    deferred.draw_later(lambda: _figure_tools(view, metric, by, export))
    if 0 < rows <= MOST_PREVIEWED:
        deferred.draw_later(lambda: _preview(whole_period, metric, by))


def _choose(view: View) -> tuple[Metric, tuple[str, ...]]:
    metrics = catalogue().metrics
    left, right = st.columns(2)
    with left:
        metric = url_state.choose(
            "metric",
            view.text("terms.metric"),
            sorted(metrics, key=lambda name: metrics[name].texts[view.language].title),
            lambda name: metrics[name].texts[view.language].title,
            METRIC,
        )
    possible = [d for d in metrics[metric].groupings if d != "space" or not view.scope.departments]
    with right:
        by = url_state.choose_many(
            "by",
            view.text("downloads.by"),
            possible,
            lambda dimension: view.text(f"dimensions.{dimension}"),
            view.text("downloads.by_none"),
            max_selections=MOST_DIMENSIONS,
        )
    return metrics[metric], by[:MOST_DIMENSIONS]


def _preview(view: View, metric: Metric, by: tuple[str, ...]) -> None:
    title = view.text("downloads.preview")
    st.subheader(title, anchor=False)
    tables.show(view, metric, queries.calculate(view, metric.id, by), by, title)


def _figure_tools(view: View, metric: Metric, by: tuple[str, ...], export: Export) -> None:
    """Draw the row that opens the same figures as a command, and where they come from."""
    command = ["python", "-m", "data", metric.id]
    if by:
        command += ["--by", ",".join(by)]
    for option, month in (("--from", export.filters.from_month), ("--to", export.filters.to_month)):
        if month:
            command += [option, month]
    for dimension, members in export.filters.where:
        command += ["--where", f"{dimension}={','.join(members)}"]
    if is_open(view.scope):
        command += ["--level", view.scope.level]

    def show_command() -> None:
        st.code(shlex.join([*command, "--format", "csv"]), language=None)

    tool_row(
        "download_figures",
        {
            "command": Tool(view.text("downloads.command"), ":material/terminal:", show_command),
            "source": Tool(
                metric_source.label(view, metric),
                ":material/info:",
                lambda: metric_source.show(view, metric),
            ),
        },
    )


def _files(view: View, export: Export) -> int:
    """Show the number of rows, then a link per file format; return the number."""
    rows = queries.count_rows(export, view.build)
    shown = numbers.number(rows, view.language)
    words = filters.sentence(view.build, view.language, export.filters)
    if not rows:
        st.info(view.text("figure.empty", filters=words))
        return rows
    st.markdown(view.text("downloads.rows", rows=shown, filters=words))
    if rows > XLSX_MAX_ROWS:
        most = numbers.number(XLSX_MAX_ROWS, view.language)
        st.caption(view.text("downloads.too_many", most=most))
    downloads.file_links(
        view,
        export,
        f"downloads_{export.what}",
        forms=("csv", "xlsx", "parquet"),
        label=lambda form: view.text(f"downloads.form_{form}"),
        disabled=("xlsx",) if rows > XLSX_MAX_ROWS else (),
    )
    return rows


show(current())
