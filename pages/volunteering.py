"""Who gives their time, how much, and where?"""

from __future__ import annotations

import streamlit as st

from data.catalogue import catalogue
from pages.parts import address, answer, ask, changes, charts, figure, tabs
from pages.parts.labels import labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

HOURS = "volunteer_hours"
ESTIMATED = "volunteer_hours_estimated"
KEY_FIGURES = (
    *(HOURS, "active_volunteers", "returning_share"),
    *("shift_fill_rate", "volunteer_no_show_rate", "partner_organisations"),
)


def show(view: View) -> None:
    """Six figures; one of them by month, area, organisation and activity; estimates apart."""
    top = answer.top(view, view.say("volunteering.question"))
    texts = catalogue().metrics
    metric = address.choose(
        "metric",
        view.say("overview.metric"),
        KEY_FIGURES,
        lambda name: texts[name].texts[view.language].title,
        HOURS,
        width=360,
    )
    tabs.show(
        view,
        "volunteering",
        {
            "course": lambda: figure.trend(view, metric, key="volunteering_trend"),
            "where": lambda: _where(view, metric),
            "what": lambda: _what(view),
            "estimated": lambda: _estimated(view),
        },
    )
    by_district = labelled(
        ask.calculate(view, HOURS, ("district",)), ("district",), view.build, view.language
    )
    top.tell(
        view,
        answer.sentence(view, HOURS, "overview.hours"),
        changes.driver(view, HOURS, "major_district"),
        extremes(view, catalogue().metrics[HOURS], by_district, "district", "volunteering.extremes"),
    )
    top.key_figures(view, KEY_FIGURES)


def _where(view: View, metric: str) -> None:
    left, right = st.columns(2)
    with left:
        figure.by_level(view, metric, "area", key="volunteering_area")
    with right:
        figure.by_level(view, metric, "organisation", key="volunteering_organisation")


def _what(view: View) -> None:
    left, right = st.columns(2)
    with left:
        figure.show(view, HOURS, ("activity",), charts.bars, key="volunteering_activity")
    with right:
        figure.show(view, HOURS, ("weekday",), charts.bars, key="volunteering_weekday")


def _estimated(view: View) -> None:
    st.markdown(view.say("volunteering.estimated_text"))
    figure.show(view, ESTIMATED, ("district",), charts.bars, key="volunteering_estimated")


show(current())
