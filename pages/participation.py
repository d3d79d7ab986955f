"""Who takes part in the city's activities, through which channels, and whom do they not reach?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data import numbers
from data.participation import CONTACTS, HOME, PLACE
from pages.parts import answer, ask, changes, charts, figure, home_and_place, maps, rounds, tabs
from pages.parts.labels import complete, names
from pages.parts.view import View, current

TURNOUT = "omastadi_turnout"
ATTENDANCE = "event_attendance_rate"
ESTIMATED = "volunteer_hours_estimated"
KEY_FIGURES = (CONTACTS, PLACE, ATTENDANCE)
#: Named districts without contacts; more are counted.
NAMED = 5


def show(view: View) -> None:
    """Contacts by channel; where, against where people live; the rounds of OmaStadi; estimates apart."""
    top = answer.top(view, view.say("participation.question"))
    tabs.show(
        view,
        "participation",
        {
            "channels": lambda: figure.show(
                view, CONTACTS, ("channel",), charts.bars, key="participation_channel"
            ),
            "course": lambda: figure.trend(view, CONTACTS, key="participation_trend"),
            "where": lambda: _where(view),
            "omastadi": lambda: _omastadi(view),
            "events": lambda: _events(view),
            "estimated": lambda: _estimated(view),
        },
    )
    top.tell(
        view,
        answer.sentence(view, CONTACTS, "participation.contacts"),
        changes.driver(view, CONTACTS, "channel"),
        _reach(view),
    )
    top.key_figures(view, KEY_FIGURES)


def _where(view: View) -> None:
    tiles = ask.tiles()

    def draw(frame: pd.DataFrame, style: charts.Style, title: str) -> object:
        every = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return maps.tile_map(every, tiles, style, title)

    left, right = st.columns(2)
    with left:
        figure.show(view.without("major_district"), PLACE, ("district",), draw, key="participation_map")
        st.markdown(_reach(view))
    with right:
        home_and_place.show(view, PLACE, HOME, "participation_home")


def _omastadi(view: View) -> None:
    """Rounds are years apart, so they are shown whatever period the reader looks at."""
    st.markdown(view.say("participation.omastadi_text"))
    every = replace(view, asked=view.asked.always(), filters=view.filters.always())
    left, right = st.columns(2)
    with left:
        figure.show(every, TURNOUT, ("year",), rounds.bars, key="participation_rounds")
    with right:
        figure.show(every, TURNOUT, ("major_district",), charts.bars, key="participation_turnout")


def _events(view: View) -> None:
    left, right = st.columns(2)
    with left:
        figure.show(view, ATTENDANCE, ("source",), charts.bars, key="participation_attendance")
    with right:
        figure.trend(view, ATTENDANCE, key="participation_attendance_trend")


def _estimated(view: View) -> None:
    st.markdown(view.say("volunteering.estimated_text"))
    figure.trend(view, ESTIMATED, key="participation_estimated")


def _reach(view: View) -> str:
    found = ask.reach(view)
    known = names(view.build, "district", view.language)
    without = [known.get(district, district) for district in found.without]
    if not without:
        told = view.say("participation.reach_all", districts=found.districts)
    else:
        more = found.beyond(NAMED)
        told = view.say(
            "participation.reach_many" if more else "participation.reach_some",
            count=len(without),
            districts=found.districts,
            names=", ".join(without[:NAMED]),
            more=more,
        )
    if not found.unplaced_percent > 0:
        return told
    share = numbers.quantity(found.unplaced_percent, "%", view.language)
    return f"{told} {view.say('participation.unplaced', share=share)}"


show(current())
