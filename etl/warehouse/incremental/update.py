"""Update a copy of the published build with new loads: only what they touch is calculated again.

The figures are those of a whole build, to the last digit (tests/etl/warehouse/incremental).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from data.catalogue.tables import tables
from etl import progress
from etl.landing.store import Landing, Load
from etl.warehouse.accounts import insert_loads, superseded_rows
from etl.warehouse.incremental.base import Base
from etl.warehouse.incremental.bookings import (
    find_changed,
    update_bookers,
    update_booking_months,
    update_bookings,
    update_metric_sums,
)
from etl.warehouse.incremental.reads import tables_to_rebuild
from etl.warehouse.incremental.registers import refuse_changed_registers
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.incremental.spaces import update_spaces
from etl.warehouse.model import model_sql
from etl.warehouse.quality_checks import BETWEEN_EXAMPLES, EXAMPLES, Check, check_names, run_check
from etl.warehouse.scratch import BUILD, SCRATCH, at_once
from etl.warehouse.staging import landed_sql, stage

#: Tables that staging and the end of a build create in every build.
SMALL = ("custom_source", "city_file", "reference_info", "source_as_of", "space_mapping", "build_info")
#: Checks of landed rows one by one or file by file: those of earlier loads stay as they are.
OF_LANDED_ROWS = frozenset({"bookings_without_any_key", "files_superseding_their_own_rows"})
#: Checks of level ``fail`` that look at one day of a space at a time: on all other days they found nothing,
#: as the earlier build was published.
OF_DAYS = frozenset({"hours_within_an_hour", "occupied_within_bookable"})
#: The tables of superseded rows, and of rows in force, that the accounts of loads read.
OF_ACCOUNTS = (
    *("volunteer_superseded", "participation_superseded", "seasonal_superseded"),
    *("opening_span", "place_in_force"),
)
#: Landing tables with days of opening hours, of which only one is in force for a space and day.
OF_OPENING_HOURS = frozenset({"spaces", "opening_hours"})


class Update:
    """One update of a copied build."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, landing: Landing, loads: Sequence[Load], base: Base
    ) -> None:
        self.connection = connection
        self.landing = landing
        self.base = base
        self.loads = loads
        self.touched = {load.table_name for load in base.added}
        #: The landing tables of which superseded rows are counted again.
        self.counted = self.touched | (OF_OPENING_HOURS if self.touched & OF_OPENING_HOURS else set())
        self.slices = Slices(connection)
        self.changed = 0

    def run(self) -> None:
        """Update the tables of the model and the accounts of the loads. Raises WholeBuildNeeded."""
        steps = (self._stage, self._find_changed, self._update_parts, self._rebuild, self._record_loads)
        for done, step in enumerate(steps):
            progress.note(progress.TABLES, done, len(steps))
            step()

    def _find_changed(self) -> None:
        refuse_changed_registers(self.slices, self.touched)
        self.changed = find_changed(self.connection, self.slices)

    def _update_parts(self) -> None:
        if self.changed:
            paths = [str(self.landing.path(load)) for load in self.loads if load.table_name == "bookings"]
            update_bookings(self.slices, paths)
            # Each step is too small for two processors; the longest comes first.
            sums = (update_spaces, update_metric_sums, update_booking_months, update_bookers)
            at_once(self.connection, lambda _, step: step(self.slices), sums)

    def _rebuild(self) -> None:
        for name in tables_to_rebuild(self.touched):
            self.slices.compute_read_by(name)
            self.connection.execute(f"CREATE OR REPLACE TABLE {BUILD}.{name} AS {model_sql(name)}")

    def _stage(self) -> None:
        connection = self.connection
        for kept, copy in (("source_as_of", "source_as_of_before"), ("check_result", "check_result_before")):
            connection.execute(f"CREATE TABLE {SCRATCH}.{copy} AS SELECT * FROM {BUILD}.{kept}")
        for name in (*SMALL, "check_result"):
            connection.execute(f"DROP TABLE {BUILD}.{name}")
        stage(connection, self.landing, self.loads)
        for table in tables().values():
            if table.layer == "landing":
                added = [load for load in self.base.added if load.table_name == table.name]
                sql = landed_sql(connection, table, [str(self.landing.path(load)) for load in added])
                connection.execute(f"CREATE VIEW {SCRATCH}.added.landing_{table.name} AS {sql}")

    def _record_loads(self) -> None:
        """Insert the new loads, and count the superseded rows of the earlier ones again."""
        counts = self._superseded_rows()
        with self.slices.reading("added") as cursor:
            insert_loads(cursor, self.landing, self.base.added, counts)
            ranks = dict(cursor.execute("SELECT filename, load_rank FROM staged_load").fetchall())
            new = {load.load_id for load in self.base.added}
            earlier = [load for load in self.loads if load.table_name in self.counted | {"bookings"}]
            for load in earlier:
                if load.load_id not in new:
                    self._recount(cursor, load, ranks[str(self.landing.path(load))], counts)

    def _recount(
        self, cursor: duckdb.DuckDBPyConnection, load: Load, rank: int, counts: Mapping[int, int]
    ) -> None:
        superseded = counts.get(rank, 0)
        valid = load.rows_read - load.rows_rejected
        # Of bookings only those that changed were counted.
        more = " + rows_superseded" if load.table_name == "bookings" else ""
        if superseded or not more:
            cursor.execute(
                f"UPDATE load SET rows_superseded = $superseded{more},"
                f" rows_loaded = $valid - ($superseded{more}) WHERE load_id = $load_id",
                {"superseded": superseded, "valid": valid, "load_id": load.load_id},
            )

    def _superseded_rows(self) -> dict[int, int]:
        """Return the superseded rows of touched landing tables by load; of bookings, how many more."""
        slices = self.slices
        for table in tables().values():
            if table.layer == "landing" and table.name not in self.counted:
                empty = landed_sql(self.connection, table, [])
                self.connection.execute(f"CREATE VIEW {SCRATCH}.accounts.landing_{table.name} AS {empty}")
        for name in OF_ACCOUNTS:
            slices.compute_part("accounts", name)
        slices.create("accounts.booking_superseded", "SELECT NULL::BIGINT AS row_id WHERE false")
        with slices.reading("accounts") as cursor:
            counts = superseded_rows(cursor)
        if self.changed:
            now = f"SELECT row_id FROM {SCRATCH}.changed.booking_superseded"
            before = (
                "SELECT row_id FROM changed_key WHERE row_id NOT IN (SELECT booking_id FROM booking_before)"
                " AND row_id NOT IN (SELECT row_id FROM scratch.added.landing_bookings)"
            )
            sql = (
                "SELECT row_id // 10000000000 AS load_rank, sum(one) FROM"
                f" (SELECT row_id, 1 AS one FROM ({now}) UNION ALL SELECT row_id, -1 AS one FROM ({before}))"
                " GROUP BY load_rank"
            )
            counts |= {int(rank): int(rows) for rank, rows in self.connection.execute(sql).fetchall()}
        return counts

    def run_checks(self) -> list[Check]:
        """Run the checks: on all rows, or where that is slow and only new rows can offend, on these."""
        sql = "SELECT name, level, rows, examples FROM check_result_before"
        before = {row[0]: Check(*row) for row in self.connection.execute(sql).fetchall()}
        return at_once(
            self.connection, lambda cursor, name: self._run_check(cursor, before[name]), check_names()
        )

    def _run_check(self, connection: duckdb.DuckDBPyConnection, before: Check) -> Check:
        name = before.name
        if name in OF_DAYS and not self.changed:
            return before
        if name in OF_DAYS:
            with self.slices.reading("days") as cursor:
                return run_check(cursor, name)
        if name in OF_LANDED_ROWS:
            with self.slices.reading("added") as cursor:
                check = run_check(cursor, name)
            examples = [*_examples(before), *_examples(check)]
            # An example may contain what is between examples; then all rows are looked at.
            if len(examples) == min(before.rows, EXAMPLES) + min(check.rows, EXAMPLES):
                first = BETWEEN_EXAMPLES.join(sorted(examples)[:EXAMPLES])
                return Check(name, check.level, before.rows + check.rows, first)
        return run_check(connection, name)


def _examples(check: Check) -> list[str]:
    return check.examples.split(BETWEEN_EXAMPLES) if check.examples else []
