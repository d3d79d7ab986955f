"""Read sums, and distinct people by month, where a question needs no rows of single bookings.

The figures are the same, the rows far fewer. ``space_month``, ``space_day`` and ``space_week`` hold the sums
of ``space_hour`` by month and space, and by day or hour of the week and district; ``booking_month``,
``booking_day`` and ``booking_week`` those of ``booking_hour``. ``booker_month`` holds the distinct bookers
and organisations of ``booking``, each with its first day in the month, which tells who had come by a day. The
columns that were left out are empty there. ``metric_month`` holds the sums of the metrics that count
bookings. A metric's SQL always reads the full table; here it reads another where that changes nothing. Builds
from before these tables existed are read as they are.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Collection, Sequence

from data.catalogue.metrics import Metric
from data.catalogue.tables import tables
from data.filters import Filters
from data.warehouse import Build

#: What ``booking_month``, ``booker_month`` and ``metric_month`` have no members of.
_LOST = frozenset({"date", "weekday", "hour", "kind", "purpose", "age_group", "home_major_district"})
#: What sums of districts have no members of.
_PLACES = frozenset({"sub_district", "unit", "space"})
#: A table, the table of its sums, and the dimensions that are lost in it; the first that suffices is read.
SUMS = (
    ("space_hour", "space_month", frozenset({"date", "weekday", "hour"})),
    ("space_hour", "space_day", _PLACES | {"hour"}),
    ("space_hour", "space_week", _PLACES | {"date"}),
    ("booking_hour", "booking_month", _LOST),
    ("booking_hour", "booking_day", _PLACES | _LOST - {"date", "weekday"}),
    ("booking_hour", "booking_week", _PLACES | _LOST - {"weekday", "hour"}),
)
#: A table, the table of its distinct people and organisations, and the dimensions that are lost in it.
PEOPLE = (("booking", "booker_month", _LOST),)
#: The table that the sums of metrics in ``metric_month`` are made of.
SUMMED = "booking"
METRIC_SUMS = "metric_month"


def relation(metric: Metric, used: Collection[str], build: Build) -> str:
    """Return the metric's SQL, on fewer rows if the ``used`` dimensions and its kind allow it."""
    if metric.counts_distinct:
        return _on(PEOPLE, metric.sql, used, build)
    if is_summed(metric) and _LOST.isdisjoint(used) and definition(metric) in _definitions(build):
        columns = ", ".join(tables()[METRIC_SUMS].columns)
        return f"SELECT {columns} FROM {METRIC_SUMS} WHERE definition = '{definition(metric)}'"
    return _on(SUMS, metric.sql, used, build)


def alone_and_others(
    metric: Metric, by: Collection[str], used: Collection[str], filters: Filters, build: Build
) -> tuple[str, str] | None:
    """Return ``relation`` in two parts for bookers of single months; None for any other question.

    In the first part every booker has one row in each month, so its rows need no comparison with others.
    Those are most, and comparing them is what takes long.
    """
    sql = relation(metric, used, build)
    is_month = "month" in by or (filters.from_month is not None and filters.from_month == filters.to_month)
    if metric.kind != "distinct" or not is_month or sql == metric.sql or not _counts_bookers(metric):
        return None
    return tuple(  # type: ignore[return-value]
        sql.replace("FROM booker_month", f"FROM (FROM booker_month WHERE {condition})")
        for condition in ("is_only_row", "NOT is_only_row")
    )


def _counts_bookers(metric: Metric) -> bool:
    """Return whether a metric counts the bookers of ``booking``, and nothing else."""
    return "booker AS numerator" in metric.sql and "UNION" not in metric.sql


def on_fewer_rows(sql: str, build: Build) -> str:
    """Return a relation that tells only which months have rows on the tables by month."""
    return _on(SUMS + PEOPLE, sql, (), build)


def is_summed(metric: Metric) -> bool:
    """Return whether ``metric_month`` has the metric: it counts bookings, and what it counts adds up."""
    read = {column.partition(".")[0] for column in metric.source_columns}
    return read == {SUMMED} and not metric.counts_distinct


def definition(metric: Metric) -> str:
    """Return what a metric's sums are known by: once its SQL is another, they no longer count."""
    return hashlib.sha256(metric.sql.encode()).hexdigest()[:16]


def _on(
    fewer: Sequence[tuple[str, str, frozenset[str]]], sql: str, used: Collection[str], build: Build
) -> str:
    for table, other, lost in fewer:
        if lost.isdisjoint(used) and other in table_names(build):
            sql = re.sub(rf"\bFROM {table}\b", f"FROM {other}", sql)
    return sql


@functools.lru_cache(maxsize=8)
def table_names(build: Build) -> frozenset[str]:
    """Return the names of the tables of a build, and of its views of files."""
    names = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    return frozenset(name for (name,) in build.rows(names))


@functools.lru_cache(maxsize=8)
def _definitions(build: Build) -> frozenset[str]:
    """Return the definitions of the metrics of which a build has sums."""
    if METRIC_SUMS not in table_names(build):
        return frozenset()
    return frozenset(name for (name,) in build.rows(f"SELECT DISTINCT definition FROM {METRIC_SUMS}"))
