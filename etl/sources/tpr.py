"""TPR (v4), the register behind the Service Map: units and departments as flat lists."""

from __future__ import annotations

import duckdb

from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw
from etl.sources.readers.json import json_paths, read_json


def _units(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("units", "tpr"))


def _departments(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("departments", "tpr"))


_UNITS = frozenset(("dept_id", "org_id", "arealcity_id", "ontologyword_ids", "northing_etrs_gk25"))
_DEPARTMENTS = frozenset(("parent_id", "hierarchy_level", "organization_type", "municipality_code"))

FEEDS = (
    Feed(
        source="tpr",
        name="units",
        table="units",
        kind="json",
        signature=_UNITS,
        minimum=2,
        read=_units,
    ),
    Feed(
        source="tpr",
        name="departments",
        table="departments",
        kind="json",
        signature=_DEPARTMENTS,
        minimum=2,
        read=_departments,
    ),
)
