"""Who takes part in the city's activities, through which channels, and whom do they not reach?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.analyses.participation import BY_AREA, CONTACTS, HOME, HOMES_FROM, PLACE
from data.catalogue.metrics import known
from data.disclosure import is_open
from pages.charts import bars
from pages.charts.compared_bars import compared_bars
from pages.components import change_drivers, city_map, deferred, metric_figure, page_header, takeaway
from pages.sections import area_comparison, participation_reach
from pages.state import queries
from pages.state.view import View, current

TURNOUT = "omastadi_turnout"
ATTENDANCE = "event_attendance_rate"
ESTIMATED = "volunteer_hours_estimated"
KEY_FIGURES = (CONTACTS, PLACE, ATTENDANCE, TURNOUT)


def show(view: View) -> None:
    """Show channels, months, home and place, and reach; then the map, events, OmaStadi and estimates."""
    top = page_header.top(view, view.text("participation.question"))
    with st.container(gap="xsmall", key="body_participation"):
        left, right = st.columns(2, gap="medium")
        with left, st.container(gap="xxsmall"):
            # Of ranked bars, the largest and the smallest are seen.
            metric_figure.show(
                view,
                CONTACTS,
                ("channel",),
                compared_bars,
                key="participation_channel",
                box="fit",
                with_change=True,
                describe=takeaway.remarks,
            )
            metric_figure.trend(view, CONTACTS, key="participation_trend", height=170, box="low")
        with right, st.container(gap="xxsmall"):
            if known((PLACE, HOME)) and view.build.city.uses(HOMES_FROM):
                area_comparison.show(view, PLACE, HOME, "participation_home")
            participation_reach.show(view, key="participation_reach")
        deferred.draw_later(lambda: _below(view))
    top.show_answer(
        view,
        page_header.sentence(view, CONTACTS, "participation.contacts"),
        change_drivers.driver(view, CONTACTS, "channel"),
        participation_reach.districts_sentence(view),
    )
    top.key_figures(view, KEY_FIGURES)


def _below(view: View) -> None:
    with st.container(key="below_participation"):
        left, right = st.columns([1.2, 1], gap="medium")
    with left:
        city_map.show(view, known(BY_AREA)[0], key="participation_map")
    with right, st.container(gap="xxsmall"):
        metric_figure.trend(view, ATTENDANCE, key="participation_attendance_trend", height=190)
        metric_figure.show(
            view, ATTENDANCE, ("source",), compared_bars, key="participation_attendance", with_change=True
        )
    if known((TURNOUT,)):
        _omastadi(view)
    if known((ESTIMATED,)):
        metric_figure.trend(view, ESTIMATED, key="participation_estimated", height=200)
        st.caption(view.text("volunteering.estimated_text"))


def _omastadi(view: View) -> None:
    """Show all rounds whatever the chosen period, because they are years apart."""
    every = replace(view, chosen_filters=view.chosen_filters.all_time(), filters=view.filters.all_time())
    left, right = st.columns(2, gap="medium")
    with left:
        metric_figure.show(every, TURNOUT, ("year",), bars.bars_by_year, key="participation_rounds")
        st.caption(view.text("participation.omastadi_text"))
    with right:
        years = queries.calculate(every, TURNOUT, ("year",))["year"].tolist()
        if is_open(view.scope) and years:
            # All rounds together are a union of which the level open shows no parts.
            every = replace(every, filters=every.filters.within("year", years[-1:]))
            st.caption(years[-1])
        metric_figure.show(every, TURNOUT, ("major_district",), bars.ranked_bars, key="participation_turnout")


show(current())
