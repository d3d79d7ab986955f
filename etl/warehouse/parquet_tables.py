"""Write the largest tables of a large build as Parquet files beside it (data/parquet_files.py)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.parquet_files import DATABASE, TABLES, create_view, folder_of
from data.settings import parquet_rows
from etl.landing.sql_quoting import literal
from etl.landing.store import Load
from etl.warehouse.codes import coded, typed_columns


def is_large(loads: Sequence[Load]) -> bool:
    """Return whether so many bookings were landed that a build of these loads keeps them in files."""
    threshold = parquet_rows()
    rows = sum(load.rows_read - load.rows_rejected for load in loads if load.table_name == "bookings")
    return threshold is not None and rows >= threshold


def is_beside(name: str) -> bool:
    """Return whether a large build keeps this table of the model in files."""
    return name in TABLES


def create_folder(connection: duckdb.DuckDBPyConnection, unfinished: Path) -> Path:
    """Create the folder beside an unfinished build, and the database with the views of its files."""
    folder = folder_of(unfinished)
    folder.mkdir()
    connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
    return folder


def write_beside(connection: duckdb.DuckDBPyConnection, name: str, sql: str, folder: Path) -> None:
    """Compute a table of the model into files by month."""
    target = folder / name
    connection.execute(
        f"COPY ({sql}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw, PARTITION_BY (month))"
    )
    show_beside(connection, name, sql, target)


def show_beside(connection: duckdb.DuckDBPyConnection, name: str, sql: str, files: Path) -> None:
    """Create the build's view of a table's files, with the types that the table would have."""
    if create_view(connection, name, files):
        columns = typed_columns(connection, name, sql)
        connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {DATABASE}.{name}")
    else:
        # Without rows there is no month, and so no file.
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({coded(name, sql)}) LIMIT 0")
