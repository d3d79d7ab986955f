"""How well are common spaces and common time in use?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue import catalogue
from pages.parts import address, answer, ask, changes, charts, figure, maps, tabs
from pages.parts.labels import complete
from pages.parts.view import View, current

METRICS = (
    "booking_rate",
    "shared_use_share",
    "idle_hours",
    "booked_hours_per_1000",
    "volunteer_hours",
    "active_volunteers",
)


def show(view: View) -> None:
    """Six figures, then one of them by month, on the map, and what changed it most."""
    top = answer.top(view, view.say("overview.question"))
    texts = catalogue().metrics
    metric = address.choose(
        "metric",
        view.say("overview.metric"),
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
            "course": lambda: figure.trend(view, metric, key="overview_trend"),
        },
    )
    top.tell(
        view,
        answer.sentence(view, "booking_rate", "overview.rate"),
        changes.driver(view, "booking_rate", "major_district"),
        answer.sentence(view, "volunteer_hours", "overview.hours"),
    )
    top.key_figures(view, METRICS)
    st.header(f"{view.say('changes.title')}: {texts[metric].texts[view.language].title}", anchor=False)
    for column, dimension in zip(st.columns(2), ("district", "department"), strict=True):
        with column:
            changes.show(view, metric, dimension)


def _map(view: View, metric: str) -> None:
    tiles = ask.tiles()

    def draw(frame: pd.DataFrame, style: charts.Style, title: str) -> go.Figure:
        named = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return maps.tile_map(named, tiles, style, title)

    figure.show(view.without("major_district"), metric, ("district",), draw, key="overview_map")
    st.caption(view.say("overview.map_hint"))


show(current())
