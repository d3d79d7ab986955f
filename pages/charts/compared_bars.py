"""Ranked bars close together, each with its change and a mark at the figure of the base period."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import layout
from pages.charts.bars import ranked_bars
from pages.charts.theme import Style

#: Characters of a label in one line.
LABEL_WIDTH = 40
#: Length of the axis, as a multiple of the longest bar: a bar is followed by its figure and its change.
HEADROOM, HEADROOM_ON_PHONE = 1.5, 2.4


def compared_bars(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Draw the bars of a frame of ``data.contribution.with_change`` with ``label`` and ``member``.

    Without any change they are plain bars.
    """
    figure = ranked_bars(frame, style) if style.phone else ranked_bars(frame, style, label_width=LABEL_WIDTH)
    (bars,) = figure.data
    shown = frame.set_index("member").reindex([member for (member,) in bars.customdata])
    has_change = bool(shown["change"].notna().any())
    # In a low window every bar keeps its label, and has all the room there is.
    figure.update_yaxes(autorange=False, range=layout.cell_range(len(bars.y))[::-1], dtick=1)
    if not style.phone:
        figure.layout.height = layout.compact_bars_height(len(bars.y), has_legend=has_change)
    if not has_change:
        return figure
    amounts = [
        amount if change != change else f"{amount} ({numbers.difference(change, style.unit, style.lang)})"
        for amount, change in zip(bars.text, shown["change"], strict=True)
    ]
    bars.update(text=amounts, textposition="none", showlegend=False)
    # The text is behind the longer of the bar and the mark.
    figure.add_scatter(
        x=shown[["value", "before"]].max(axis="columns").tolist(),
        y=list(bars.y),
        mode="text",
        text=[f"\u00a0\u00a0{amount}" for amount in amounts],
        textposition="middle right",
        textfont={"size": 14, "color": style.palette.text},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    name = style.say(f"base_{style.against}")
    # A rim in the page's colour sets the mark off the bar below it.
    for width, colour in ((7, style.palette.page), (3, style.palette.text)):
        figure.add_scatter(
            x=shown["before"].tolist(),
            y=list(bars.y),
            name=name,
            mode="markers",
            marker={"symbol": "line-ns", "size": 13, "line": {"width": width, "color": colour}},
            text=[style.quantity(value) for value in shown["before"]],
            customdata=list(bars.customdata),
            hovertemplate=f"%{{y}}: %{{text}}<extra>{name}</extra>",
            showlegend=colour == style.palette.text,
            cliponaxis=False,
        )
    longest = shown[["value", "before"]].max().max()
    figure.update_xaxes(range=layout.axis_from_zero(longest, HEADROOM_ON_PHONE if style.phone else HEADROOM))
    figure.update_layout(showlegend=True, legend_y=0, margin_t=2, margin_b=28)
    return figure
