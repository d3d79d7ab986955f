"""Keep what only a build needs in a database in memory, which all connections to the build can read.

Temporary tables would belong to one connection, and tables of the model are computed on several.
"""

from __future__ import annotations

import duckdb

from data.city_profile.in_use import current_city

SCRATCH = "scratch"
#: The build's own database, as its file is called while it is made.
BUILD = "build"


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
