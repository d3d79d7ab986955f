"""Cells in the colours of their classes: what the heat maps and the calendar share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages.charts.class_breaks import place
from pages.charts.palette import readable_on
from pages.charts.theme import Style

Rows = Sequence[Sequence[Any]]


def add(
    figure: go.Figure,
    across: Sequence[str],
    down: Sequence[str],
    values: Rows,
    limits: Sequence[float],
    texts: Rows,
    style: Style,
    **trace: Any,
) -> None:
    """Draw ``values`` (rows from the top; NaN stays blank) with ``texts`` in the cells.

    The texts are points of their own: in a heat map they have one colour, so there had to be two of them.
    """
    colours = style.palette.amounts
    count = len(colours)
    scale = [[(n + end) / count, colour] for n, colour in enumerate(colours) for end in (0, 1)]
    classes = [[place(value, limits) for value in row] for row in values]
    figure.add_heatmap(
        x=list(across),
        y=list(down),
        z=classes,
        zmin=-0.5,
        zmax=count - 0.5,
        colorscale=scale,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        **trace,
    )
    written = [
        (x, y, text, readable_on(colours[n]))
        for y, row, told in zip(down, classes, texts, strict=True)
        for x, n, text in zip(across, row, told, strict=True)
        if text and n is not None
    ]
    if written:
        x, y, text, ink = zip(*written, strict=True)
        figure.add_scatter(
            x=x,
            y=y,
            mode="text",
            text=text,
            textfont={"color": ink, "size": 11},
            hoverinfo="skip",
            showlegend=False,
        )


def clickable(
    figure: go.Figure, across: Sequence[str], down: Sequence[str], told: Rows, members: Rows
) -> None:
    """An unseen point in every cell: Plotly selects points, and never the cells of a heat map.

    ``told`` (rows from the top) is what hovering says, ``members`` what a click chooses; a cell with
    neither does nothing. The cells themselves must be drawn with ``hoverinfo="skip"``.
    """
    points = [(x, y) for y in down for x in across]
    said = [text for row in told for text in row]
    figure.add_scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="markers",
        marker={"symbol": "square", "size": 30, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[member for row in members for member in row],
        hovertemplate=[f"{text}<extra></extra>" if text else "<extra></extra>" for text in said],
        showlegend=False,
    )
    # The nearest point is that of the cell, however wide the cell.
    figure.update_layout(hovermode="closest", hoverdistance=-1)
    # Points would leave an empty margin around the cells.
    figure.update_xaxes(range=[-0.5, len(across) - 0.5])
    figure.update_yaxes(range=[len(down) - 0.5, -0.5])
