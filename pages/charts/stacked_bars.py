"""Bars by month, stacked by the members of a dimension, with the members' names beside the last bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from data.analyses.annotations import Annotation
from pages.charts import layout, lines
from pages.charts.theme import Style, empty_figure

#: Series that have a colour of their own; the others are grey.
MOST_COLOURS = 4
#: Pixels below and above the bars, and at their right for the names.
BELOW, ABOVE, RIGHT = 44, 18, 124
#: Pixels that the bars have at least.
WIDTH, WIDTH_ON_PHONE = 390, 200
#: Length of the axis, as a multiple of the highest bar.
HEADROOM = 1.1


def stacked_bars(
    parts: pd.DataFrame,
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    names: Mapping[str, str],
    style: Style,
    height: int,
    annotations: Sequence[Annotation] = (),
) -> go.Figure:
    """Draw a bar per month of ``now``, and a mark at the total of the base period.

    ``parts``: month and a column for each of ``names``, the bottom one first. ``now`` and ``before``:
    frames of ``data.comparison.trend`` with ``label`` and ``member``. ``height`` is the lowest that the chart
    is shown at: the names at the right do not overlap then, nor at any greater height.
    """
    figure = empty_figure(style, height)
    labels = list(now["label"])
    by_month = parts.set_index("month").reindex(now["month"])
    colours = dict(zip(names, (*style.palette.categories, style.palette.other), strict=False))
    drawn = [name for name in names if by_month[name].notna().any()]
    for name in drawn:
        figure.add_bar(
            x=labels,
            y=by_month[name].tolist(),
            name=names[name],
            marker={"color": colours[name], "line": {"width": 1, "color": style.palette.page}},
            customdata=[
                [member, style.quantity(value)]
                for member, value in zip(now["member"], by_month[name], strict=True)
            ],
            hovertemplate=f"%{{x}}: %{{customdata[1]}}<extra>{names[name]}</extra>",
        )
    base = (
        now["value"].head(0) if before is None else before.set_index("month").reindex(now["month"])["value"]
    )
    axis = layout.axis_from_zero(pd.concat([now["value"], base]).max(), HEADROOM)
    margin = {"l": 8, "r": RIGHT, "t": ABOVE, "b": BELOW}
    figure.update_layout(barmode="stack", bargap=0.25, showlegend=False, margin=margin)
    lines.annotate(figure, annotations, now, style)
    line = layout.line_of_text(axis[1], layout.plot_height(height, figure.layout.margin.t, BELOW))
    places = layout.stack_label_places(by_month[drawn].iloc[-1].tolist(), line)
    for name, place in zip(drawn, places, strict=True):
        square = f'<span style="color:{colours[name]}">■</span>'
        _name(figure, f"{square} {names[name]}", place, style.palette.text)
    if base.notna().any():
        _mark_base(figure, labels, base, style)
        text = f"━ {style.say(f'base_{style.against}')}"
        _name(figure, text, layout.above_all(base.iloc[-1], places, line), style.palette.secondary)
    if "partial" in now and now["partial"].iloc[-1]:
        figure.add_annotation(
            x=labels[-1], y=0, yanchor="bottom", text=style.say("under_way"), bgcolor=style.palette.page
        )
        figure.layout.annotations[-1].showarrow = False
    named = layout.thinned(labels, lines.MOST_TICKS)
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=named,
        ticktext=lines.month_ticks(named),
        categoryorder="array",
        categoryarray=labels,
    )
    figure.update_yaxes(range=axis, nticks=5)
    return figure


def _mark_base(figure: go.Figure, labels: Sequence[str], base: pd.Series[float], style: Style) -> None:
    """Mark the totals of the base period; a rim in the page's colour sets the marks off the bars."""
    name = style.say(f"base_{style.against}")
    for width, colour in ((7, style.palette.page), (3, style.palette.text)):
        figure.add_scatter(
            x=list(labels),
            y=base.tolist(),
            mode="markers",
            marker={
                "symbol": "line-ew",
                "size": layout.mark_width(len(labels), WIDTH_ON_PHONE if style.phone else WIDTH),
                "line": {"width": width, "color": colour},
            },
            text=[style.quantity(value) for value in base],
            hovertemplate=f"%{{x}}: %{{text}}<extra>{name}</extra>",
        )


def _name(figure: go.Figure, text: str, place: layout.LabelPlace, colour: str) -> None:
    """Write a name at the right of the bars."""
    figure.add_annotation(
        text=text,
        x=1,
        xref="paper",
        xanchor="left",
        y=place.value,
        yshift=place.shift,
        yanchor="middle",
        showarrow=False,
        font={"size": 13, "color": colour},
    )
