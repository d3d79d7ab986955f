"""Keep what only a build needs in a database in memory, which all connections to the build can read.

Temporary tables would belong to one connection, and tables of the model are computed on several.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb

from data.city_profile.in_use import current_city

SCRATCH = "scratch"
#: Steps that run at the same time. The engine divides each over all processors, but not all of its work.
AT_ONCE = 2
#: The build's own database, as its file is called while it is made.
BUILD = "build"

Item = TypeVar("Item")
Result = TypeVar("Result")


def attach_scratch(connection: duckdb.DuckDBPyConnection) -> None:
    """Attach the scratch database to a build, and prepare its first connection."""
    connection.execute(f"ATTACH ':memory:' AS {SCRATCH}")
    prepare(connection)


def prepare(connection: duckdb.DuckDBPyConnection, *first: str) -> None:
    """Let a connection to the build read scratch tables by their names, and use the city's time.

    Tables of the scratch schemas ``first`` come before those of the same name in the build.
    """
    places = (*(f"{SCRATCH}.{schema}" for schema in first), f"{BUILD}.main", f"{SCRATCH}.main")
    connection.execute(f"SET search_path = '{','.join(places)}'")
    connection.execute(f"SET TimeZone = '{current_city().time_zone}'")


def at_once(
    connection: duckdb.DuckDBPyConnection,
    step: Callable[[duckdb.DuckDBPyConnection, Item], Result],
    items: Iterable[Item],
) -> list[Result]:
    """Run a step for each item, some at the same time, with connections of their own to the build."""

    def run(item: Item) -> Result:
        with connection.cursor() as cursor:
            prepare(cursor)
            return step(cursor, item)

    # Each thread works for the city of this one.
    tasks = [(contextvars.copy_context(), item) for item in items]
    with ThreadPoolExecutor(AT_ONCE) as executor:
        return list(executor.map(lambda task: task[0].run(run, task[1]), tasks))
