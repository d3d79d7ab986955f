"""Kukkuu, culture for small children: the report of events. The list of children is never loaded."""

from __future__ import annotations

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw
from etl.sources.readers.json import json_paths, read_json

_EVENTS = frozenset(
    ("occurrences", "ticket_system", "enrolment_count", "attended_count", "occurrences_count")
)


def _events(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("culture_events", "kukkuu"))


FEEDS = (
    Feed(
        source="kukkuu",
        name="events",
        table="culture_events",
        kind="json",
        signature=_EVENTS,
        minimum=3,
        read=_events,
    ),
)
