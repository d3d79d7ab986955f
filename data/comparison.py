"""Compare a figure with another: of the year before, of the preceding period, or a target.

Both sides cover the same elapsed days. If the period runs past the last day with data, the present
side ends on that day and the other side after as many days of its own period; bookings of future days
count on neither side.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, replace

import pandas as pd

from data import period
from data.filters import Filters
from data.query import calculate, find_metric, parts_and_whole
from data.reference_tables import targets
from data.scope import Scope
from data.warehouse import Build

#: What a figure is compared with.
YEAR, PRECEDING, TARGET, NOTHING = AGAINST = ("year", "preceding", "target", "none")
#: Why there is no change to show.
NO_VALUE, NO_BASE, ZERO_BASE, SUPPRESSED = "no_value", "no_base", "zero_base", "suppressed"
NO_TARGET = "no_target"


@dataclass(frozen=True)
class Value:
    """A figure with its parts; None without a value; ``suppressed`` if a small count is not shown."""

    value: float | None
    numerator: float | None
    denominator: float | None
    suppressed: bool

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Value:
        """Return the figure of a frame with one row, as ``calculate`` gives it without grouping."""
        row = frame.iloc[0]
        value, numerator, denominator = (
            None if pd.isna(row[column]) else float(row[column])
            for column in ("value", "numerator", "denominator")
        )
        return cls(value, numerator, denominator, bool(row["suppressed"]))


@dataclass(frozen=True)
class Comparison:
    """A figure now, and what it is compared with (``against``): another period, or a target.

    ``change`` is in percentage points for a rate in per cent (``change_unit`` 'points'), else in per
    cent of the base ('percent'); None with a ``reason`` if there is none. ``through`` is the last day
    counted in an unfinished period, ``before_through`` the corresponding day of the base period.
    """

    metric: str
    now: Value
    before: Value
    change: float | None
    change_unit: str
    reason: str | None
    partial: bool
    through: dt.date | None
    before_through: dt.date | None
    before_from_month: str | None
    before_to_month: str | None
    against: str = YEAR


@dataclass(frozen=True)
class Trend:
    """A figure by month, and by month of the base period.

    Both frames: month ('YYYY-MM' of the present side), value, numerator, denominator, suppressed,
    partial; ``before`` also own_month, the month that its figure is from.
    """

    now: pd.DataFrame
    before: pd.DataFrame


def elapsed(filters: Filters, build: Build) -> Filters:
    """Return the filters without the days that have no data yet."""
    through = period.days_through(filters.to_month, build.as_of)
    return filters if through is None else replace(filters, through_date=through.isoformat())


def year_before(filters: Filters) -> Filters:
    """Return the same filters a year before, including the last day."""
    through = filters.through_date
    return replace(
        filters,
        from_month=filters.from_month and period.shift(filters.from_month, -12),
        to_month=filters.to_month and period.shift(filters.to_month, -12),
        through_date=through and period.year_before(dt.date.fromisoformat(through)).isoformat(),
    )


def preceding(filters: Filters) -> Filters:
    """Return the filters over as many preceding months, or as many days of them in an unfinished period."""
    start, end = filters.from_month, filters.to_month
    if start is None or end is None:
        return replace(filters, from_month=None, to_month=None)
    months = period.count(start, end)
    first, last = period.shift(start, -months), period.shift(end, -months)
    through = filters.through_date
    if through is not None:
        days = dt.date.fromisoformat(through) - period.first_day(start)
        through = min(period.first_day(first) + days, period.last_day(last)).isoformat()
    return replace(filters, from_month=first, to_month=last, through_date=through)


def base_filters(filters: Filters, against: str) -> Filters:
    """Return the filters of the base period: the preceding one, or the same a year before."""
    return preceding(filters) if against == PRECEDING else year_before(filters)


@functools.lru_cache(maxsize=128)
def first_month(metric: str, build: Build, scope: Scope) -> str | None:
    """Return the first month in which ``metric`` has any row and is not unknown; None without one."""
    frame = calculate(metric, ["month"], Filters(), scope=scope, build=build)
    is_known = frame["numerator"].notna() | frame["suppressed"]
    months = frame.loc[frame["month"].notna() & is_known, "month"]
    return None if months.empty else str(months.iloc[0])


def compare(metric: str, filters: Filters, scope: Scope, *, build: Build, against: str = YEAR) -> Comparison:
    """Compare the figure of a period with the year before, the preceding period or a target.

    A base period that starts before the metric's first month is not used: half a year is not compared
    with a whole one. Raises QueryError as ``calculate`` does.
    """
    present = elapsed(filters, build)
    now, past = _value(metric, present, scope, build), base_filters(present, against)
    if against == TARGET:
        return with_target(metric, now, present, scope, build)
    before, first = _value(metric, past, scope, build), first_month(metric, build, scope)
    return _with_base(metric, now, before, present, past, first, against)


def _value(metric: str, filters: Filters, scope: Scope, build: Build) -> Value:
    return Value.of(calculate(metric, (), filters, scope=scope, build=build))


def trend(metric: str, filters: Filters, scope: Scope, *, build: Build, against: str = YEAR) -> Trend:
    """Return the figure by month, and by month of the base period under the present month's name."""
    return course(metric, filters, scope, build=build, against=against)[1]


def course(
    metric: str, filters: Filters, scope: Scope, *, build: Build, against: str = YEAR
) -> tuple[Comparison, Trend]:
    """Return ``compare`` and ``trend`` of the same period, from as few queries as a trend alone takes."""
    present = elapsed(filters, build)
    past = base_filters(present, against)
    months_now, now = parts_and_whole(metric, "month", present, scope, build=build)
    months_before, before = parts_and_whole(metric, "month", past, scope, build=build)
    first = first_month(metric, build, scope)
    comparison = (
        with_target(metric, Value.of(now), present, scope, build)
        if against == TARGET
        else _with_base(metric, Value.of(now), Value.of(before), present, past, first, against)
    )
    return comparison, _trend(months_now, months_before, present, first, against, build)


def _with_base(
    metric: str, now: Value, before: Value, present: Filters, past: Filters, first: str | None, against: str
) -> Comparison:
    covered = first is not None and past.from_month is not None and past.from_month >= first
    unit = "points" if find_metric(metric).unit == "%" else "percent"
    change, reason = _change(now, before, unit, covered)
    through, before_through = (
        f.through_date and dt.date.fromisoformat(f.through_date) for f in (present, past)
    )
    return Comparison(
        metric=metric,
        now=now,
        before=before if covered else replace(before, value=None),
        change=change,
        change_unit=unit,
        reason=reason,
        partial=through is not None,
        through=through or None,
        before_through=before_through or None,
        before_from_month=past.from_month,
        before_to_month=past.to_month,
        against=against,
    )


def with_target(metric: str, now: Value, present: Filters, scope: Scope, build: Build) -> Comparison:
    """Compare a known figure with its target of the year; for a total, with the share of the days counted.

    ``present`` are the filters of the figure, without the days that have no data yet.
    """
    value = targets.for_period(metric, present, scope, build.home)
    unit = "points" if find_metric(metric).unit == "%" else "percent"
    before = Value(value, None, None, suppressed=False)
    change, reason = _change(now, before, unit, covered=value is not None)
    through = present.through_date and dt.date.fromisoformat(present.through_date)
    return Comparison(
        metric=metric,
        now=now,
        before=before,
        change=change,
        change_unit=unit,
        reason=NO_TARGET if reason == NO_BASE else reason,
        partial=through is not None,
        through=through or None,
        before_through=None,
        before_from_month=None,
        before_to_month=None,
        against=TARGET,
    )


def _trend(
    now: pd.DataFrame, before: pd.DataFrame, present: Filters, first: str | None, against: str, build: Build
) -> Trend:
    before = before[before["month"] >= (first or "")].assign(own_month=lambda f: f["month"])
    moved = 12
    if against == PRECEDING and present.from_month and present.to_month:
        moved = period.count(present.from_month, present.to_month)
    before["month"] = [period.shift(str(month), moved) for month in before["month"]]
    under_way = period.month_of(build.as_of) if present.through_date else ""
    return Trend(
        now.assign(partial=now["month"] == under_way),
        before.assign(partial=before["month"] == under_way).reset_index(drop=True),
    )


def _change(now: Value, before: Value, unit: str, covered: bool) -> tuple[float | None, str | None]:
    if now.suppressed or before.suppressed:
        return None, SUPPRESSED
    if now.value is None:
        return None, NO_VALUE
    if not covered or before.value is None:
        return None, NO_BASE
    if unit == "points":
        return now.value - before.value, None
    if before.value == 0:
        return None, ZERO_BASE
    return 100 * (now.value - before.value) / abs(before.value), None
