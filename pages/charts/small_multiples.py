"""Small multiples: one small line per member, all on one scale, so that their courses can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import layout
from pages.charts.theme import Style, empty_figure

#: Heights of a row and of the two lines of text in it, in pixels; the gap between columns as a share.
ROW_HEIGHT, LABEL_HEIGHT, GAP = 110, 44, 0.12
UNKNOWN = "unknown"
COLUMNS, COLUMNS_OF_HALF, COLUMNS_ON_PHONE = 6, 3, 2
#: Characters of a name in a line.
NAME_WIDTH, NAME_WIDTH_ON_PHONE = 26, 18


def small_multiples(
    frame: pd.DataFrame, dimension: str, style: Style, *, half_width: bool = False
) -> go.Figure:
    """Draw a line per member. ``frame``: month, the dimension, value, and ``label``, the member's name."""
    members = list(dict.fromkeys(frame[dimension]))
    months = sorted(frame["month"].unique())
    columns = COLUMNS_ON_PHONE if style.phone else COLUMNS_OF_HALF if half_width else COLUMNS
    panels = layout.panel_grid(len(members), columns, ROW_HEIGHT, LABEL_HEIGHT, GAP)
    # The unknown can be larger than all the known together: it has a scale of its own, and says so.
    top = frame.loc[frame[dimension] != UNKNOWN, "value"].max()
    traces, notes, axes = [], [], {}
    for place, (member, (across, down)) in enumerate(zip(members, panels, strict=True)):
        part = frame[frame[dimension] == member].set_index("month")
        values = part["value"].reindex(months)
        number = layout.axis_number(place)
        axes[f"xaxis{number}"] = _axis(style, across, f"y{number}") | {
            "visible": False,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": months,
        }
        axes[f"yaxis{number}"] = _axis(style, down, f"x{number}")
        name = str(part["label"].iloc[0])
        if member == UNKNOWN:
            name = f"{name} ({style.say('own_scale')})"
        elif top == top and top > 0:
            axes[f"yaxis{number}"]["range"] = layout.axis_from_zero(top, 1.05)
        traces.append(_line(values, months, name, number, style))
        last = _last(part, values, style)
        notes.append(
            _label(
                f"{layout.wrap(name, NAME_WIDTH_ON_PHONE if style.phone else NAME_WIDTH)}<br><b>{last}</b>",
                across[0],
                down[1],
                style,
            )
        )
    figure = empty_figure(style, layout.height(layout.panel_rows(len(members), columns), ROW_HEIGHT, 16))
    # All at once: Plotly checks everything anew for each part that is added.
    return go.Figure(
        [*figure.data, *traces],
        figure.layout.to_plotly_json() | {**axes, "annotations": notes, "showlegend": False},
    )


def _axis(style: Style, domain: Sequence[float], anchor: str) -> dict[str, Any]:
    return {
        "domain": domain,
        "anchor": anchor,
        "rangemode": "tozero",
        "showticklabels": False,
        "fixedrange": True,
        # A line at zero says where a course starts; one at another amount would need its number.
        "showgrid": False,
        "zeroline": True,
        "zerolinecolor": style.palette.line,
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
        "text": [
            f"{numbers.short_month(month, style.lang)}: {style.quantity(value)}"
            for month, value in zip(months, values, strict=True)
        ],
        "hovertemplate": f"{name}, %{{text}}<extra></extra>",
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
    }


def _last(part: pd.DataFrame, values: pd.Series[float], style: Style) -> str:
    """Return the last value of a member, or why it has none."""
    known = values.dropna()
    if len(known):
        return style.quantity(known.iloc[-1])
    return style.say("protected" if part["suppressed"].any() else "no_data")


def _label(text: str, x: float, y: float, style: Style) -> dict[str, Any]:
    """Return a text above a line."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": layout.TEXT_SIZE, "color": style.palette.text},
    }
