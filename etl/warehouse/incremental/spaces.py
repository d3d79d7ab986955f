"""Update the hours and months of spaces on the days on which their use changed."""

from __future__ import annotations

from etl.warehouse.incremental.bookings import update_months
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.scratch import BUILD, SCRATCH

TOUCHED = "(space, date) IN (SELECT space, date FROM touched_day)"
#: The sums of districts, which are calculated again for whole months.
OF_DISTRICTS = {"space_hour": ("space_day", "space_week"), "booking_hour": ("booking_day", "booking_week")}


def update_spaces(slices: Slices) -> None:
    """Lay the bookable time and the use of each touched day over each other again."""
    for name in ("opening_interval", "coded_space"):
        slices.compute(name)
    slices.create("touched_resource", slices.sql("touched_resource"))
    slices.create("days.booking", slices.sql("booking_of_touched_days"))
    slices.create("days.landing_bookable_spans", slices.sql("spans_of_touched_days"))
    touched = "bookable_resource IN (SELECT bookable_resource FROM touched_resource)"
    slices.create("days.opening_interval", f"SELECT * FROM opening_interval WHERE {touched}")
    for name in ("bookable_interval", "space_stretch", "space_hour"):
        slices.compute_part("days", name)
    with slices.reading("days") as cursor:
        cursor.execute(f"DELETE FROM {SCRATCH}.days.space_hour WHERE NOT ({TOUCHED})")
        cursor.execute(
            f"INSERT INTO {SCRATCH}.main.touched_month"
            " SELECT DISTINCT space, cast(date_trunc('month', date) AS DATE) FROM touched_day"
        )
    slices.replace("space_hour", TOUCHED, "days")
    update_months(slices, "space")
    touched = "month IN (SELECT month FROM touched_month)"
    for table, sums in OF_DISTRICTS.items():
        slices.create(f"weeks.{table}", f"SELECT * FROM {BUILD}.{table} WHERE {touched}", kind="VIEW")
        for name in sums:
            slices.compute_part("weeks", name)
            slices.replace(name, touched, "weeks")
