"""Spaces one by one: ranked with their denominator, and those whose bookable time nobody knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from data.query import EVERYTHING, Filters, Scope, calculate
from data.warehouse import Build

#: Columns of ``space`` that a filter can name; a booking's own dimensions choose no spaces.
SPACE_DIMENSIONS = ("district", "sub_district", "major_district", "department", "unit", "space")

_NAMES = """
SELECT s.space, s.name_fi, s.name_sv, s.name_en, s.district, s.department,
    u.name_fi AS unit_fi, u.name_sv AS unit_sv, u.name_en AS unit_en
FROM space AS s LEFT JOIN unit AS u ON u.unit = s.unit
"""
_WITHOUT_BOOKABLE_TIME = """
SELECT s.space, s.name_fi, s.name_sv, s.name_en, s.district, s.department, s.is_registered,
    u.name_fi AS unit_fi, u.name_sv AS unit_sv, u.name_en AS unit_en
FROM space AS s LEFT JOIN unit AS u ON u.unit = s.unit
WHERE s.space <> 'unknown' AND NOT EXISTS (
    SELECT 1 FROM space_hour AS h
    WHERE h.space = s.space AND h.month >= ? AND h.month <= ?
)
"""


def ranking(metric: str, filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Spaces by the metric, highest first: rank, space, names of space and unit, district, department,
    value, numerator, denominator, suppressed. Spaces without a value are left out."""
    frame = calculate(metric, ["space"], filters, scope, build=build)
    frame = frame[frame["value"].notna()].merge(build.query(_NAMES), on="space", how="left")
    frame = frame.sort_values(
        ["value", "denominator", "space"], ascending=[False, False, True], ignore_index=True
    )
    return frame.assign(rank=frame["value"].rank(method="min", ascending=False).astype(int))


def unknown_denominator(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Spaces with no bookable span in the period: they are left out of both sides of a rate.

    Returns space, names of space and unit, district, department and is_registered (in the register of
    spaces, and not only named by a booking).
    """
    parameters: list[Any] = [
        dt.date.fromisoformat(f"{filters.from_month or '0001-01'}-01"),
        dt.date.fromisoformat(f"{filters.to_month or '9999-12'}-01"),
    ]
    conditions = []
    for dimension, members in filters.only(SPACE_DIMENSIONS).where:
        conditions.append(f"s.{dimension} IN ({', '.join('?' for _ in members)})")
        parameters.extend(members)
    if scope.departments is not None:
        marks = ", ".join("?" for _ in scope.departments)
        conditions.append(f"s.department IN ({marks})" if marks else "false")
        parameters.extend(scope.departments)
    sql = "".join([_WITHOUT_BOOKABLE_TIME, *(f"AND {c}\n" for c in conditions)])
    return build.query(sql + "ORDER BY s.name_fi, s.space", parameters)
