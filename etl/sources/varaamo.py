"""Varaamo: reservation statistics, reservation units and reservable time spans (see formats A, B, C)."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import NORMALISED_NAME, Feed, Raw, known_headers
from etl.sources.readers.csv import read_csv
from etl.sources.readers.json import json_paths, read_json

# The key of an association is its business id, else its normalised name. Other bookers have no key: the
# identifier of a sole trader or a resident may identify a person.
_ORGANISATION = f"""CASE WHEN {{type}} = 'NONPROFIT' THEN coalesce(
    CASE WHEN trim({{id}}) LIKE '_______-_' AND TRY_CAST(replace({{id}}, '-', '') AS INTEGER) >= 0
        THEN trim({{id}}) END,
    {NORMALISED_NAME})
END"""


def _with_organisation(raw: Raw) -> Raw:
    columns = dict(raw.columns)
    if "reservee_type" in columns:
        columns["organisation_identity"] = _ORGANISATION.format(
            type=columns["reservee_type"],
            id=columns.get("reservee_id", "NULL::VARCHAR"),
            name=columns.get("reservee_organisation_name", "NULL::VARCHAR"),
        )
    return replace(raw, columns=columns)


def _statistics_csv(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return _with_organisation(read_csv(connection, export))


def _statistics_json(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    paths = json_paths("bookings", "varaamo", "organisation_identity")
    identity = ["reservee_id", "reservee_organisation_name"]
    return _with_organisation(read_json(connection, export, [*paths, *identity]))


def _units_json(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("spaces", "varaamo"))


def _spans(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("bookable_spans", "varaamo"))


_STATISTICS = known_headers("bookings", "varaamo") - {"id", "state", "begin", "end"}
_UNITS = known_headers("spaces", "varaamo") - {"name", "state", "type", "unit", "description"}
_SPANS = known_headers("bookable_spans", "varaamo")

FEEDS = (
    Feed(
        source="varaamo",
        name="reservation_statistics_csv",
        table="bookings",
        kind="csv",
        signature=_STATISTICS,
        minimum=3,
        read=_statistics_csv,
    ),
    Feed(
        source="varaamo",
        name="reservation_statistics_json",
        table="bookings",
        kind="json",
        signature=_STATISTICS,
        minimum=3,
        read=_statistics_json,
        page_size=100,
    ),
    Feed(
        source="varaamo",
        name="reservation_units_csv",
        table="spaces",
        kind="csv",
        signature=_UNITS,
        minimum=4,
        read=read_csv,
    ),
    Feed(
        source="varaamo",
        name="reservation_units_json",
        table="spaces",
        kind="json",
        signature=_UNITS,
        minimum=4,
        read=_units_json,
        page_size=100,
    ),
    Feed(
        source="varaamo",
        name="reservable_time_spans",
        table="bookable_spans",
        kind="json",
        signature=_SPANS,
        minimum=3,
        read=_spans,
        page_size=100,
    ),
)
