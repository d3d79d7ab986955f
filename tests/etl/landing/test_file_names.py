"""Load files and homes whose names contain characters that the engine's readers treat as a pattern."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Load, rows
from tests.support.exports.varaamo_files import statistics_csv


@pytest.mark.parametrize(("name", "decoy"), [("hours [1]", "hours 1"), ("a*", "ab"), ("q?", "qa")])
def test_a_csv_is_read_alone_whatever_its_name(
    exports: Path, load: Load, home: Path, name: str, decoy: str
) -> None:
    statistics_csv(exports / f"{name}.csv", [{"id": 1, "num_persons": 3}])
    statistics_csv(exports / f"{decoy}.csv", [{"id": 2, "reservation": 2, "num_persons": 4}])
    outcome = load()
    assert [file["rows_read"] for file in outcome["files"]] == [1, 1]
    assert rows(home, "SELECT persons FROM booking ORDER BY 1") == [[3], [4]]


def test_a_json_list_is_read_alone_whatever_its_name(exports: Path, load: Load, home: Path) -> None:
    unit = {"id": 1, "org_id": "o", "arealcity_id": 91, "ontologyword_ids": [], "name_fi": "A"}
    exports.mkdir()
    for number, name in enumerate(("units [1].json", "units 1.json"), start=1):
        (exports / name).write_text(json.dumps([{**unit, "id": number, "name_fi": name}]), encoding="utf-8")
    load()
    assert rows(home, "SELECT name_fi FROM unit WHERE unit IN ('1', '2') ORDER BY unit") == [
        ["units [1].json"],
        ["units 1.json"],
    ]


def test_a_json_envelope_is_read_alone_whatever_its_name(exports: Path, load: Load, home: Path) -> None:
    unit = {
        "id": 1,
        "root_department": "r",
        "organizer_type": "MUNICIPALITY",
        "service_nodes": [],
        "root_service_nodes": [],
        "contract_type": {},
    }
    exports.mkdir()
    for number, name in enumerate(("page*.json", "page1.json"), start=1):
        body = {"count": 1, "next": None, "results": [{**unit, "id": number, "name": {"fi": name}}]}
        (exports / name).write_text(json.dumps(body), encoding="utf-8")
    assert [file["rows_read"] for file in load()["files"]] == [1, 1]
    assert rows(home, "SELECT name_fi FROM unit WHERE unit IN ('1', '2') ORDER BY unit") == [
        ["page*.json"],
        ["page1.json"],
    ]


def test_a_report_is_read_alone_whatever_its_name(exports: Path, load: Load, home: Path) -> None:
    head = '"Talkoopiiri","Yhteyshenkilö","Sähköposti","Puhelin","Talkoita","Osallistujia"'
    exports.mkdir()
    for name, people in (("Report [1].csv", 45), ("Report 1.csv", 12)):
        text = f'\ufeff{head}\n"{name}","","","","3","{people}"'
        (exports / name).write_text(text, encoding="utf-8")
        (exports / f"{name}.toml").write_text("year = 2025", encoding="utf-8")
    assert [file["rows_read"] for file in load()["files"]] == [1, 1]
    [second] = (home / "landing" / "volunteer_zone_years").glob("*-0001-*.parquet")
    assert b"Report [1].csv" in second.read_bytes()


def test_a_home_may_have_any_name(tmp_path: Path, load: Load) -> None:
    homes = {tmp_path / "home 1": 1, tmp_path / "home [1]": 2}
    for home, bookings in homes.items():
        exports = tmp_path / f"exports of {home.name}"
        valid = [{"id": n, "reservation": n} for n in range(bookings)]
        statistics_csv(exports / "a.csv", [*valid, {"id": 9, "reservation": 9, "state": "BAD"}])
        assert load(exports, home)["published"]
    for home, bookings in homes.items():
        assert rows(home, "SELECT count(*) FROM booking") == [[bookings]]
        assert rows(home, "SELECT count(*), min(row_number) FROM rejected_row") == [[1, bookings + 2]]
