"""Every table of a build is declared in data/columns, with its columns, types and comments."""

from __future__ import annotations

from pathlib import Path

from data import warehouse
from data.catalogue.tables import tables
from tests.conftest import Load
from tests.support.exports.varaamo_files import statistics_csv

COLUMNS = """
SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
WHERE NOT internal ORDER BY table_name, column_index
"""
TABLES = "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal"


def test_a_build_has_exactly_the_declared_tables(tmp_path: Path, load: Load) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    load()
    build = warehouse.current(tmp_path / "home")
    built: dict[str, set[tuple[str, str]]] = {}
    for table, column, data_type, comment in build.rows(COLUMNS):
        assert comment, f"{table}.{column} has no comment"
        # The largest tables store texts as numbers (etl/warehouse/codes.py).
        built.setdefault(table, set()).add((column, "VARCHAR" if data_type.startswith("ENUM") else data_type))
    published = [table for table in tables().values() if table.is_published]
    declared = {table.name: {(c.name, c.type) for c in table.columns.values()} for table in published}
    assert built == declared
    assert dict(build.rows(TABLES)) == {table.name: table.grain for table in published}
