"""The progress of targets: the figure compared with the straight path from the year before to the target.

The change that a target requires is spread evenly over the days of its year. On a day the path is

    the year before, to the same day + (target − the whole year before) × share of the days elapsed

which is the target itself on 31 December. Without data of the year before, the path of a total starts at
zero, a rate is compared with its target, and a count of distinct people has no path. If a figure of the
year before is suppressed there is no path, since the figure could be calculated from it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from data import period
from data.catalogue.metrics import Metric, catalogue
from data.comparison import Value, first_month, year_before
from data.disclosure import city_total_scope, rounds
from data.filters import Filters, conditions
from data.inputs import missing_by_time
from data.members import known_members
from data.query import calculate
from data.reference_tables.targets import Target
from data.scope import Scope
from data.warehouse import Build

#: The status of a target. ``unknown``: cannot be assessed, because the figure is missing or suppressed,
#: or because there is no path.
REACHED, ON_TRACK, BEHIND, MISSED, UNKNOWN, COMING = STATUSES = (
    *("reached", "on_track", "behind", "missed", "unknown", "coming"),
)
#: What the path starts from: the year before, zero, or nothing (the target itself, or no path).
FROM_YEAR, FROM_ZERO, FROM_NOTHING = "year", "zero", "nothing"
#: Figures are quotients of floats: a figure this close to its path is on the path.
_CLOSE = 1e-9


@dataclass(frozen=True)
class Progress:
    """A target and its figure on the day ``through``, with every part of the calculation.

    ``now``: from 1 January to ``through``. ``before``: the year before to the same day (``before_through``),
    ``baseline``: the whole year before; both without a value if the year before is not on file or not over.
    ``path``: the figure on ``through`` if the change were spread evenly, None without a path;
    ``distance``: the figure less the path (in points for a rate in per cent), None if either is missing.
    """

    target: Target
    direction: str
    days: int
    days_in_year: int
    through: dt.date
    before_through: dt.date
    now: Value
    before: Value
    baseline: Value
    path_from: str
    path: float | None
    distance: float | None
    status: str

    @property
    def percent_elapsed(self) -> float:
        """Return the share of the year's days that have elapsed (%)."""
        return 100 * self.days / self.days_in_year

    @property
    def is_over(self) -> bool:
        """Return whether the year is over."""
        return self.days == self.days_in_year


def progress(target: Target, build: Build, scope: Scope) -> Progress:
    """Return the progress of a target. Raises QueryError as ``calculate`` does."""
    metric = catalogue().metrics[target.metric]
    scope = _scope_of(target, scope)
    year = target.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    through = min(max(build.as_of, first - dt.timedelta(days=1)), last)
    days, days_in_year = (through - first).days + 1, (last - first).days + 1
    nothing = Value(None, None, None, suppressed=False)
    now = before = nothing
    has_rows = _has_rows(target, build, scope)
    if days and has_rows:
        present = filters_to(target, through)
        now = _value(metric.id, present, build, scope)
    past = year_before(filters_to(target, last))
    first_on_file = first_month(metric.id, build, scope)
    is_over = build.as_of >= dt.date(year - 1, 12, 31)
    on_file = first_on_file is not None and first_on_file <= str(past.from_month)
    has_baseline = has_rows and is_over and on_file
    baseline = _value(metric.id, past, build, scope) if has_baseline else nothing
    if has_baseline and days:
        before = baseline if days == days_in_year else _value(metric.id, year_before(present), build, scope)
    path_from, path = _path(metric, target.value, days, days_in_year, before, baseline)
    direction = _direction(metric, target.value, baseline)
    distance = None if path is None or now.value is None else now.value - path
    return Progress(
        target=target,
        direction=direction,
        days=days,
        days_in_year=days_in_year,
        through=through,
        before_through=period.year_before(through),
        now=now,
        before=before,
        baseline=baseline,
        path_from=path_from,
        path=path,
        distance=distance,
        status=_status(metric, target.value, direction, now, path, days, days_in_year),
    )


def _scope_of(target: Target, scope: Scope) -> Scope:
    """Return the scope of a target's figures: the city's target is compared with the city's total."""
    city = city_total_scope(catalogue().metrics[target.metric], scope)
    return scope if target.department or city is None else city


def _has_rows(target: Target, build: Build, scope: Scope) -> bool:
    """Return whether the build has any data of the target's department; none is not an error."""
    return target.department is None or target.department in known_members("department", scope, build)


def filters_to(target: Target, through: dt.date) -> Filters:
    """Return the filters from 1 January of the target's year to a day of it."""
    where = {"department": [target.department]} if target.department else {}
    month = period.month_of(through)
    last_day = None if through == period.last_day(month) else through.isoformat()
    return Filters(f"{target.year}-01", month, last_day, conditions(where))


def _value(metric: str, filters: Filters, build: Build, scope: Scope) -> Value:
    return Value.of(calculate(metric, (), filters, scope=scope, build=build))


def _path(
    metric: Metric, target: float, days: int, days_in_year: int, before: Value, baseline: Value
) -> tuple[str, float | None]:
    """Return what the path starts from, and its value after ``days``."""
    share = days / days_in_year
    if not days:
        return FROM_NOTHING, None
    if before.suppressed or baseline.suppressed:
        return FROM_NOTHING, target if share == 1 else None
    if baseline.value is not None and before.value is not None:
        return FROM_YEAR, before.value + (target - baseline.value) * share
    if metric.kind == "total":
        return FROM_ZERO, target * share
    return FROM_NOTHING, target if metric.is_ratio or share == 1 else None


def _direction(metric: Metric, target: float, baseline: Value) -> str:
    """Return whether more or less is better; for a metric without a direction, what its target requires."""
    if metric.direction != "none":
        return metric.direction
    return "less" if baseline.value is not None and target < baseline.value else "more"


def _status(
    metric: Metric, target: float, direction: str, now: Value, path: float | None, days: int, in_year: int
) -> str:
    if not days:
        return COMING
    if now.value is None:  # missing, or suppressed
        return UNKNOWN
    sign = 1 if direction == "more" else -1
    meets_target = sign * (now.value - target) >= -_CLOSE
    if days == in_year:
        return REACHED if meets_target else MISSED
    # A sum only grows until the year ends: once past its target, it stays reached or missed.
    if not metric.is_ratio and (sign > 0) == meets_target:
        return REACHED if meets_target else MISSED
    if path is None:
        return UNKNOWN
    return ON_TRACK if sign * (now.value - path) >= -_CLOSE else BEHIND


def course(target: Target, build: Build, scope: Scope) -> pd.DataFrame:
    """Return the figure from 1 January to the end of each month, with its path.

    Columns: month ('YYYY-MM', all twelve), value, path (NaN: none), suppressed, partial (the month is
    not over). A sum that contains a suppressed month is suppressed. The last month's path is the target.
    """
    metric = catalogue().metrics[target.metric]
    scope = _scope_of(target, scope)
    whole = progress(target, build, scope)
    ends = [period.last_day(f"{target.year}-{number:02d}") for number in range(1, 13)]
    now = (
        _to_month_ends(metric, filters_to(target, whole.through), build, scope)
        if whole.days and _has_rows(target, build, scope)
        else {}
    )
    past = year_before(filters_to(target, ends[-1]))
    before = _to_month_ends(metric, past, build, scope) if whole.baseline.value is not None else {}
    rows = []
    for end in ends:
        month = period.month_of(end)
        value = now.get(month, Value(None, None, None, suppressed=False))
        value_before = before.get(period.shift(month, -12), Value(None, None, None, suppressed=False))
        days = (end - ends[0].replace(day=1)).days + 1
        path = _path(metric, target.value, days, whole.days_in_year, value_before, whole.baseline)[1]
        partial = end > whole.through and month == period.month_of(whole.through) and bool(whole.days)
        rows.append((month, value.value, path, value.suppressed, partial))
    frame = pd.DataFrame(rows, columns=["month", "value", "path", "suppressed", "partial"])
    return frame.astype({"value": "float64", "path": "float64"})


def _to_month_ends(metric: Metric, filters: Filters, build: Build, scope: Scope) -> dict[str, Value]:
    """Return the figure from the first month of the filters to the end of each of their months."""
    first, last = str(filters.from_month), str(filters.to_month)
    months = [period.shift(first, number) for number in range(period.count(first, last))]
    adds_up = not metric.counts_distinct and not rounds(metric, scope)
    if not adds_up or missing_by_time(metric, build, filters, scope, months):
        # Each span is calculated: neither distinct people, rounded counts nor unknown months add up.
        return {
            month: _value(
                metric.id,
                replace(
                    filters, to_month=month, through_date=filters.through_date if month == last else None
                ),
                build,
                scope,
            )
            for month in months
        }
    by_month = calculate(metric.id, ("month",), filters, scope=scope, build=build).set_index("month")
    by_month = by_month.reindex(months)
    # A sum that contains a suppressed month is suppressed itself, and so is every later one.
    suppressed = by_month["suppressed"].eq(True).cummax()
    sums = by_month[["numerator", "denominator"]].fillna(0.0).cumsum()
    values = metric.per * sums["numerator"]
    if metric.kind == "ratio":
        values = values / sums["denominator"].where(sums["denominator"] > 0)
    return {
        month: Value(
            None if is_suppressed or pd.isna(value) else float(value), None, None, suppressed=is_suppressed
        )
        for month, value, is_suppressed in zip(months, values, suppressed.tolist(), strict=True)
    }
