"""How well are common spaces and common time in use?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables import district_map
from pages.charts import maps
from pages.charts.theme import Style
from pages.components import change_drivers, metric_figure, page_header, tabs
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
    """Show six key figures, one of them on the map and by month, and what changed it most."""
    top = page_header.top(view, view.text("overview.question"))
    texts = catalogue().metrics
    metric = url_state.choose(
        "metric",
        view.text("overview.metric"),
        METRICS,
        lambda name: texts[name].texts[view.language].title,
        METRICS[0],
        width=360,
    )
    tabs.show(
        view,
        "overview",
        {
            "map": lambda: _map(view, metric),
            "course": lambda: metric_figure.trend(view, metric, key="overview_trend"),
        },
    )
    top.show_answer(
        view,
        page_header.sentence(view, "booking_rate", "overview.rate"),
        change_drivers.driver(view, "booking_rate", "major_district"),
        page_header.sentence(view, "volunteer_hours", "overview.hours"),
    )
    top.key_figures(view, METRICS)
    st.header(f"{view.text('changes.title')}: {texts[metric].texts[view.language].title}", anchor=False)
    for column, dimension in zip(st.columns(2), ("district", "department"), strict=True):
        with column:
            change_drivers.show(view, metric, dimension)


def _map(view: View, metric: str) -> None:
    tiles = district_map.tiles()

    def draw(frame: pd.DataFrame, style: Style) -> go.Figure:
        named = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return maps.tile_map(named, tiles, style)

    metric_figure.show(view.without("major_district"), metric, ("district",), draw, key="overview_map")
    st.caption(view.text("overview.map_hint"))


show(current())
