"""Compute the model: one SQL file per table, each after those that it reads.

The tables in ``model/tables`` are kept in the build and declared in data/columns; those in
``model/intermediate`` are needed only while building, and are scratch tables.
"""

from __future__ import annotations

import contextvars
import functools
import graphlib
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import duckdb

from data.catalogue.tables import Column, Table, tables
from data.text.messages import message
from etl import progress
from etl.landing.sql_quoting import literal
from etl.warehouse.codes import CODE_TEXT, CODED, coded, create_types
from etl.warehouse.compression import create_table
from etl.warehouse.parquet_tables import is_beside, write_beside
from etl.warehouse.scratch import AT_ONCE, BUILD, SCRATCH, prepare

MODEL = Path(__file__).parent / "model"


class BuildFailed(Exception):
    """A table of the model could not be computed: its name and the kind of error."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(table, reason)
        self.table = table
        self.reason = reason
        self.stored = message("build_failed", table=table, reason=reason)


@functools.cache
def model_files() -> dict[str, Path]:
    """Return the SQL file of each model table, by table name."""
    return {path.stem: path for path in sorted(MODEL.glob("*/*.sql"))}


@functools.cache
def model_sql(name: str) -> str:
    """Return the SELECT of a model table."""
    return model_files()[name].read_text(encoding="utf-8").strip()


@functools.cache
def tables_read() -> dict[str, set[str]]:
    """Return the tables that each table of the model reads, staged ones too, as DuckDB parses them."""
    with duckdb.connect() as parser:
        # The parser looks functions up; staging creates the real one, for the city's time zone.
        parser.execute("CREATE MACRO local_hour_start(t) AS t")
        return {name: parser.get_table_names(model_sql(name)) for name in model_files()}


def model_reads() -> dict[str, set[str]]:
    """Return the tables of the model that each of its tables needs."""
    reads = {name: read & model_files().keys() for name, read in tables_read().items()}
    return {name: read | {CODE_TEXT} if name in CODED else read for name, read in reads.items()}


def create_model(connection: duckdb.DuckDBPyConnection, beside: Path | None) -> None:
    """Compute every table of the model. Raises BuildFailed with the table that could not be computed.

    The largest tables become Parquet files in the folder ``beside`` the build, if it is given.
    """
    create_in_order(lambda name: _create_table(connection, name, beside), duckdb.Error)


def create_in_order(create: Callable[[str], None], *failures: type[Exception]) -> None:
    """Call ``create`` for every table of the model, each after those that it reads.

    Raises BuildFailed with the table for which ``create`` raised one of ``failures``.
    """
    order = graphlib.TopologicalSorter(model_reads())
    order.prepare()
    running: dict[Future[None], str] = {}
    computed_tables = 0
    with ThreadPoolExecutor(AT_ONCE) as executor:
        while order.is_active():
            for name in order.get_ready():
                # Each thread works for the city of this one.
                context = contextvars.copy_context()
                running[executor.submit(context.run, create, name)] = name
            for computed in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(computed)
                try:
                    computed.result()
                except failures as error:
                    executor.shutdown(cancel_futures=True)
                    # The engine's message may quote a row, so only the kind of error is kept.
                    raise BuildFailed(name, type(error).__name__) from None
                order.done(name)
                computed_tables += 1
                progress.note(progress.TABLES, computed_tables, len(model_files()))


def _create_table(connection: duckdb.DuckDBPyConnection, name: str, beside: Path | None) -> None:
    with connection.cursor() as cursor:
        prepare(cursor)
        if beside is not None and is_beside(name):
            write_beside(cursor, name, model_sql(name), beside)
            return
        place = name if is_kept(name) else f"{SCRATCH}.{name}"
        create_table(cursor, place, name, coded(name, model_sql(name)))
        if is_kept(name):
            # Comments take as long as a small table, so each thread writes those of its tables.
            _comment_on(cursor, tables()[name], "TABLE")
        if name == CODE_TEXT:
            create_types(cursor)


def is_kept(name: str) -> bool:
    """Return whether a model table stays in the build: if, and only if, data/columns declares it."""
    return name in tables() and tables()[name].is_published


def comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the meaning of tables, views and columns into the database as comments, for analysts.

    Tables that DuckDB computed, and those of an updated build, have theirs.
    """
    sql = (
        f"SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE database_name = '{BUILD}' AND comment IS NULL"
        " UNION ALL SELECT view_name, 'VIEW' FROM duckdb_views()"
        f" WHERE database_name = '{BUILD}' AND NOT internal"
    )
    new = dict(connection.execute(sql).fetchall())
    for table in tables().values():
        if table.is_published and table.name in new:
            _comment_on(connection, table, new[table.name])


def _comment_on(connection: duckdb.DuckDBPyConnection, table: Table, kind: str) -> None:
    columns = ((f"COLUMN {table.name}.{column.name}", _comment(column)) for column in table.columns.values())
    comments = ((f"{kind} {table.name}", table.grain), *columns)
    statements = (f"COMMENT ON {on} IS {literal(text)};" for on, text in comments)
    connection.execute(f"BEGIN; {' '.join(statements)} COMMIT")


def _comment(column: Column) -> str:
    texts = " / ".join(column.texts.values())
    return f"{texts} [{column.unit}] ← {', '.join(column.origins)}"
