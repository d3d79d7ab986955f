"""Update the hours and months of spaces on the days on which their use changed."""

from __future__ import annotations

from etl.warehouse.incremental.bookings import update_sums_of_districts
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.scratch import BUILD, SCRATCH

TOUCHED = "(space, date) IN (SELECT space, date FROM touched_day)"


def update_spaces(slices: Slices) -> None:
    """Lay the bookable time and the use of each touched day over each other again."""
    slices.compute("opening_interval")
    slices.create("touched_resource", slices.sql("touched_resource"))
    slices.create("days.booking", slices.sql("booking_of_touched_days"))
    slices.create("days.landing_bookable_spans", slices.sql("spans_of_touched_days"))
    touched = "bookable_resource IN (SELECT bookable_resource FROM touched_resource)"
    slices.create("days.opening_interval", f"SELECT * FROM opening_interval WHERE {touched}")
    for name in ("bookable_interval", "space_stretch", "space_hour"):
        slices.compute_part("days", name)
    with slices.reading("days") as cursor:
        cursor.execute(f"DELETE FROM {SCRATCH}.days.space_hour WHERE NOT ({TOUCHED})")
    slices.replace("space_hour", TOUCHED, "days")
    slices.create(
        "month_of_touched_days",
        "SELECT DISTINCT space, cast(date_trunc('month', date) AS DATE) AS month FROM touched_day",
    )
    update_sums_of_districts(slices, "space", "month_of_touched_days")
    month = "month IN (SELECT month FROM month_of_touched_days)"
    space_month = f"{month} AND (space, month) IN (SELECT space, month FROM month_of_touched_days)"
    hours = f"SELECT * FROM {BUILD}.space_hour WHERE {space_month}"
    slices.create("months.space_hour", hours, kind="VIEW")
    slices.compute_part("months", "space_month")
    slices.replace("space_month", space_month, "months")
