"""Read the largest tables of a large build from Parquet files, in a folder beside the build's file.

The build holds a view of each such table, which names no path, so that a home can be moved or served
read-only. It selects from a view in a database in memory, which is made whenever the build is opened.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

Config = dict[str, str | bool | int | float | list[str]]

#: The tables that a large build keeps as files, in a folder per table and month.
TABLES = ("booking", "booking_hour")
#: The database in memory that has the views of the files.
DATABASE = "parquet"
#: The build, in a connection to more than its file.
BUILD = "build"


def folder_of(build: Path) -> Path:
    """Return the folder of the Parquet files of a build; most builds have none."""
    return build.with_suffix(".parquet")


def files_of(folder: Path) -> list[Path]:
    """Return the Parquet files in a folder of a build, in their order."""
    return sorted(folder.rglob("*.parquet"))


def connect(build: Path, config: Config, *, apart: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a build read-only, with the files beside it, which stay readable when others are no longer.

    If there are such files, a cursor of the connection reads the build after ``USE build``. ``apart`` shares
    no memory with other connections to the build, which otherwise all use one.
    """
    folder = folder_of(build)
    if not (apart or folder.exists()):
        return duckdb.connect(str(build), read_only=True, config=config)
    # A database in memory cannot be attached to a connection that is read-only as a whole.
    connection = duckdb.connect(config=config)
    connection.execute(f"ATTACH {_literal(str(build))} AS {BUILD} (READ_ONLY)")
    connection.execute(f"USE {BUILD}")
    if not folder.exists():
        return connection
    connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
    for table in TABLES:
        create_view(connection, table, folder / table)
    # The engine compares the pattern that a view names, and then the file.
    names = {name for file in files_of(folder) for name in (str(file), _pattern(file))}
    connection.execute(f"SET allowed_paths = [{', '.join(map(_literal, names))}]")
    return connection


def create_view(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> bool:
    """Create the view of a table's files, unless there are none; return whether there are."""
    files = files_of(folder)
    if files:
        patterns = ", ".join(_literal(_pattern(file)) for file in files)
        connection.execute(
            f"CREATE VIEW {DATABASE}.{table} AS SELECT * FROM read_parquet([{patterns}],"
            " hive_partitioning = true, hive_types = {'month': DATE})"
        )
    return bool(files)


def _pattern(file: Path) -> str:
    """Return the pattern that matches this file alone, as the engine treats every path as a pattern."""
    return re.sub(r"[\[*?]", r"[\g<0>]", str(file))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
