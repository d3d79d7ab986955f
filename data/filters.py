"""What to count (Filters), and filters and scope as SQL conditions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.scope import Scope

#: Members chosen per dimension, in a fixed order, so that equal filters are equal.
Conditions = tuple[tuple[str, tuple[str, ...]], ...]
#: Dimensions that are grouped by one expression and written by another: grouping millions of rows by a
#: date is several times faster than by its text. ``{}`` is the grouped column.
DERIVED = {
    "month": ("month", "strftime({}, '%Y-%m')"),
    "quarter": ("date_trunc('quarter', month)", "strftime({}, '%Y') || '-Q' || quarter({})"),
    "year": ("date_trunc('year', month)", "strftime({}, '%Y')"),
    "date": ("date", "strftime({}, '%Y-%m-%d')"),
}
#: Dimensions of whole numbers. Comparing numbers is several times faster than comparing their texts.
NUMBERS = frozenset({"weekday", "hour"})


class QueryError(ValueError):
    """A question that cannot be answered; the message names what exists."""


@dataclass(frozen=True)
class Filters:
    """What to count: inclusive months, a last day, and members per dimension.

    ``through_date`` (ISO) leaves out rows after that day, so that an unfinished month can be compared
    with the same days a year before; rows that have only a month are kept whole.
    """

    from_month: str | None = None
    to_month: str | None = None
    through_date: str | None = None
    where: Conditions = ()

    @classmethod
    def of(
        cls,
        from_month: str | None = None,
        to_month: str | None = None,
        through_date: str | None = None,
        **where: Sequence[str],
    ) -> Filters:
        """Return filters from plain arguments; an empty list of members means no filter."""
        return cls(from_month or None, to_month or None, through_date, conditions(where))

    def all_time(self) -> Filters:
        """Return these filters without a period."""
        return replace(self, from_month=None, to_month=None, through_date=None)

    def only(self, dimensions: Iterable[str]) -> Filters:
        """Return the part of these filters that concerns ``dimensions``, such as those of a metric."""
        kept = set(dimensions)
        return replace(self, where=tuple((d, m) for d, m in self.where if d in kept))

    def without(self, *dimensions: str) -> Filters:
        """Return these filters without those of ``dimensions``."""
        return replace(self, where=tuple((d, m) for d, m in self.where if d not in dimensions))

    def within(self, dimension: str, members: Sequence[str]) -> Filters:
        """Return these filters with exactly ``members`` of a dimension; no members, no filter."""
        return replace(self, where=conditions({**dict(self.where), dimension: members}))

    def key(self) -> str:
        """Return a text that only equal filters share, for cache keys."""
        return json.dumps([self.from_month, self.to_month, self.through_date, self.where])


def conditions(where: Mapping[str, Sequence[str]]) -> Conditions:
    """Return members per dimension, sorted and without repeats; a dimension without members is left out."""
    chosen = {d: tuple(sorted({str(m) for m in ms})) for d, ms in where.items() if ms}
    return tuple(sorted(chosen.items()))


def filter_sql(filters: Filters, scope: Scope) -> tuple[list[str], list[Any]]:
    """Return the SQL conditions of filters and scope, and the values to bind.

    The dimensions become identifiers, so the caller must check them against the metric's dimensions.
    """
    clauses: list[str] = []
    values: list[Any] = []
    if filters.from_month:
        clauses.append("month >= ?")
        values.append(dt.date.fromisoformat(f"{filters.from_month}-01"))
    if filters.to_month:
        clauses.append("month <= ?")
        values.append(dt.date.fromisoformat(f"{filters.to_month}-01"))
    if filters.through_date:
        clauses.append("(date IS NULL OR date <= ?)")
        values.append(dt.date.fromisoformat(filters.through_date))
    for dimension, members in filters.where:
        marks = ", ".join("?" for _ in members)
        if dimension in NUMBERS:
            clauses.append(f"{dimension} IN ({marks})")
            values.extend(map(int, members))
            continue
        clauses.append(f"CAST({written(dimension, grouped(dimension))} AS VARCHAR) IN ({marks})")
        values.extend(members)
    if scope.departments is not None:
        marks = ", ".join("?" for _ in scope.departments)
        clauses.append(f"department IN ({marks})" if marks else "false")
        values.extend(scope.departments)
    return clauses, values


def grouped(dimension: str) -> str:
    """Return the expression that a dimension is grouped by."""
    return DERIVED[dimension][0] if dimension in DERIVED else dimension


def written(dimension: str, column: str) -> str:
    """Return the expression that writes a member as text, from the ``column`` it was grouped into."""
    return DERIVED[dimension][1].format(column, column) if dimension in DERIVED else column
