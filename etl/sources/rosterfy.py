"""Rosterfy: the report of shifts. ``Event Shift - Hours`` are the hours of the demand, not of work done."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.inbox import Export
from etl.sources.feed import Feed, Raw, known_headers, read_csv


def _shifts(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export)
    attended = raw.columns.get("event_shift_-_attended", "NULL::VARCHAR")
    status = f"CASE WHEN TRY_CAST({attended} AS DOUBLE) > 0 THEN 'completed' ELSE 'unattended' END"
    return replace(raw, columns=dict(raw.columns) | {"derived_status": status})


_SHIFTS = frozenset(h for h in known_headers("volunteer_records", "rosterfy") if h.startswith("event_shift"))

FEEDS = (Feed("rosterfy", "shifts", "volunteer_records", "csv", _SHIFTS, 3, _shifts),)
