"""The members of each dimension in a build: their codes, labels and order."""

from __future__ import annotations

import difflib
import functools

import pandas as pd  # imported before any thread starts, as DuckDB's documentation asks

from data.catalogue.tables import MODEL, tables
from data.filters import Filters, QueryError, filter_sql
from data.rollup import table_names
from data.scope import Scope
from data.warehouse import Build

#: Dimensions whose members are dates: any of them can be requested, with or without rows.
_DATES = ("date", "month", "quarter", "year")
#: Dimensions whose members say nothing about a department: every reader may know all of them.
_PUBLIC = (
    *("weekday", "hour", "district", "sub_district", "major_district"),
    *("home_district", "home_major_district"),
)
#: An error names every member up to this many, and the closest ones of more.
_NAMED = 60


def members(dimension: str, *, build: Build) -> pd.DataFrame:
    """Return all members with their labels: member, label_fi, label_sv, label_en, sort_order.

    It is for naming codes that a reader sees already; ``known_members`` says which ones to offer.
    """
    return build.query(
        "SELECT member, label_fi, label_sv, label_en, sort_order FROM dimension_member"
        " WHERE dimension = ? ORDER BY sort_order, member",
        [dimension],
    )


def known_members(dimension: str, scope: Scope, build: Build) -> list[str]:
    """Return the codes of the members that the reader may know of, in their order."""
    if dimension == "weekday":
        return [str(day) for day in build.city.weekdays]
    if dimension == "hour":
        return [str(hour) for hour in range(24)]
    return list(_codes(dimension, scope, build))


@functools.lru_cache(maxsize=128)
def _codes(dimension: str, scope: Scope, build: Build) -> tuple[str, ...]:
    """Every calculation checks its filters; a build never changes, so its members are read once."""
    codes = tuple(str(member) for member in members(dimension, build=build)["member"])
    if scope.departments is None or dimension in _PUBLIC:
        return codes
    if dimension in ("department", "owner_department"):
        return tuple(code for code in codes if code in scope.departments)
    used = _used(dimension, scope, build)
    return tuple(code for code in codes if code in used)


def _used(dimension: str, scope: Scope, build: Build) -> set[str]:
    """Return the members that any row of the scope's departments has."""
    clauses, values = filter_sql(Filters(), scope)
    selects = [
        f"SELECT {dimension} FROM {table.name} WHERE {' AND '.join(clauses)}"
        for table in tables().values()
        if table.layer == MODEL and table.name in table_names(build)
        if {dimension, "department"} <= table.columns.keys()
    ]
    rows = build.rows(" UNION ".join(selects), values * len(selects)) if selects else []
    return {str(member) for (member,) in rows}


def check_members(filters: Filters, scope: Scope, build: Build) -> None:
    """Raise QueryError if the filters name a member that the reader does not know; it names those they do."""
    for dimension, chosen in filters.where:
        if dimension in _DATES:
            continue
        known = known_members(dimension, scope, build)
        unknown = [m for m in chosen if m not in known]
        if unknown:
            close = difflib.get_close_matches(unknown[0], known, n=5) if len(known) > _NAMED else known
            raise QueryError(
                f"unknown {dimension} {', '.join(map(repr, unknown))}; "
                f"there are {len(known)}: {', '.join(close) or 'none similar'}"
            )
