"""Linked Events: places, whose divisions tell a unit's district and sub-district."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.inbox import Export
from etl.sources.feed import Feed, Raw, json_paths, read_json

# peruspiiri and kaupunginosa are two systems with re-used names, so the type of a division decides.
_DIVISION = """list_extract(list_transform(list_filter(
    TRY_CAST(json_extract({divisions}, '$[*]') AS JSON[]),
    lambda d: json_extract_string(d, '$.type') = '{type}'),
    lambda d: coalesce(json_extract_string(d, '$.name.fi'),
        regexp_extract(json_extract_string(d, '$.ocd_id'), '[^:]*$'))), 1)"""


def _places(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    paths = json_paths("places", "linked_events", "district_name", "sub_district_name")
    raw = read_json(connection, export, [*paths, "divisions"])
    divisions = f"TRY_CAST({raw.columns['divisions']} AS JSON)"
    columns = dict(raw.columns) | {
        "district_name": _DIVISION.format(divisions=divisions, type="district"),
        "sub_district_name": _DIVISION.format(divisions=divisions, type="sub_district"),
    }
    del columns["divisions"]
    return replace(raw, columns=columns)


_PLACES = frozenset(("divisions", "position", "data_source", "@type", "origin_id"))

FEEDS = (Feed("linked_events", "places", "places", "json", _PLACES, 3, _places, page_size=100),)
