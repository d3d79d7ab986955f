"""The largest tables store texts as numbers; queries return and compare texts. Some columns have a method."""

from __future__ import annotations

from pathlib import Path

from data import warehouse
from etl.warehouse.compression import METHODS
from tests.conftest import Load
from tests.support.exports.varaamo_files import statistics_csv


def test_coded_columns_are_texts_for_every_reader(tmp_path: Path, load: Load) -> None:
    rows = [
        {"id": 1, "purpose_name": "Soita"},
        {"id": 2, "purpose_name": "Lue"},
        {"id": 3, "purpose_name": ""},
    ]
    statistics_csv(tmp_path / "exports" / "a.csv", rows)
    load()
    build = warehouse.current(tmp_path / "home")
    sql = "SELECT purpose, count(*) AS bookings FROM booking GROUP BY purpose ORDER BY purpose"
    texts = ["Lue", "Soita", "unknown"]
    assert build.query(sql)["purpose"].dtype == build.query("SELECT 'a' AS text")["text"].dtype
    assert build.query(sql)["purpose"].tolist() == texts
    assert [purpose for purpose, _ in build.rows(sql)] == texts
    # A text that no row has is no error.
    absent = "SELECT count(*) FROM booking WHERE purpose IN (?, ?)"
    assert build.rows(absent, ["Lue", "not a purpose"]) == [(1,)]
    # A name that no column has would change nothing, and nobody would see it.
    declared = "SELECT sql FROM duckdb_tables() WHERE table_name = ?"
    for table, methods in METHODS.items():
        ((sql,),) = build.rows(declared, [table])
        assert sql.count("USING COMPRESSION") == len(methods), table
    types = "SELECT DISTINCT left(data_type, 5) FROM duckdb_columns() WHERE column_name = 'purpose'"
    assert ("ENUM(",) in build.rows(types)
