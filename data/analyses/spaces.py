"""Spaces one by one: ranked with their denominator, how often and how full, and those nobody uses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from data.filters import EVERYTHING, Filters, Scope
from data.query import calculate, find_metric
from data.warehouse import Build

#: Columns of ``space`` that a filter can name; a booking's own dimensions choose no spaces.
SPACE_DIMENSIONS = ("district", "sub_district", "major_district", "department", "unit", "space")

_PLACES = """
SELECT s.space, s.name_fi, s.name_sv, s.name_en, s.district, s.department, s.capacity,
    u.name_fi AS unit_fi, u.name_sv AS unit_sv, u.name_en AS unit_en
FROM space AS s LEFT JOIN unit AS u ON u.unit = s.unit
"""
_WITHOUT_BOOKABLE_TIME = """
SELECT s.space, s.district, s.department, s.is_registered FROM space AS s
WHERE s.space <> 'unknown' AND NOT EXISTS (
    SELECT 1 FROM space_hour AS h
    WHERE h.space = s.space AND h.month >= ? AND h.month <= ?
)
"""
_WITHOUT_BOOKING = """
SELECT s.space, s.district, s.department, s.is_registered FROM space AS s
WHERE s.space <> 'unknown' AND NOT EXISTS (
    SELECT 1 FROM booking_hour AS b
    WHERE b.space = s.space AND b.month >= ? AND b.month <= ?
)
"""
#: What the list of spaces can be arranged by: its column, and whether the largest comes first.
ORDERS = {
    "most": ("value", False),
    "least": ("value", True),
    "most_time": ("denominator", False),
    "most_use": ("numerator", False),
    "name": ("label", True),
}


def ranking(metric: str, filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Spaces by the metric, highest first: rank, space, names of space and unit, district, department,
    capacity, value, numerator, denominator, suppressed. Spaces without a value are left out."""
    frame = calculate(metric, ["space"], filters, scope, build=build)
    frame = frame[frame["value"].notna()].merge(build.query(_PLACES), on="space", how="left")
    frame = frame.sort_values(
        ["value", "denominator", "space"], ascending=[False, False, True], ignore_index=True
    )
    return frame.assign(rank=frame["value"].rank(method="min", ascending=False).astype(int))


def arranged(frame: pd.DataFrame, order: str, text: str = "") -> pd.DataFrame:
    """A list of spaces with a column ``label``, in one of ORDERS, those whose name has ``text``."""
    column, ascending = ORDERS[order]
    if text.strip():
        frame = frame[frame["label"].str.contains(text.strip(), case=False, regex=False)]
    key = frame[column].str.casefold() if column == "label" else frame[column]
    return frame.loc[key.sort_values(ascending=ascending, kind="stable").index]


def frequency_and_fill(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Per space how often it is in use (booking rate, %) and how full it then is (seat fill, %).

    Columns: space, frequency, seat_fill; spaces that lack either are left out.
    """
    frames = [
        calculate(metric, ["space"], filters.only(find_metric(metric).groupings), scope, build=build)
        .set_index("space")["value"]
        .rename(name)
        for metric, name in (("booking_rate", "frequency"), ("seat_fill", "seat_fill"))
    ]
    return pd.concat(frames, axis=1, join="inner").dropna().reset_index()


def units_on_map(metric: str, filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """A metric by unit with the unit's place: unit, value, suppressed, longitude, latitude (degrees)."""
    frame = calculate(metric, ["unit"], filters, scope, build=build)
    places = build.query("SELECT unit, longitude, latitude FROM unit").astype(
        {"longitude": "float64", "latitude": "float64"}
    )
    return frame.merge(places, on="unit", how="left").dropna(subset=["longitude", "latitude"])


def without_booking(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Spaces that nobody used in the period: space, district, department, is_registered."""
    return _listed(_WITHOUT_BOOKING, filters, scope, build)


def unknown_denominator(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Spaces with no bookable span in the period: they are left out of both sides of a rate.

    Returns space, district, department and is_registered (in the register of spaces, and not only
    named by a booking).
    """
    return _listed(_WITHOUT_BOOKABLE_TIME, filters, scope, build)


def _listed(sql: str, filters: Filters, scope: Scope, build: Build) -> pd.DataFrame:
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
    return build.query("".join([sql, *(f"AND {c}\n" for c in conditions), "ORDER BY s.space"]), parameters)
