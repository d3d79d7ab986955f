"""Ask for a figure: the only place that aggregates, scopes and suppresses.

A metric is a relation of rows with ``numerator`` and ``denominator`` (data/metrics/<id>.sql). Here it
is filtered, grouped and divided, once, after the sums. Dimensions come from an allow-list, values are
bound; whatever does not exist is answered with what does.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd  # imported before any thread starts, as DuckDB's documentation asks

from data import settings, warehouse
from data.catalogue.metrics import Metric, catalogue
from data.disclosure import suppress
from data.rollup import relation
from data.warehouse import Build

#: Dimensions that are grouped by one expression and written by another: grouping millions of rows by a
#: date is several times faster than by its text. ``{}`` is the grouped column.
DERIVED = {
    "month": ("month", "strftime({}, '%Y-%m')"),
    "quarter": ("date_trunc('quarter', month)", "strftime({}, '%Y') || '-Q' || quarter({})"),
    "year": ("date_trunc('year', month)", "strftime({}, '%Y')"),
    "date": ("date", "strftime({}, '%Y-%m-%d')"),
}
#: Kinds of metrics whose parts can be added up.
ADDITIVE = ("total", "ratio")
MONTH_FAMILY = ("month", "quarter", "year")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class QueryError(ValueError):
    """A question that cannot be answered; the message names what exists."""


@dataclass(frozen=True)
class Filters:
    """What to count: inclusive months, a last day, and members per dimension.

    ``through_date`` (ISO) leaves out rows after that day, so that a month under way can be compared
    with the same days a year before; rows that know only their month are kept whole.
    """

    from_month: str | None = None
    to_month: str | None = None
    through_date: str | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(
        cls,
        from_month: str | None = None,
        to_month: str | None = None,
        through_date: str | None = None,
        **where: Sequence[str],
    ) -> Filters:
        """Filters from plain arguments; an empty list of members means no filter."""
        return cls(from_month or None, to_month or None, through_date, conditions(where))

    def always(self) -> Filters:
        """These filters over all time."""
        return replace(self, from_month=None, to_month=None, through_date=None)

    def only(self, dimensions: Sequence[str]) -> Filters:
        """The part of these filters that a metric with ``dimensions`` can take."""
        return replace(self, where=tuple((d, m) for d, m in self.where if d in dimensions))

    def key(self) -> str:
        """A stable text of the filters, for cache keys and signed links."""
        where = ";".join(f"{d}={','.join(m)}" for d, m in self.where)
        return f"{self.from_month or ''}|{self.to_month or ''}|{self.through_date or ''}|{where}"


@dataclass(frozen=True)
class Scope:
    """What the viewer may see: the divisions, or everything (None)."""

    departments: tuple[str, ...] | None = None

    def key(self) -> str:
        """A stable text of the scope, for cache keys and signed links."""
        return "*" if self.departments is None else ",".join(self.departments)


EVERYTHING = Scope()


def conditions(where: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Members per dimension in the one order that makes equal filters equal; no members, no filter."""
    kept = {d: tuple(sorted({str(m) for m in ms})) for d, ms in where.items() if ms}
    return tuple(sorted(kept.items()))


def calculate(
    metric: str,
    by: Sequence[str] = (),
    filters: Filters | None = None,
    scope: Scope = EVERYTHING,
    *,
    build: Build | None = None,
) -> pd.DataFrame:
    """The figures of ``metric`` grouped by ``by``.

    Returns the dimensions in the order asked (text; weekday and hour integers), then ``value``,
    ``numerator``, ``denominator`` (floats, NaN = none) and ``suppressed``; sorted by the dimensions;
    one row per group that has any row, and exactly one row without grouping.
    Raises QueryError, which names what exists.
    """
    found = find_metric(metric)
    filters = filters or Filters()
    build = build or warehouse.current()
    check(found, by, filters, scope)
    check_members(filters, build)
    return _answer(found, build, *statement(found, by, filters, scope, build))


def by_month_and_whole(
    metric: str, filters: Filters, scope: Scope = EVERYTHING, *, build: Build
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures by month, and the one of all months, each as ``calculate`` gives it.

    Asked in one reading of the rows where they add up; people have to be counted twice.
    """
    found = find_metric(metric)
    if found.kind not in ADDITIVE:
        by_month, whole = (calculate(metric, by, filters, scope, build=build) for by in (("month",), ()))
        return by_month, whole
    check(found, ("month",), filters, scope)
    check_members(filters, build)
    frame = _answer(found, build, *statement(found, ("month",), filters, scope, build, with_whole=True))
    whole = frame.iloc[-1:, 1:].reset_index(drop=True)
    return frame.iloc[:-1], whole


def _answer(metric: Metric, build: Build, sql: str, parameters: list[Any]) -> pd.DataFrame:
    """The result of a statement as floats, with what may not be shown withheld."""
    return suppress(build.query(sql, parameters), metric, settings.suppression_threshold())


def find_metric(metric: str) -> Metric:
    """The metric of this id. Raises QueryError naming those that exist."""
    metrics = catalogue().metrics
    if metric not in metrics:
        raise QueryError(f"unknown metric {metric!r}; there are: {', '.join(metrics)}")
    return metrics[metric]


def check(metric: Metric, by: Sequence[str], filters: Filters, scope: Scope) -> None:
    """Raise QueryError where the metric lacks a dimension, or a month is not one."""
    allowed = metric.groupings
    for dimension in (*by, *(d for d, _ in filters.where)):
        if dimension not in allowed:
            raise QueryError(f"{metric.id} has no dimension {dimension!r}; it has: {', '.join(allowed)}")
    if len(set(by)) < len(by):
        raise QueryError(f"a dimension stands twice in {', '.join(by)}")
    for month in (filters.from_month, filters.to_month):
        if month is not None and not _MONTH.fullmatch(month):
            raise QueryError(f"{month!r} is not a month; write it as 2025-03")
    if filters.from_month and filters.to_month and filters.from_month > filters.to_month:
        raise QueryError(f"the period ends ({filters.to_month}) before it begins")
    if scope.departments is not None and "department" not in metric.dimensions:
        raise QueryError(f"{metric.id} cannot be limited to divisions: it has no dimension department")


def check_members(filters: Filters, build: Build) -> None:
    """Raise QueryError for a member that exists nowhere, naming those that do."""
    for dimension, wanted in filters.where:
        if dimension in ("date", *MONTH_FAMILY):
            continue
        known = known_members(dimension, build)
        unknown = [m for m in wanted if m not in known]
        if unknown:
            close = difflib.get_close_matches(unknown[0], known, n=5) if len(known) > 60 else known
            raise QueryError(
                f"unknown {dimension} {', '.join(map(repr, unknown))}; "
                f"there are {len(known)}: {', '.join(close) or 'none alike'}"
            )


def known_members(dimension: str, build: Build) -> list[str]:
    """The members of a dimension, as codes in their order."""
    if dimension == "weekday":
        return [str(day) for day in range(1, 8)]
    if dimension == "hour":
        return [str(hour) for hour in range(24)]
    return [str(m) for m in members(dimension, build=build)["member"]]


def members(dimension: str, *, build: Build | None = None) -> pd.DataFrame:
    """Members with their labels: member, label_fi, label_sv, label_en, sort_order."""
    return (build or warehouse.current()).query(
        "SELECT member, label_fi, label_sv, label_en, sort_order FROM dimension_member"
        " WHERE dimension = ? ORDER BY sort_order, member",
        [dimension],
    )


def statement(
    metric: Metric,
    by: Sequence[str],
    filters: Filters,
    scope: Scope,
    build: Build,
    *,
    with_whole: bool = False,
) -> tuple[str, list[Any]]:
    """The one aggregation around a metric's relation, and the values to bind.

    ``with_whole`` adds a row over all groups of the one dimension, the last one.

    Identifiers come from the allow-list of ``Metric.groupings``; ``metric`` and ``by`` were checked.
    """
    kept, parameters = filter_sql(filters, scope)
    if metric.resident_years:
        kept += _months_that_count(filters)
    groups = "".join(f"group_{d}, " for d in by)
    chosen = "".join(f"{DERIVED[d][0] if d in DERIVED else d} AS group_{d}, " for d in by)
    written = "".join(f"{_written(d, f'group_{d}')} AS {d}, " for d in by)
    measures = "numerator" if metric.kind in ("total", "distinct") else "numerator, denominator"
    numerator, denominator = _measures(metric)
    value = f"{metric.per!r} * numerator" + (" / denominator" if denominator else "")
    used = {*by, *(d for d, _ in filters.where), *(("date",) if filters.through_date else ())}
    grouping = " GROUP BY ALL" if by else ""
    whole = ""
    if with_whole:
        grouping = f" GROUP BY GROUPING SETS ((group_{by[0]}), ())"
        whole = f"grouping(group_{by[0]}) AS is_whole, "
    # Keys are made distinct before they are counted, which is faster than counting them distinctly.
    select = "SELECT DISTINCT" if metric.kind == "distinct" else "SELECT"
    lines = [
        f"WITH relation AS NOT MATERIALIZED (\n{relation(metric, used, build)}\n),",
        "span AS (SELECT min(month) AS first, max(month) AS last FROM relation WHERE numerator IS NOT NULL),"
        if metric.resident_years
        else "",
        f"counted AS ({select} {chosen}{measures} FROM relation WHERE {' AND '.join(kept) or 'true'}),",
        f"grouped AS (SELECT {groups}{whole}{numerator} AS numerator,",
        f"{denominator or 'CAST(NULL AS DOUBLE)'} AS denominator FROM counted{grouping})",
        f"SELECT {written}{value} AS value, numerator, denominator FROM grouped",
        f"ORDER BY {'is_whole, ' if with_whole else ''}{groups.removesuffix(', ')}" if by else "",
    ]
    return "\n".join(line for line in lines if line), parameters


def _months_that_count(filters: Filters) -> list[str]:
    """Without a period, the months from the first to the last row of the numerator count."""
    bounds = [] if filters.from_month else ["month >= (SELECT first FROM span)"]
    return bounds + ([] if filters.to_month else ["month <= (SELECT last FROM span)"])


def _written(dimension: str, grouped: str) -> str:
    """The member as it is written in the result, from the expression it is grouped by."""
    return DERIVED[dimension][1].format(grouped, grouped) if dimension in DERIVED else grouped


def _measures(metric: Metric) -> tuple[str, str | None]:
    """The aggregates of the numerator and of the denominator (None for a metric without one)."""
    parts = []
    for column, divisor in (
        ("numerator", metric.numerator_divisor),
        ("denominator", metric.denominator_divisor),
    ):
        # Minutes are decimals and exact while they are summed; the quotient is a float, taken once.
        total = {
            "distinct": f"CAST(count({column}) AS DOUBLE)",
            "distinct_ratio": f"CAST(count(DISTINCT {column}) AS DOUBLE)",
        }.get(metric.kind, f"CAST(sum({column}) AS DOUBLE)")
        parts.append(total if divisor == 1 else f"{total} / {divisor!r}")
    if metric.kind in ("total", "distinct"):
        return f"coalesce({parts[0]}, 0)", None
    return f"coalesce({parts[0]}, 0)", f"nullif({parts[1]}, 0)"


def filter_sql(filters: Filters, scope: Scope) -> tuple[list[str], list[Any]]:
    """The conditions of filters and scope, and the values to bind; dimensions were checked before."""
    conditions: list[str] = []
    parameters: list[Any] = []
    if filters.from_month:
        conditions.append("month >= ?")
        parameters.append(dt.date.fromisoformat(f"{filters.from_month}-01"))
    if filters.to_month:
        conditions.append("month <= ?")
        parameters.append(dt.date.fromisoformat(f"{filters.to_month}-01"))
    if filters.through_date:
        conditions.append("(date IS NULL OR date <= ?)")
        parameters.append(dt.date.fromisoformat(filters.through_date))
    for dimension, wanted in filters.where:
        marks = ", ".join("?" for _ in wanted)
        grouped = DERIVED[dimension][0] if dimension in DERIVED else dimension
        conditions.append(f"CAST({_written(dimension, grouped)} AS VARCHAR) IN ({marks})")
        parameters.extend(wanted)
    if scope.departments is not None:
        marks = ", ".join("?" for _ in scope.departments)
        conditions.append(f"department IN ({marks})" if marks else "false")
        parameters.extend(scope.departments)
    return conditions, parameters
