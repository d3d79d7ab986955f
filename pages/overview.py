"""How well are common spaces and common time in use?"""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import known
from pages.components import change_drivers, city_map, metric_figure, page_header
from pages.state import url_state
from pages.state.view import View, current

METRICS = (
    "booking_rate",
    "shared_use_share",
    "idle_hours",
    "booked_hours_per_1000",
    "volunteer_hours",
    "active_volunteers",
)


def show(view: View) -> None:
    """Show six key figures; the chosen one on the map, by month, and what changed it most."""
    top = page_header.top(view, view.text("overview.question"))
    metric = (url_state.valid_values("metric", known(METRICS), 1) or METRICS[:1])[0]
    left, right = st.columns([1.1, 1], gap="medium")
    with left:
        city_map.show(view, metric, key="overview_map")
    with right, st.container(gap="xxsmall"):
        metric_figure.trend(view, metric, key="overview_trend", height=190, box="low")
        st.header(view.text("changes.title"), anchor=False)
        change_drivers.show(view, metric, ("district", "department"))
    top.show_answer(
        view,
        page_header.sentence(view, "booking_rate", "overview.rate"),
        page_header.sentence(view, "volunteer_hours", "overview.hours"),
    )
    top.key_figures(view, METRICS, metric)


show(current())
