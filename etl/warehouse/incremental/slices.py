"""Keep parts of tables in schemas of the scratch database, where the model's SQL reads them first.

So the files of the model stay the only definition of each table: an update runs them on fewer rows.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb

from etl.warehouse.codes import CODE_TEXT, coded
from etl.warehouse.model import is_kept, model_reads, model_sql
from etl.warehouse.scratch import BUILD, SCRATCH, prepare

SQL = Path(__file__).parent / "sql"
#: Rows of the new loads; registers without these; bookings of spaces in no register that new rows name;
#: bookings that change; days of spaces on which their use changes; months of spaces with such bookings or
#: days; whole months with such days; months of bookers of such bookings; accounts of loads.
SCHEMAS = ("added", "before", "named", "changed", "days", "months", "weeks", "bookers", "accounts")


class Slices:
    """The schemas of one update, and which tables of the model it has computed whole."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._computed: set[str] = {CODE_TEXT}
        self._lock = threading.RLock()
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA {SCRATCH}.{schema}")

    @contextlib.contextmanager
    def reading(self, schema: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a connection that reads the tables of a schema before others of the same name."""
        with self.connection.cursor() as cursor:
            prepare(cursor, schema)
            yield cursor

    @staticmethod
    @functools.cache
    def sql(name: str) -> str:
        """Return the SELECT in the file of this name."""
        return (SQL / f"{name}.sql").read_text(encoding="utf-8").strip()

    def create(self, place: str, sql: str, *, reads: str = "", kind: str = "TABLE") -> None:
        """Create a table at ``place``, which may name a schema. Its SELECT reads ``reads`` first."""
        schema, _, name = place.rpartition(".")
        with self.connection.cursor() as cursor:
            prepare(cursor, *([reads] if reads else []))
            cursor.execute(f"CREATE {kind} {SCRATCH}.{schema or 'main'}.{name} AS {sql}")

    def compute_part(self, schema: str, name: str) -> None:
        """Compute the part of a model table that follows from the tables of a schema."""
        self.create(f"{schema}.{name}", coded(name, model_sql(name)), reads=schema)

    def replace(self, name: str, condition: str, schema: str) -> None:
        """Replace the rows of the build's table that meet a condition by those of a schema."""
        with self.reading(schema) as cursor:
            cursor.execute(f"DELETE FROM {BUILD}.{name} WHERE {condition}")
            cursor.execute(f"INSERT INTO {BUILD}.{name} SELECT * FROM {SCRATCH}.{schema}.{name}")

    def compute(self, name: str) -> None:
        """Compute a whole intermediate table, once, after those that it reads; in any thread."""
        with self._lock:
            if name not in self._computed:
                self._computed.add(name)
                self.compute_read_by(name)
                self.create(name, coded(name, model_sql(name)))

    def compute_read_by(self, name: str, *, without: str = "") -> None:
        """Compute the whole intermediate tables that a table reads."""
        for read in sorted(model_reads()[name] - {without}):
            if not is_kept(read):
                self.compute(read)
