"""Who gives their time, how much, and where?"""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from pages.charts import bars
from pages.components import change_drivers, metric_figure, page_header, tabs
from pages.components.member_labels import labelled
from pages.components.takeaway import extremes
from pages.state import queries, url_state
from pages.state.view import View, current

HOURS = "volunteer_hours"
ESTIMATED = "volunteer_hours_estimated"
KEY_FIGURES = (
    *(HOURS, "active_volunteers", "returning_share"),
    *("shift_fill_rate", "volunteer_no_show_rate", "partner_organisations"),
)


def show(view: View) -> None:
    """Show six key figures; one of them by month, area and organisation; activities; estimates."""
    top = page_header.top(view, view.text("volunteering.question"))
    texts = catalogue().metrics
    metric = url_state.choose(
        "metric",
        view.text("overview.metric"),
        KEY_FIGURES,
        lambda name: texts[name].texts[view.language].title,
        HOURS,
        width=360,
    )
    tabs.show(
        view,
        "volunteering",
        {
            "course": lambda: metric_figure.trend(view, metric, key="volunteering_trend"),
            "where": lambda: _where(view, metric),
            "what": lambda: _what(view),
            "estimated": lambda: _estimated(view),
        },
    )
    by_district = labelled(
        queries.calculate(view, HOURS, ("district",)), ("district",), view.build, view.language
    )
    top.show_answer(
        view,
        page_header.sentence(view, HOURS, "overview.hours"),
        change_drivers.driver(view, HOURS, "major_district"),
        extremes(view, catalogue().metrics[HOURS], by_district, "district", "volunteering.extremes"),
    )
    top.key_figures(view, KEY_FIGURES)


def _where(view: View, metric: str) -> None:
    left, right = st.columns(2)
    with left:
        metric_figure.by_level(view, metric, "area", key="volunteering_area")
    with right:
        metric_figure.by_level(view, metric, "organisation", key="volunteering_organisation")


def _what(view: View) -> None:
    left, right = st.columns(2)
    with left:
        metric_figure.show(view, HOURS, ("activity",), bars.ranked_bars, key="volunteering_activity")
    with right:
        metric_figure.show(view, HOURS, ("weekday",), bars.ranked_bars, key="volunteering_weekday")


def _estimated(view: View) -> None:
    st.markdown(view.text("volunteering.estimated_text"))
    metric_figure.show(view, ESTIMATED, ("district",), bars.ranked_bars, key="volunteering_estimated")


show(current())
