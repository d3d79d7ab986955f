"""How well are common spaces and common time in use?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.reference_tables import district_map
from pages.charts import maps
from pages.charts.theme import Style
from pages.components import change_drivers, metric_figure, page_header
from pages.components.member_labels import complete
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
    metric = (url_state.valid_values("metric", METRICS, 1) or METRICS[:1])[0]
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        _map(view, metric)
    with right, st.container(gap="xxsmall"):
        metric_figure.trend(view, metric, key="overview_trend", height=190, fills_window=True)
        st.header(view.text("changes.title"), anchor=False)
        change_drivers.show(view, metric, ("district", "department"))
    top.show_answer(
        view,
        page_header.sentence(view, "booking_rate", "overview.rate"),
        page_header.sentence(view, "volunteer_hours", "overview.hours"),
    )
    top.key_figures(view, METRICS, metric)


def _map(view: View, metric: str) -> None:
    tiles = district_map.tiles()

    def draw(frame: pd.DataFrame, style: Style) -> go.Figure:
        named = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return maps.tile_map(named, tiles, style)

    metric_figure.show(
        view.without("major_district"),
        metric,
        ("district",),
        draw,
        key="overview_map",
        fills_window=not view.phone,
    )


show(current())
