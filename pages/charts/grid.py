"""A heat map of any two dimensions: the figure stands in each cell, classes colour it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import cells
from pages.charts.class_breaks import classes
from pages.charts.lines import wrapped
from pages.charts.theme import Style, base, legend

ROW_HEIGHT = 40


def heat(
    frame: pd.DataFrame, by: Sequence[str], names: Sequence[Mapping[str, str]], style: Style
) -> go.Figure:
    """``frame`` by two dimensions; ``names`` their members' labels, in order. Withheld cells say so."""
    orders = [
        [m for m in known if m in set(frame[d].astype(str))] for d, known in zip(by, names, strict=True)
    ]
    figures = frame.assign(**{d: frame[d].astype(str) for d in by}).set_index(list(by))
    whole = pd.MultiIndex.from_product(orders, names=list(by))
    values, hidden = figures["value"].reindex(whole), figures["suppressed"].reindex(whole).eq(True)
    limits = classes(values.dropna())
    figure = base(style, 90 + ROW_HEIGHT * max(len(orders[0]), 3))
    rows = [wrapped(names[0][member], 28) for member in orders[0]]
    columns = [wrapped(names[1][member], 12) for member in orders[1]]
    codes = [[[first, second] for second in orders[1]] for first in orders[0]]
    table = values.unstack(by[1]).loc[orders[0], orders[1]].to_numpy().tolist()
    written = [["" if value != value else style.quantity(value) for value in row] for row in table]
    cells.add(figure, columns, rows, table, limits, written, style, hoverinfo="skip")
    told = [
        [
            f"{names[0][first]}, {names[1][second]}: {text}" if text else ""
            for second, text in zip(orders[1], row, strict=True)
        ]
        for first, row in zip(orders[0], written, strict=True)
    ]
    cells.clickable(figure, columns, rows, told, codes)
    withheld = [
        {
            "x": across,
            "y": down,
            "text": style.say("protected"),
            "showarrow": False,
            "font": {"size": 11, "color": style.palette.secondary},
        }
        for down, first in enumerate(orders[0])
        for across, second in enumerate(orders[1])
        if hidden.loc[(first, second)]
    ]
    figure.update_layout(annotations=withheld)
    legend(figure, limits, style)
    figure.update_xaxes(showgrid=False, side="top", type="category", tickangle=0)
    figure.update_yaxes(showgrid=False, type="category")
    return figure
