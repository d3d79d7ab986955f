"""When and where are spaces in use, and where do they stand empty?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue import catalogue
from pages.parts import address, answer, ask, charts, figure, links, tables
from pages.parts.labels import column_labels, labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

METRIC = "booking_rate"
SHOWN_SPACES = 30


def show(view: View) -> None:
    """The booking rate by hour of the week, by district, by division, and space by space."""
    by_district = labelled(
        ask.calculate(view, METRIC, ("district",)), ("district",), view.build, view.language
    )
    answer.head(
        view,
        "spaces.question",
        answer.sentence(view, METRIC, "overview.rate"),
        extremes(view, catalogue().metrics[METRIC], by_district, "district", "spaces.extremes"),
    )
    answer.partial(view)
    answer.key_figures(view, (METRIC, "bookable_hours", "occupied_hours"))
    figure.show(view, METRIC, ("weekday", "hour"), charts.heat, key="spaces_heat")
    left, right = st.columns(2)
    with left:
        figure.by_level(view, METRIC, "area", key="spaces_district")
    with right:
        figure.by_level(view, METRIC, "organisation", key="spaces_department")
    _ranking(view)
    _unknown(view)


def _ranking(view: View) -> None:
    st.header(view.say("spaces.ranking"), anchor=False)
    order = address.choose(
        "order",
        view.say("spaces.order"),
        ["most", "least"],
        lambda name: view.say(f"spaces.order_{name}"),
        "most",
        width=360,
    )
    frame = ask.ranking(view, METRIC)
    if frame.empty:
        st.markdown(view.say("answer.no_figures"))
        return
    shown = (frame if order == "most" else frame.iloc[::-1]).head(SHOWN_SPACES)
    metric = catalogue().metrics[METRIC]
    text = metric.texts[view.language]
    tables.draw(
        {
            view.say("dimensions.space"): _names(view, shown),
            view.say("dimensions.district"): column_labels(shown, "district", view.build, view.language),
            view.say("spaces.rank"): tables.counts(view, shown["rank"]),
            text.title: tables.values(view, metric, shown),
            str(text.denominator): tables.amounts(view, shown, "denominator"),
        },
        view.say("spaces.ranking"),
    )
    st.caption(view.say("spaces.ranking_note", shown=len(shown), all=len(frame)))
    export = links.figures(view, METRIC, ("space",))
    st.link_button(view.say("figure.csv"), links.url(export, "csv"))


def _unknown(view: View) -> None:
    frame = ask.unknown_denominator(view)
    st.header(view.say("spaces.unknown"), anchor=False)
    if frame.empty:
        st.markdown(view.say("spaces.unknown_none"))
        return
    st.markdown(view.say("spaces.unknown_text", count=len(frame)))
    with st.expander(view.say("spaces.unknown_list")):
        shown = frame.head(tables.SHOWN_ROWS)
        tables.draw(
            {
                view.say("dimensions.space"): _names(view, shown),
                view.say("dimensions.district"): column_labels(shown, "district", view.build, view.language),
                view.say("spaces.register"): [
                    view.say("spaces.registered" if known else "spaces.unregistered")
                    for known in shown["is_registered"]
                ],
            },
            view.say("spaces.unknown"),
        )
        if len(frame) > len(shown):
            st.caption(view.say("figure.table_cut", shown=len(shown), all=len(frame)))


def _names(view: View, frame: pd.DataFrame) -> list[str]:
    """Space and unit, as 'Sali 1, Kallion kirjasto'."""
    spaces, units = frame[f"name_{view.language}"], frame[f"unit_{view.language}"]
    return [
        f"{space}, {unit}" if isinstance(unit, str) and unit not in space else str(space)
        for space, unit in zip(spaces, units, strict=True)
    ]


show(current())
