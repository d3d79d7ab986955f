"""A warehouse of a few hand-written rows, published in a home like a real build."""

from __future__ import annotations

import datetime as dt
import functools
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from data import warehouse
from data.catalogue.tables import MODEL, Table, tables
from data.rollup import METRIC_SUMS, PEOPLE, SUMS
from data.warehouse import Build

#: Tables of sums are not created, so figures are read from the rows.
OF_MONTHS = {METRIC_SUMS, *(table for _, table, _ in SUMS + PEOPLE)}
#: Columns that are empty unless a row gives them.
NAMES = ("name_", "label_", "space_name", "unit_name")
Rows = Sequence[Mapping[str, Any]]


def publish(
    home: Path,
    rows: Mapping[str, Rows],
    *,
    as_of: str = "2026-10-31",
    build_id: str = "tiny",
    is_sample: bool = False,
    change: str = "",
) -> Build:
    """Write a build with ``rows`` per table; columns left out are 'unknown', false or empty.

    ``month``, ``weekday`` and the members of dimensions follow from the rows; ``change`` is SQL that is run
    at the end.
    """
    folder = home / "warehouse"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"build-{build_id}.duckdb"
    path.write_bytes(_empty_build())
    with duckdb.connect(str(path)) as connection:
        # One transaction, since each that ends is written to the disk.
        connection.execute("BEGIN")
        for name, table_rows in rows.items():
            for row in table_rows:
                _insert(connection, name, _whole(row, tables()[name]))
        _name_members(connection, rows)
        connection.execute(f"{change}; COMMIT")
    described = {
        "build_id": build_id,
        "path": path.name,
        "built_at": "2026-11-01T03:00:00+00:00",
        "as_of": as_of,
        "is_sample": is_sample,
    }
    (folder / f"build-{build_id}.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "CURRENT.json").write_text(json.dumps(described), encoding="utf-8")
    return warehouse.current(home)


@functools.cache
def _empty_build() -> bytes:
    """Return the file of a build without rows, which is copied instead of created for every test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.duckdb"
        with duckdb.connect(str(path)) as connection:
            create_tables(connection)
        return path.read_bytes()


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the warehouse's tables as data/columns declares them, empty."""
    for table in tables().values():
        if table.is_published and table.name not in OF_MONTHS:
            columns = ", ".join(f"{c.name} {c.type}" for c in table.columns.values())
            connection.execute(f"CREATE TABLE {table.name} ({columns})")


def _whole(row: Mapping[str, Any], table: Table) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for column in table.columns.values():
        if column.type == "BOOLEAN":
            defaults[column.name] = False
        elif column.type == "VARCHAR" and table.layer == MODEL and not column.name.startswith(NAMES):
            defaults[column.name] = "unknown"
    whole = defaults | dict(row)
    if "date" in row:
        day = dt.date.fromisoformat(row["date"])
        whole |= {"month": day.replace(day=1), "weekday": day.isoweekday()}
    return whole


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def _name_members(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Rows]) -> None:
    members = []
    for dimension in (
        *("district", "major_district", "department", "booker_type", "space", "source", "channel"),
    ):
        used_members = {
            str(r[dimension]) for table_rows in rows.values() for r in table_rows if dimension in r
        }
        members += [(dimension, member) for member in sorted(used_members | {"unknown"})]
    connection.execute(
        "INSERT INTO dimension_member"
        " SELECT dimension, member, member || ' fi', member || ' sv', member || ' en', 0"
        " FROM (SELECT unnest(?) AS dimension, unnest(?) AS member)",
        [*map(list, zip(*members, strict=True))],
    )


def use(date: str, minutes: int = 60, **more: object) -> dict[str, object]:
    """Return a booking hour of a space."""
    return {"date": date, "hour": 10, "space": "1", "booked_minutes": minutes, **more}


def open_hour(date: str, occupied: int, space: str = "1", **more: object) -> dict[str, object]:
    """Return an hour in which a space can be booked."""
    times = {"bookable_minutes": 60, "occupied_minutes": occupied}
    return {"date": date, "hour": 10, "space": space, **times, **more}
