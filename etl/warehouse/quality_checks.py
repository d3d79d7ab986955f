"""Run the checks of a finished model (checks/*.sql) and keep their results in the build."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from data.settings import LANGUAGES
from etl.warehouse.scratch import at_once

#: Offending rows of a check that a steward sees.
EXAMPLES = 3
BETWEEN_EXAMPLES = "; "
CHECKS = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A check of the finished model: its level (fail or warn), and how many rows offend, with examples."""

    name: str
    level: str
    rows: int
    examples: str = ""


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """Run every check on the whole model."""
    return at_once(connection, run_check, check_names())


def check_names() -> list[str]:
    """Return the names of all checks."""
    return sorted(path.stem for path in CHECKS.glob("*.sql"))


def run_check(connection: duckdb.DuckDBPyConnection, name: str) -> Check:
    """Run a check, whose SQL returns offending rows.

    Its first line is ``-- fail`` or ``-- warn``; the next three lines describe it in each language. The first
    column of its rows is an example for a steward.
    """
    sql = _sql(name)
    rows, examples = connection.execute(
        f"SELECT count(*), array_to_string(min(CAST(example AS VARCHAR), {EXAMPLES}), '{BETWEEN_EXAMPLES}') "
        f"FROM ({sql}) AS offending(example)"
    ).fetchone() or (0, "")
    return Check(name, sql.splitlines()[0].removeprefix("-- "), int(rows), examples or "")


def keep_results(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> tuple[Check, ...]:
    """Create ``check_result`` with the results of the checks; return them."""
    connection.execute(
        "CREATE TABLE check_result (name VARCHAR, level VARCHAR, rows BIGINT, examples VARCHAR,"
        " description_fi VARCHAR, description_sv VARCHAR, description_en VARCHAR)"
    )
    descriptions = [[description(check.name, language) for language in LANGUAGES] for check in checks]
    results = [list(column) for column in zip(*map(astuple, checks), strict=True)]
    # One statement for all rows, as each costs more than its row.
    connection.execute(
        f"INSERT INTO check_result SELECT {', '.join(['unnest(?)'] * 7)}",
        [*results, *map(list, zip(*descriptions, strict=True))],
    )
    return tuple(checks)


def description(name: str, language: str) -> str:
    """Return what a check looks for, in ``language``."""
    lines = _sql(name).splitlines()
    return next(line.split(": ", 1)[1] for line in lines if line.startswith(f"-- {language}: "))


@functools.cache
def _sql(name: str) -> str:
    return (CHECKS / f"{name}.sql").read_text(encoding="utf-8")
