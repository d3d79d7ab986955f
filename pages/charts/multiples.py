"""Small multiples: one small line per member, all on one scale, so that courses can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.lines import wrapped
from pages.charts.theme import Style, base

#: Heights of a row and of the two lines of text in it, in pixels; the gap between columns as a share.
ROW_HEIGHT, LABEL_HEIGHT, GAP = 110, 44, 0.12
UNKNOWN = "unknown"
COLUMNS, COLUMNS_ON_PHONE = 6, 2


def small_lines(frame: pd.DataFrame, dimension: str, style: Style, *, phone: bool = False) -> go.Figure:
    """``frame``: month, the dimension, value, and ``label``, the member's name; members as they come."""
    members = list(dict.fromkeys(frame[dimension]))
    months = sorted(frame["month"].unique())
    columns = COLUMNS_ON_PHONE if phone else COLUMNS
    rows = -(-len(members) // columns)
    # The unknown can be larger than all the known together: it has a scale of its own, and says so.
    top = frame.loc[frame[dimension] != UNKNOWN, "value"].max()
    traces, notes, axes = [], [], {}
    for place, member in enumerate(members):
        part = frame[frame[dimension] == member].set_index("month")
        values = part["value"].reindex(months)
        number = "" if place == 0 else str(place + 1)
        row, column = divmod(place, columns)
        left, width = column / columns, (1 - GAP) / columns
        height = (ROW_HEIGHT - LABEL_HEIGHT) / ROW_HEIGHT / rows
        bottom = 1 - (row + 1) / rows
        axes[f"xaxis{number}"] = _axis(style, [left, left + width], f"y{number}") | {
            "visible": False,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": months,
        }
        axes[f"yaxis{number}"] = _axis(style, [bottom, bottom + height], f"x{number}")
        name = str(part["label"].iloc[0])
        if member == UNKNOWN:
            name = f"{name} ({style.say('own_scale')})"
        elif top == top and top > 0:
            axes[f"yaxis{number}"]["range"] = [0, 1.05 * top]
        traces.append(_line(values, months, name, number, style))
        notes.append(_label(values, name, [left, bottom + height], style))
    figure = base(style, ROW_HEIGHT * rows + 16)
    # All at once: Plotly checks everything anew for each part that is added.
    return go.Figure(
        [*figure.data, *traces],
        figure.layout.to_plotly_json() | {**axes, "annotations": notes, "showlegend": False},
    )


def _axis(style: Style, domain: list[float], anchor: str) -> dict[str, Any]:
    colours = style.palette
    return {
        "domain": domain,
        "anchor": anchor,
        "rangemode": "tozero",
        "showticklabels": False,
        "fixedrange": True,
        "gridcolor": colours.line,
        "zeroline": False,
        "nticks": 3,
    }


def _line(
    values: pd.Series[float], months: Sequence[str], name: str, number: str, style: Style
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(months),
        "y": values.tolist(),
        "mode": "lines",
        "line": {"color": style.palette.accent, "width": 2},
        "text": [style.quantity(value) for value in values],
        "hovertemplate": f"{name}, %{{x}}: %{{text}}<extra></extra>",
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
    }


def _label(values: pd.Series[float], name: str, at: list[float], style: Style) -> dict[str, Any]:
    """The member's name and its last value, above its line."""
    known = values.dropna()
    last = style.quantity(known.iloc[-1]) if len(known) else style.say("no_data")
    return {
        "text": f"{wrapped(name, 18)}<br><b>{last}</b>",
        "x": at[0],
        "y": at[1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": 12, "color": style.palette.text},
    }
