"""Account for every row of every load: loaded, rejected or superseded; and the newest data of each source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from data.catalogue.tables import tables
from etl.landing.sql_quoting import file_literal, file_pattern
from etl.landing.store import BROKEN_ROWS, Landing, Load

FOLDER = Path(__file__).parent
#: Columns whose days a load covers; a landing table has at most one of them.
DAYS = ("begin_utc", "start_date", "date", "published_date", "season_begin")


def record_loads(connection: duckdb.DuckDBPyConnection, landing: Landing, loads: Sequence[Load]) -> None:
    """Create ``load`` and ``rejected_row``: what happened to every row of every load in use."""
    connection.execute((FOLDER / "load_tables.sql").read_text(encoding="utf-8"))
    insert_loads(connection, landing, loads, superseded_rows(connection))


def superseded_rows(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Return the number of superseded rows of each load that has some, by its rank."""
    sql = (FOLDER / "superseded_rows.sql").read_text(encoding="utf-8")
    return {rank: int(rows) for rank, rows in connection.execute(sql).fetchall()}


def insert_loads(
    connection: duckdb.DuckDBPyConnection,
    landing: Landing,
    loads: Sequence[Load],
    superseded_by_rank: Mapping[int, int],
) -> None:
    """Insert loads with the numbers of their rows, and their rejected rows."""
    ranks = dict(connection.execute("SELECT filename, load_rank FROM staged_load").fetchall())
    days_by_rank = _days(connection)
    rows = []
    for load in loads:
        rank = ranks[str(landing.path(load))]
        superseded = superseded_by_rank.get(rank, 0)
        rows.append(
            [
                *(load.load_id, load.file, load.sha256, load.source, load.feed, load.table_name),
                *(load.is_sample, _utc(load.exported_at), _utc(load.landed_at), load.rows_read),
                *(load.rows_read - load.rows_rejected - superseded, load.rows_rejected, superseded),
                *(*days_by_rank.get(rank, (None, None)), load.messages, load.first_row),
            ]
        )
    # One transaction, as each commit costs more than its row.
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO load VALUES ({', '.join('?' * 17)})", rows)
    for load in loads:
        if load.rows_rejected:
            _insert_rejected(connection, landing, load)
    connection.execute("COMMIT")


def _insert_rejected(connection: duckdb.DuckDBPyConnection, landing: Landing, load: Load) -> None:
    load_values = [load.load_id, load.file, load.source, load.feed]
    broken = landing.path(load, BROKEN_ROWS)
    # Rows that fit no columns are not landed, but they count in the row numbers of the file.
    before = (
        "(SELECT count(*) FROM (SELECT row_number - row_number() OVER (ORDER BY row_number) AS place "
        f"FROM read_parquet({file_literal(broken)})) WHERE place < file_row_number + {load.first_row})"
        if load.rows_broken
        else "0"
    )
    connection.execute(
        "INSERT INTO rejected_row SELECT ?, ?, ?, ?, "
        f"coalesce(source_row, file_row_number + ? + {before}), rejected_column, "
        "rejected_found, rejected_expected FROM read_parquet(?, file_row_number = true) "
        "WHERE rejected_column IS NOT NULL",
        [*load_values, load.first_row, file_pattern(landing.path(load))],
    )
    if load.rows_broken:
        connection.execute(
            "INSERT INTO rejected_row SELECT ?, ?, ?, ?, row_number, NULL, NULL, "
            "'expected_structure?' FROM read_parquet(?)",
            [*load_values, file_pattern(broken)],
        )


def _days(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[dt.date, dt.date]]:
    """Return the first and the last day of the valid rows of each load that has days, by its rank."""
    days = {}
    for table in tables().values():
        column = next((name for name in DAYS if name in table.columns), None)
        if table.layer == "landing" and column is not None:
            rows = connection.execute(
                f"SELECT load_rank, min({column})::DATE, max({column})::DATE FROM landing_{table.name}"
                f" WHERE {column} IS NOT NULL GROUP BY load_rank"
            ).fetchall()
            days.update({rank: (first, last) for rank, first, last in rows})
    return days


def _utc(iso: str) -> dt.datetime:
    return dt.datetime.fromisoformat(iso).astimezone(dt.UTC).replace(tzinfo=None)


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
            "as_of": as_of.isoformat() if as_of else None,
        }
        for source, count, exported, last, as_of in sorted(rows)
    }
