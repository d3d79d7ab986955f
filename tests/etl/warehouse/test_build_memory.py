"""The engine plans a build so that it holds the small side of a join in memory, not the bookings."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from data.catalogue.tables import tables
from etl.warehouse.model import model_sql
from etl.warehouse.staging import landed_sql

#: As many bookings as spans of bookable time, in a thousand spaces.
ROWS = 1_000_000


def test_the_engine_expects_as_many_rows_as_the_largest_file_has(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE staged_load (filename VARCHAR, source VARCHAR, load_rank BIGINT,"
            " export_rank BIGINT, export_date DATE)"
        )
        paths = [str(tmp_path / f"{rows}.parquet") for rows in (1, 50_000, 2)]
        for path in paths:
            connection.execute(
                "COPY (SELECT CAST(NULL AS VARCHAR) AS rejected_column FROM range(?::BIGINT))"
                f" TO '{path}' (FORMAT parquet)",
                [Path(path).stem],
            )
        sql = landed_sql(connection, tables()["bookings"], paths)
        ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
    assert max(map(int, re.findall(r'"Estimated Cardinality": "(\d+)"', plan))) >= 10_000


@pytest.mark.slow
def test_stretches_of_spaces_need_less_memory_than_the_bookings(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb"), config={"threads": 2}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("CREATE TYPE space_code AS ENUM (SELECT 's' || range FROM range(1000))")
        connection.execute(
            "CREATE TABLE coded_space AS SELECT CAST('s' || range AS space_code) AS space FROM range(1000)"
        )
        connection.execute(
            "CREATE TABLE space AS SELECT CAST(space AS VARCHAR) AS space, space AS bookable_resource"
            " FROM coded_space"
        )
        connection.execute("CREATE TABLE legacy_space (space VARCHAR, legacy_space VARCHAR)")
        connection.execute(
            "CREATE TABLE bookable_interval AS SELECT 's' || range % 1000 AS bookable_resource,"
            " TIMESTAMP '2025-01-01' + INTERVAL 1 DAY * (range // 1000) AS begin_utc,"
            " begin_utc + INTERVAL 8 HOUR AS end_utc FROM range(?)",
            [ROWS],
        )
        connection.execute(
            "CREATE TABLE booking AS SELECT CAST(bookable_resource AS space_code) AS space,"
            " 'person' AS booker_type, begin_utc + INTERVAL 1 HOUR AS begin_utc,"
            " begin_utc + INTERVAL 2 HOUR AS end_utc, true AS is_use, false AS is_closure"
            " FROM bookable_interval AS i"
        )
        # At least 200 MiB if all bookings are held in memory, or all spans.
        connection.execute("SET memory_limit = '150MiB'")
        connection.execute(f"CREATE TABLE space_stretch AS {model_sql('space_stretch')}")
        sql = "SELECT count(*), count(*) FILTER (WHERE is_occupied) FROM space_stretch"
        assert connection.execute(sql).fetchall() == [(3 * ROWS, ROWS)]


def test_bookings_that_share_a_placeholder_as_number_are_not_compared_pair_by_pair() -> None:
    with duckdb.connect(config={"threads": 2, "temp_directory": ""}) as connection:
        connection.execute(
            "CREATE TABLE landing_bookings AS SELECT range AS row_id, 1 AS load_rank,"
            " TIMESTAMP '2025-01-01' AS updated_utc, 'a' AS source, CAST(range AS VARCHAR) AS statistic_id,"
            " 'same'::BLOB AS reservation_key, CAST(NULL AS BLOB) AS uuid_key FROM range(4000)"
        )
        connection.execute(
            "CREATE TABLE respa_booking (row_id BIGINT, load_rank BIGINT, legacy_space VARCHAR,"
            " begin_local TIMESTAMP, end_local TIMESTAMP, unit_name VARCHAR, space_name VARCHAR,"
            " is_listed BOOLEAN)"
        )
        connection.execute(
            "CREATE TABLE respa_resource_name (unit_name VARCHAR, space_name VARCHAR, space VARCHAR)"
        )
        # Sixteen million pairs would take over 250 MiB.
        connection.execute("SET memory_limit = '100MiB'")
        sql = f"SELECT count(*), max(row_id) FROM ({model_sql('booking_superseded')})"
        # The last row is in force: of equal versions the later row counts.
        assert connection.execute(sql).fetchall() == [(3999, 3998)]
