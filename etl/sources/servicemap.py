"""Service Map (v2): units and the tree of departments."""

from __future__ import annotations

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw
from etl.sources.readers.json import json_paths, read_json


def _units(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("units", "servicemap"))


def _departments(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("departments", "servicemap"))


_UNITS = frozenset(
    ("root_department", "organizer_type", "service_nodes", "root_service_nodes", "contract_type")
)
_DEPARTMENTS = frozenset(("parent", "level", "organization_type", "business_id", "abbr", "oid"))

FEEDS = (
    Feed(
        source="servicemap",
        name="units",
        table="units",
        kind="json",
        signature=_UNITS,
        minimum=2,
        read=_units,
    ),
    Feed(
        source="servicemap",
        name="departments",
        table="departments",
        kind="json",
        signature=_DEPARTMENTS,
        minimum=3,
        read=_departments,
    ),
)
