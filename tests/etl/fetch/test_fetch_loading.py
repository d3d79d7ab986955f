"""Fetched files load like the exports of the same systems."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from etl.fetch import fetch
from tests.support.commands import SHARED
from tests.support.exports.varaamo_files import city, statistics_json
from tests.support.fetch import server
from tests.support.fetch.results import SPANS, STATISTICS, UNITS
from tests.support.fetch.server import Api


def test_fetched_files_load_like_the_file_exports(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    exported = city(tmp_path / "exported", {"990101": "Kallio", "990102": "Malmi"})
    statistics_json(exported / "statistics.json", [{"reservation_uuid": f"u{n}"} for n in range(101)])
    load(exported, tmp_path / "other")
    for file, path, container in (
        ("units", "/v2/unit/", "results"),
        ("departments", "/v2/department/", "results"),
        ("places", "/v1/place/", "data"),
    ):
        rows = json.loads((exported / f"{file}.json").read_text(encoding="utf-8"))[container]
        api.lists[path] = server.paged_list(api, rows, container=container)
    api.lists[STATISTICS] = server.varaamo_list(json.loads((exported / "statistics.json").read_bytes()))
    fetch("servicemap", surroundings)
    fetch("linked_events", surroundings, only=["places"])
    fetch("varaamo", surroundings, only=["reservation_statistics"])
    outcome = load(surroundings, home)
    assert {file["status"] for file in outcome["files"]} == {"loaded"}
    assert {file["message"] for file in outcome["files"]} == {""}
    for sql in (
        "SELECT unit, department, district FROM unit ORDER BY ALL",
        "SELECT * EXCLUDE (booking_id) FROM booking ORDER BY ALL",
    ):
        from_fetched, from_exported = (warehouse.current(h).query(sql) for h in (home, tmp_path / "other"))
        assert len(from_fetched) > 1
        assert from_fetched.equals(from_exported)


SAMPLES = {
    "varaamo": [
        (STATISTICS, "bookings/varaamo_reservation_statistics_page_0-100.json", "updated_at"),
        (UNITS, "bookings/varaamo_reservation_units.json", "updated_at"),
        (SPANS, "bookings/varaamo_reservable_time_spans_all.json", "end_datetime"),
    ],
    "servicemap": [
        ("/v2/unit/", "bookings/servicemap_units.json", "results"),
        ("/v2/department/", "bookings/servicemap_departments.json", "results"),
    ],
    "hauki": [("/v1/opening_hours/", "bookings/hauki_opening_hours.json", "results")],
    "linked_events": [
        *(
            (f"/data-analytics/{n}/", f"participation/linkedevents_data_analytics_{n}.json", "data")
            for n in ("event", "registration", "signup", "place", "organization")
        ),
        ("/v1/place/", "bookings/linkedevents_places.json", "data"),
    ],
}


@pytest.mark.shared
def test_real_formats_load_the_same_fetched_or_exported(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    folder = SHARED / "formats" / "samples"
    exported = tmp_path / "exported"
    exported.mkdir()
    for source, lists in SAMPLES.items():
        for path, file, key in lists:
            body = json.loads((folder / file).read_text(encoding="utf-8"))
            (exported / Path(file).name).write_bytes((folder / file).read_bytes())
            if source == "varaamo":
                api.lists[path] = server.varaamo_list(body, changed=key)
            else:
                api.lists[path] = server.paged_list(api, body[key], container=key)
    for source in SAMPLES:
        for result in fetch(source, surroundings):
            assert result.status == "fetched" or result.list == "resource", result
    exported_files = load(exported, tmp_path / "other")["files"]
    fetched_files = load(surroundings, home)["files"]
    keys = ("source", "feed", "status", "rows_read", "rows_loaded", "rows_rejected", "rows_superseded")
    assert sorted(str([f[k] for k in keys]) for f in fetched_files) == sorted(
        str([f[k] for k in keys]) for f in exported_files
    )
    tables = warehouse.current(home).query("SELECT table_name FROM duckdb_tables() ORDER BY 1")["table_name"]
    for table in tables:
        if table in ("load", "build_info", "check_result", "rejected_row"):
            continue
        rows_fetched, rows_exported = (
            warehouse.current(h).query(f"SELECT count(*) AS n FROM {table}")["n"][0]
            for h in (home, tmp_path / "other")
        )
        assert rows_fetched == rows_exported, table
