"""To whom are the city's spaces given, and what more could be opened?"""

from __future__ import annotations

import streamlit as st

from data.catalogue import catalogue
from pages.parts import answer, ask, charts, figure, matrix, potential_finder, tabs, week_parts
from pages.parts.labels import labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

METRIC = "shared_use_share"
BY_PART = (METRIC, "shared_use_of_bookable")
KEY_FIGURES = (*BY_PART, "association_share", "shared_use_hours", "booked_hours", "idle_hours")


def show(view: View) -> None:
    """Who uses whose spaces, over time and over the week; then the finder of idle hours."""
    top = answer.top(view, view.say("shared_use.question"))
    # A share of others among one kind of booker is always 0 or 100 per cent.
    everybody = view.without("booker_type")
    tabs.show(
        view,
        "shared_use",
        {
            "matrix": lambda: matrix.show(view, "shared_matrix"),
            "course": lambda: _course(view, everybody),
            "week": lambda: week_parts.show(everybody, BY_PART, "shared_week"),
            "seasons": lambda: _seasons(view),
            "finder": lambda: potential_finder.show(view),
        },
    )
    by_owner = labelled(
        ask.calculate(everybody.without("department"), METRIC, ("department",)),
        ("department",),
        view.build,
        view.language,
    )
    top.tell(
        everybody,
        answer.sentence(everybody, METRIC, "shared_use.share"),
        extremes(view, catalogue().metrics[METRIC], by_owner, "department", "shared_use.extremes"),
        view.say("shared_use.everybody") if view.chosen("booker_type") else "",
    )
    top.key_figures(everybody, KEY_FIGURES)


def _course(view: View, everybody: View) -> None:
    figure.trend(everybody, METRIC, key="shared_course")
    figure.trend(view, "shared_use_hours", key="shared_hours")


def _seasons(view: View) -> None:
    """Regular slots: how many wishes got one, and where hours were wished for and given."""
    st.markdown(view.say("shared_use.seasons_text"))
    left, right = st.columns(2)
    with left:
        figure.by_level(view, "seasonal_hours_wished", "area", key="shared_wished")
        figure.show(view, "seasonal_allocation_rate", ("booker_type",), charts.bars, key="shared_allocation")
    with right:
        figure.by_level(view, "seasonal_hours_allocated", "area", key="shared_allocated")
        figure.show(view, "seasonal_hours_allocated", ("weekday",), charts.bars, key="shared_slots")


show(current())
