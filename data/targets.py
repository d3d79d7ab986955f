"""The target that a figure of some filters is held against."""

from __future__ import annotations

import datetime as dt

from data import period
from data.catalogue import catalogue
from data.query import Filters


def for_period(metric: str, filters: Filters) -> float | None:
    """The target of the city, or of the one division chosen, for the days that ``filters`` count.

    A rate has the target of the year in which the period ends. Of a total, each year's target counts by
    the share of its days; distinct people have a target for whole years only. None without a target,
    and where other filters choose a part that no target was set for.
    """
    from data.goals import target_for  # goals measure progress by comparison, which asks here

    where = dict(filters.where)
    departments = where.pop("department", ())
    if where or len(departments) > 1 or filters.from_month is None or filters.to_month is None:
        return None
    department = departments[0] if departments else None
    first = period.first_day(filters.from_month)
    last = (
        dt.date.fromisoformat(filters.through_date)
        if filters.through_date
        else period.last_day(filters.to_month)
    )
    kind = catalogue().metrics[metric].kind
    if kind in ("ratio", "distinct_ratio"):
        target = target_for(metric, department, last.year)
        return None if target is None else target.value
    total = 0.0
    for year in range(first.year, last.year + 1):
        target = target_for(metric, department, year)
        begin, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
        share = ((end - begin).days + 1) / (366 if period.is_leap(year) else 365)
        if target is None or (kind == "distinct" and share < 1):
            return None
        total += target.value * share
    return total if kind == "total" or first.year == last.year else None
