"""Two figures side by side: two rows of bars on one list of places, on one scale or each on its own."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts.lines import MOST_BARS, UNFADED, wrapped
from pages.charts.theme import Style, base, left_out_note

ROW_HEIGHT = 27
#: Room for the figure at the end of the longest bar, as a multiple of it.
HEADROOM = 1.7


def side_by_side(
    frame: pd.DataFrame,
    columns: tuple[str, str],
    names: tuple[str, str],
    style: Style,
    *,
    one_scale: bool = False,
) -> go.Figure:
    """``frame`` (label, member, two ``columns``) in its order, the unknown last: as many as there is
    room for, the rest said. A column ``<name>_suppressed`` says which of its figures are withheld.

    Where the two scales differ, a heading over each says which figure it is: demand that went unmet is a
    small part of what stands idle.
    """
    colours = style.palette
    is_unknown = frame["member"] == "unknown"
    known = frame[~is_unknown].head(MOST_BARS - int(is_unknown.any()))
    shown = pd.concat([known, frame[is_unknown]])
    left_out = len(frame) - len(shown)
    figure = base(style, 96 + ROW_HEIGHT * max(len(shown), 3) + (24 if left_out else 0))
    labels = [wrapped(label, 18) for label in shown["label"]]
    looks = (colours.accent, colours.categories[1])
    # On one scale a unit must have one length, so the two have one width.
    domains = ([0, 0.46], [0.54, 1]) if one_scale else ([0, 0.56], [0.62, 1])
    never = [False] * len(shown)
    highest = shown[list(columns)].max().max()
    for number, (column, colour) in enumerate(zip(columns, looks, strict=True)):
        values = shown[column]
        longest = highest if one_scale else values.max()
        longest = float(longest) if longest == longest and longest > 0 else 1.0
        decimals = 1 if longest >= 1 else 2
        figure.add_bar(
            x=values.fillna(0.0).tolist(),
            y=labels,
            xaxis="x" if number == 0 else "x2",
            orientation="h",
            text=[
                style.say("protected") if hidden else numbers.number(value, style.lang, decimals)
                for value, hidden in zip(values, shown.get(f"{column}_suppressed", never), strict=True)
            ],
            textposition="outside",
            textfont={"color": colours.text, "size": 12},
            cliponaxis=False,
            customdata=[[member] for member in shown["member"]],
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{y}}: %{{text}}<extra>{names[number]}</extra>",
            **UNFADED,
        )
        figure.layout["xaxis" if number == 0 else "xaxis2"] = {
            "domain": domains[number],
            "anchor": "y",
            "range": [0, HEADROOM * longest],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        }
        figure.add_annotation(
            text=wrapped(names[number], 12),
            x=domains[number][0],
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            align="left",
            showarrow=False,
            font={"size": 13, "color": colours.secondary},
        )
    if left_out:
        left_out_note(figure, style, left_out)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_layout(showlegend=False, bargap=0.3, margin={"l": 8, "r": 8, "t": 60, "b": 28})
    return figure
