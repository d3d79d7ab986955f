"""Build the warehouse from landing, check it, and put it in force: whole, or not at all.

Each build is a new file. ``CURRENT.json`` is replaced last, so a reader never sees a half-made build
and a crash at any point leaves the build before in force.
"""

from __future__ import annotations

import datetime as dt
import functools
import graphlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.catalogue.tables import Column, tables
from data.settings import TIME_ZONE
from data.text.messages import message
from data.warehouse import warehouse_folder
from etl.landing.store import Landing, Load, write_whole
from etl.sources.base import literal
from etl.warehouse.evidence import as_of
from etl.warehouse.staging import in_use, stage

MODEL = Path(__file__).parent / "model"
CHECKS = Path(__file__).parent / "checks"
KEEP_BUILDS = 3
#: Tables that only the building needs, kept in memory; everything else in the model is for reading.
SCAFFOLD = (
    *("local_hour", "booking_superseded", "department_division", "bookable_interval", "booker"),
    *("organisation", "space_stretch", "volunteer_superseded", "participation_superseded", "area_by_name"),
    "place_in_force",
    *("major_district_by_name", "organisation_division", "event_place", "held_event", "event_signup"),
    *("school_visit", "culture_occurrence", "seasonal_superseded", "space_by_name"),
    *("opening_interval", "opening_span", "respa_booking", "respa_room"),
)


@dataclass(frozen=True)
class Check:
    """A check of the finished model: its level (fail or warn) and the number of offending rows."""

    name: str
    level: str
    rows: int


@dataclass(frozen=True)
class Built:
    """A finished build: its id, its checks, and whether it was put in force."""

    build_id: str
    published: bool
    checks: tuple[Check, ...]


class BuildFailed(Exception):
    """A table of the model could not be computed: its name and the kind of error."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(table, reason)
        self.stored = message("build_failed", table=table, reason=reason)


def build(home: Path, landing: Landing, *, keep: int = KEEP_BUILDS) -> Built:
    """Build from everything landed, check, publish where no check that may fail a build does."""
    loads = in_use(landing.loads())
    now = dt.datetime.now(dt.UTC)
    build_id = f"{now:%Y%m%dT%H%M%S}-{now.microsecond // 1000:03d}"
    folder = warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.tmp*"):
        leftover.unlink()
    unfinished = folder / f"build-{build_id}.duckdb.tmp"
    with duckdb.connect(str(unfinished)) as connection:
        connection.execute(f"SET TimeZone = '{TIME_ZONE}'")
        stage(connection, landing, loads)
        for name in model_order():
            kind = "TEMP TABLE" if name in SCAFFOLD else "TABLE"
            try:
                connection.execute(f"CREATE {kind} {name} AS {model_sql(name)}")
            except duckdb.Error as error:
                # The engine's own words may quote a row, so only the kind of error is told.
                raise BuildFailed(name, type(error).__name__) from None
        connection.execute("CREATE TABLE space_mapping AS SELECT * FROM reference_space_mapping")
        record_loads(connection, landing, loads)
        data_up_to = as_of(connection)
        is_sample = bool(loads) and all(load.is_sample for load in loads)
        connection.execute(
            "CREATE TABLE build_info AS SELECT ?::VARCHAR AS build_id, ?::TIMESTAMP AS built_at, "
            "?::DATE AS as_of, ?::BOOLEAN AS is_sample",
            [build_id, now.replace(tzinfo=None), data_up_to, is_sample],
        )
        checks = run_checks(connection)
        comment(connection)
        sources = freshness(connection)
        connection.execute("CHECKPOINT")
    published = not any(check.level == "fail" and check.rows for check in checks)
    if published:
        described = {
            "build_id": build_id,
            "path": f"build-{build_id}.duckdb",
            "built_at": now.isoformat(),
            "as_of": data_up_to.isoformat(),
            "is_sample": is_sample,
            "sources": sources,
        }
        publish(folder, unfinished, described, keep)
    else:
        unfinished.unlink()
    return Built(build_id, published, checks)


def publish(folder: Path, unfinished: Path, described: dict[str, object], keep: int) -> None:
    """Give the file its name, describe it, then point to it; prune what is no longer kept."""
    finished = folder / str(described["path"])
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.rename(finished)
    text = json.dumps(described, ensure_ascii=False, indent=1)
    write_whole(finished.with_suffix(".json"), text)
    write_whole(folder / "CURRENT.json", text)
    for old in sorted(folder.glob("build-*.duckdb"), reverse=True)[keep:]:
        old.unlink()
        old.with_suffix(".json").unlink(missing_ok=True)


@functools.cache
def model_files() -> dict[str, Path]:
    """The SQL file of each model table, by table name; ``tables`` are published, ``intermediate`` are not."""
    return {path.stem: path for path in sorted(MODEL.glob("*/*.sql"))}


@functools.cache
def model_sql(name: str) -> str:
    """The SELECT of a model table."""
    return model_files()[name].read_text(encoding="utf-8").strip()


@functools.cache
def model_order() -> tuple[str, ...]:
    """The model's tables, each after those it reads."""
    names = model_files()
    reads = {
        name: {n for n in re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", model_sql(name)) if n in names} - {name}
        for name in sorted(names)
    }
    return tuple(graphlib.TopologicalSorter(reads).static_order())


def record_loads(connection: duckdb.DuckDBPyConnection, landing: Landing, loads: Sequence[Load]) -> None:
    """Make ``load`` and ``rejected_row``: what became of every row of every file that counts."""
    connection.execute((Path(__file__).parent / "load_tables.sql").read_text(encoding="utf-8"))
    superseded = dict(
        connection.execute(
            (Path(__file__).parent / "superseded_rows.sql").read_text(encoding="utf-8")
        ).fetchall()
    )
    ranks = dict(connection.execute("SELECT filename, load_rank FROM staged_load").fetchall())
    for load in loads:
        path = str(landing.path(load))
        lost = int(superseded.get(ranks[path], 0))
        first, last = _dates(connection, landing, load)
        connection.execute(
            f"INSERT INTO load VALUES ({', '.join('?' * 17)})",
            [
                *(load.load_id, load.file, load.sha256, load.source, load.feed, load.table_name),
                *(load.is_sample, _utc(load.exported_at), _utc(load.landed_at), load.rows_read),
                *(load.rows_read - load.rows_rejected - lost, load.rows_rejected, lost),
                *(first, last, load.messages, load.first_row),
            ],
        )
        if load.rows_rejected:
            _insert_rejected(connection, landing, load)


def _insert_rejected(connection: duckdb.DuckDBPyConnection, landing: Landing, load: Load) -> None:
    about = [load.load_id, load.file, load.source, load.feed]
    broken = landing.path(load, "broken.parquet")
    # Rows that fit no columns are not among the landed ones, but they are in the file: they count too.
    before = (
        "(SELECT count(*) FROM (SELECT row_number - row_number() OVER (ORDER BY row_number) AS place "
        f"FROM read_parquet({literal(str(broken))})) WHERE place < file_row_number + {load.first_row})"
        if load.rows_broken
        else "0"
    )
    connection.execute(
        "INSERT INTO rejected_row SELECT ?, ?, ?, ?, "
        f"coalesce(source_row, file_row_number + ? + {before}), rejected_column, "
        "rejected_found, rejected_expected FROM read_parquet(?, file_row_number = true) "
        "WHERE rejected_column IS NOT NULL",
        [*about, load.first_row, str(landing.path(load))],
    )
    if load.rows_broken:
        connection.execute(
            "INSERT INTO rejected_row SELECT ?, ?, ?, ?, row_number, NULL, NULL, "
            "'expected_structure?' FROM read_parquet(?)",
            [*about, str(landing.path(load, "broken.parquet"))],
        )


def _dates(
    connection: duckdb.DuckDBPyConnection, landing: Landing, load: Load
) -> tuple[dt.date | None, dt.date | None]:
    columns = tables()[load.table_name].columns
    told = ("begin_utc", "start_date", "date", "published_date", "season_begin")
    column = next((c for c in told if c in columns), None)
    if column is None:
        return None, None
    row = connection.execute(
        f"SELECT min({column})::DATE, max({column})::DATE FROM read_parquet(?) WHERE rejected_column IS NULL",
        [str(landing.path(load))],
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def _utc(iso: str) -> dt.datetime:
    return dt.datetime.fromisoformat(iso).astimezone(dt.UTC).replace(tzinfo=None)


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Check, ...]:
    """Run etl/warehouse/checks/*.sql, each of which returns offending rows; keep the counts in the build.

    A check's first line is ``-- fail`` or ``-- warn``; then a line each for its three languages.
    """
    connection.execute(
        "CREATE TABLE check_result (name VARCHAR, level VARCHAR, rows BIGINT,"
        " description_fi VARCHAR, description_sv VARCHAR, description_en VARCHAR)"
    )
    checks = []
    for path in sorted(CHECKS.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        header = [line.removeprefix("-- ") for line in sql.splitlines()[:4]]
        level, texts = header[0], [line.split(": ", 1)[1] for line in header[1:]]
        row = connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()
        checks.append(Check(path.stem, level, int(row[0]) if row else 0))
        connection.execute(
            "INSERT INTO check_result VALUES (?, ?, ?, ?, ?, ?)",
            [path.stem, level, checks[-1].rows, *texts],
        )
    return tuple(checks)


def comment(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the meaning of tables and columns into the database, where an analyst will look."""
    connection.execute("BEGIN")
    for table in tables().values():
        if table.layer == "model":
            connection.execute(f"COMMENT ON TABLE {table.name} IS {literal(table.grain)}")
            for column in table.columns.values():
                text = literal(_comment(column))
                connection.execute(f"COMMENT ON COLUMN {table.name}.{column.name} IS {text}")
    connection.execute("COMMIT")


def _comment(column: Column) -> str:
    texts = " / ".join(column.texts.values())
    return f"{texts} [{column.unit}] ← {', '.join(column.origins)}"


def freshness(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, object]]:
    """Return per source: rows in force, the newest export, the last day with rows, and its as-of day."""
    rows = connection.execute(
        "SELECT source, sum(rows_loaded), max(exported_at), max(last_date), any_value(as_of)"
        " FROM load LEFT JOIN source_as_of USING (source) GROUP BY source"
    ).fetchall()
    return {
        source: {
            "rows": int(count),
            "exported_at": exported.isoformat(),
            "last_date": last.isoformat() if last else None,
            "as_of": data_up_to.isoformat() if data_up_to else None,
        }
        for source, count, exported, last, data_up_to in sorted(rows)
    }
