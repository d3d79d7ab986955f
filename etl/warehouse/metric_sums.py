"""Sum the metrics that count bookings by month, so that pages need not read every booking.

The sums are made of the metrics' own SQL (data/metrics), which stays the only definition of each.
"""

from __future__ import annotations

import duckdb

from data.catalogue.metrics import Metric, catalogue
from data.catalogue.tables import tables
from data.rollup import METRIC_SUMS, definition, is_summed

_SUMS = ("numerator", "denominator")


def create_metric_sums(connection: duckdb.DuckDBPyConnection, place: str = METRIC_SUMS) -> None:
    """Create the table of sums at ``place``, of the bookings that the connection reads."""
    selects = [_select(metric) for metric in catalogue().metrics.values() if is_summed(metric)]
    connection.execute(f"CREATE TABLE {place} AS {' UNION ALL BY NAME '.join(selects)}")


def _select(metric: Metric) -> str:
    columns = tables()[METRIC_SUMS].columns
    groups = ", ".join(name for name in columns if name not in ("definition", *_SUMS))
    sums = ", ".join(
        f"CAST(sum({name if name == 'numerator' or metric.is_ratio else 'NULL'}) AS {columns[name].type})"
        f" AS {name}"
        for name in _SUMS
    )
    return (
        f"SELECT '{definition(metric)}' AS definition, {groups}, {sums} FROM ({metric.sql}) GROUP BY {groups}"
    )
