"""Update the tables with a row per booking, its hours, and the months of spaces and bookers."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from data.catalogue.tables import tables
from data.rollup import METRIC_SUMS
from etl.warehouse.incremental.base import WholeBuildNeeded
from etl.warehouse.incremental.codes import refuse_new_spaces, refuse_new_texts
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.metric_sums import create_metric_sums
from etl.warehouse.scratch import BUILD, SCRATCH
from etl.warehouse.staging import landed_sql

#: The whole intermediate tables that the update of bookings reads.
READ_WHOLE = ("booker", "organisation", "local_hour", "respa_resource_name", "coded_space")
#: If more of the bookings change than this share, a whole build is as fast.
MOST_CHANGED = 0.3
#: The changed bookings as they are now.
CHANGED = f"{SCRATCH}.changed.booking"
TOUCHED_MONTH = "(space, month) IN (SELECT space, month FROM touched_month)"


def find_changed(connection: duckdb.DuckDBPyConnection, slices: Slices) -> int:
    """Create ``changed_key``: every version of each booking that changes. Return the number of rows.

    Raises WholeBuildNeeded if the rows change more than bookings.
    """
    slices.create("changed_key", slices.sql("changed_key"))
    # A row without a statistic id has no such key.
    pairs = "count(DISTINCT source || ' ' || statistic_id)"
    keys = f"{pairs}, count(DISTINCT reservation_key), count(DISTINCT uuid_key)"
    before = None
    while before != (now := _row(connection, f"SELECT {keys} FROM changed_key")):
        connection.execute(f"INSERT INTO {SCRATCH}.changed_key {slices.sql('more_changed_keys')}")
        before = now
    connection.execute(f"INSERT INTO {SCRATCH}.changed_key BY NAME {slices.sql('undecided')}")
    changed, of_respa = _row(connection, "SELECT count(*), count_if(source = 'respa') FROM changed_key")
    (bookings,) = _row(connection, f"SELECT count(*) FROM {BUILD}.booking")
    if of_respa:
        raise WholeBuildNeeded("respa")
    if changed > MOST_CHANGED * bookings:
        raise WholeBuildNeeded("many", changed=changed, bookings=bookings)
    refuse_new_texts(slices)
    refuse_new_spaces(slices)
    return changed


def update_bookings(slices: Slices, paths: Sequence[str]) -> None:
    """Replace the changed bookings and their hours; create tables of the months and days that these touch.

    ``paths`` are those of all landed bookings.
    """
    for name in READ_WHOLE:
        slices.compute(name)
    _read_changed(slices, paths)
    slices.compute_part("changed", "booking")
    slices.compute_part("changed", "booking_hour")
    changed = "booking_id IN (SELECT row_id FROM changed_key)"
    slices.create("booking_before", f"SELECT * FROM {BUILD}.booking WHERE {changed}")
    slices.create(
        "touched_month",
        f"SELECT space, month FROM {BUILD}.booking_hour WHERE {changed}"
        f" UNION SELECT space, month FROM {SCRATCH}.changed.booking_hour"
        f" UNION SELECT space, month FROM booking_before UNION SELECT space, month FROM {CHANGED}",
    )
    slices.create("touched_day", slices.sql("touched_day"), reads="changed")
    for table in ("booking", "booking_hour"):
        slices.replace(table, changed, "changed")


def _read_changed(slices: Slices, paths: Sequence[str]) -> None:
    """Create ``changed.landing_bookings``: of earlier loads, only rows in force are read whole."""
    added = "SELECT * FROM scratch.added.landing_bookings"
    earlier = (
        "SELECT * FROM changed_key WHERE row_id NOT IN (SELECT row_id FROM scratch.added.landing_bookings)"
    )
    slices.create("changed.landing_bookings", f"{added} UNION ALL BY NAME {earlier}")
    for name in ("respa_booking", "booking_superseded"):
        slices.compute_part("changed", name)
    # A table: the engine knows that it is small, and skips all other parts of the files.
    slices.create("place_in_force_before", slices.sql("place_in_force_before"), reads="changed")
    places = "SELECT load_rank, file_row_number FROM place_in_force_before"
    sql = landed_sql(slices.connection, tables()["bookings"], paths, places=places)
    slices.create("in_force_before", sql)
    with slices.reading("changed") as cursor:
        cursor.execute(
            f"DELETE FROM {SCRATCH}.changed.landing_bookings"
            " WHERE row_id IN (SELECT row_id FROM in_force_before)"
        )
        cursor.execute(f"INSERT INTO {SCRATCH}.changed.landing_bookings BY NAME FROM in_force_before")


def update_booking_months(slices: Slices) -> None:
    """Calculate the sums of bookings again in the months of spaces with changed bookings."""
    hours = (
        f"SELECT * FROM {BUILD}.booking_hour"
        f" WHERE month IN (SELECT month FROM touched_month) AND {TOUCHED_MONTH}"
    )
    slices.create("months.booking_hour", hours, kind="VIEW")
    slices.compute_part("months", "booking_month")
    slices.replace("booking_month", TOUCHED_MONTH, "months")
    update_sums_of_districts(slices, "booking", "touched_month")


def update_sums_of_districts(slices: Slices, subject: str, touched: str) -> None:
    """Calculate the sums of districts by day and week again, in the whole months of the table ``touched``.

    The ``subject`` is "booking" or "space".
    """
    month = f"month IN (SELECT month FROM {touched})"
    slices.create(f"weeks.{subject}_hour", f"SELECT * FROM {BUILD}.{subject}_hour WHERE {month}", kind="VIEW")
    for name in (f"{subject}_day", f"{subject}_week"):
        slices.compute_part("weeks", name)
        slices.replace(name, month, "weeks")


def update_bookers(slices: Slices) -> None:
    """Calculate the rows of bookers again in the months of their changed bookings; 0 is no known booker."""
    slices.create(
        "touched_booker",
        f"SELECT coalesce(booker, 0) AS booker, month FROM booking_before"
        f" UNION SELECT coalesce(booker, 0) AS booker, month FROM {CHANGED}",
    )
    touched = "(coalesce(booker, 0), month) IN (SELECT booker, month FROM touched_booker)"
    bookings = (
        f"SELECT * FROM {BUILD}.booking WHERE month IN (SELECT month FROM touched_booker) AND {touched}"
    )
    slices.create("bookers.booking", bookings, kind="VIEW")
    slices.compute_part("bookers", "booker_month")
    slices.replace("booker_month", touched, "bookers")


def update_metric_sums(slices: Slices) -> None:
    """Calculate the sums of metrics again in the months of spaces with changed bookings."""
    bookings = (
        f"SELECT * FROM {BUILD}.booking WHERE month IN (SELECT month FROM touched_month) AND {TOUCHED_MONTH}"
    )
    slices.create("months.booking", bookings, kind="VIEW")
    with slices.reading("months") as cursor:
        create_metric_sums(cursor, f"{SCRATCH}.months.{METRIC_SUMS}")
    slices.replace(METRIC_SUMS, TOUCHED_MONTH, "months")


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row
