"""Read targets per metric, department (or the city) and year, and find the target of a filtered figure.

``reference/targets.csv`` in the home replaces the shipped file, since each city sets its own targets. Its
columns: metric, department (empty for the city), year, value (in the metric's unit).
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path

from data import period
from data.catalogue.metrics import catalogue
from data.filters import Filters
from data.reference_tables.departments import departments
from data.reference_tables.reader import Row, WrongReference, one_of, reference_file, rows_of
from data.scope import Scope
from data.text.messages import message

COLUMNS = ("metric", "department", "year", "value")
_YEAR = re.compile(r"20\d\d", re.ASCII)


@dataclass(frozen=True)
class Target:
    """The value a metric should reach in a year; ``department`` is None for the whole city."""

    metric: str
    department: str | None
    year: int
    value: float


def targets(home: Path) -> tuple[Target, ...]:
    """Return all targets of a home. Raises WrongReference, which names file, row and column."""
    path = reference_file("targets.csv", home)
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Target, ...]:
    by_key: dict[tuple[str, str | None, int], Target] = {}
    for number, row in rows_of(path, COLUMNS):
        target = _target(path, number, row)
        key = (target.metric, target.department, target.year)
        if key in by_key:
            raise WrongReference(path, number, "metric", row["metric"], message("expected_once_a_year"))
        by_key[key] = target
    return tuple(by_key.values())


def _target(path: Path, number: int, row: Row) -> Target:
    metric = catalogue().metrics[one_of(path, number, row, "metric", tuple(catalogue().metrics))]
    department = row["department"] or None
    if department and "department" not in metric.groupings:
        raise WrongReference(path, number, "department", department, message("expected_no_division"))
    if department:
        one_of(path, number, row, "department", departments())
    if not _YEAR.fullmatch(row["year"]):
        raise WrongReference(path, number, "year", row["year"], message("expected_year"))
    value = _number(row["value"])
    if value is None or value < 0 or (metric.unit == "%" and value > 100):
        expected = "expected_percentage" if metric.unit == "%" else "expected_amount"
        raise WrongReference(path, number, "value", row["value"], message(expected))
    return Target(metric.id, department, int(row["year"]), value)


def _number(text: str) -> float | None:
    """Return a number written with a decimal point or comma; None for anything else."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def target_for(metric: str, department: str | None, year: int, home: Path) -> Target | None:
    """Return the target of a metric for a department (None: the city) and a year.

    Returns None too if the file cannot be used: the figures are still shown, and the shell and the load
    report the problem once.
    """
    try:
        all_targets = targets(home)
    except WrongReference:
        return None
    key = (metric, department, year)
    return next((t for t in all_targets if (t.metric, t.department, t.year) == key), None)


def for_period(metric: str, filters: Filters, scope: Scope, home: Path) -> float | None:
    """Return the target of the city, or of a single department, for the days that ``filters`` count.

    The department is the one that is chosen, or else the only one of the reader's scope.

    A rate has the target of the year in which the period ends. For a total, each year's target counts by
    the share of its days; distinct people have a target for whole years only. Returns None without a
    target, and if other filters choose a part of the city that has no target.
    """
    where = dict(filters.where)
    chosen = where.pop("department", scope.departments or ())
    if scope.departments is not None and not set(chosen) & set(scope.departments):
        return None
    if where or len(chosen) > 1 or filters.from_month is None or filters.to_month is None:
        return None
    department = chosen[0] if chosen else None
    first = period.first_day(filters.from_month)
    last = (
        dt.date.fromisoformat(filters.through_date)
        if filters.through_date
        else period.last_day(filters.to_month)
    )
    definition = catalogue().metrics[metric]
    if definition.is_ratio:
        target = target_for(metric, department, last.year, home)
        return None if target is None else target.value
    total = 0.0
    for year in range(first.year, last.year + 1):
        target = target_for(metric, department, year, home)
        start, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
        share = ((end - start).days + 1) / (366 if period.is_leap(year) else 365)
        if target is None or (definition.counts_distinct and share < 1):
            return None
        total += target.value * share
    return total if definition.additive or first.year == last.year else None
