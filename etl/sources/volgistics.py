"""Volgistics: the sheet ``Service`` of the workbook. ``Master`` holds people and is never opened."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter

import duckdb
import pyarrow as pa
from python_calamine import CalamineWorkbook

from data.messages import message
from data.tables import Column, normalise, tables
from etl.inbox import Export, Refused
from etl.sources.feed import Feed, Raw, identifier, known_headers

_SERVICE = known_headers("volunteer_records", "volgistics") - {"derived_status"}
_MINIMUM = 6


def _service(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    sheet = max(export.sheets, key=lambda name: len(_SERVICE & set(export.sheets[name])))
    rows = CalamineWorkbook.from_path(export.path).get_sheet_by_name(sheet).to_python()
    wanted = {h for c in _columns() for h in c.headers.get("volgistics", ())}
    columns: dict[str, list[str | None]] = {}
    body = [row for row in rows[1:] if any(cell not in ("", None) for cell in row)]
    for position, header in enumerate(_match([normalise(str(cell)) for cell in rows[0]])):
        if header in wanted:
            columns[header] = [_text(row[position]) for row in body]
    connection.register("volgistics_service", pa.table(columns))
    hours, absent = (
        f"TRY_CAST({identifier(h)} AS DOUBLE)" if h in columns else "NULL::DOUBLE"
        for h in ("hours", "no_call/no_show")
    )
    expressions = {header: identifier(header) for header in columns}
    if "no_call/no_show" in columns:
        # An empty cell is none; without the column nobody knows.
        expressions["no_call/no_show"] = f"coalesce({identifier('no_call/no_show')}, '0')"
    expressions["derived_status"] = (
        f"CASE WHEN {hours} > 0 THEN 'completed' WHEN {absent} > 0 THEN 'no_show' ELSE 'absent' END"
    )
    return Raw("volgistics_service", expressions, first_row=2)


def _columns() -> list[Column]:
    return list(tables()["volunteer_records"].columns.values())


def _match(headers: list[str]) -> list[str]:
    """Installations rename columns a little, so the nearest known header is meant: each of them once,
    and never one that stands there by its own name."""
    free = _SERVICE - set(headers)
    matched = []
    for header in headers:
        near = [] if header in _SERVICE else difflib.get_close_matches(header, free, n=1, cutoff=0.85)
        free -= set(near)
        matched.append(near[0] if near else header)
    twice = [header for header, count in Counter(matched).items() if count > 1 and header in _SERVICE]
    if twice:
        raise Refused(message("duplicate_headers", headers=", ".join(twice)))
    return matched


def _text(cell: object) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without a decimal point."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


FEEDS = (Feed("volgistics", "service", "volunteer_records", "xlsx", _SERVICE, _MINIMUM, _service),)
