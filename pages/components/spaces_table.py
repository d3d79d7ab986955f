"""Spaces in a table that the reader can sort and search; each links to its own page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.space_order import arranged
from data.analyses.spaces import ORDERS
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.components import downloads, tables
from pages.components.member_labels import column_labels, labelled
from pages.components.takeaway import no_figures
from pages.state import queries, url_state
from pages.state.view import View

SHOWN_SPACES = 30


def ranked(view: View, metric_id: str, key: str) -> None:
    """Draw the spaces by a metric with its denominator; order and search are in the address."""
    metric = catalogue().metrics[metric_id]
    text = metric.texts[view.language]
    st.header(view.text("spaces.ranking", title=text.title.lower()), anchor=False)
    frame = labelled(queries.ranking(view, metric_id), ("space",), view.build, view.language)
    if frame.empty:
        st.markdown(no_figures(view, metric_id))
        return
    left, right = st.columns(2)
    with left:
        order = url_state.choose(
            f"{key}_order",
            view.text("spaces.order"),
            list(ORDERS),
            lambda name: view.text(f"spaces.order_{name}"),
            "most",
        )
    with right:
        sought = url_state.text_input(
            f"{key}_find", view.text("spaces.find"), view.text("spaces.find_example")
        )
    found = arranged(frame, ORDERS[order], sought)
    if found.empty:
        st.markdown(view.text("spaces.find_none"))
        return
    shown = found.head(SHOWN_SPACES)
    tables.draw(
        {
            view.text("dimensions.space"): links_to_spaces(shown),
            text.title: tables.values(view, metric, shown),
            view.text("spaces.rank"): tables.counts(view, shown["rank"]),
            view.text("dimensions.district"): column_labels(shown, "district", view.build, view.language),
            view.text("glossary.bookable"): tables.Amounts(
                shown["denominator"].tolist(),
                lambda minutes: numbers.minutes_as_hours(minutes, view.language),
                shown["suppressed"].tolist(),
                view.text("terms.suppressed"),
            ),
        },
        view.text("spaces.ranking", title=text.title.lower()),
    )
    st.caption(view.text("spaces.ranking_note", shown=len(shown), all=len(found)))
    downloads.file_links(view, downloads.figures(view, metric_id, ("space",)), key)


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
    """Return the names of spaces, each as a link to the page of that space."""
    return [
        tables.Link(str(label), url_state.link_to("spaces", space=str(space)))
        for label, space in zip(frame["label"], frame["space"], strict=True)
    ]
