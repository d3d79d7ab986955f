"""Spaces one by one: ranked by a metric, their booking rate and seat fill, and those without any use."""

from __future__ import annotations

import pandas as pd

from data.filters import Filters, filter_sql
from data.query import calculate, find_metric
from data.scope import Scope
from data.warehouse import Build

#: Columns of ``space`` that a filter can name; a booking's own dimensions choose no spaces.
SPACE_DIMENSIONS = ("district", "sub_district", "major_district", "department", "unit", "space")

#: How the list of spaces can be arranged; see data/analyses/space_order.py.
ORDERS = {
    "most": (("value", False),),
    "least": (("value", True),),
    "most_time": (("denominator", False),),
    "most_use": (("numerator", False),),
    "name": (("label", True),),
}


def ranking(metric: str, filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return the spaces that have a value of the metric, highest first.

    Columns: rank, space, district, value, numerator, denominator, suppressed.
    """
    frame = calculate(metric, ["space"], filters, scope=scope, build=build)
    frame = frame[frame["value"].notna()].merge(
        build.query("SELECT space, district FROM space"), on="space", how="left"
    )
    frame = frame.sort_values(
        ["value", "denominator", "space"], ascending=[False, False, True], ignore_index=True
    )
    return frame.assign(rank=frame["value"].rank(method="min", ascending=False).astype(int))


def frequency_and_fill(filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return per space how often it is booked (booking rate, %) and how full it then is (seat fill, %).

    Columns: space, frequency, seat_fill; spaces that lack either are left out.
    """
    frames = [
        calculate(metric, ["space"], filters.only(find_metric(metric).groupings), scope=scope, build=build)
        .set_index("space")["value"]
        .rename(name)
        for metric, name in (("booking_rate", "frequency"), ("seat_fill", "seat_fill"))
    ]
    return pd.concat(frames, axis=1, join="inner").dropna().reset_index()


def units_on_map(metric: str, filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return a metric by unit, of units with coordinates.

    Columns: unit, district, value, suppressed, hours (booked in the unit), and longitude and latitude
    (degrees).
    """
    frame = calculate(metric, ["unit"], filters, scope=scope, build=build)
    usable = filters.only(find_metric("booked_hours").groupings)
    hours = calculate("booked_hours", ["unit"], usable, scope=scope, build=build).rename(
        columns={"value": "hours"}
    )
    places = build.query("SELECT unit, district, longitude, latitude FROM unit").astype(
        {"longitude": "float64", "latitude": "float64"}
    )
    with_hours = frame.merge(hours[["unit", "hours"]], on="unit", how="left")
    return with_hours.merge(places, on="unit", how="left").dropna(subset=["longitude", "latitude"])


def without_booking(filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return the spaces without any use in the period: space, district, department, is_registered."""
    return _without("booked_hours", filters, scope, build)


def unknown_denominator(filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return the spaces without bookable time in the period: a rate leaves out both their sides.

    Columns: space, district, department, is_registered (in the register of spaces, and not only named
    by a booking).
    """
    return _without("bookable_hours", filters, scope, build)


#: What can be listed of spaces, and the columns of each list.
LISTS = {"fill": frequency_and_fill, "unknown": unknown_denominator, "unused": without_booking}
COLUMNS = {
    "fill": ("space", "frequency", "seat_fill"),
    **dict.fromkeys(("unknown", "unused"), ("space", "district", "department", "is_registered")),
}


def _without(metric: str, filters: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    """Return the spaces within filters and scope that have no row of the metric in the whole months."""
    months = Filters(filters.from_month, filters.to_month)
    with_rows = calculate(metric, ["space"], months, scope=scope, build=build)["space"]
    clauses, values = filter_sql(Filters(where=filters.only(SPACE_DIMENSIONS).where), scope)
    spaces = build.query(
        "SELECT space, district, department, is_registered FROM space"
        f" WHERE {' AND '.join(['true', *clauses])} ORDER BY space",
        values,
    )
    # Comparing two columns of thousands of texts takes pandas ten times as long.
    others = {*with_rows.tolist(), "unknown"}
    return spaces[[space not in others for space in spaces["space"].tolist()]].reset_index(drop=True)
