"""The course of a department's figure: the months up to one, and the same months of the year before."""

from __future__ import annotations

import pandas as pd

from data import period
from data.comparison import elapsed
from data.filters import Filters
from data.warehouse import Build


def whole_months(department: str, build: Build) -> Filters:
    """Return filters over all months on file that are over, so that one query serves every month."""
    last = max(period.default_period(build)[1], period.months(build)[0])
    return elapsed(Filters.of(None, last, department=[department]), build)


def two_years(by_month: pd.DataFrame, month: str) -> tuple[list[float], list[float]]:
    """Return the values of the twelve months up to ``month``, and of the twelve before them.

    ``by_month``: as ``data.query.calculate`` by month. A month without a value is NaN.
    """
    months = [period.shift(month, number) for number in range(-23, 1)]
    values = by_month.set_index("month")["value"].reindex(months).astype("float64").tolist()
    return values[12:], values[:12]
