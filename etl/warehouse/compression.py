"""Create tables of the model, with the methods that compress the columns of the largest ones.

The engine tries several methods on every block of every column, which takes half of the time in which such a
table is written. Columns in which equal values follow each other have a method that needs no trial, and texts
that are numbers of one byte stay as they are: a build is a tenth larger, and they are read in half the time.
A column with one value in a block takes no room in either case.
"""

from __future__ import annotations

import duckdb

from etl.warehouse.codes import column_types

_PLACE = ("district", "sub_district", "major_district", "department")
_BOOKER = ("booker_type", "kind", "purpose", "age_group", "home_major_district")
_RUNS, _PLAIN = "USING COMPRESSION rle", "USING COMPRESSION uncompressed"
#: The columns with a method, by table. The engine chooses those of all others.
METHODS = {
    "booking": dict.fromkeys((*_PLACE, *_BOOKER, "state"), _PLAIN),
    "booking_hour": dict.fromkeys((*_PLACE, *_BOOKER), _PLAIN),
    "booker_month": dict.fromkeys((*_PLACE, "booker_type"), _PLAIN),
    # The hours of a space follow each other.
    "space_hour": dict.fromkeys((*_PLACE, "unit", "space", "date", "month"), _RUNS),
}


def create_table(connection: duckdb.DuckDBPyConnection, place: str, name: str, sql: str) -> None:
    """Create a table of the model at ``place`` from its SELECT."""
    if name not in METHODS:
        connection.execute(f"CREATE TABLE {place} AS {sql}")
        return
    types = column_types(connection, sql)
    columns = ", ".join(f"{column} {kind} {METHODS[name].get(column, '')}" for column, kind in types.items())
    connection.execute(f"CREATE TABLE {place} ({columns})")
    connection.execute(f"INSERT INTO {place} {sql}")
