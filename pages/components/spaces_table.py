"""Spaces in a table that the reader can sort and search; each opens its profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data.analyses.space_order import Order, arranged
from data.analyses.spaces import ORDERS
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.components import downloads, metric_figure, tables
from pages.components.member_labels import column_labels, labelled
from pages.components.takeaway import no_figures
from pages.state import queries, url_state
from pages.state.view import View

#: Spaces that a phone shows.
SHOWN_ON_PHONE = 10


@st.fragment
def ranked(view: View, metric_id: str, key: str) -> None:
    """Draw the spaces by a metric with its denominator; order and search are in the address.

    A search runs this alone, while the reader types.
    """
    with st.container(gap="xxsmall"):
        _ranked(view, metric_id, key)


def _ranked(view: View, metric_id: str, key: str) -> None:
    metric = catalogue().metrics[metric_id]
    text = metric.texts[view.language]
    heading = view.text("spaces.ranking", title=text.title.lower())
    frame = labelled(queries.ranking(view, metric_id), ("space",), view.build, view.language)
    if frame.empty:
        metric_figure.heads(heading, no_figures(view, metric_id), key)
        return
    metric_figure.heads(heading, view.text("spaces.ranking_note"), key)
    found = order_and_search(
        view, frame, f"{key}_order", f"{key}_find", ORDERS, lambda name: view.text(f"spaces.order_{name}")
    )
    if found.empty:
        return
    shown = found.head(shown_rows(view))
    known = shown["value"].where(~shown["suppressed"].astype(bool))
    columns: dict[str, tables.Column] = {
        view.text("dimensions.space"): links_to_spaces(shown),
        view.text("dimensions.district"): column_labels(shown, "district", view.build, view.language),
        view.text("spaces.rank"): tables.counts(view, shown["rank"]),
        view.text("glossary.bookable"): tables.Amounts(
            shown["denominator"].tolist(),
            lambda minutes: numbers.minutes_as_hours(minutes, view.language),
            shown["suppressed"].tolist(),
            view.text("terms.suppressed"),
        ),
        text.title: tables.values(view, metric, shown, tables.Bars(known.tolist())),
    }
    if view.phone:
        columns = {name: columns[name] for name in (view.text("dimensions.space"), text.title)}
    with st.container(key=f"scrolled_{key}"):
        tables.draw(columns, heading)
    if len(found) > len(shown):
        st.caption(view.text("figure.table_cut", shown=len(shown), all=len(found)))

    def show_files() -> None:
        tables.show(view, metric, found, ("space",), heading)
        downloads.file_links(view, downloads.figures(view, metric_id, ("space",)), key)

    metric_figure.figure_tools(view, metric, key, show_files)


def shown_rows(view: View) -> int:
    """Return how many spaces of a list are shown."""
    return SHOWN_ON_PHONE if view.phone else tables.SHOWN_ROWS


def order_and_search(
    view: View,
    frame: pd.DataFrame,
    order_name: str,
    find_name: str,
    orders: Mapping[str, Order],
    text_of_order: Callable[[str], str],
) -> pd.DataFrame:
    """Draw a search field and a choice of order, both in the address; return the rows that match.

    The first of ``orders`` is the default.
    """
    with st.container(horizontal=True, gap="xsmall", key=f"arrange_{find_name}"):
        text = url_state.text_input(
            find_name,
            view.text("spaces.find"),
            view.text("spaces.find_example"),
            live=True,
            type="search",
            icon=":material/search:",
            label_visibility="collapsed",
        )
        order = url_state.choose(
            order_name,
            view.text("spaces.order"),
            tuple(orders),
            text_of_order,
            next(iter(orders)),
            label_visibility="collapsed",
        )
    found = arranged(frame, orders[order], text)
    if found.empty:
        st.markdown(view.text("spaces.find_none"))
    return found


def listed(view: View, frame: pd.DataFrame, title: str) -> None:
    """Draw spaces without a figure: name, district, and whether they are in the register."""
    frame = labelled(frame, ("space",), view.build, view.language)
    shown = frame.head(tables.SHOWN_ROWS)
    tables.draw(
        {
            view.text("dimensions.space"): links_to_spaces(shown),
            view.text("dimensions.district"): column_labels(shown, "district", view.build, view.language),
            view.text("spaces.register"): [
                view.text("spaces.registered" if known else "spaces.unregistered")
                for known in shown["is_registered"]
            ],
        },
        title,
    )
    if len(frame) > len(shown):
        st.caption(view.text("figure.table_cut", shown=len(shown), all=len(frame)))


def links_to_spaces(frame: pd.DataFrame) -> list[tables.Link]:
    """Return the names of spaces, each as a link that opens its profile over the page."""
    return [
        tables.Link(str(label), url_state.link(detail=url_state.detail_of(str(space))))
        for label, space in zip(frame["label"], frame["space"], strict=True)
    ]
