"""Find the published build and query it: one read-only connection per build, one cursor per query.

A DuckDB connection shared by threads gives wrong rows, so every query takes a cursor of its own
(docs/decisions/0002-one-cursor-per-query.md). A build is a file that never changes, so there is
nothing to refresh: when ``CURRENT.json`` names another file, callers get another ``Build``.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data import settings
from data.catalogue.tables import tables
from data.city_profile.city import City, read_city
from data.city_profile.in_use import city_of
from data.city_profile.problems import WrongProfile

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: The files that the last load could not use; etl writes it into the folder of the builds.
LAST_RUN = "LAST_RUN.json"
#: Connections kept open: the published build, and earlier ones that a page may still be reading.
OPEN_BUILDS = 4
#: Memory of the connection of one stream of rows.
STREAM_MEMORY = "48MiB"


def _ignore(seconds: float) -> None:
    pass


#: Called with the seconds of each query of figures; the server replaces it to measure them.
on_query: Callable[[float], object] = _ignore


class NoWarehouse(RuntimeError):
    """There is no build yet, the requested one is no longer kept, or another version made it."""


@dataclass(frozen=True)
class Build:
    """A published build. ``sources`` maps a source to its newest load and last date, as JSON values.

    ``inputs`` is a digest of the model and the redactions that it was made with (etl/warehouse/build.py).
    """

    id: str
    path: Path
    built_at: dt.datetime
    as_of: dt.date
    is_sample: bool
    sources: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
    inputs: str = field(default="", compare=False)

    @property
    def home(self) -> Path:
        """The home whose ``warehouse`` folder holds this build; its reference files belong to it."""
        return self.path.parents[1]

    @property
    def city(self) -> City:
        """The city that the build is of. It keeps the profile that it was made with."""
        return _city(self.path)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Return the result of ``sql`` with bound ``parameters``; columns as the SELECT names them."""
        cursor = _connection(self.path).cursor()
        started = time.monotonic()
        try:
            frame = cursor.execute(sql, parameters).df()
        finally:
            cursor.close()
            on_query(time.monotonic() - started)
        # Columns that a build stores as numbers are texts here, as all others are.
        coded = frame.select_dtypes("category").columns
        return frame.astype(dict.fromkeys(coded, "str")) if len(coded) else frame

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the result as plain rows, for callers that do not import pandas."""
        cursor = _connection(self.path).cursor()
        try:
            return cursor.execute(sql, parameters).fetchall()
        finally:
            cursor.close()

    def reader(
        self, sql: str, parameters: Sequence[Any] = (), rows_per_batch: int = 20_000
    ) -> pa.RecordBatchReader:
        """Return the result as a stream of Arrow batches, which keeps its connection alive until it is read.

        The connection has a memory of its own, since all rows of a table would fill the one of the pages.
        """
        return _apart(self.path).sql(sql, params=list(parameters)).to_arrow_reader(rows_per_batch)


_open: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_lock = threading.Lock()


def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    with _lock:
        connection = _open.pop(path, None)
        if connection is None:
            if not path.exists():
                raise NoWarehouse(f"build file {path.name} is no longer kept")
            connection = _locked_down(path)
            _check_version(connection, path)
        _open[path] = connection
        while len(_open) > OPEN_BUILDS:
            # Dropped, not closed: a cursor that is being read keeps its database open until it is done.
            _open.popitem(last=False)
        return connection


@functools.lru_cache(maxsize=2 * OPEN_BUILDS)
def _city(path: Path) -> City:
    return _kept_city(_connection(path).cursor(), path)


def _kept_city(connection: duckdb.DuckDBPyConnection, path: Path) -> City:
    """Return the city whose profile a build keeps; that of the home, if an earlier version made the build."""
    try:
        files = connection.execute("SELECT profile_file, content FROM city_file").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        files = []
    try:
        return read_city(dict(files)) if files else city_of(path.parents[1])
    except WrongProfile:
        raise NoWarehouse(f"another version made build {path.name}: run `python -m etl load`") from None


def _locked_down(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a build for SELECT only, with a share of the memory of the pages."""
    memory = f"{settings.pages_memory_mb() // OPEN_BUILDS}MiB"
    connection = duckdb.connect(
        str(path), read_only=True, config={"threads": 2, "temp_directory": "", "memory_limit": memory}
    )
    _lock_down(connection, path)
    return connection


def _apart(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a build for one stream of rows, apart from the connection that all other queries use."""
    if not path.exists():
        raise NoWarehouse(f"build file {path.name} is no longer kept")
    connection = duckdb.connect(config={"threads": 1, "temp_directory": "", "memory_limit": STREAM_MEMORY})
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS build (READ_ONLY)")
    connection.execute("USE build")
    # A stream takes long enough for the engine to write a progress bar on the server's output.
    connection.execute("SET enable_progress_bar = false")
    _lock_down(connection, path)
    return connection


def _lock_down(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Allow no files, no network and no change of settings.

    Without a temporary folder a query that needs more memory fails, instead of filling the disk.
    """
    # The order matters: files are accessible until the time zone is loaded, and the lock is last.
    for statement in (
        "LOAD icu",
        f"SET GLOBAL TimeZone = '{_kept_city(connection, path).time_zone}'",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)


def _check_version(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise NoWarehouse if a table lacks a column that data/columns declares: a query might misread it."""
    present: dict[str, set[str]] = {}
    sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    for table, column in connection.execute(sql).fetchall():
        present.setdefault(table, set()).add(column)
    for declared in tables().values():
        if declared.is_published and declared.columns.keys() - present.get(declared.name, declared.columns):
            raise NoWarehouse(f"another version made build {path.name}: run `python -m etl load`")


def warehouse_folder(home: Path | None = None) -> Path:
    """Return the folder of the builds."""
    return settings.home(home) / "warehouse"


def current(home: Path | None = None) -> Build:
    """Return the published build, which ``CURRENT.json`` names. Raises NoWarehouse, which says what to do."""
    pointer = warehouse_folder(home) / "CURRENT.json"
    try:
        build = _build(pointer, json.loads(pointer.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NoWarehouse(
            f"no warehouse in {pointer.parent}: run `python -m etl load`, or `make dashboard` for a sample"
        ) from None
    # Opening it shows whether this version can read it.
    _connection(build.path)
    return build


def kept_builds(home: Path | None = None) -> list[Build]:
    """Return the builds that can still be queried, newest first."""
    paths = warehouse_folder(home).glob("build-*.json")
    builds = [_build(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted((b for b in builds if b.path.exists()), key=lambda b: b.built_at, reverse=True)


def find_build(build_id: str, home: Path | None = None) -> Build:
    """Return the kept build with this id. Raises NoWarehouse naming those that are kept."""
    kept = kept_builds(home)
    for build in kept:
        if build.id == build_id:
            _connection(build.path)
            return build
    names = ", ".join(b.id for b in kept) or "none"
    raise NoWarehouse(f"build {build_id} is no longer kept; there are: {names}")


def _build(pointer: Path, described: Mapping[str, Any]) -> Build:
    return Build(
        id=described["build_id"],
        path=pointer.parent / described["path"],
        built_at=dt.datetime.fromisoformat(described["built_at"]),
        as_of=dt.date.fromisoformat(described["as_of"]),
        is_sample=described["is_sample"],
        sources=described.get("sources", {}),
        inputs=described.get("inputs", ""),
    )
