"""The model's SQL: one table per file, its grain on the first line (tests/etl/engines runs it on Spark)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from data.catalogue.tables import tables
from data.rollup import METRIC_SUMS
from etl.warehouse.codes import CODE_TEXT, CODED
from etl.warehouse.model import MODEL, is_kept, model_reads, model_sql

FILES = sorted(MODEL.glob("*/*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_first_line_states_the_grain(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("-- grain: one row per ")


def _names(statement: object) -> list[str]:
    assert isinstance(statement, exp.Query)
    return statement.named_selects


def test_the_tables_that_a_table_reads_are_all_known() -> None:
    reads = model_reads()
    assert set(reads) == {path.stem for path in FILES}
    for name, read in reads.items():
        parsed = sqlglot.parse_one(model_sql(name), read="duckdb")
        tables_named = {table.name for table in parsed.find_all(exp.Table)}
        texts = {CODE_TEXT} if name in CODED else set()
        assert read == ((tables_named & set(reads)) - {name}) | texts, name


def test_the_declared_tables_are_those_of_the_folder_tables() -> None:
    declared = {table.name: table for table in tables().values() if table.layer == "model"}
    # Made of the SQL of metrics.
    del declared[METRIC_SUMS]
    assert set(declared) == {path.stem for path in FILES if path.parent.name == "tables"}
    for name, table in declared.items():
        selected = _names(sqlglot.parse_one(model_sql(name), read="duckdb"))
        assert set(selected) == set(table.columns), name
    assert {path.stem for path in FILES if is_kept(path.stem)} == set(declared)
