"""Linked Events: places with their districts, and the events and sign-ups of its data-analytics API.

A sign-up does not name its registration: the registration lists its sign-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import duckdb

from data.city_profile.in_use import current_city
from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw, Span, association
from etl.sources.readers.json import json_paths, read_json

# Two systems of areas may re-use names, so the type of a division decides; the city profile names the types.
_DIVISION = """list_extract(list_transform(list_filter(
    TRY_CAST(json_extract({divisions}, '$[*]') AS JSON[]),
    lambda d: json_extract_string(d, '$.type') = '{type}'),
    lambda d: coalesce(json_extract_string(d, '$.name.fi'),
        regexp_extract(json_extract_string(d, '$.ocd_id'), '[^:]*$'))), 1)"""


def _places(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    paths = json_paths("places", "linked_events", "district_name", "sub_district_name")
    raw = read_json(connection, export, [*paths, "divisions"])
    divisions = f"TRY_CAST({raw.columns['divisions']} AS JSON)"
    columns = dict(raw.columns)
    for level in ("district", "sub_district"):
        type_ = current_city().division("linked_events", level)
        columns[f"{level}_name"] = _DIVISION.format(divisions=divisions, type=type_.replace("'", "''"))
    del columns["divisions"]
    return replace(raw, columns=columns)


def _records(table: str) -> Callable[[duckdb.DuckDBPyConnection, Export], Raw]:
    """Return a reader of one endpoint of the analytics API: the headers of ``table`` are its keys."""

    def read(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
        return read_json(connection, export, json_paths(table, "linked_events"))

    return read


def _events(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Read events with the association that organises each; other organisers have no key."""
    provider = "provider.fi"
    paths = json_paths("events", "linked_events", "organiser_identity")
    raw = read_json(connection, export, [*paths, "end_time", provider])
    columns = {header: cell for header, cell in raw.columns.items() if header != provider}
    columns["organiser_identity"] = association(raw.columns[provider])
    return replace(raw, columns=columns)


_PLACES = frozenset(
    ("divisions", "position", "data_source", "@type", "origin_id", "post_office_box_num", "n_events")
)
_EVENT_KEYS = frozenset(
    ("publication_status", "event_status", "type_id", "super_event_type", "date_published")
)
_REGISTRATIONS = frozenset(("attendee_registration", "signups", "signup_groups", "waiting_list_capacity"))
_SIGNUPS = frozenset(("attendee_status", "presence_status", "signup_group"))
_ORGANISATIONS = frozenset(("classification", "internal_type", "dissolution_date", "founding_date", "parent"))


def _analytics(table: str, signature: frozenset[str], minimum: int) -> Feed:
    read = _events if table == "events" else _records(table)
    return Feed(
        source="linked_events",
        name=table,
        table=table,
        kind="json",
        signature=signature,
        minimum=minimum,
        read=read,
        page_size=100,
        span=Span("start_time", "end_time") if table == "events" else None,
    )


FEEDS = (
    Feed(
        source="linked_events",
        name="places",
        table="places",
        kind="json",
        signature=_PLACES,
        minimum=3,
        read=_places,
        page_size=100,
    ),
    _analytics("events", _EVENT_KEYS, 3),
    _analytics("registrations", _REGISTRATIONS, 3),
    _analytics("signups", _SIGNUPS, 2),
    _analytics("organisations", _ORGANISATIONS, 3),
)
