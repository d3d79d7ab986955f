"""Draws a Plotly figure with a chart that the browser keeps and updates (static/chart.js)."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from pages.server.chart_scripts import chart_component


def draw(figure: go.Figure, key: str, alt: str, on_click: Callable[[], None] | None = None) -> None:
    """Draw a figure with its alternative text; without a height of its own it fills the box around it.

    ``on_click`` is called for a click on a point; the session state of ``key`` then has its customdata as
    ``clicked``.
    """
    is_filling = figure.layout.height is None
    chart_component()(
        key=key,
        data={"figure": figure.to_json(validate=False), "alt": alt, "clicks": on_click is not None},
        height="stretch" if is_filling else "content",
        on_clicked_change=on_click,
    )
