"""Run the checks of a finished model (checks/*.sql) and keep their results in the build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

CHECKS = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A check of the finished model: its level (fail or warn) and the number of offending rows."""

    name: str
    level: str
    rows: int


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Check, ...]:
    """Run every check, whose SQL returns offending rows, and create ``check_result`` with the counts.

    A check's first line is ``-- fail`` or ``-- warn``; the next three lines describe it in each language.
    """
    connection.execute(
        "CREATE TABLE check_result (name VARCHAR, level VARCHAR, rows BIGINT,"
        " description_fi VARCHAR, description_sv VARCHAR, description_en VARCHAR)"
    )
    checks, descriptions = [], []
    for path in sorted(CHECKS.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        level, *texts = [line.removeprefix("-- ") for line in sql.splitlines()[:4]]
        row = connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()
        checks.append(Check(path.stem, level, int(row[0]) if row else 0))
        descriptions.append([text.split(": ", 1)[1] for text in texts])
    results = [[c.name for c in checks], [c.level for c in checks], [c.rows for c in checks]]
    # One statement for all rows, as each costs more than its row.
    connection.execute(
        f"INSERT INTO check_result SELECT {', '.join(['unnest(?)'] * 6)}",
        [*results, *map(list, zip(*descriptions, strict=True))],
    )
    return tuple(checks)
