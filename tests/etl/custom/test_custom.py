"""Load exports with a mapping: from the files to the rows of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from etl import custom
from tests.support.commands import Load, rows
from tests.support.exports.mapping_files import BOOKING, HEADERS, mapping, one, table_csv
from tests.support.exports.varaamo_files import city, statistics_csv


def test_a_mapped_file_is_loaded_as_its_own_source(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    table_csv(tmp_path / "exports" / "a.csv", [{}, {"Nr": "2", "Status": "storniert"}])
    outcome = load()["files"][0]
    assert (outcome["source"], outcome["status"], outcome["rows_loaded"]) == ("custom:hallen", "loaded", 2)
    assert rows(home, BOOKING + " ORDER BY state") == [
        ["custom:hallen/Nord", "cancelled", "2025-03-03 08:00", 120.0],
        ["custom:hallen/Nord", "confirmed", "2025-03-03 08:00", 120.0],
    ]
    assert calculate("bookings", ["source"], scope=EVERYTHING, build=warehouse.current(home))[
        "source"
    ].tolist() == ["custom:hallen"]


def test_the_unit_gives_district_and_department_before_constants(
    tmp_path: Path, load: Load, home: Path
) -> None:
    city(tmp_path / "exports", {"990101": "Kallio"})
    mapping(
        home,
        columns={"unit": '"TPR"', "unit_name": '"Haus"'},
        constants={"department": '"SOTEPE"', "district": '"malmi"'},
    )
    headers = (*HEADERS, "TPR", "Haus")
    table_csv(
        tmp_path / "exports" / "a.csv",
        [
            {"Nr": "1", "TPR": "tprek:990101"},
            {"Nr": "2", "Haus": "TALO 990101"},
            {"Nr": "3", "Haus": "Nirgends"},
        ],
        headers,
    )
    load()
    bookings = rows(
        home, "SELECT space, unit, department, district, major_district FROM booking ORDER BY space"
    )
    assert bookings == [
        ["custom:hallen/990101/Nord", "990101", "KUVA", "301", "3"],
        ["custom:hallen/Nirgends/Nord", "unknown", "SOTEPE", "503", "5"],
        ["custom:hallen/TALO 990101/Nord", "990101", "KUVA", "301", "3"],
    ]
    assert one(home, "SELECT name_sv FROM space WHERE unit = 'unknown' AND space <> 'unknown'") == [
        "Nord, Nirgends"
    ]
    assert rows(home, "SELECT rows FROM check_result WHERE name = 'spaces_in_no_register'") == [[0]]


def test_spaces_and_bookings_of_one_system_share_their_ids(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, columns={"space": '"Halle"', "space_name": None})
    mapping(
        home,
        "spaces.toml",
        table='"spaces"',
        recognise='["Raum", "Plätze"]',
        date_formats=None,
        columns={
            **dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state")),
            "space": '"Raum"',
            "capacity": '"Plätze"',
            "district": '"Bezirk"',
        },
        values={"district": {"Nord": "Kallio", "Süd": ""}},
    )
    table_csv(tmp_path / "exports" / "a.csv", [{"Halle": "7"}])
    spaces = [{"Raum": "7", "Plätze": "30", "Bezirk": "Nord"}, {"Raum": "8", "Plätze": "3", "Bezirk": "Süd"}]
    table_csv(tmp_path / "exports" / "b.csv", spaces, ("Raum", "Plätze", "Bezirk"))
    outcome = load()
    assert [file["rows_loaded"] for file in outcome["files"]] == [1, 2]
    assert one(home, "SELECT space, district, capacity FROM booking") == ["custom:hallen/7", "301", 30]
    assert one(home, "SELECT district FROM space WHERE space = 'custom:hallen/8'") == ["unknown"]


def test_volunteering_counts_hours_and_no_shows(tmp_path: Path, load: Load, home: Path) -> None:
    none = dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state"))
    mapping(
        home,
        table='"volunteer_records"',
        recognise='["Tag", "Stunden"]',
        date_formats='["dd.mm.yyyy"]',
        columns={
            **none,
            "start_date": '"Tag"',
            "hours": '"Stunden"',
            "people": '"Leute"',
            "status": '"Da"',
        },
        values={"status": {"ja": "completed", "nein": "no_show"}},
        constants={"site": '"KUVA"', "place_name": '"Kallio"'},
    )
    headers = ("Tag", "Stunden", "Leute", "Da")
    cells = [
        {"Tag": "1.10.2025", "Stunden": "2.5", "Leute": "4", "Da": "ja"},
        {"Tag": "2.10.2025", "Stunden": "3", "Da": "ja"},
        {"Tag": "2.10.2025", "Stunden": "3", "Leute": "5", "Da": "nein"},
    ]
    table_csv(tmp_path / "exports" / "a.csv", cells, headers)
    load()
    build = warehouse.current(home)
    hours = calculate("volunteer_hours", ["department", "district"], scope=EVERYTHING, build=build)
    assert hours[["department", "district", "value"]].to_numpy().tolist() == [["KUVA", "301", 13.0]]
    rate = calculate("volunteer_no_show_rate", scope=EVERYTHING, build=build)
    assert (rate["numerator"][0], rate["denominator"][0]) == (5.0, 10.0)


def test_without_an_id_equal_bookings_supersede_each_other_in_order(
    tmp_path: Path, load: Load, home: Path
) -> None:
    mapping(home, columns={"reservation_key": None})
    table_csv(tmp_path / "exports" / "a.csv", [{}, {}])
    load()
    assert len(rows(home, BOOKING)) == 2
    later = [{}, {"Status": "storniert"}, {"Halle": "Süd"}]
    table_csv(tmp_path / "exports" / "b.csv", later)
    outcome = load()
    assert sorted(rows(home, "SELECT space, state FROM booking")) == [
        ["custom:hallen/Nord", "cancelled"],
        ["custom:hallen/Nord", "confirmed"],
        ["custom:hallen/Süd", "confirmed"],
    ]
    assert {f["file"]: f["rows_superseded"] for f in outcome["files"]} == {"a.csv": 2, "b.csv": 0}


def test_ids_of_two_systems_are_not_mixed(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    mapping(
        home, "other.toml", name='"other"', recognise='["Nr", "Platz"]', columns={"space_name": '"Platz"'}
    )
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    table_csv(tmp_path / "exports" / "b.csv", [{"Platz": "Nord"}], (*HEADERS[:1], "Platz", *HEADERS[2:]))
    statistics_csv(tmp_path / "exports" / "c.csv", [{"id": 1, "reservation": 1}])
    load()
    assert len(rows(home, BOOKING)) == 3


def test_a_known_system_always_takes_precedence(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(
        home,
        recognise='["begin", "end", "state"]',
        delimiter='","',
        columns={
            "reservation_key": None,
            "space_name": '"primary_reservation_unit"',
            "begin_utc": '"begin"',
            "end_utc": '"end"',
            "state": '"state"',
        },
    )
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    assert load()["files"][0]["source"] == "varaamo"


def test_a_changed_mapping_lands_the_file_again_and_the_last_mapping_counts(
    tmp_path: Path, load: Load, home: Path
) -> None:
    path = mapping(home)
    before = path.read_text(encoding="utf-8")
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    load()
    path.write_text(before + "\n# a comment changes nothing", encoding="utf-8")
    assert load()["files"][0]["status"] == "unchanged"
    path.write_text(before.replace("'gebucht' = 'confirmed'", "'gebucht' = 'denied'"), encoding="utf-8")
    outcome = load()
    assert (outcome["files"][0]["status"], outcome["published"]) == ("loaded", True)
    assert one(home, "SELECT state FROM booking") == ["denied"]
    path.write_text(before, encoding="utf-8")
    assert load()["files"][0]["status"] == "loaded"
    assert one(home, "SELECT state FROM booking") == ["confirmed"]
    path.unlink()
    assert load()["files"][0]["status"] == "unchanged"
    assert one(home, "SELECT state FROM booking") == ["confirmed"]


def test_a_mapping_of_the_home_replaces_a_shipped_one(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.custom import mapping_files as module

    monkeypatch.setattr(module, "SHIPPED", tmp_path / "shipped" / "custom")
    mapping(tmp_path / "shipped", name='"shipped"')
    mapping(tmp_path / "shipped", "more.toml", name='"more"', recognise='["Anderes"]')
    mapping(home, name='"own"')
    assert [known.source for known in custom.mappings(home)] == ["custom:own", "custom:more"]
