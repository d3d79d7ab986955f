"""Cells in the colours of their classes, with their hover texts and members."""

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
    hover: Rows,
    style: Style,
    members: Rows | None = None,
) -> None:
    """Draw ``values`` (rows from the top; NaN stays blank) with ``texts`` in the cells.

    ``hover`` are the hover texts, ``members`` what a click chooses; an empty one does nothing. The texts in
    cells are a trace of their own, because those of a heat map all have one colour.
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
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        customdata=members,
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
    # Texts would leave an empty margin around the cells.
    figure.update_xaxes(range=layout.cell_range(len(columns)))
    figure.update_yaxes(range=layout.cell_range(len(rows))[::-1])
