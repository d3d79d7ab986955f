"""The members of each dimension in a build: their codes, labels and order."""

from __future__ import annotations

import difflib

import pandas as pd  # imported before any thread starts, as DuckDB's documentation asks

from data.filters import Filters, QueryError
from data.warehouse import Build

#: Dimensions whose members are dates: any of them can be requested, with or without rows.
_DATES = ("date", "month", "quarter", "year")
#: An error names every member up to this many, and the closest ones of more.
_NAMED = 60


def members(dimension: str, *, build: Build) -> pd.DataFrame:
    """Return the members with their labels: member, label_fi, label_sv, label_en, sort_order."""
    return build.query(
        "SELECT member, label_fi, label_sv, label_en, sort_order FROM dimension_member"
        " WHERE dimension = ? ORDER BY sort_order, member",
        [dimension],
    )


def known_members(dimension: str, build: Build) -> list[str]:
    """Return the codes of a dimension's members, in their order."""
    if dimension == "weekday":
        return [str(day) for day in range(1, 8)]
    if dimension == "hour":
        return [str(hour) for hour in range(24)]
    return [str(m) for m in members(dimension, build=build)["member"]]


def check_members(filters: Filters, build: Build) -> None:
    """Raise QueryError if the filters name a member that does not exist; the error names those that do."""
    for dimension, chosen in filters.where:
        if dimension in _DATES:
            continue
        known = known_members(dimension, build)
        unknown = [m for m in chosen if m not in known]
        if unknown:
            close = difflib.get_close_matches(unknown[0], known, n=5) if len(known) > _NAMED else known
            raise QueryError(
                f"unknown {dimension} {', '.join(map(repr, unknown))}; "
                f"there are {len(known)}: {', '.join(close) or 'none similar'}"
            )
