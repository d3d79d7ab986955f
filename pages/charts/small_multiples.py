"""Small multiples: one small line per member, all on one scale, so that their courses can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
NAME_WIDTH, NAME_WIDTH_ON_PHONE = 24, 18


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
    lines, edges, labels = _Points(), _Points(), _Points()
    for member, (across, down) in zip(members, panels, strict=True):
        part = frame[frame[dimension] == member].set_index("month")
        values = part["value"].reindex(months)
        name = str(part["label"].iloc[0])
        highest = values.max() if member == UNKNOWN else top
        scale = layout.Scale(*layout.axis_from_zero(highest, 1.05), *down)
        lines.add(
            layout.spread(across, len(months)),
            [None if value != value else scale.place(value) for value in values],
            [
                f"{name}, {numbers.short_month(month, style.lang)}: {style.quantity(value)}"
                for month, value in zip(months, values, strict=True)
            ],
        )
        # A line at zero says where a course starts; one at another amount would need its number.
        edges.add(across, [down[0], down[0]])
        title = f"{name} ({style.say('own_scale')})" if member == UNKNOWN else name
        title = layout.wrap(title, NAME_WIDTH_ON_PHONE if style.phone else NAME_WIDTH)
        labels.add(across[:1], down[1:], [f"{title}<br><b>{_last(part, values, style)}</b>"])
    figure = empty_figure(style, layout.height(layout.panel_rows(len(members), columns), ROW_HEIGHT, 16))
    colours = style.palette
    # All members are one trace on one pair of axes: axes for each take a browser ten times as long.
    figure.add_scatter(
        x=edges.x, y=edges.y, mode="lines", line={"color": colours.line, "width": 1}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=lines.x,
        y=lines.y,
        text=lines.text,
        mode="lines",
        line={"color": colours.accent, "width": 2},
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=labels.x,
        y=labels.y,
        text=labels.text,
        mode="text",
        textposition="top right",
        textfont={"size": layout.TEXT_SIZE, "color": colours.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.update_layout(showlegend=False)
    return figure


@dataclass
class _Points:
    """Points of many small charts in one trace, with a gap after each chart."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def add(self, x: Sequence[float], y: Sequence[float | None], text: Sequence[str] = ()) -> None:
        """Add the points of a small chart."""
        self.x += [*x, None]
        self.y += [*y, None]
        self.text += [*text, ""]


def _last(part: pd.DataFrame, values: pd.Series[float], style: Style) -> str:
    """Return the last value of a member, or why it has none."""
    known = values.dropna()
    if len(known):
        return style.quantity(known.iloc[-1])
    return style.say("protected" if part["suppressed"].any() else "no_data")
