"""Keep what only a build needs in a database in memory, which all connections to the build can read.

Temporary tables would belong to one connection, and tables of the model are computed on several.
"""

from __future__ import annotations

import duckdb

from data.city_profile.in_use import current_city

SCRATCH = "scratch"


def attach_scratch(connection: duckdb.DuckDBPyConnection) -> None:
    """Attach the scratch database to a build, and prepare its first connection."""
    connection.execute(f"ATTACH ':memory:' AS {SCRATCH}")
    prepare(connection)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a connection to the build read scratch tables by their names, and use the city's time."""
    connection.execute(f"SET search_path = 'main,{SCRATCH}.main'")
    connection.execute(f"SET TimeZone = '{current_city().time_zone}'")
