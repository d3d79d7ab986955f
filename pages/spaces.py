"""When and where are spaces in use, and where do they stand empty?"""

from __future__ import annotations

import streamlit as st

from data.catalogue import catalogue
from pages.parts import answer, ask, charts, clouds, figure, one_space, spaces_table
from pages.parts.folded import folded
from pages.parts.labels import labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

METRIC = "booking_rate"


def show(view: View) -> None:
    """The booking rate by hour of the week, area and organisation, then space by space; or one space."""
    if len(view.chosen("space")) == 1:
        one_space.show(view, view.chosen("space")[0])
        return
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
        figure.by_level(view, METRIC, "area", key="spaces_area")
    with right:
        figure.by_level(view, METRIC, "organisation", key="spaces_organisation")
    left, right = st.columns(2)
    with left:
        clouds.frequency_and_fill(view, "spaces_fill")
    with right:
        clouds.units(view, METRIC, "spaces_units")
    spaces_table.ranked(view, METRIC, "rooms")
    _listed(view, "unknown_denominator", "unknown")
    _listed(view, "without_booking", "unused")


def _listed(view: View, name: str, words: str) -> None:
    frame = ask.of_spaces(view, name)
    st.header(view.say(f"spaces.{words}"), anchor=False)
    if frame.empty:
        st.markdown(view.say(f"spaces.{words}_none"))
        return
    st.markdown(view.say(f"spaces.{words}_text", count=len(frame)))
    title = view.say(f"spaces.{words}")
    folded(view.say("spaces.list"), f"spaces_{words}", lambda: spaces_table.listed(view, frame, title))


show(current())
