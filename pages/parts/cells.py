"""Cells in the colours of their classes: what the heat maps and the calendar share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages.parts.drawing import Style
from pages.parts.palette import readable_on
from pages.parts.scale import place

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

    One trace for cells with dark text and one for those with light: each trace costs the browser time.
    """
    colours = style.palette.amounts
    count = len(colours)
    scale = [[(n + end) / count, colour] for n, colour in enumerate(colours) for end in (0, 1)]
    classes = [[place(value, limits) for value in row] for row in values]
    for ink in dict.fromkeys(readable_on(colour) for colour in colours):
        mine = {n for n, colour in enumerate(colours) if readable_on(colour) == ink}
        figure.add_heatmap(
            x=list(across),
            y=list(down),
            z=[[n if n in mine else None for n in row] for row in classes],
            zmin=-0.5,
            zmax=count - 0.5,
            colorscale=scale,
            showscale=False,
            # Plotly writes the text of a blank cell too: each text stands in one trace alone.
            text=[
                [text if n in mine else "" for n, text in zip(*row, strict=True)]
                for row in zip(classes, texts, strict=True)
            ],
            texttemplate="%{text}",
            textfont={"color": ink, "size": 11},
            xgap=2,
            ygap=2,
            hoverongaps=False,
            **trace,
        )
