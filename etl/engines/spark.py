"""Compute the model on Spark: the same SQL files over the same landing, on a cluster.

Both sides exchange Parquet files in the private folder of the build: DuckDB writes the small tables that
staging prepares, Spark the tables of the model, which DuckDB reads into the build. Every machine of the
cluster reaches the home under the same path.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from data.catalogue.tables import LANDING, Table, tables
from data.text.messages import message
from etl.engines.recursion import Fixpoint, steps
from etl.engines.spark_sql import spark_text, translate
from etl.inbox.inspect import Refused
from etl.landing.sql_quoting import file_pattern, literal
from etl.warehouse.codes import CODE_TEXT, coded, create_types, typed_columns
from etl.warehouse.model import create_in_order, is_kept, model_sql
from etl.warehouse.parquet_tables import is_beside, show_beside
from etl.warehouse.scratch import SCRATCH, prepare
from etl.warehouse.staging import landed_sql, valid_rows_sql

FOLDER = Path(__file__).parent
#: What the answers depend on. All else is set where Spark is (conf/spark-defaults.conf).
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # An open page of the driver would show anybody the SQL and the sizes of the tables.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
#: A table whose rows have a day and a month is written in a folder per month.
BY_MONTH = {"date", "month"}
_GLOB_CHARACTERS = re.compile(r"[\[\]{}*?\\]")


def create_model(connection: duckdb.DuckDBPyConnection, beside: Path | None, master: str) -> None:
    """Compute every table of the model on the cluster at ``master``.

    The files of the largest tables stay in the folder ``beside`` the build, if it is given.
    Raises Refused if there is no such cluster, and BuildFailed with the table that could not be computed.
    """
    build_file = connection.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchone()
    assert build_file is not None
    folder = Path(build_file[0]).parent / "spark"
    folder.mkdir()
    with session(master, folder) as spark:
        _stage(spark, connection, folder)

        def create(name: str) -> None:
            stays = beside is not None and is_beside(name)
            files = (beside if beside is not None and stays else folder) / name
            _compute(spark, name, folder, files)
            _import(connection, name, files, stays=stays)

        create_in_order(create, duckdb.Error, PySparkException, Py4JError)


@contextlib.contextmanager
def session(master: str, folder: Path) -> Iterator[SparkSession]:
    """Yield a session on the cluster. Spark's own files are private, as are those of the build."""
    folders = {
        "spark.local.dir": str(folder / "spill"),
        "spark.sql.warehouse.dir": str(folder / "spark-warehouse"),
    }
    builder = SparkSession.builder.appName("Talkootila").master(master)
    for name, value in (SETTINGS | folders).items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise Refused(message("spark_unreachable", master=master, reason=type(error).__name__)) from None
    # Spark's messages may quote a row.
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


def _stage(spark: SparkSession, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Create in Spark what the model reads: the tables that staging prepared, and ``landing_*``."""
    names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for (name,) in names:
        target = folder / f"{name}.parquet"
        connection.execute(f"COPY {name} TO {literal(str(target))} (FORMAT parquet)")
        _read(spark, target).createOrReplaceTempView(name)
    for table in tables().values():
        if table.layer == LANDING:
            _landed(spark, connection, table).createOrReplaceTempView(f"landing_{table.name}")


def _landed(spark: SparkSession, connection: duckdb.DuckDBPyConnection, table: Table) -> DataFrame:
    """Return the valid rows of a landing table, as ``landed_sql`` does.

    Files of different columns or types are read apart: Spark reads files together only if they are alike.
    """
    sql = "SELECT filename FROM staged_load WHERE table_name = ?"
    patterns = [file_pattern(path) for (path,) in connection.execute(sql, [table.name]).fetchall()]
    if not patterns:
        return spark.sql(spark_text(translate(landed_sql(connection, table, []))))
    sql = (FOLDER / "files_alike.sql").read_text(encoding="utf-8")
    alike = connection.execute(sql, {"files": patterns}).fetchall()
    selects = []
    for number, (names, files) in enumerate(alike):
        view = f"landed_{table.name}_{number}"
        _read(spark, *map(Path, files)).selectExpr(
            "*",
            f"concat({_text(str(Path(files[0]).parent))}, '/', _metadata.file_name) AS filename",
            "_metadata.row_index AS file_row_number",
        ).createOrReplaceTempView(view)
        selects.append(valid_rows_sql(table, names, view))
    return spark.sql(spark_text(translate(" UNION ALL ".join(selects))))


def _text(text: str) -> str:
    """Return ``text`` as a string of Spark SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _read(spark: SparkSession, *paths: Path, schema: Any = None) -> DataFrame:
    reader = spark.read if schema is None else spark.read.schema(schema)
    # Spark treats every path as a pattern.
    return reader.parquet(*(_GLOB_CHARACTERS.sub(r"\\\g<0>", str(path)) for path in paths))


def _compute(spark: SparkSession, name: str, folder: Path, target: Path) -> None:
    """Write a table of the model as Parquet files to ``target``, and let Spark read them by its name."""
    for step in steps(name, translate(model_sql(name))):
        if isinstance(step, Fixpoint):
            _reach(spark, step, folder)
        else:
            place = target if step.name == name else folder / step.name
            _keep(spark, step.name, spark.sql(spark_text(step.query)), place)


def _keep(spark: SparkSession, name: str, frame: DataFrame, target: Path) -> DataFrame:
    """Write rows to ``target`` and return them as written; from then on ``name`` reads the files."""
    if set(frame.columns) >= BY_MONTH:
        frame.hint("rebalance", "month").write.partitionBy("month").parquet(str(target))
    else:
        frame.write.parquet(str(target))
    kept = _read(spark, target, schema=frame.schema).select(*frame.columns)
    kept.createOrReplaceTempView(name)
    return kept


def _reach(spark: SparkSession, fixpoint: Fixpoint, folder: Path) -> None:
    """Repeat a recursion until a round adds no row."""
    rows = spark.sql(spark_text(fixpoint.start))
    reached: DataFrame | None = None
    for number in itertools.count():
        if fixpoint.is_distinct:
            rows = rows.distinct() if reached is None else rows.subtract(reached)
        added = _keep(spark, fixpoint.new_rows, rows, folder / f"{fixpoint.name}_{number}")
        reached = added if reached is None else reached.unionAll(added)
        if added.isEmpty():
            break
        rows = spark.sql(spark_text(fixpoint.following))
    assert reached is not None
    reached.createOrReplaceTempView(fixpoint.name)


def _import(connection: duckdb.DuckDBPyConnection, name: str, files: Path, *, stays: bool) -> None:
    """Create a model table in the build from its files, with the types that DuckDB would have given it."""
    with connection.cursor() as cursor:
        prepare(cursor)
        if stays:
            show_beside(cursor, name, model_sql(name), files)
            return
        place = f"TABLE {name}" if is_kept(name) else f"VIEW {SCRATCH}.{name}"
        if any(files.rglob("*.parquet")):
            pattern = literal(f"{file_pattern(files)}/**/*.parquet")
            months = ", hive_types = {'month': DATE}" if any(files.glob("month=*")) else ""
            relation = f"read_parquet({pattern}, hive_partitioning = {months != ''}{months})"
            columns = typed_columns(cursor, name, model_sql(name))
            cursor.execute(f"CREATE {place} AS SELECT {columns} FROM {relation}")
        else:
            # Without rows there is no month, and so no file.
            cursor.execute(f"CREATE {place} AS SELECT * FROM ({coded(name, model_sql(name))}) LIMIT 0")
        if name == CODE_TEXT:
            create_types(cursor)
