"""Rosterfy: the report of shifts, and the list of volunteers by checkpoint.

``Event Shift - Hours`` are the hours of the demand, not of work done. The list has only the current
checkpoint of each volunteer, so landing keeps earlier lists; no figure uses them yet.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw, Span, known_headers
from etl.sources.readers.csv import read_csv


def _shifts(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export)
    attended = raw.columns.get("event_shift_-_attended", "NULL::VARCHAR")
    status = f"CASE WHEN TRY_CAST({attended} AS DOUBLE) > 0 THEN 'completed' ELSE 'unattended' END"
    return replace(raw, columns=dict(raw.columns) | {"derived_status": status})


_SHIFTS = frozenset(h for h in known_headers("volunteer_records", "rosterfy") if h.startswith("event_shift"))
_USERS = known_headers("volunteer_checkpoints", "rosterfy")

FEEDS = (
    Feed(
        source="rosterfy",
        name="shifts",
        table="volunteer_records",
        kind="csv",
        signature=_SHIFTS,
        minimum=3,
        read=_shifts,
        span=Span("event_shift_-_date/time_from", "event_shift_-_date/time_to"),
    ),
    Feed(
        source="rosterfy",
        name="checkpoints",
        table="volunteer_checkpoints",
        kind="csv",
        signature=_USERS,
        minimum=3,
        read=read_csv,
    ),
)
