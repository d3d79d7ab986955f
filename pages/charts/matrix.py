"""The matrix of owners and bookers: hours and shares in each cell, the share of others at the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from data.analyses.shared_use import ALL, COLUMN, ROW, Matrix
from data.text import numbers
from pages.charts import layout
from pages.charts.cells import add_cells
from pages.charts.class_breaks import class_limits
from pages.charts.theme import Style, class_legend, empty_figure

NO_VALUE = float("nan")


@dataclass(frozen=True)
class Labels:
    """The names of owners and bookers by member, in order; of the row of all owners and the last column."""

    owners: Mapping[str, str]
    bookers: Mapping[str, str]
    all_owners: str
    shared_use_share: str

    def owner(self, code: str) -> str:
        """Return the name of an owner or of all together."""
        return self.all_owners if code == ALL else self.owners.get(code, code)


def shared_use_matrix(matrix: Matrix, labels: Labels, style: Style) -> go.Figure:
    """Draw cells coloured by their share of the row, because the hours of a large department would make all
    others pale. The row of all departments and the shares at the right have no colour."""
    owners = [owner for owner in matrix.rows[ROW] if owner != ALL]
    bookers = bookers_of(matrix, labels)
    texts = cell_texts(matrix, style)
    rows = [layout.wrap(labels.owner(owner), 19 if style.phone else 24) for owner in owners]
    columns = [labels.bookers[booker] for booker in bookers]
    known = matrix.cells[~matrix.cells["suppressed"].astype(bool)].set_index([ROW, COLUMN])["share"].to_dict()
    shares = [[known.get((owner, booker), NO_VALUE) for booker in bookers] for owner in owners]
    limits = class_limits(share for row in shares for share in row)
    # One row more than owners: all of them together.
    figure = empty_figure(
        style, layout.height(len(matrix.rows), layout.matrix_row_height(rows), 110, at_least=len(rows))
    )
    written = [[texts.get((owner, booker), numbers.NONE) for booker in bookers] for owner in owners]
    # A phone has no room for the hours, which are in the table.
    short = {cell: text.rpartition("<br>")[2] if style.phone else text for cell, text in texts.items()}
    in_cells = [[short.get((owner, booker), numbers.NONE) for booker in bookers] for owner in owners]
    hover = [
        [f"{row}, {column}: {text}" for column, text in zip(columns, row_texts, strict=True)]
        for row, row_texts in zip(rows, written, strict=True)
    ]
    members = [[[owner, booker] for booker in bookers] for owner in owners]
    add_cells(figure, columns, rows, shares, limits, in_cells, hover, style, members)
    # One column and one row more than cells.
    all_columns, all_rows = [*columns, labels.shared_use_share], [*rows, labels.all_owners]
    figure.update_xaxes(range=layout.cell_range(len(all_columns)))
    figure.update_yaxes(range=layout.cell_range(len(all_rows))[::-1])
    share_of_others = matrix.rows.set_index(ROW)["shared_use_share"]
    notes = [
        _note(column, labels.all_owners, short.get((ALL, booker), numbers.NONE), style)
        for column, booker in zip(columns, bookers, strict=True)
    ]
    notes += [
        _note(column, row, text, style)
        for row, row_shares, row_texts in zip(rows, shares, in_cells, strict=True)
        for column, share, text in zip(columns, row_shares, row_texts, strict=True)
        if share != share
    ]
    notes += [
        _note(labels.shared_use_share, row, f"<b>{percent(share_of_others[owner], style.lang, 1)}</b>", style)
        for row, owner in zip(all_rows, [*owners, ALL], strict=True)
    ]
    figure.update_layout(annotations=notes, shapes=_selected_cells(owners, bookers, style))
    class_legend(figure, limits, replace(style, unit="%"))
    for axis, order in ((figure.layout.xaxis, all_columns), (figure.layout.yaxis, all_rows)):
        axis.update(
            type="category",
            categoryorder="array",
            categoryarray=order,
            showgrid=False,
            tickfont={"size": 13},
        )
    figure.update_xaxes(side="top", autotickangles=[0, 45, 90])
    return figure


def bookers_of(matrix: Matrix, labels: Labels) -> list[str]:
    """Return the bookers of the matrix in the order of their names."""
    with_hours = set(matrix.cells[COLUMN])
    return [booker for booker in labels.bookers if booker in with_hours]


def cell_texts(matrix: Matrix, style: Style) -> dict[tuple[str, str], str]:
    """Return hours and share of each cell by owner and booker; a suppressed one says that it is."""
    columns = (matrix.cells[name] for name in (ROW, COLUMN, "value", "share", "suppressed"))
    return {
        (owner, booker): style.say("protected")
        if is_suppressed
        else f"{numbers.number(hours, style.lang)}<br>{percent(share, style.lang, 0)}"
        for owner, booker, hours, share, is_suppressed in zip(*columns, strict=True)
    }


def percent(value: float, language: str, decimals: int) -> str:
    """Return a share with its sign; an en dash for none."""
    if value != value:
        return numbers.NONE
    return f"{numbers.number(value, language, decimals)}{numbers.symbol('%', language)}"


def _note(x: str, y: str, text: str, style: Style) -> dict[str, Any]:
    font = {"size": 13, "color": style.palette.text}
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font}


def _selected_cells(owners: list[str], bookers: list[str], style: Style) -> list[dict[str, Any]]:
    """Return a frame around each cell that the page is filtered by."""
    pairs = [selected.partition(",")[::2] for selected in style.selected]
    return [
        {"line": {"color": style.palette.text, "width": 3}}
        | layout.cell_outline(bookers.index(booker), owners.index(owner))
        for owner, booker in pairs
        if owner in owners and booker in bookers
    ]
