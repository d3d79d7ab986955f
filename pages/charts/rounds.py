"""Rounds: a column for each year, and the years between them that had none."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pages.charts.theme import HATCH, Style, base

#: Room above the highest column for its figure.
HEADROOM = 1.2


def bars(frame: pd.DataFrame, style: Style) -> go.Figure:
    """``frame`` by ``year``: a column each, its figure above; a year without a round says so."""
    colours = style.palette
    figure = base(style, 320)
    rounds = frame.set_index(frame["year"].astype(int))
    years = range(int(rounds.index.min()), int(rounds.index.max()) + 1)
    shown = rounds.reindex(years)
    hidden = shown["suppressed"].eq(True)
    highest = shown["value"].max()
    top = float(highest) if highest == highest and highest > 0 else 1.0
    # A year without a round keeps its place on the axis.
    heights = shown["value"].where(~hidden, 0.12 * top).fillna(0.0)
    none = style.say("no_round").replace(" ", "<br>")
    figure.add_bar(
        x=[str(year) for year in years],
        y=heights.tolist(),
        text=[
            none if year not in rounds.index else style.say("protected") if h else style.quantity(v)
            for year, v, h in zip(years, heights, hidden, strict=True)
        ],
        textposition="outside",
        textfont={"color": colours.text},
        cliponaxis=False,
        marker={
            "color": [colours.other if h else colours.accent for h in hidden],
            "pattern": {"shape": [HATCH if h else "" for h in hidden], "solidity": 0.35},
        },
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[0, HEADROOM * top])
    figure.update_layout(showlegend=False, bargap=0.35)
    return figure
