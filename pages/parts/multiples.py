"""Small multiples: one small line per member, all on one scale, so that courses can be compared."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.parts.charts import wrapped
from pages.parts.drawing import Style, base

ROW_HEIGHT = 110
UNKNOWN = "unknown"
COLUMNS, COLUMNS_ON_PHONE = 6, 2


def small_lines(frame: pd.DataFrame, dimension: str, style: Style, *, phone: bool = False) -> go.Figure:
    """``frame``: month, the dimension, value, and ``label``, the member's name; members as they come."""
    colours = style.palette
    members = list(dict.fromkeys(frame[dimension]))
    columns = COLUMNS_ON_PHONE if phone else COLUMNS
    rows = -(-len(members) // columns)
    grid = make_subplots(rows=rows, cols=columns, horizontal_spacing=0.03)
    figure = base(style, ROW_HEIGHT * rows + 40)
    layout = figure.layout
    figure = go.Figure(grid)
    figure.update_layout(
        **{
            name: layout[name]
            for name in ("height", "paper_bgcolor", "plot_bgcolor", "font", "separators", "hoverlabel")
        },
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        showlegend=False,
        dragmode=False,
    )
    months = sorted(frame["month"].unique())
    # The unknown can be larger than all the known together: it has a scale of its own, and says so.
    top = frame.loc[frame[dimension] != UNKNOWN, "value"].max()
    for place, member in enumerate(members):
        part = frame[frame[dimension] == member].set_index("month").reindex(months)
        name = str(frame.loc[frame[dimension] == member, "label"].iloc[0])
        row, column = place // columns + 1, place % columns + 1
        figure.add_scatter(
            x=months,
            y=part["value"],
            mode="lines",
            line={"color": colours.accent, "width": 2},
            text=[style.quantity(value) for value in part["value"]],
            hovertemplate=f"{name}, %{{x}}: %{{text}}<extra></extra>",
            row=row,
            col=column,
        )
        known = part["value"].dropna()
        if member == UNKNOWN:
            name = f"{name} ({style.say('own_scale')})"
        elif top == top and top > 0:
            figure.update_yaxes(range=[0, 1.05 * top], row=row, col=column)
        last = style.quantity(known.iloc[-1]) if len(known) else style.say("no_data")
        figure.add_annotation(
            text=f"{wrapped(name, 16)}<br><b>{last}</b>",
            x=0,
            y=1,
            xref="x domain",
            yref="y domain",
            xanchor="left",
            yanchor="bottom",
            align="left",
            showarrow=False,
            font={"size": 12, "color": colours.text},
            row=row,
            col=column,
        )
    figure.update_xaxes(visible=False, fixedrange=True, type="category", categoryarray=months)
    figure.update_yaxes(
        rangemode="tozero", showticklabels=False, fixedrange=True, gridcolor=colours.line, nticks=3
    )
    return figure
