"""Update the tables with a row per booking, its hours, and the months of spaces."""

from __future__ import annotations

import duckdb

from etl.warehouse.incremental.base import WholeBuildNeeded
from etl.warehouse.incremental.codes import refuse_new_spaces, refuse_new_texts
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.scratch import BUILD, SCRATCH

#: The whole intermediate tables that the update of bookings reads.
READ_WHOLE = ("booker", "organisation", "local_hour", "respa_resource_name")
#: If more of the bookings change than this share, a whole build is as fast.
MOST_CHANGED = 0.3


def find_changed(connection: duckdb.DuckDBPyConnection, slices: Slices) -> int:
    """Create ``changed_key``: every version of each booking that changes. Return the number of rows.

    Raises WholeBuildNeeded if the rows change more than bookings.
    """
    slices.create("changed_key", slices.sql("changed_key"))
    keys = "count(DISTINCT (source, statistic_id)), count(DISTINCT reservation_key), count(DISTINCT uuid_key)"
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


def update_bookings(connection: duckdb.DuckDBPyConnection, slices: Slices) -> None:
    """Replace the changed bookings and their hours, and the sums of the months that these touch."""
    for name in READ_WHOLE:
        slices.compute(name)
    _read_changed(slices)
    slices.compute_part("changed", "booking")
    slices.compute_part("changed", "booking_hour")
    changed = "booking_id IN (SELECT row_id FROM changed_key)"
    slices.create("booking_before", f"SELECT * FROM {BUILD}.booking WHERE {changed}")
    slices.create(
        "touched_month",
        f"SELECT space, month FROM {BUILD}.booking_hour WHERE {changed}"
        f" UNION SELECT space, month FROM {SCRATCH}.changed.booking_hour",
    )
    slices.create("touched_day", slices.sql("touched_day"), reads="changed")
    for table in ("booking", "booking_hour"):
        slices.replace(table, changed, "changed")
    update_months(slices, "booking")


def _read_changed(slices: Slices) -> None:
    """Create ``changed.landing_bookings``: of earlier loads, only rows in force are read whole."""
    added = "SELECT * FROM scratch.added.landing_bookings"
    earlier = (
        "SELECT * FROM changed_key WHERE row_id NOT IN (SELECT row_id FROM scratch.added.landing_bookings)"
    )
    slices.create("changed.landing_bookings", f"{added} UNION ALL BY NAME {earlier}")
    for name in ("respa_booking", "booking_superseded"):
        slices.compute_part("changed", name)
    slices.create("in_force_before", slices.sql("in_force_before"), reads="changed")
    with slices.reading("changed") as cursor:
        cursor.execute(
            f"DELETE FROM {SCRATCH}.changed.landing_bookings"
            " WHERE row_id IN (SELECT row_id FROM in_force_before)"
        )
        cursor.execute(f"INSERT INTO {SCRATCH}.changed.landing_bookings BY NAME FROM in_force_before")


def update_months(slices: Slices, table: str) -> None:
    """Calculate the sums of the months in ``touched_month`` again, of bookings or of spaces."""
    touched = "(space, month) IN (SELECT space, month FROM touched_month)"
    hours = (
        f"SELECT * FROM {BUILD}.{table}_hour WHERE month IN (SELECT month FROM touched_month) AND {touched}"
    )
    slices.create(f"months.{table}_hour", hours, kind="VIEW")
    slices.compute_part("months", f"{table}_month")
    slices.replace(f"{table}_month", touched, "months")


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row
