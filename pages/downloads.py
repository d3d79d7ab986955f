"""What can I download? Bookings row by row, and any metric by any dimensions, with my filters."""

from __future__ import annotations

import shlex
from dataclasses import replace

import streamlit as st

from data.catalogue.metrics import catalogue
from data.files.export import DIALECTS, Export, booking_columns, booking_dimensions
from data.files.writers import XLSX_MAX_ROWS
from data.text import numbers
from pages.components import downloads, page_header
from pages.state import filters, queries, url_state
from pages.state.view import View, current

METRIC = "booking_rate"
#: A table of more than three dimensions is hard to read.
MOST_DIMENSIONS = 3


def show(view: View) -> None:
    """Show two kinds of file, each with its number of rows before it is created."""
    page_header.title_and_answer(view, view.text("downloads.question"), view.text("downloads.answer"))
    dialect = url_state.choose(
        "dialect",
        view.text("downloads.dialect"),
        DIALECTS,
        lambda name: view.text(f"downloads.dialect_{name}"),
        DIALECTS[0],
        width=480,
    )
    _bookings(view, dialect)
    _figures(view, dialect)


def _bookings(view: View, dialect: str) -> None:
    st.header(view.text("downloads.bookings"), anchor=False)
    st.markdown(view.text("downloads.bookings_text"))
    export = downloads.bookings(view, dialect)
    usable = export.filters.only(booking_dimensions())
    _files(view, replace(export, filters=usable))
    with st.expander(view.text("terms.columns")):
        lines = [
            f"- `{name}` {column.texts[view.language]} ({column.unit})"
            for name, column in booking_columns().items()
        ]
        st.markdown("\n".join(lines))


def _figures(view: View, dialect: str) -> None:
    st.header(view.text("downloads.figures"), anchor=False)
    metrics = catalogue().metrics
    names = sorted(metrics, key=lambda name: metrics[name].texts[view.language].title)
    left, right = st.columns(2)
    with left:
        metric = url_state.choose(
            "metric",
            view.text("terms.metric"),
            names,
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
    st.markdown(metrics[metric].texts[view.language].description)
    whole_period = replace(view, filters=view.chosen_filters)
    export = downloads.figures(whole_period, metric, by[:MOST_DIMENSIONS], dialect)
    left_out = filters.unusable(view.language, view.chosen_filters, export.filters)
    if left_out:
        st.caption(view.text("figure.unfiltered", filters=left_out.lower()))
    _files(view, export)
    command = ["python", "-m", "data", metric]
    if by:
        command += ["--by", ",".join(by)]
    for option, month in (("--from", export.filters.from_month), ("--to", export.filters.to_month)):
        if month:
            command += [option, month]
    for dimension, members in export.filters.where:
        command += ["--where", f"{dimension}={','.join(members)}"]
    st.caption(view.text("downloads.command"))
    st.code(shlex.join([*command, "--format", "csv"]), language=None)


def _files(view: View, export: Export) -> None:
    """Show the number of rows, then a link per file format."""
    rows = queries.count_rows(export, view.build)
    shown = numbers.number(rows, view.language)
    words = filters.sentence(view.build, view.language, export.filters)
    if not rows:
        st.info(view.text("figure.empty", filters=words))
        return
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


show(current())
