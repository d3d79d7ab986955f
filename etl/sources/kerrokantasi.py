"""Kerrokantasi: the workbook of one hearing, for the public or for staff. What people wrote stays out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import duckdb
from python_calamine import CalamineWorkbook

from data.catalogue.tables import normalise
from etl.inbox.inspect import Export
from etl.landing.sql_quoting import identifier
from etl.sources.base import Feed, Raw, add_rows
from etl.sources.readers.xlsx import text

_LABELS = frozenset(("created", "close", "labels", "comments", "sections", "title_(fi)", "abstract_(fi)"))
_COLUMNS = ("hearing", "contribution", "created", "contacts", "borough", "sheet", "row")
Row = Sequence[object]


def _hearing(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """A row per comment, reply and option of a poll, with the sheet and row where it stands."""
    workbook = CalamineWorkbook.from_path(export.path)
    sheets = {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }
    about = max(sheets.values(), key=lambda rows: len(_LABELS & {normalise(str(r[0])) for r in rows if r}))
    said = {normalise(str(row[0])): text(row[1]) for row in about if len(row) > 1}
    # The report names no id: the moment of its making and its titles tell a hearing from the others.
    titles = [value or "" for label, value in sorted(said.items()) if label.startswith("title_(")]
    hearing = " | ".join([said.get("created") or "", *titles])
    borough = next((v for label, v in sorted(said.items()) if label.startswith("borough_(") and v), None)
    found = chain.from_iterable(
        _contributions(name, rows, said.get("close")) for name, rows in sheets.items() if rows is not about
    )
    rows = [(hearing, *contribution, borough, *place) for contribution, place in found]
    columns = zip(*rows, strict=True) if rows else [[] for _ in _COLUMNS]
    add_rows(connection, "hearing_rows", dict(zip(_COLUMNS, columns, strict=True)))
    return Raw(
        "hearing_rows",
        {name: identifier(name) for name in _COLUMNS[:-2]},
        place=(identifier("sheet"), identifier("row")),
    )


def _contributions(
    sheet: str, rows: Sequence[Row], closes: str | None
) -> Iterator[tuple[tuple[str | None, ...], tuple[str, str]]]:
    """Kind, date and contacts of what a section's sheet holds; and where it stands."""
    header: dict[str, int] = {}
    block = ""
    for number, row in enumerate(rows, start=1):
        cells = [text(cell) for cell in row]
        first = normalise(cells[0] or "") if cells else ""
        where = (sheet, str(number))
        if {"created", "votes"} <= {normalise(cell or "") for cell in cells}:
            header = {normalise(cell or ""): place for place, cell in enumerate(cells)}
            block = "comments"
        elif first in ("polls", "poll_question"):
            block = ""
        elif first == "options":
            block = "options"
        elif not any(cells):
            block = "" if block == "options" else block
        elif block == "comments":
            is_reply = not cells[header["content"]] if "content" in header else False
            kind = "reply" if is_reply and cells[header.get("subcontent", 0)] else "comment"
            yield (kind, cells[header["created"]], "1"), where
        elif block == "options":
            yield ("poll_option", closes, cells[1] if len(cells) > 1 else None), where


FEEDS = (
    Feed(
        source="kerrokantasi",
        name="hearing",
        table="hearing_contributions",
        kind="xlsx",
        signature=_LABELS,
        minimum=4,
        read=_hearing,
    ),
)
