"""Cells in the colours of their classes, and the points that make them clickable."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product
from typing import Any

import plotly.graph_objects as go

from pages.charts import layout
from pages.charts.class_breaks import class_of
from pages.charts.theme import Style, readable_on

Rows = Sequence[Sequence[Any]]


def add_cells(
    figure: go.Figure,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Rows,
    limits: Sequence[float],
    texts: Rows,
    style: Style,
    **trace: Any,
) -> None:
    """Draw ``values`` (rows from the top; NaN stays blank) with ``texts`` in the cells.

    The texts are a trace of their own, because those of a heat map all have one colour.
    """
    colours = style.palette.amounts
    classes = [[class_of(value, limits) for value in row] for row in values]
    lowest, highest = layout.cell_range(len(colours))
    figure.add_heatmap(
        x=list(columns),
        y=list(rows),
        z=classes,
        zmin=lowest,
        zmax=highest,
        colorscale=layout.colour_steps(colours),
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        **trace,
    )
    written = [
        (column, row, text, readable_on(colours[number]))
        for (row, column), number, text in zip(
            product(rows, columns), chain(*classes), chain(*texts), strict=True
        )
        if text and number is not None
    ]
    if written:
        x, y, text, ink = zip(*written, strict=True)
        figure.add_scatter(
            x=x,
            y=y,
            mode="text",
            text=text,
            textfont={"color": ink, "size": 13},
            hoverinfo="skip",
            showlegend=False,
        )


def add_click_targets(
    figure: go.Figure, columns: Sequence[str], rows: Sequence[str], hover: Rows, members: Rows
) -> None:
    """Add an invisible point to every cell, because Plotly selects points but not cells of a heat map.

    ``hover`` (rows from the top) is the hover text, ``members`` what a click selects; a cell without either
    does nothing. The cells themselves must be drawn with ``hoverinfo="skip"``.
    """
    points = list(product(rows, columns))
    figure.add_scatter(
        x=[column for _, column in points],
        y=[row for row, _ in points],
        mode="markers",
        marker={"symbol": "square", "size": 30, "opacity": 0},
        customdata=list(chain(*members)),
        hovertemplate=[f"{text}<extra></extra>" if text else "<extra></extra>" for text in chain(*hover)],
        showlegend=False,
    )
    # The nearest point is that of the cell, however wide the cell.
    figure.update_layout(hovermode="closest", hoverdistance=-1)
    # Points would leave an empty margin around the cells.
    figure.update_xaxes(range=layout.cell_range(len(columns)))
    figure.update_yaxes(range=layout.cell_range(len(rows))[::-1])
