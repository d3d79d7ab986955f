"""Points: spaces by how often and how full they are."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts.theme import Style, empty_figure


def space_scatter(frame: pd.DataFrame, frequency: str, seat_fill: str, style: Style) -> go.Figure:
    """Draw each space by its booking rate and its seat fill. ``frequency`` and ``seat_fill`` name the axes.

    ``frame``: space, label, frequency, seat_fill.
    """
    colours = style.palette
    figure = empty_figure(style, 380)
    # The browser writes the figures, rounded as everywhere: thousands of texts take long to make and to send.
    decimals = numbers.DECIMALS.get(style.unit, 0)
    symbol = numbers.symbol(style.unit, style.lang)
    figures = f"%{{x:,.{decimals}f}}{symbol} · %{{y:,.{decimals}f}}{symbol}"
    figure.add_scatter(
        x=frame["frequency"].round(decimals),
        y=frame["seat_fill"].round(decimals),
        mode="markers",
        marker={"size": 9, "color": colours.accent, "line": {"width": 1, "color": colours.page}},
        # Of a list Plotly checks every text.
        customdata=frame["space"].to_numpy(dtype=object),
        text=frame["label"].to_numpy(dtype=object),
        hovertemplate=f"%{{text}}<br>{figures}<extra></extra>",
    )
    figure.update_xaxes(title_text=frequency, rangemode="tozero", showgrid=True)
    figure.update_yaxes(title_text=seat_fill, rangemode="tozero")
    # As large as the numbers of the axes.
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        axis.title.font.size = 14
    return figure
