"""Every metric's worked example, run: data/metrics/<id>.example.md is documentation and test in one.

An example has the rows of one or two warehouse tables, a call and the expected figures. Columns that
are not shown are ``unknown`` (text), false (flags) or empty; month and weekday follow from the date.
The figures are arithmetic that can be read. An example must also fail if a condition of its metric's SQL
is missing, so each condition is left out once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from data import query
from data.catalogue.metrics import METRICS, Metric, catalogue
from data.catalogue.tables import tables
from data.catalogue.worked_examples import Example, example, read_table
from data.disclosure import disclose
from data.filters import Filters
from data.scope import EVERYTHING
from data.settings import suppression_threshold
from data.warehouse import Build
from tests.support.commands import SHARED
from tests.support.tiny_warehouse import create_tables

CALL = re.compile(
    r"(?P<metric>\w+)(?: by (?P<by>\w+(?:, \w+)*))?(?: where (?P<where>\S+(?: and \S+)*))?"
    r"(?: from (?P<from_month>\S+))?(?: to (?P<to_month>\S+))?(?: through (?P<through_date>\S+))?"
)
MEASURES = ("value", "numerator", "denominator")
ARITHMETIC = re.compile(r"[\d\s.+*/()-]+")
METRICS_IN_ORDER = [catalogue().metrics[name] for name in sorted(catalogue().metrics)]
Row = dict[str, str]


@dataclasses.dataclass(frozen=True)
class Arguments:
    """The arguments of ``calculate`` that an example's call names."""

    metric: str
    by: list[str]
    filters: Filters


def arguments_of(example: Example) -> Arguments:
    """Read the call of an example, such as ``booking_rate by month from 2025-01``."""
    call = CALL.fullmatch(example.call)
    assert call is not None, f"cannot read the call {example.call!r}"
    conditions = (c.split("=") for c in (call["where"] or "").split(" and ") if c)
    where = {dimension: members.split(",") for dimension, members in conditions}
    filters = Filters.of(call["from_month"], call["to_month"], call["through_date"], **where)
    return Arguments(call["metric"], call["by"].split(", ") if call["by"] else [], filters)


def build_of(example: Example, path: Path) -> Build:
    """Write a warehouse file with the rows of ``example`` in the tables that data/columns declares."""
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        for table in example.tables:
            for row in table.by_heading():
                _insert(connection, table.name, row)
    return Build(path.stem, path, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.date(2025, 12, 31), False)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, cells: Row) -> None:
    columns = tables()[table].columns
    assert set(cells) <= set(columns), f"{table} has no columns {set(cells) - set(columns)}"
    row: dict[str, Any] = {}
    for name, column in columns.items():
        absent = {"VARCHAR": "unknown", "BOOLEAN": "false"}.get(column.type, "")
        cell = cells.get(name, absent)
        row[name] = arithmetic(cell) if column.type.startswith("DECIMAL") else cell or None
    if row.get("date"):
        day = dt.date.fromisoformat(row["date"])
        row["month"] = day.replace(day=1)
        if "weekday" in columns:
            row["weekday"] = day.isoweekday()
    assert row["month"] is not None, f"{table}: a row needs its date, or its month"
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    for name, column in columns.items():
        if column.type == "VARCHAR":
            connection.execute(
                "INSERT INTO dimension_member VALUES (?, ?, ?, ?, ?, 0)", [name, *[row[name]] * 4]
            )


def expected_frame(example: Example, by: list[str]) -> pd.DataFrame:
    """Return the expected figures, typed as ``calculate`` types them."""
    rows = []
    for row in example.expected.by_heading():
        figures: dict[str, Any] = {name: arithmetic(row[name]) for name in MEASURES}
        keys = {d: int(row[d]) if d in ("weekday", "hour") else row[d] for d in by}
        assert row["suppressed"] in ("yes", "no")
        rows.append(keys | figures | {"suppressed": row["suppressed"] == "yes"})
    frame = pd.DataFrame(rows, columns=[*by, *MEASURES, "suppressed"])
    return frame.astype(dict.fromkeys(MEASURES, "float64"))


def arithmetic(cell: str) -> float | None:
    """Return the value of a cell such as ``100 * 60 / 120``; None for an empty cell."""
    if not cell:
        return None
    assert ARITHMETIC.fullmatch(cell), f"{cell!r} is not arithmetic"
    return float(eval(cell, {"__builtins__": {}}))


def assert_figures(figures: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Check for the same rows in the same order, the same columns, and figures equal to 1e-9."""
    pd.testing.assert_frame_equal(
        figures.reset_index(drop=True), expected, check_dtype=False, check_exact=False, rtol=0, atol=1e-9
    )


def without_each_condition(metric: Metric) -> Iterator[tuple[str, Metric]]:
    """Yield the metric once for each condition of its SQL, with that condition left out."""
    count = len(list(_conditions(sqlglot.parse_one(metric.sql, dialect="duckdb"))))
    for number in range(count):
        tree = sqlglot.parse_one(metric.sql, dialect="duckdb")
        condition = list(_conditions(tree))[number]
        name = condition.sql(dialect="duckdb")
        condition.replace(exp.true())
        yield f"{number + 1}: {name}", dataclasses.replace(metric, sql=tree.sql(dialect="duckdb"))


def _conditions(tree: exp.Expr) -> Iterator[exp.Expr]:
    for where in tree.find_all(exp.Where):
        yield from where.this.flatten() if isinstance(where.this, exp.And) else (where.this,)


@pytest.mark.parametrize("metric", METRICS_IN_ORDER, ids=lambda metric: metric.id)
def test_the_example_has_the_figures_of_the_metric(metric: Metric, tmp_path: Path) -> None:
    worked = example(metric.id)
    arguments = arguments_of(worked)
    build = build_of(worked, tmp_path / "example.duckdb")
    assert arguments.metric == metric.id
    figures = query.calculate(metric.id, arguments.by, arguments.filters, scope=EVERYTHING, build=build)
    assert_figures(figures, expected_frame(worked, arguments.by))


@pytest.mark.parametrize(
    "metric", [m for m in METRICS_IN_ORDER if "WHERE" in m.sql], ids=lambda metric: metric.id
)
def test_the_example_fails_without_a_condition_of_the_metric(metric: Metric, tmp_path: Path) -> None:
    worked = example(metric.id)
    arguments = arguments_of(worked)
    build = build_of(worked, tmp_path / "example.duckdb")
    unnoticed = []
    for name, weakened in without_each_condition(metric):
        sql, parameters = query.statement(weakened, arguments.by, arguments.filters, EVERYTHING, build)
        figures = disclose(build.query(sql, parameters), metric, EVERYTHING, suppression_threshold())
        try:
            assert_figures(figures, expected_frame(worked, arguments.by))
        except AssertionError:
            continue
        unnoticed.append(name)
    assert not unnoticed, f"{metric.id}: the example does not fail without these conditions: {unnoticed}"


def test_every_example_has_a_metric() -> None:
    examples = {path.name.removesuffix(".example.md") for path in METRICS.glob("*.example.md")}
    assert examples == set(catalogue().metrics)


@pytest.mark.shared
def test_the_metrics_are_those_of_the_definitions() -> None:
    definitions = (SHARED / "metrics" / "definitions.md").read_text(encoding="utf-8")
    defined = {}
    for section in ("Space use", "Shared use", "Volunteering"):
        body = re.search(rf"^## {section}.*?(?=^## )", definitions, re.MULTILINE | re.DOTALL)
        assert body, section
        for row in read_table(section, body[0]).by_heading():
            kind = row["kind"].split(",")[0].replace(" ", "_")
            for name in re.findall(r"`(\w+)`", row["id"]):
                defined[name] = (kind, section.lower().replace(" ", "_"))
    expected = {n: d for n, d in defined.items() if not n.startswith("seasonal_")}
    metrics = catalogue().metrics.values()
    declared = {m.id: (m.kind, m.section) for m in metrics if m.id in expected}
    assert declared == expected
