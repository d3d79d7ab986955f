"""Read sums by month where a question needs no days, hours or purposes: same figures, far fewer rows.

``space_month`` and ``booking_month`` hold the sums of ``space_hour`` and ``booking_hour``; the columns that
were summed over are empty there. A metric's SQL always reads the full table; here it reads the sums
where that changes nothing. Builds from before the sums existed are read as they are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from data.catalogue.metrics import Metric
from data.warehouse import Build

#: Table → the table of its sums, and the dimensions that are lost in it.
ROLLUPS = {
    "space_hour": ("space_month", frozenset({"date", "weekday", "hour"})),
    "booking_hour": (
        "booking_month",
        frozenset({"date", "weekday", "hour", "kind", "purpose", "age_group", "home_major_district"}),
    ),
}


def relation(metric: Metric, used: Collection[str], build: Build) -> str:
    """Return the metric's SQL, on sums by month if the ``used`` dimensions and its kind allow it."""
    return metric.sql if metric.counts_distinct else on_sums(metric.sql, used, build)


def on_sums(sql: str, used: Collection[str], build: Build) -> str:
    """Return a relation on sums by month if the ``used`` dimensions allow it."""
    for table, (sums, lost) in ROLLUPS.items():
        if lost.isdisjoint(used) and sums in table_names(build):
            sql = re.sub(rf"\bFROM {table}\b", f"FROM {sums}", sql)
    return sql


@functools.lru_cache(maxsize=8)
def table_names(build: Build) -> frozenset[str]:
    """Return the names of the tables of a build."""
    return frozenset(build.query("SELECT table_name FROM duckdb_tables()")["table_name"])
