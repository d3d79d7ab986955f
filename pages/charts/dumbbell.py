"""Two figures of each member as two marks on one line: how far they are apart is what a reader sees."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import layout
from pages.charts.theme import Style, empty_figure

#: Height of the legend and the margins, in pixels.
AROUND = 32
#: Characters of a label in one line.
LABEL_WIDTH, LABEL_WIDTH_ON_PHONE = 30, 18
#: Length of the axis, as a multiple of the largest figure; room for a mark's text, as a share of it.
HEADROOM, HEADROOM_ON_PHONE = 1.1, 1.3
TEXT_WIDTH, TEXT_WIDTH_ON_PHONE = 0.1, 0.28


def dumbbell(frame: pd.DataFrame, names: Mapping[str, str], style: Style) -> go.Figure:
    """Draw a line per row of ``frame`` (``label`` and two columns), in its order from the top.

    ``names`` has the text of the two columns: the first is a hollow mark, the second a filled one. A column
    ``<name>_suppressed`` marks suppressed figures, which have no mark and are named as such.
    """
    colours = style.palette
    label_width = LABEL_WIDTH_ON_PHONE if style.phone else LABEL_WIDTH
    labels = [layout.wrap(label, label_width) for label in frame["label"]]
    height = layout.height(len(labels), layout.bar_row_height(labels), AROUND, at_least=2)
    figure = empty_figure(style, height)
    first, second = names
    longest = frame[[first, second]].max().max()
    smaller = frame[[first, second]].min(axis="columns")
    axis = layout.axis_around_zero(longest, HEADROOM_ON_PHONE if style.phone else HEADROOM)
    text_width = TEXT_WIDTH_ON_PHONE if style.phone else TEXT_WIDTH
    leads = [(axis[0], layout.before_text(value, longest, text_width)) for value in smaller]
    between = list(zip(frame[first], frame[second], strict=True))
    for pairs, colour, width in ((leads, colours.line, 1), (between, colours.other, 3)):
        # One trace for all lines: a gap after each.
        figure.add_scatter(
            x=[place for pair in pairs for place in (*pair, None)],
            y=[row for label in labels for row in (label, label, None)],
            mode="lines",
            line={"color": colour, "width": width},
            hoverinfo="skip",
            showlegend=False,
        )
    for name, other, colour, symbol in (
        (first, second, colours.text, "circle-open"),
        (second, first, colours.accent, "circle"),
    ):
        suppressed = frame[f"{name}_suppressed"]
        figure.add_scatter(
            x=frame[name].tolist(),
            y=labels,
            name=names[name],
            mode="markers+text",
            marker={"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
            text=[f"\u00a0{numbers.number(value, style.lang, 1)}\u00a0" for value in frame[name]],
            # The smaller figure is written at the left of its mark, the larger one at the right.
            textposition=[
                "middle left" if value < reference else "middle right"
                for value, reference in zip(frame[name], frame[other], strict=True)
            ],
            textfont={"size": 13, "color": colours.text},
            cliponaxis=False,
            hovertemplate=f"%{{y}}: %{{text}}<extra>{names[name]}</extra>",
        )
        for label in (label for label, hidden in zip(labels, suppressed, strict=True) if hidden):
            _write_suppressed(figure, label, names[name], style)
    figure.update_xaxes(range=axis, showticklabels=False, showgrid=False)
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=labels,
        range=layout.cell_range(len(labels))[::-1],
        showgrid=False,
        # In a low window every row keeps its label.
        dtick=1,
    )
    legend = {"y": 1, "yanchor": "bottom", "traceorder": "normal"}
    figure.update_layout(legend=legend, margin_t=28, margin_b=2)
    return figure


def _write_suppressed(figure: go.Figure, label: str, name: str, style: Style) -> None:
    """Write at the right end of a member's line which of its figures is suppressed."""
    figure.add_annotation(
        text=f"{name}: {style.say('protected')}",
        x=1,
        xref="paper",
        xanchor="right",
        y=label,
        showarrow=False,
        font={"size": 13, "color": style.palette.secondary},
    )
