"""Invalid mappings, and files that no mapping may load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.settings import LANGUAGES
from data.text.messages import render
from etl import custom
from tests.support.commands import Load, command, rows
from tests.support.exports.mapping_files import HEADERS, mapping, one, table_csv, table_xlsx


def test_a_list_of_people_is_refused_despite_a_mapping(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, format='"xlsx"', delimiter=None, recognise='["Nimi"]')
    table_xlsx(tmp_path / "exports" / "a.xlsx", [("x", "1990")], ("Nimi", "Syntymäaika"))
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "list of participants" in outcome["message"]


def test_two_mappings_that_recognise_a_file_refuse_it(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    mapping(home, "other.toml", recognise='["Nr", "Halle", "Beginn", "Ende"]')
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "custom/hallen.toml, custom/other.toml" in outcome["message"]


def test_personal_data_reach_no_disk(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(
        home,
        columns={
            "booker_key": '"Kunde"',
            "organisation_key": '"Kunde"',
            "home_major_district": '"PLZ"',
            "booker_type": '"Art"',
            "created_date": '"Gebucht"',
        },
        values={
            "state": {"gebucht": "confirmed"},
            "booker_type": {"Verein": "association", "privat": "resident"},
        },
        personal='["Kunde", "E-Mail", "PLZ"]',
        date_formats='["dd.mm.yyyy HH:MM", "dd.mm.yyyy"]',
    )
    planted = {
        "Kunde": "Planted Person",
        "E-Mail": "planted@example.invalid",
        "PLZ": "00530",
        "Gebucht": "01.03.2025 09:17",
        "Notiz": "planted note",
    }
    cells = [
        {"Nr": "77777777", "Art": "privat", **planted},
        {"Nr": "77777778", "Art": "Verein", **planted},
        {"Nr": "77777779", "Art": "Verein", **planted, "Status": "planted state"},
    ]
    table_csv(tmp_path / "exports" / "a.csv", cells, (*HEADERS, "Art", *planted))
    outcome = load()
    assert outcome["files"][0]["rows_loaded"] == 2
    assert "Unknown columns were left out (1): notiz" in outcome["files"][0]["message"]
    assert [
        row[0] is not None for row in rows(home, "SELECT organisation FROM booking ORDER BY booking_id")
    ] == [
        False,  # a resident is not an association
        True,
    ]
    assert one(home, "SELECT DISTINCT home_major_district FROM booking") == ["3"]
    written = (
        b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file() and p.parent.name != "custom")
        + json.dumps(outcome).encode()
    )
    for secret in ("Planted", "planted", "7777777", "00530", "09:17"):
        assert secret.encode() not in written, secret


@pytest.mark.parametrize("cell", ["anna@example.invalid", "Anna 131052-308T", "130202A308T"])
def test_a_text_column_that_names_people_refuses_the_file(
    tmp_path: Path, load: Load, home: Path, cell: str
) -> None:
    mapping(home, columns={"purpose": '"Zweck"'})
    table_csv(tmp_path / "exports" / "a.csv", [{"Zweck": "Sport"}, {"Zweck": cell}], (*HEADERS, "Zweck"))
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "column Zweck holds e-mail addresses or personal identity codes (1 rows)" in outcome["message"]
    assert cell not in json.dumps(outcome)
    assert not list((home / "landing" / "bookings").glob("*.parquet"))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"colour": '"red"'}, "key colour: unknown key. Known keys: name, table"),
    "missing key": ({"recognise": None}, "the key recognise is missing"),
    "not a text": ({"name": "3"}, "key name: “3” is not valid, expected: a text"),
    "name": ({"name": '"Hallen Süd"'}, "key name: “Hallen Süd”"),
    "table": ({"table": '"people"'}, "key table: “people” is not valid, expected: one of: bookings"),
    "format": ({"format": '"xml"'}, "key format: “xml”"),
    "delimiter": ({"delimiter": '"::"'}, "key delimiter: “::”"),
    "encoding": (
        {"encoding": '"ebcdic"'},
        "key encoding: “ebcdic” is not valid, expected: one of: utf-8  cp1252",
    ),
    "header row": (
        {"header_row": "0"},
        "key header_row: “0” is not valid, expected: the number of a row, from 1",
    ),
    "sheet of a csv": ({"sheet": '"A"'}, "key sheet: it does not belong to this format"),
    "recognise nothing": ({"recognise": "[]"}, "key recognise"),
    "recognise a number": ({"recognise": "[1]"}, "key recognise"),
    "date format": ({"date_formats": '["tt.mm.jjjj"]'}, "key date_formats: “tt.mm.jjjj”"),
    "time zone": ({"time_zone": '"Europe/Atlantis"'}, "key time_zone: “Europe/Atlantis”"),
    "decimal mark": ({"decimal_mark": '"' + "'" + '"'}, "key decimal_mark"),
    "gap": ({"name": '"???"'}, "key name: the draft has a gap (???). Fill it in"),
    "gap in a column": ({"columns": {"begin_utc": '"???"'}}, "key columns.begin_utc: the draft has a gap"),
    "unknown column": (
        {"columns": {"hall": '"Halle"'}},
        "key columns.hall: the table bookings has no such column",
    ),
    "unknown constant": (
        {"constants": {"hall": '"A"'}},
        "key constants.hall: the table bookings has no such",
    ),
    "missing start": ({"columns": {"begin_utc": None}}, "the table bookings needs the columns begin_utc"),
    "no space": ({"columns": {"space_name": None}}, "needs the columns space (space_name)"),
    "no columns": (
        {"columns": dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state"))},
        "key columns: “{}” is not valid",
    ),
    "headers of the wrong kind": ({"columns": {"state": "[1]"}}, "key columns.state"),
    "column and constant": (
        {"constants": {"state": '"confirmed"'}},
        "key constants.state: the column already",
    ),
    "constant out of vocabulary": ({"constants": {"kind": '"gift"'}}, "key constants.kind: “gift”"),
    "constant that is no value": ({"constants": {"persons": '"many"'}}, "key constants.persons: “many”"),
    "constant department": (
        {"constants": {"department": '"HR"'}},
        "key constants.department: “HR” is not valid, expected: the code",
    ),
    "translation out of vocabulary": ({"values": {"state": {"a": "done"}}}, "key values.state: “done”"),
    "translation of nothing": (
        {"values": {"kind": {"a": "own"}, "state": {"a": "denied"}}},
        "key values.kind: these translations have no column",
    ),
    "personal into text": (
        {"columns": {"purpose": '"Kunde"'}},
        "key columns.purpose: the column “Kunde” holds personal data",
    ),
    "address into text": ({"columns": {"unit_name": '"Billing address"'}}, "key columns.unit_name"),
    "e-mail into an id": ({"columns": {"space": '"E-Mail"'}}, "key columns.space: the column “E-Mail”"),
    "personal and used": (
        {"personal": '["Halle"]'},
        "key columns.space_name: the column “Halle” holds personal",
    ),
    "personal and not": ({"personal": '["X"]', "not_personal": '["x"]'}, "“x” is both in personal and"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_invalid_mapping_stops_the_load_before_anything_is_landed(
    tmp_path: Path, home: Path, case: str
) -> None:
    changes, expected = WRONG[case]
    mapping(home, **changes)
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    problems = custom.problems(home)
    texts = [render(stored, "en") for stored in problems]
    assert any(expected in text for text in texts), texts
    assert all("custom/hallen.toml" in render(stored, lang) for stored in problems for lang in LANGUAGES)
    assert not (home / "landing").exists()


def test_an_invalid_mapping_exits_2_and_the_message_names_file_and_key(tmp_path: Path, home: Path) -> None:
    mapping(home, table='"people"')
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    completed = command("etl", "load", "--exports", tmp_path / "exports", "--home", home)
    assert completed.returncode == 2
    assert "custom/hallen.toml, key table: “people”" in completed.stderr
    assert not (home / "landing").exists()


@pytest.mark.parametrize("content", [b"name = ", b"name = '\xe4'", b"\xff\xfe"])
def test_a_broken_mapping_is_reported(home: Path, content: bytes) -> None:
    (home / "custom").mkdir(parents=True)
    (home / "custom" / "x.toml").write_bytes(content)
    assert [render(stored, "en") for stored in custom.problems(home)] == [
        "custom/x.toml is not TOML in UTF-8. Correct the file or remove it."
    ]


def test_two_mappings_with_the_same_headers_are_reported(home: Path) -> None:
    mapping(home)
    mapping(home, "other.toml", recognise='["beginn", "HALLE", "Nr"]')
    [problem] = custom.problems(home)
    assert "custom/other.toml and custom/hallen.toml recognise the same files" in render(problem, "en")


def test_a_header_that_only_looks_personal_can_be_cleared(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, columns={"unit_name": '"Address"'}, not_personal='["address"]')
    table_csv(tmp_path / "exports" / "a.csv", [{"Address": "Weg 1"}], (*HEADERS, "Address"))
    assert load()["files"][0]["rows_loaded"] == 1
    assert one(home, "SELECT space FROM booking") == ["custom:hallen/Weg 1/Nord"]
