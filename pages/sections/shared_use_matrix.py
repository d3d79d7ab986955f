"""Whose spaces are used by whom: hours and shares in each cell, each owner's share of others at the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.analyses.shared_use import ALL, COLUMN, ROW, Matrix
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts import cells
from pages.charts.class_breaks import classes
from pages.charts.lines import wrapped
from pages.charts.theme import Style, base, legend
from pages.components import deferred, metric_figure, tables
from pages.components.member_labels import labelled, names
from pages.state import drill_down, filters, queries, url_state
from pages.state.view import View

METRIC, SHARE = "booked_hours", "shared_use_share"
BY = (ROW, COLUMN)
ROW_HEIGHT, LINE_HEIGHT = 54, 16


def show(view: View, key: str) -> None:
    """The matrix of all divisions and bookers; a click on a cell filters the page by both."""
    metric = catalogue().metrics[METRIC]
    heading = metric_figure.title(view, metric, BY)
    st.header(heading, anchor=False)
    whole = view.without(*BY)
    found = queries.matrix(whole)
    if found.rows.empty:
        words = filters.sentence(view.build, view.language, whole.filters)
        st.markdown(view.text("figure.empty", filters=words))
        return
    frame = labelled(found.cells[found.cells[ROW] != ALL], BY, view.build, view.language)
    st.markdown(_takeaway(view, frame))
    style = metric_figure.style(view, metric, BY)
    metric_figure.chart(view, draw(found, _names(view), style), frame, metric, heading, key, BY)

    def draw_closer() -> None:
        for column, dimension in zip(st.columns(2), BY, strict=True):
            with column:
                drill_down.closer(view, dimension, list(dict.fromkeys(frame[dimension])), key)

    deferred.draw_later(draw_closer)

    def show_table() -> None:
        _table(view, found, heading)
        metric_figure.files(whole, METRIC, BY, key, heading)

    metric_figure.folds(view, metric, key, show_table)


def draw(found: Matrix, known: Mapping[str, Mapping[str, str]], style: Style) -> go.Figure:
    """Cells tinted by their share of the row, since a large division's hours would leave all others pale;
    the row of all divisions and the shares at the right carry no tint.

    ``known``: the labels of ``ROW`` and ``COLUMN`` by member; ``share`` under ``known[""]`` names the
    column at the right.
    """
    owners = [row for row in found.rows[ROW] if row != ALL]
    bookers = [b for b in known[COLUMN] if b in set(found.cells[COLUMN])]
    cell = found.cells.set_index(list(BY))
    value, share, hidden = (cell[name].to_dict() for name in ("value", "share", "suppressed"))
    down = [wrapped(known[ROW].get(owner, owner), 19) for owner in owners]
    across = [known[COLUMN].get(booker, booker) for booker in bookers]
    shown = {pair: part for pair, part in share.items() if not hidden[pair]}
    shares_of_row = [[shown.get((owner, booker), float("nan")) for booker in bookers] for owner in owners]
    limits = classes([part for row in shares_of_row for part in row])
    lines = max(label.count("<br>") + 1 for label in down)
    plotted = base(style, 110 + max(ROW_HEIGHT, LINE_HEIGHT * lines + 8) * (len(owners) + 1))

    def text(owner: str, booker: str) -> str:
        if (owner, booker) not in value:
            return numbers.NONE
        if hidden[owner, booker]:
            return style.say("protected")
        amount = numbers.number(value[owner, booker], style.lang)
        return f"{amount}<br>{_percent(share[owner, booker], style.lang, 0)}"

    cells.add(
        plotted,
        across,
        down,
        shares_of_row,
        limits,
        [[text(owner, booker) for booker in bookers] for owner in owners],
        style,
        hoverinfo="skip",
    )
    last, total = known[""]["share"], known[""][ALL]
    notes = [_note(x, total, text(ALL, booker), style) for x, booker in zip(across, bookers, strict=True)]
    notes += [
        _note(x, y, text(owner, booker), style)
        for y, owner in zip(down, owners, strict=True)
        for x, booker in zip(across, bookers, strict=True)
        if (owner, booker) not in value or hidden[owner, booker]
    ]
    shares = found.rows.set_index(ROW)["shared_use_share"]
    notes += [
        _note(last, y, f"<b>{_percent(shares[owner], style.lang, 1)}</b>", style)
        for y, owner in zip([*down, total], [*owners, ALL], strict=True)
    ]
    columns, rows = [*across, last], [*down, total]
    nothing = ["", ""]
    cells.clickable(
        plotted,
        columns,
        rows,
        [
            *(
                [*(f"{y}, {x}: {text(owner, b)}" for x, b in zip(across, bookers, strict=True)), ""]
                for y, owner in zip(down, owners, strict=True)
            ),
            [""] * len(columns),
        ],
        [
            *([*([owner, booker] for booker in bookers), nothing] for owner in owners),
            [nothing] * len(columns),
        ],
    )
    plotted.update_layout(annotations=notes, shapes=_outlines(owners, bookers, style))
    legend(plotted, limits, replace(style, unit="%"))
    for axis, order in (("xaxis", columns), ("yaxis", rows)):
        plotted.layout[axis].update(
            type="category",
            categoryorder="array",
            categoryarray=order,
            showgrid=False,
            tickfont={"size": 12},
            range=[-0.5, len(order) - 0.5],
        )
    plotted.update_xaxes(side="top", autotickangles=[0, 45, 90])
    plotted.update_yaxes(range=[len(rows) - 0.5, -0.5])
    return plotted


def _note(x: str, y: str, text: str, style: Style) -> dict[str, Any]:
    font = {"size": 12, "color": style.palette.text}
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font}


def _outlines(owners: list[str], bookers: list[str], style: Style) -> list[dict[str, Any]]:
    """A frame around each cell that the page is filtered by."""
    line = {"color": style.palette.text, "width": 3}
    found = []
    for chosen in style.selected:
        owner, _, booker = chosen.partition(",")
        if owner in owners and booker in bookers:
            x, y = bookers.index(booker), owners.index(owner)
            corners = {"x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5}
            found.append({"type": "rect", "line": line, **corners})
    return found


def _percent(value: float, language: str, decimals: int) -> str:
    if value != value:
        return numbers.NONE
    return numbers.number(value, language, decimals) + numbers.symbol("%", language)


def _names(view: View) -> dict[str, Mapping[str, str]]:
    known: dict[str, Mapping[str, str]] = {d: names(view.build, d, view.language) for d in BY}
    known[""] = {"share": view.text("shared_use.others"), ALL: view.text("shared_use.all")}
    return known


def _takeaway(view: View, frame: pd.DataFrame) -> str:
    shown = frame[frame["value"].notna()]
    if shown.empty:
        return view.text("figure.no_value")
    most = shown.sort_values("value", kind="stable").iloc[-1]
    return view.text(
        "shared_use.matrix_text",
        label=most["label"],
        hours=numbers.quantity(most["value"], "h", view.language),
        share=_percent(most["share"], view.language, 0),
    )


def _table(view: View, found: Matrix, heading: str) -> None:
    """A row per owner, a column per booker; each cell leads to the page filtered by both."""
    known = _names(view)
    cell = found.cells.set_index(list(BY))
    value, share, hidden = (cell[name].to_dict() for name in ("value", "share", "suppressed"))
    owners = list(found.rows[ROW])
    columns: dict[str, tables.Column] = {
        view.text("dimensions.owner_department"): [
            known[""][ALL] if owner == ALL else known[ROW].get(owner, owner) for owner in owners
        ]
    }
    for booker in (b for b in known[COLUMN] if b in set(found.cells[COLUMN])):
        texts: list[str | tables.Link] = []
        for owner in owners:
            if (owner, booker) not in value:
                texts.append(numbers.NONE)
                continue
            hours = numbers.quantity(value[owner, booker], "h", view.language)
            text = f"{hours} ({_percent(share[owner, booker], view.language, 0)})"
            if hidden[owner, booker]:
                text = view.text("terms.suppressed")
            target = {"booker_type": booker, "department": "" if owner == ALL else owner}
            texts.append(tables.Link(text, url_state.link(**target)))
        columns[known[COLUMN][booker]] = texts
    columns[view.text("figure.value", unit=numbers.unit_name("h", view.language))] = tables.Amounts(
        found.rows["hours"].tolist(), lambda value: numbers.quantity(value, "h", view.language)
    )
    columns[known[""]["share"]] = tables.Amounts(
        found.rows["shared_use_share"].tolist(), lambda value: _percent(value, view.language, 1)
    )
    tables.draw(columns, heading)
