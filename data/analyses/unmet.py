"""Unmet demand: hours of denied bookings and of seasonal wishes that got no slot.

A relation like that of a metric (unmet.sql), which is not published as a metric of its own: it is
calculated by ``data.query``, with the same filters and scope.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.catalogue.metrics import Metric
from data.filters import Filters
from data.query import calculate_metric
from data.scope import Scope
from data.warehouse import Build

_SQL = Path(__file__).with_name("unmet.sql")
MINUTES_PER_HOUR = 60


@functools.cache
def _metric() -> Metric:
    return Metric(
        id="unmet_hours",
        kind="total",
        unit="h",
        per=1.0,
        numerator_divisor=MINUTES_PER_HOUR,
        denominator_divisor=1.0,
        direction="less",
        suppress="none",
        dimensions=(
            *("month", "weekday", "hour", "district", "sub_district", "major_district"),
            *("department", "unit", "space"),
        ),
        owner="",
        section="space_use",
        sql=_SQL.read_text(encoding="utf-8"),
        texts={},
        source_columns=(),
    )


def unmet_hours(by: Sequence[str], filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return hours of unmet demand by the dimensions; columns as ``data.query.calculate`` returns."""
    return calculate_metric(_metric(), by, filters, scope=scope, build=build)
