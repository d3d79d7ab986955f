"""Points: spaces by how often and how full they are, and units at their coordinates."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pages.charts.class_breaks import class_limits, class_of
from pages.charts.theme import NO_FADING, Style, class_legend, empty_figure


def space_scatter(frame: pd.DataFrame, frequency: str, seat_fill: str, style: Style) -> go.Figure:
    """Draw each space by its booking rate and its seat fill. ``frequency`` and ``seat_fill`` name the axes.

    ``frame``: space, label, frequency, seat_fill.
    """
    colours = style.palette
    figure = empty_figure(style, 380)
    figure.add_scatter(
        x=frame["frequency"],
        y=frame["seat_fill"],
        mode="markers",
        marker={"size": 9, "color": colours.accent, "line": {"width": 1, "color": colours.page}},
        customdata=[[space] for space in frame["space"]],
        text=[
            f"{label}<br>{style.quantity(often)} · {style.quantity(full)}"
            for label, often, full in zip(frame["label"], frame["frequency"], frame["seat_fill"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        **NO_FADING,
    )
    figure.update_xaxes(title=frequency, rangemode="tozero", showgrid=True)
    figure.update_yaxes(title=seat_fill, rangemode="tozero")
    return figure


def unit_map(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Draw units at their coordinates, in the classes of a map.

    ``frame``: member, label, value, longitude, latitude.
    """
    colours = style.palette
    limits = class_limits(frame["value"])
    figure = empty_figure(style, 380)
    classes = [class_of(value, limits) or 0 for value in frame["value"]]
    figure.add_scatter(
        x=frame["longitude"],
        y=frame["latitude"],
        mode="markers",
        marker={
            "size": [15 if member in style.selected else 11 for member in frame["member"]],
            "color": [colours.amounts[number] for number in classes],
            "line": {"width": 1, "color": colours.secondary},
        },
        customdata=[[member] for member in frame["member"]],
        text=[
            f"{label}: {style.quantity(value)}"
            for label, value in zip(frame["label"], frame["value"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        **NO_FADING,
    )
    class_legend(figure, limits, style)
    figure.update_xaxes(visible=False)
    # A degree of longitude is half as long as one of latitude at 60° north.
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    return figure
