"""Count the rows of a landed file, and keep the numbers of lines that are no rows."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.landing.sql_quoting import file_pattern, literal
from etl.sources.base import Raw


def keep_broken_rows(connection: duckdb.DuckDBPyConnection, raw: Raw, target: Path) -> int:
    """Write the line numbers of broken rows, without their content; return their number."""
    if not raw.keeps_broken_rows:
        return 0
    row = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
    if not row or not row[0]:
        return 0
    connection.execute(
        f"COPY (SELECT DISTINCT line AS row_number FROM reject_errors ORDER BY line) "
        f"TO {literal(str(target))} (FORMAT parquet)"
    )
    return int(row[0])


def count_rows(connection: duckdb.DuckDBPyConnection, target: Path) -> tuple[int, int, int]:
    """Return how many rows a landed file has, how many are rejected, and how many times are ambiguous."""
    row = connection.execute(
        "SELECT count(*), count(rejected_column), coalesce(sum(ambiguous_times), 0) FROM read_parquet(?)",
        [file_pattern(target)],
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)
