"""Figures as an HTML table in the reader's language: the accessible alternative to a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from data.catalogue.metrics import Metric
from data.text import numbers
from data.text.plain_text import without_control_characters
from pages.charts.layout import BarTrack
from pages.components.member_labels import column_labels
from pages.state.view import View

#: Rows that a page shows; a file has them all.
SHOWN_ROWS = 60


@dataclass(frozen=True)
class Link:
    """A cell with a link."""

    text: str
    address: str


@dataclass(frozen=True)
class Marked:
    """A cell in a colour that calls for action; its text says so too."""

    text: str
    colour: str


@dataclass(frozen=True)
class Picture:
    """A cell of HTML without words, whose attributes are escaped; other cells of the row say the same."""

    html: str


@dataclass(frozen=True)
class Bars:
    """Bars next to the numbers of a column; NaN and None have none.

    ``before`` are marked by a tick. Signed bars run from a common zero, rises and falls in two colours.
    Bars of another kind than those beside them (``is_other``) have a colour of their own.
    The axis also has room for the values of ``room_for``, so that two tables can have one scale.
    """

    values: Sequence[float | None]
    before: Sequence[float | None] = ()
    signed: bool = False
    is_other: bool = False
    room_for: Sequence[float] = ()


@dataclass(frozen=True)
class Amounts:
    """A right-aligned column of numbers: how each is written, and which are suppressed."""

    values: Sequence[Any]
    write: Callable[[Any], str]
    hidden: Sequence[bool] = ()
    hidden_text: str = ""
    bars: Bars | None = None


Column = Sequence[str | Link | Marked | Picture] | Amounts


@dataclass(frozen=True)
class Group:
    """Rows of a table below a heading of their own, with the figure of the whole group at its end."""

    heading: str
    whole: str
    columns: Mapping[str, Column]


def show(
    view: View,
    metric: Metric,
    frame: pd.DataFrame,
    by: tuple[str, ...],
    title: str,
    before: pd.DataFrame | None = None,
) -> None:
    """The frame as ``calculate`` gave it: labels, value, numerator and denominator.

    ``before`` is the base period by month, shown next to the value; a frame with a column ``change``
    (``data.contribution.with_change``) has the base and the change itself.
    """
    text, language = metric.texts[view.language], view.language
    shown = frame.head(SHOWN_ROWS)
    columns: dict[str, Column] = {
        view.text(f"dimensions.{d}"): column_labels(shown, d, view.build, language) for d in by
    }
    unit = numbers.unit_name(metric.unit, language)
    columns[view.text("figure.value", unit=unit)] = values(view, metric, shown)
    if before is not None:
        same_months = shown[["month"]].merge(before, on="month", how="left")
        same_months["suppressed"] = same_months["suppressed"].eq(True)
        heading = view.text(f"figure.base_{view.compare_with}", unit=unit)
        columns[heading] = values(view, metric, same_months)
    if "change" in shown and shown["change"].notna().any():
        earlier = shown.assign(value=shown["before"])
        columns[view.text(f"figure.base_{view.compare_with}", unit=unit)] = values(view, metric, earlier)
        columns[view.text("terms.change")] = changes(view, metric, shown)
    if text.denominator:
        columns[text.numerator] = amounts(view, shown, "numerator")
        columns[text.denominator] = amounts(view, shown, "denominator")
    draw(columns, title)
    if len(frame) > len(shown):
        st.caption(view.text("figure.table_cut", shown=len(shown), all=len(frame)))


def values(view: View, metric: Metric, frame: pd.DataFrame, bars: Bars | None = None) -> Amounts:
    """Return the values of a metric as a column; a suppressed value is replaced by that word."""
    return Amounts(
        frame["value"].tolist(),
        lambda value: numbers.quantity(value, metric.unit, view.language),
        frame["suppressed"].tolist(),
        view.text("terms.suppressed"),
        bars,
    )


def changes(view: View, metric: Metric, frame: pd.DataFrame) -> Amounts:
    """Return the column ``change`` of a frame, in the metric's unit and with its sign."""
    return Amounts(
        frame["change"].tolist(), lambda change: numbers.difference(change, metric.unit, view.language)
    )


def amounts(view: View, frame: pd.DataFrame, column: str) -> Amounts:
    """Return another column of figures, such as the denominator."""
    return Amounts(
        frame[column].tolist(),
        lambda amount: numbers.number(amount, view.language),
        frame["suppressed"].tolist(),
        view.text("terms.suppressed"),
    )


def counts(view: View, column: pd.Series) -> Amounts:
    """Return a column of whole numbers without suppression."""
    return Amounts(column.tolist(), lambda count: numbers.number(count, view.language))


def draw(columns: Mapping[str, Column], title: str, *, short: bool = False) -> None:
    """Draw a table named ``title``; text is left-aligned and numbers are right-aligned.

    A ``short`` table shows only its first rows in a low window; its other rows must be found elsewhere.

    Written here rather than by st.table, whose wide tables cannot be scrolled by keyboard.
    """
    _send(columns, f"<tbody>{_rows(columns)}</tbody>", title, "table short" if short else "table")


def draw_groups(groups: Sequence[Group], title: str) -> None:
    """Draw groups of rows, which have the same columns, as one table named ``title``."""
    bodies = []
    for group in groups:
        cells = [cell for column in group.columns.values() for cell in _CELLS[_has_bars(column)]]
        heading = f'<th scope="rowgroup" colspan="{len(cells[:-1])}">{_html(group.heading)}</th>'
        whole = f"<td{_CLASS[True]}>{_html(group.whole)}</td>"
        bodies.append(f'<tbody><tr class="group">{heading}{whole}</tr>{_rows(group.columns)}</tbody>')
    _send(groups[0].columns, "".join(bodies), title)


def _send(columns: Mapping[str, Column], body: str, title: str, kind: str = "table") -> None:
    heads = "".join(
        f'<th scope="col"{_CLASS[isinstance(column, Amounts)]}{_span(column)}>{escape(name)}</th>'
        for name, column in columns.items()
    )
    # A group, not a region: the table that a button opens may have the name of one on the page.
    st.html(
        f'<div class="{kind}" role="group" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<thead><tr>{heads}</tr></thead>{body}</table></div>"
    )


def _rows(columns: Mapping[str, Column]) -> str:
    cells = [_cells(column) for column in columns.values()]
    return "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))


_CLASS = {True: ' class="number"', False: ""}
#: Cells of a column in each row, by whether it has bars.
_CELLS = {True: ("bar", "number"), False: ("cell",)}


def _has_bars(column: Column) -> bool:
    return isinstance(column, Amounts) and column.bars is not None


def _span(column: Column) -> str:
    return ' colspan="2"' if _has_bars(column) else ""


def _cell(cell: str | Link | Marked | Picture) -> str:
    if isinstance(cell, Picture):
        return cell.html
    if isinstance(cell, Link):
        return f'<a href="{escape(cell.address)}" target="_self">{_html(cell.text)}</a>'
    if isinstance(cell, Marked):
        return f'<strong style="color: {cell.colour}">{_html(cell.text)}</strong>'
    return _html(cell)


def _html(text: object) -> str:
    """Return the HTML of a text, such as a file name or a rejected cell, without control characters."""
    return escape(without_control_characters(str(text)))


def _cells(column: Column) -> list[str]:
    if not isinstance(column, Amounts):
        return [f"<td>{_cell(cell)}</td>" for cell in column]
    hidden = column.hidden or [False] * len(column.values)
    written = [
        column.hidden_text if is_hidden else column.write(value)
        for value, is_hidden in zip(column.values, hidden, strict=True)
    ]
    cells = [f"<td{_CLASS[True]}>{escape(text)}</td>" for text in written]
    if column.bars is None:
        return cells
    return [f"{bar}{cell}" for bar, cell in zip(_bars(column.bars), cells, strict=True)]


def _bars(bars: Bars) -> list[str]:
    """Return a cell per bar. The numbers next to them say the same to screen readers."""
    known = [v for v in (*bars.values, *bars.before, *bars.room_for) if v is not None and v == v]
    track = BarTrack.of(known, signed=bars.signed)
    before = bars.before or [None] * len(bars.values)
    cells = []
    for value, earlier in zip(bars.values, before, strict=True):
        marks = ""
        if value is not None and value == value:
            left, width = track.bar(value)
            kind = "other" if bars.is_other else "amount"
            if bars.signed:
                kind = "fall" if value < 0 else "rise"
            marks = f'<i class="{kind}" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
        if earlier is not None and earlier == earlier:
            marks += f'<i class="before" style="left:{track.place(earlier):.1f}%"></i>'
        if bars.signed:
            marks += f'<i class="axis" style="left:{track.place(0):.1f}%"></i>'
        cells.append(f'<td class="bar"><span class="bar-track">{marks}</span></td>')
    return cells
