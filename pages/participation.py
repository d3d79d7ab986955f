"""Who takes part in the city's activities, through which channels, and whom do they not reach?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.analyses.participation import CONTACTS, HOME, PLACE
from data.reference_tables import district_map
from data.text import numbers
from pages.charts import bars, maps
from pages.charts.theme import Style
from pages.components import change_drivers, metric_figure, page_header, tabs
from pages.components.member_labels import complete, names
from pages.sections import area_comparison
from pages.state import queries
from pages.state.view import View, current

TURNOUT = "omastadi_turnout"
ATTENDANCE = "event_attendance_rate"
ESTIMATED = "volunteer_hours_estimated"
KEY_FIGURES = (CONTACTS, PLACE, ATTENDANCE)
#: Districts without contacts that are named; the others are counted.
NAMED = 5


def show(view: View) -> None:
    """Show contacts by channel, month, district and home district; OmaStadi, events and estimates."""
    top = page_header.top(view, view.text("participation.question"))
    tabs.show(
        view,
        "participation",
        {
            "channels": lambda: metric_figure.show(
                view, CONTACTS, ("channel",), bars.ranked_bars, key="participation_channel"
            ),
            "course": lambda: metric_figure.trend(view, CONTACTS, key="participation_trend"),
            "where": lambda: _where(view),
            "omastadi": lambda: _omastadi(view),
            "events": lambda: _events(view),
            "estimated": lambda: _estimated(view),
        },
    )
    top.show_answer(
        view,
        page_header.sentence(view, CONTACTS, "participation.contacts"),
        change_drivers.driver(view, CONTACTS, "channel"),
        _reach(view),
    )
    top.key_figures(view, KEY_FIGURES)


def _where(view: View) -> None:
    tiles = district_map.tiles()

    def draw(frame: pd.DataFrame, style: Style) -> object:
        every = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return maps.tile_map(every, tiles, style)

    left, right = st.columns(2)
    with left:
        metric_figure.show(
            view.without("major_district"), PLACE, ("district",), draw, key="participation_map"
        )
        st.markdown(_reach(view))
    with right:
        area_comparison.show(view, PLACE, HOME, "participation_home")


def _omastadi(view: View) -> None:
    """Show all rounds whatever the chosen period, because they are years apart."""
    st.markdown(view.text("participation.omastadi_text"))
    every = replace(view, chosen_filters=view.chosen_filters.all_time(), filters=view.filters.all_time())
    left, right = st.columns(2)
    with left:
        metric_figure.show(every, TURNOUT, ("year",), bars.bars_by_year, key="participation_rounds")
    with right:
        metric_figure.show(every, TURNOUT, ("major_district",), bars.ranked_bars, key="participation_turnout")


def _events(view: View) -> None:
    left, right = st.columns(2)
    with left:
        metric_figure.show(view, ATTENDANCE, ("source",), bars.ranked_bars, key="participation_attendance")
    with right:
        metric_figure.trend(view, ATTENDANCE, key="participation_attendance_trend")


def _estimated(view: View) -> None:
    st.markdown(view.text("volunteering.estimated_text"))
    metric_figure.trend(view, ESTIMATED, key="participation_estimated")


def _reach(view: View) -> str:
    reach = queries.reach(view)
    labels = names(view.build, "district", view.language)
    without = [labels.get(district, district) for district in reach.without]
    if not without:
        text = view.text("participation.reach_all", districts=reach.districts)
    else:
        more = reach.beyond(NAMED)
        text = view.text(
            "participation.reach_many" if more else "participation.reach_some",
            count=len(without),
            districts=reach.districts,
            names=", ".join(without[:NAMED]),
            more=more,
        )
    if not reach.unplaced_percent > 0:
        return text
    share = numbers.quantity(reach.unplaced_percent, "%", view.language)
    return f"{text} {view.text('participation.unplaced', share=share)}"


show(current())
