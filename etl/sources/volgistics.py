"""Volgistics: the sheet ``Service`` of the workbook. ``Master`` holds people and is never opened."""

from __future__ import annotations

import difflib
from dataclasses import replace

import duckdb

from data.catalogue.tables import tables
from etl.inbox.inspect import Export
from etl.sources.base import Feed, Original, Raw, Span, known_headers
from etl.sources.readers.xlsx import read_sheet

_SERVICE = known_headers("volunteer_records", "volgistics") - {"derived_status"}
_MINIMUM = 6
_TIMES = ("from_date", "to_date", "from_time", "to_time")
# Only true dates and times of the workbook can be compared.
_MOMENT = (
    "strftime(TRY_CAST(left({day}, 10) AS DATE) + TRY_CAST(right({time}, 8) AS TIME), '%Y-%m-%d %H:%M:%S')"
)


def _service(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    sheet = max(export.sheets, key=lambda name: len(_SERVICE & set(export.sheets[name])))
    columns = tables()["volunteer_records"].columns.values()
    wanted = {h for c in columns for h in c.headers.get("volgistics", ())} | set(_TIMES)
    raw = read_sheet(connection, export, sheet, 1, wanted, _match)
    hours, absent = (
        f"TRY_CAST({raw.columns[h]} AS DOUBLE)" if h in raw.columns else "NULL::DOUBLE"
        for h in ("hours", "no_call/no_show")
    )
    expressions = dict(raw.columns)
    if "no_call/no_show" in expressions:
        # An empty cell is zero; without the column the number is unknown.
        expressions["no_call/no_show"] = f"coalesce({expressions['no_call/no_show']}, '0')"
    expressions["derived_status"] = (
        f"CASE WHEN {hours} > 0 THEN 'completed' WHEN {absent} > 0 THEN 'no_show' ELSE 'absent' END"
    )
    if not set(_TIMES) <= expressions.keys():
        return replace(raw, columns=expressions)
    from_date, to_date, from_time, to_time = (expressions.pop(header) for header in _TIMES)
    expressions |= {
        "from_date": from_date,
        "derived_start": _MOMENT.format(day=from_date, time=from_time),
        "derived_end": _MOMENT.format(day=to_date, time=to_time),
    }
    originals = {
        "derived_start": Original("From time", from_time),
        "derived_end": Original("To time", to_time),
    }
    return replace(raw, columns=expressions, originals=originals)


def _match(headers: list[str]) -> list[str]:
    """Return the nearest known header of each header, because installations rename columns a little.

    Each known header is used once, and not if the sheet has it under its own name.
    """
    unused = _SERVICE - set(headers)
    matched = []
    for header in headers:
        near = [] if header in _SERVICE else difflib.get_close_matches(header, unused, n=1, cutoff=0.85)
        unused -= set(near)
        matched.append(near[0] if near else header)
    return matched


FEEDS = (
    Feed(
        source="volgistics",
        name="service",
        table="volunteer_records",
        kind="xlsx",
        signature=_SERVICE,
        minimum=_MINIMUM,
        read=_service,
        span=Span("derived_start", "derived_end"),
    ),
)
