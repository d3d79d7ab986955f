"""A ranking of many members in low rows: rank, name, bar and figure; a click anywhere in a row selects it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import layout
from pages.charts.theme import HATCH, Style, empty_figure

#: Pixels of a row; on a phone a finger must hit it.
ROW_HEIGHT, ROW_HEIGHT_ON_PHONE = 16, 26
#: Where rank and figure end, the name starts, and the bars are, as shares of the width.
RANK, NAME, BARS, FIGURE = 0.06, 0.08, (0.41, 0.8), 1.0
UNKNOWN = "unknown"


def ranked_rows(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Draw rows in the order of the frame: ``rank``, ``label``, ``member``, ``value``, ``suppressed``."""
    colours = style.palette
    count = len(frame)
    places = list(range(count))
    suppressed = frame["suppressed"].astype(bool)
    selected = frame["member"].isin(style.selected).tolist()
    longest = layout.positive_or_one(frame["value"].where(frame["member"] != UNKNOWN).max())
    figures = [
        style.say("protected") if hidden else style.quantity(value)
        for value, hidden in zip(frame["value"], suppressed, strict=True)
    ]
    figure = empty_figure(style, layout.height(count, ROW_HEIGHT_ON_PHONE if style.phone else ROW_HEIGHT, 4))
    figure.add_bar(
        x=[1] * count,
        y=places,
        orientation="h",
        width=1,
        marker={
            "color": [colours.amounts[0] if chosen else "rgba(0,0,0,0)" for chosen in selected],
            "line": {"width": [1 if chosen else 0 for chosen in selected], "color": colours.accent},
        },
        # A click on the unknown district chooses nothing.
        customdata=[["" if member == UNKNOWN else member] for member in frame["member"]],
        hovertext=[f"{label}: {text}" for label, text in zip(frame["label"], figures, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_bar(
        x=frame["value"].where(~suppressed, layout.suppressed_length(longest)).tolist(),
        y=places,
        xaxis="x2",
        orientation="h",
        width=0.55,
        marker={
            "color": [colours.accent if chosen else colours.other for chosen in selected],
            "line": {"width": 0},
            "pattern": {"shape": [HATCH if hidden else "" for hidden in suppressed], "solidity": 0.35},
        },
        hoverinfo="skip",
    )
    ranks = ["" if pd.isna(rank) else str(rank) for rank in frame["rank"]]
    _column(figure, RANK, ranks, "middle left", colours.secondary)
    _column(figure, NAME, _bold(frame["label"].tolist(), selected), "middle right", colours.text)
    _column(figure, FIGURE, _bold(figures, selected), "middle left", colours.text)
    figure.update_layout(
        xaxis={"domain": [0, 1], "range": [0, 1], "visible": False},
        # The unknown can be larger than any district: its bar is cut.
        xaxis2={"domain": BARS, "range": [0, longest], "visible": False, "fixedrange": True, "anchor": "y"},
        yaxis={"range": layout.cell_range(count)[::-1], "visible": False},
        barmode="overlay",
        showlegend=False,
        margin={"l": 1, "r": 1, "t": 2, "b": 2},
    )
    return figure


def _bold(texts: Sequence[str], selected: Sequence[bool]) -> list[str]:
    return [f"<b>{text}</b>" if chosen else text for text, chosen in zip(texts, selected, strict=True)]


def _column(figure: go.Figure, x: float, texts: Sequence[str], position: str, colour: str) -> None:
    """Write a column of texts, which end ('middle left') or start at ``x``."""
    figure.add_scatter(
        x=[x] * len(texts),
        y=list(range(len(texts))),
        mode="text",
        text=list(texts),
        textposition=position,
        textfont={"size": layout.TEXT_SIZE, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )
