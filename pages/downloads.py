"""What can I take away? Bookings row by row, and any figure by any dimensions, under my filters."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data import numbers
from data.catalogue import catalogue
from data.export import DIALECTS, Export, booking_columns, booking_dimensions
from data.export_files import XLSX_MAX_ROWS
from pages.parts import address, answer, ask, filters, links
from pages.parts.view import View, current

METRIC = "booking_rate"
#: Three dimensions make a table that can still be read; a file may have more rows than sense.
MOST_DIMENSIONS = 3


def show(view: View) -> None:
    """Two kinds of file, each with its number of rows before it is made."""
    answer.named(view, view.say("downloads.question"), view.say("downloads.answer"))
    dialect = address.choose(
        "dialect",
        view.say("downloads.dialect"),
        DIALECTS,
        lambda name: view.say(f"downloads.dialect_{name}"),
        DIALECTS[0],
        width=480,
    )
    _bookings(view, dialect)
    _figures(view, dialect)


def _bookings(view: View, dialect: str) -> None:
    st.header(view.say("downloads.bookings"), anchor=False)
    st.markdown(view.say("downloads.bookings_text"))
    wanted = links.bookings(view, dialect)
    usable = wanted.filters.only(booking_dimensions())
    _files(view, replace(wanted, filters=usable))
    with st.expander(view.say("downloads.columns")):
        lines = [
            f"- `{name}` {column.texts[view.language]} ({column.unit})"
            for name, column in booking_columns().items()
        ]
        st.markdown("\n".join(lines))


def _figures(view: View, dialect: str) -> None:
    st.header(view.say("downloads.figures"), anchor=False)
    metrics = catalogue().metrics
    names = sorted(metrics, key=lambda name: metrics[name].texts[view.language].title)
    left, right = st.columns(2)
    with left:
        metric = address.choose(
            "metric",
            view.say("downloads.metric"),
            names,
            lambda name: metrics[name].texts[view.language].title,
            METRIC,
        )
    possible = [d for d in metrics[metric].groupings if d != "space" or not view.scope.departments]
    with right:
        by = address.choose_many(
            "by",
            view.say("downloads.by"),
            possible,
            lambda dimension: view.say(f"dimensions.{dimension}"),
            view.say("downloads.by_none"),
            max_selections=MOST_DIMENSIONS,
        )
    st.markdown(metrics[metric].texts[view.language].description)
    asked = replace(view, filters=view.asked)
    wanted = links.figures(asked, metric, by[:MOST_DIMENSIONS], dialect)
    left_out = filters.unusable(view.language, view.asked, wanted.filters)
    if left_out:
        st.caption(view.say("figure.unfiltered", filters=left_out.lower()))
    _files(view, wanted)
    command = ["python -m data", metric]
    if by:
        command += ["--by", ",".join(by)]
    for option, month in (("--from", wanted.filters.from_month), ("--to", wanted.filters.to_month)):
        if month:
            command += [option, month]
    for dimension, members in wanted.filters.where:
        command += ["--where", f"{dimension}={','.join(members)}"]
    st.caption(view.say("downloads.command"))
    st.code(" ".join([*command, "--format csv"]), language=None)


def _files(view: View, wanted: Export) -> None:
    """The number of rows, then a link per form of file."""
    rows = ask.count(view, wanted)
    shown = numbers.number(rows, view.language)
    words = filters.sentence(view.build, view.language, wanted.filters)
    if not rows:
        st.info(view.say("figure.empty", filters=words))
        return
    st.markdown(view.say("downloads.rows", rows=shown, filters=words))
    if rows > XLSX_MAX_ROWS:
        most = numbers.number(XLSX_MAX_ROWS, view.language)
        st.caption(view.say("downloads.too_many", most=most))
    with st.container(horizontal=True):
        for form in ("csv", "xlsx", "parquet"):
            st.link_button(
                view.say(f"downloads.form_{form}"),
                links.url(wanted, form),
                disabled=form == "xlsx" and rows > XLSX_MAX_ROWS,
            )


show(current())
