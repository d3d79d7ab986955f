"""Targets per metric, division (or the city) and year; and the one a figure of some filters is held against.

``reference/targets.csv`` in the home wins over the one that is shipped, since a city sets its own. Its
columns: metric, department (empty for the city), year, value (in the metric's unit).
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import period
from data.catalogue.metrics import catalogue
from data.reference_tables.reader import Row, WrongReference, one_of, reference_file, rows_of
from data.settings import REFERENCE
from data.text.messages import message

if TYPE_CHECKING:
    from data.query import Filters

COLUMNS = ("metric", "department", "year", "value")
_YEAR = re.compile(r"20\d\d", re.ASCII)


@dataclass(frozen=True)
class Target:
    """What a metric shall reach in a year; ``department`` is None for the whole city."""

    metric: str
    department: str | None
    year: int
    value: float


def targets(home: Path | None = None) -> tuple[Target, ...]:
    """All targets. Raises WrongReference that names file, row, column, what was found and expected."""
    path = reference_file("targets.csv", home)
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Target, ...]:
    found: dict[tuple[str, str | None, int], Target] = {}
    for number, row in rows_of(path, COLUMNS):
        target = _target(path, number, row)
        key = (target.metric, target.department, target.year)
        if key in found:
            raise WrongReference(path, number, "metric", row["metric"], message("expected_once_a_year"))
        found[key] = target
    return tuple(found.values())


def _target(path: Path, number: int, row: Row) -> Target:
    metric = catalogue().metrics[one_of(path, number, row, "metric", tuple(catalogue().metrics))]
    department = row["department"] or None
    if department and "department" not in metric.groupings:
        raise WrongReference(path, number, "department", department, message("expected_no_division"))
    if department:
        one_of(path, number, row, "department", departments())
    if not _YEAR.fullmatch(row["year"]):
        raise WrongReference(path, number, "year", row["year"], message("expected_year"))
    value = _value(row["value"])
    if value is None or value < 0 or (metric.unit == "%" and value > 100):
        expected = "expected_percentage" if metric.unit == "%" else "expected_amount"
        raise WrongReference(path, number, "value", row["value"], message(expected))
    return Target(metric.id, department, int(row["year"]), value)


def _value(text: str) -> float | None:
    """A number with a decimal point or comma; None for anything else."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@functools.cache
def departments() -> tuple[str, ...]:
    """The codes of the divisions."""
    with (REFERENCE / "departments.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["department"] for row in csv.DictReader(file))


def target_for(metric: str, department: str | None, year: int) -> Target | None:
    """The target of a metric for a division (None: the city) and a year.

    None too where the file cannot be used: figures are shown all the same, and what is wrong with it is
    told once, by the shell and the load.
    """
    asked = (metric, department, year)
    try:
        known = targets()
    except WrongReference:
        return None
    return next((t for t in known if (t.metric, t.department, t.year) == asked), None)


def for_period(metric: str, filters: Filters) -> float | None:
    """The target of the city, or of the one division chosen, for the days that ``filters`` count.

    A rate has the target of the year in which the period ends. Of a total, each year's target counts by
    the share of its days; distinct people have a target for whole years only. None without a target,
    and where other filters choose a part that no target was set for.
    """
    where = dict(filters.where)
    chosen = where.pop("department", ())
    if where or len(chosen) > 1 or filters.from_month is None or filters.to_month is None:
        return None
    department = chosen[0] if chosen else None
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
