"""Kerrokantasi: the workbook of one hearing, for the public or for staff. Comments and names are not read."""

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
    """Return a row per comment, reply and option of a poll, with its sheet and row."""
    workbook = CalamineWorkbook.from_path(export.path)
    sheets = {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }
    labels = max(sheets.values(), key=lambda rows: len(_LABELS & {normalise(str(r[0])) for r in rows if r}))
    values = {normalise(str(row[0])): text(row[1]) for row in labels if len(row) > 1}
    # The report has no id: its creation time and titles identify a hearing.
    titles = [value or "" for label, value in sorted(values.items()) if label.startswith("title_(")]
    hearing = " | ".join([values.get("created") or "", *titles])
    borough = next((v for label, v in sorted(values.items()) if label.startswith("borough_(") and v), None)
    contributions = chain.from_iterable(
        _contributions(name, rows, values.get("close")) for name, rows in sheets.items() if rows is not labels
    )
    rows = [(hearing, *contribution, borough, *place) for contribution, place in contributions]
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
    """Yield kind, date and contacts of each contribution on a section's sheet, with its sheet and row."""
    header: dict[str, int] = {}
    block = ""
    for number, row in enumerate(rows, start=1):
        cells = [text(cell) for cell in row]
        first = normalise(cells[0] or "") if cells else ""
        place = (sheet, str(number))
        if {"created", "votes"} <= {normalise(cell or "") for cell in cells}:
            header = {normalise(cell or ""): position for position, cell in enumerate(cells)}
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
            yield (kind, cells[header["created"]], "1"), place
        elif block == "options":
            yield ("poll_option", closes, cells[1] if len(cells) > 1 else None), place


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
