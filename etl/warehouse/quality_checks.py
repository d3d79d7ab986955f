"""Run the checks of a finished model (checks/*.sql) and keep their results in the build."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from data.settings import LANGUAGES

#: Offending rows of a check that a steward sees.
EXAMPLES = 3
CHECKS = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A check of the finished model: its level (fail or warn), and how many rows offend, with examples."""

    name: str
    level: str
    rows: int
    examples: str = ""


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Check, ...]:
    """Run every check, whose SQL returns offending rows, and create ``check_result`` with the counts.

    A check's first line is ``-- fail`` or ``-- warn``; the next three lines describe it in each language. The
    first column of its rows is an example for a steward.
    """
    connection.execute(
        "CREATE TABLE check_result (name VARCHAR, level VARCHAR, rows BIGINT, examples VARCHAR,"
        " description_fi VARCHAR, description_sv VARCHAR, description_en VARCHAR)"
    )
    checks, descriptions = [], []
    for path in sorted(CHECKS.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        level = sql.splitlines()[0].removeprefix("-- ")
        rows, examples = connection.execute(
            f"SELECT count(*), array_to_string(min(CAST(example AS VARCHAR), {EXAMPLES}), '; ') "
            f"FROM ({sql}) AS offending(example)"
        ).fetchone() or (0, "")
        checks.append(Check(path.stem, level, int(rows), examples or ""))
        descriptions.append([description(path.stem, language) for language in LANGUAGES])
    results = [list(column) for column in zip(*map(astuple, checks), strict=True)]
    # One statement for all rows, as each costs more than its row.
    connection.execute(
        f"INSERT INTO check_result SELECT {', '.join(['unnest(?)'] * 7)}",
        [*results, *map(list, zip(*descriptions, strict=True))],
    )
    return tuple(checks)


def description(name: str, language: str) -> str:
    """Return what a check looks for, in ``language``."""
    lines = (CHECKS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return next(line.split(": ", 1)[1] for line in lines if line.startswith(f"-- {language}: "))
