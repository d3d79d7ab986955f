"""Salesforce Volunteers for Nonprofits: the export of Volunteer_Hours__c by API names."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw, Span, known_headers
from etl.sources.readers.csv import read_csv

# Installations have the package's prefix, the package's own test organisations do not.
_PREFIX = "gw_volunteers_"

#: An id of 18 characters is an id of 15 with a check sum; exports have either.
ID_LENGTH = 15


def _hours(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export, prefix=_PREFIX)
    ids = {h: f"left({raw.columns[h]}, {ID_LENGTH})" for h in ("id", "contact_c") if h in raw.columns}
    return replace(raw, columns=dict(raw.columns) | ids)


_HOURS = frozenset(h for h in known_headers("volunteer_records", "v4s") if h.endswith("_c"))

FEEDS = (
    Feed(
        source="v4s",
        name="volunteer_hours",
        table="volunteer_records",
        kind="csv",
        signature=_HOURS,
        minimum=3,
        read=_hours,
        prefix=_PREFIX,
        span=Span("start_date_c", "end_date_c", "local_date"),
    ),
)
