"""Start the engine that lands files, once for all of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from data.city_profile.in_use import current_city
from etl.landing.casting import create_macros

#: Connections that land a file now.
_landing_now: list[duckdb.DuckDBPyConnection] = []


def engine() -> duckdb.DuckDBPyConnection:
    """Return the engine that all files share, because a start takes longer than a small file.

    Only finished rows of a file may reach a disk, so the engine cannot spill.
    """
    return _engine(current_city().time_zone)


@functools.cache
def _engine(time_zone: str) -> duckdb.DuckDBPyConnection:
    """Return the engine of a time zone, which its macros of times need."""
    engine = duckdb.connect()
    create_macros(engine)
    engine.execute("SET temp_directory = ''")
    return engine


@contextmanager
def landing_cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection to land one file, which ``interrupt`` stops."""
    with engine().cursor() as connection:
        _landing_now.append(connection)
        try:
            yield connection
        finally:
            _landing_now.remove(connection)


def interrupt() -> None:
    """Stop the statements that land files; the engine raises an error in each."""
    for connection in tuple(_landing_now):
        connection.interrupt()
