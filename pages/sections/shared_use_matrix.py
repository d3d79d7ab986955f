"""Whose spaces are used by whom: the matrix, its takeaway, its table and its files."""

from __future__ import annotations

import pandas as pd

from data.analyses.shared_use import ALL, COLUMN, ROW, Matrix
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.matrix import Labels, bookers_of, percent, shared_use_matrix
from pages.components import metric_figure, tables
from pages.components.member_labels import labelled, names
from pages.state import filters, queries, url_state
from pages.state.view import View

METRIC = "booked_hours"
BY = (ROW, COLUMN)
#: Rows that fill the height of the window.
FILLING_ROWS = 5


def show(view: View, key: str) -> None:
    """Show the matrix of all departments and bookers; a click on a cell filters the page by both."""
    metric = catalogue().metrics[METRIC]
    heading = view.text("shared_use.matrix")
    whole = view.without(*BY)
    if unknown := queries.why_unknown(whole, "shared_use_share"):
        metric_figure.heads(heading, unknown, key)
        return
    matrix = queries.matrix(whole)
    if matrix.rows.empty:
        words = filters.sentence(view.build, view.language, whole.filters)
        metric_figure.heads(heading, view.text("figure.empty", filters=words), key)
        return
    frame = labelled(matrix.cells[matrix.cells[ROW] != ALL], BY, view.build, view.language)
    metric_figure.heads(heading, _takeaway(view, frame), key)
    # Few rows have their own height, so that cells are not higher than wide.
    box = "window" if not view.phone and len(matrix.rows) >= FILLING_ROWS else ""
    labels = _labels(view)
    figure = shared_use_matrix(matrix, labels, metric_figure.style(view, metric, BY))
    metric_figure.chart(view, figure, frame, metric, heading, key, BY, box=box)

    def show_table() -> None:
        _table(view, matrix, labels, heading)
        metric_figure.files(whole, METRIC, BY, key, heading)

    metric_figure.folds(view, metric, key, show_table)


def _labels(view: View) -> Labels:
    owners, bookers = (names(view.build, dimension, view.language) for dimension in BY)
    return Labels(owners, bookers, view.text("shared_use.all"), view.text("shared_use.others"))


def _takeaway(view: View, frame: pd.DataFrame) -> str:
    known = frame[frame["value"].notna()]
    if known.empty:
        return view.text("figure.no_value")
    largest = known.sort_values("value", kind="stable").iloc[-1]
    return view.text(
        "shared_use.matrix_text_phone" if view.phone else "shared_use.matrix_text",
        label=largest["label"],
        hours=numbers.quantity(largest["value"], "h", view.language),
    )


def _table(view: View, matrix: Matrix, labels: Labels, heading: str) -> None:
    """Draw a row per owner and a column per booker; each cell links to the page filtered by both."""
    owners = list(matrix.rows[ROW])
    cells = matrix.cells.set_index([COLUMN, ROW]).to_dict("index")
    columns: dict[str, tables.Column] = {
        view.text("dimensions.owner_department"): [labels.owner(owner) for owner in owners]
    }
    for booker in bookers_of(matrix, labels):
        columns[labels.bookers[booker]] = [
            _cell(view, owner, booker, cells.get((booker, owner))) for owner in owners
        ]
    columns[view.text("figure.value", unit=numbers.unit_name("h", view.language))] = tables.Amounts(
        matrix.rows["hours"].tolist(), lambda value: numbers.quantity(value, "h", view.language)
    )
    columns[labels.shared_use_share] = tables.Amounts(
        matrix.rows["shared_use_share"].tolist(), lambda value: percent(value, view.language, 1)
    )
    tables.draw(columns, heading)


def _cell(view: View, owner: str, booker: str, cell: dict | None) -> str | tables.Link:
    if cell is None:
        return numbers.NONE
    hours = numbers.quantity(cell["value"], "h", view.language)
    text = f"{hours} ({percent(cell['share'], view.language, 0)})"
    if cell["suppressed"]:
        text = view.text("terms.suppressed")
    department = "" if owner == ALL else owner
    return tables.Link(text, url_state.link(booker_type=booker, department=department))
