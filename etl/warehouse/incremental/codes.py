"""Make sure that new bookings bring no text, and no space, that the build does not know."""

from __future__ import annotations

from etl.warehouse.codes import CODE_TEXT, code_type
from etl.warehouse.incremental.base import WholeBuildNeeded
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.model import model_sql
from etl.warehouse.scratch import BUILD, SCRATCH


def refuse_new_texts(slices: Slices) -> None:
    """Raise WholeBuildNeeded if a column that is stored as numbers gets a text without a number."""
    with slices.reading("added") as cursor:
        rows = cursor.execute(
            f"SELECT column_name, list(text) FROM ({model_sql(CODE_TEXT)})"
            " WHERE text IS NOT NULL GROUP BY column_name"
        ).fetchall()
        for column, texts in rows:
            known = cursor.execute(f"SELECT enum_range(NULL::{code_type(column)})").fetchone()
            if known is None or not set(texts) <= set(known[0]):
                raise WholeBuildNeeded("new_text", column=column)


def refuse_new_spaces(slices: Slices) -> None:
    """Raise WholeBuildNeeded if new bookings describe a space of no register otherwise than the build does.

    Whether it has bookable time does not depend on bookings.
    """
    slices.create("named.landing_bookings", slices.sql("booked_space"))
    with slices.reading("named") as cursor:
        booked = cursor.execute("SELECT 1 FROM scratch.named.landing_bookings LIMIT 1").fetchone()
        if booked is None:
            return
        slices.compute_read_by("space", without="bookable_interval")
        cursor.execute(
            f"CREATE TABLE {SCRATCH}.named.bookable_interval AS"
            " SELECT NULL::VARCHAR AS bookable_resource, NULL::TIMESTAMP AS begin_utc,"
            " NULL::TIMESTAMP AS end_utc WHERE false"
        )
        different = cursor.execute(
            f"SELECT space FROM (SELECT * EXCLUDE (has_bookable_time) FROM ({model_sql('space')})"
            f" EXCEPT ALL SELECT * EXCLUDE (has_bookable_time) FROM {BUILD}.space)"
            " WHERE space IN (SELECT space FROM scratch.named.landing_bookings) LIMIT 1"
        ).fetchone()
    if different is not None:
        raise WholeBuildNeeded("new_space")
