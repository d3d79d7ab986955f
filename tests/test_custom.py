"""Exports of unknown systems, read as a mapping says: rows, rejections, errors, versions, personal data."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.messages import render
from data.query import calculate
from data.settings import LANGUAGES
from etl import custom
from etl.custom.formats import engine_format
from tests.conftest import command
from tests.exports import city, statistics_csv
from tests.mapped import HEADERS, mapping, table_csv, table_xlsx

Load = Callable[..., dict[str, Any]]


def rows(home: Path, sql: str) -> list[list[Any]]:
    return warehouse.current(home).query(sql).to_numpy().tolist()


def one(home: Path, sql: str) -> list[Any]:
    [row] = rows(home, sql)
    return row


BOOKING = "SELECT space, state, strftime(begin_utc, '%Y-%m-%d %H:%M'), booked_minutes FROM booking"


def test_a_mapped_file_is_loaded_as_its_own_source(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    table_csv(tmp_path / "exports" / "a.csv", [{}, {"Nr": "2", "Status": "storniert"}])
    told = load()["files"][0]
    assert (told["source"], told["status"], told["rows_loaded"]) == ("custom:hallen", "loaded", 2)
    assert rows(home, BOOKING + " ORDER BY state") == [
        ["custom:hallen/Nord", "cancelled", "2025-03-03 08:00", 120.0],
        ["custom:hallen/Nord", "confirmed", "2025-03-03 08:00", 120.0],
    ]
    assert calculate("bookings", ["source"], build=warehouse.current(home))["source"].tolist() == [
        "custom:hallen"
    ]


@pytest.mark.parametrize(
    ("cells", "column", "found", "expected"),
    [
        ({"Beginn": "2025-03-03 10:00"}, "Beginn", "2025-03-03 10:00", "dd.mm.yyyy HH:MM"),
        ({"Beginn": "31.02.2025 10:00"}, "Beginn", "31.02.2025 10:00", "dd.mm.yyyy HH:MM"),
        ({"Beginn": ""}, "Beginn", "", "the cell is empty"),
        ({"Ende": "03.03.2025 10:00"}, "Ende", "03.03.2025 10:00", "later time than in column Beginn"),
        ({"Status": "Erika Muster"}, "Status", "text, 12 characters", "one of: gebucht, storniert"),
        ({"Personen": "-3"}, "Personen", "-3", "0 or more"),
        ({"Preis": "12.50"}, "Preis", "12.50", "decimal mark “,”"),
        ({"Stadtteil": "Atlantis"}, "Stadtteil", "text, 8 characters", "301 or Kallio"),
    ],
)
def test_a_bad_cell_rejects_its_row_by_the_files_own_header(
    tmp_path: Path, load: Load, home: Path, cells: dict[str, str], column: str, found: str, expected: str
) -> None:
    more = {"persons": '"Personen"', "price_eur": '"Preis"', "district": '"Stadtteil"'}
    mapping(home, columns=more, decimal_mark='","')
    headers = (*HEADERS, "Personen", "Preis", "Stadtteil")
    table_csv(tmp_path / "exports" / "a.csv", [{}, {"Nr": "2", **cells}, {"Nr": "3"}], headers)
    told = load()
    assert (told["files"][0]["rows_loaded"], told["files"][0]["rows_rejected"]) == (2, 1)
    row, where, was, wanted = one(home, "SELECT row_number, column_name, found, expected FROM rejected_row")
    assert (row, where) == (3, column)
    assert (render(was, "en") if was else "").startswith(found)
    assert expected in render(wanted, "en")
    assert "Muster" not in json.dumps(told)


def test_rows_that_fit_no_columns_and_blank_lines_keep_the_numbers_of_the_others(
    tmp_path: Path, load: Load, home: Path
) -> None:
    mapping(home)
    path = table_csv(tmp_path / "exports" / "a.csv", [{}])
    usual = "Nord;03.03.2025 10:00;03.03.2025 12:00;gebucht"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\r\n3;Nord\r\n4;"No"rd;x;y;z\r\n5;{usual};zu viel\r\n6;{usual};;\r\n7;{usual}x\r\n')
    told = load()["files"][0]
    counts = [told[f"rows_{name}"] for name in ("read", "loaded", "rejected")]
    assert counts == [6, 2, 4]
    # Rows as a spreadsheet counts them: the headers are 1, the blank line is 3.
    found = rows(home, "SELECT row_number, coalesce(column_name, '') FROM rejected_row ORDER BY 1")
    assert found == [[4, ""], [5, ""], [6, ""], [8, "Status"]]


def test_a_quotation_mark_that_never_ends_refuses_the_file(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    path = table_csv(tmp_path / "exports" / "a.csv", [{}])
    path.write_text(path.read_text(encoding="utf-8") + '2;"Nord;;;\n3;;;;\n', encoding="utf-8")
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "Row 3 has a quotation mark that never ends" in told["message"]


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "utf-16", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter(
    tmp_path: Path, load: Load, home: Path, encoding: str, delimiter: str
) -> None:
    said = {"\t": "tab"}.get(delimiter, delimiter)
    mapping(
        home,
        columns={"space_name": '"Öffnung"'},
        recognise='["Öffnung"]',
        encoding=f'"{encoding.removesuffix("-sig")}"',
        delimiter=f'"{said}"',
    )
    table_csv(
        tmp_path / "exports" / "a.csv",
        [{"Öffnung": f'Töölö "1"{delimiter}\nÅ'}],
        ("Öffnung", *HEADERS),
        encoding,
        delimiter,
    )
    assert load()["files"][0]["rows_loaded"] == 1
    assert one(home, "SELECT space FROM booking") == [f'custom:hallen/Töölö "1"{delimiter}\nÅ']


def test_another_encoding_than_the_mapping_says_is_told(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, encoding='"utf-8"')
    table_csv(tmp_path / "exports" / "a.csv", [{}] * 30_000 + [{"Halle": "Süd"}], encoding="cp1252")
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "not text in utf-8, though custom/hallen.toml says so" in told["message"]


def test_a_workbook_with_true_dates_on_a_later_sheet(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(
        home,
        format='"xlsx"',
        delimiter=None,
        header_row="3",
        decimal_mark='","',
        columns={"price_eur": '"Preis"', "persons": '"Personen"'},
    )
    begin, end = dt.datetime(2025, 3, 3, 10), dt.datetime(2025, 3, 3, 12)
    table_xlsx(
        tmp_path / "exports" / "a.xlsx",
        [
            (1, "Nord", begin, end, "gebucht", 12.125, 4, "x"),
            (2, "Nord", "04.03.2025 10:00", "04.03.2025 11:00", "gebucht", "1.012,50", 5),
            (),
            (3, "Nord", begin, begin, "gebucht", 1, 6),
        ],
        (*HEADERS, "Preis", "Personen", "Sonst"),
        above=("Buchungen", "Stand heute"),
    )
    told = load()["files"][0]
    assert (told["rows_read"], told["rows_loaded"], told["rows_rejected"]) == (3, 2, 1)
    assert told["message"] == "Unknown columns were left out (1): sonst."
    found = rows(home, "SELECT booked_minutes, cast(price_eur AS DOUBLE), persons FROM booking ORDER BY 3")
    assert found == [[120.0, 12.13, 4], [60.0, 1012.5, 5]]
    assert one(home, "SELECT row_number, column_name FROM rejected_row") == [7, "Ende"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_day_and_times_of_day_in_columns_of_their_own(
    tmp_path: Path, load: Load, home: Path, form: str
) -> None:
    mapping(
        home,
        columns={"begin_utc": '["Datum", "Von"]', "end_utc": '["Datum", "Bis"]'},
        recognise='["Datum", "Von", "Bis"]',
        format=f'"{form}"',
        delimiter='";"' if form == "csv" else None,
    )
    headers = ("Nr", "Halle", "Datum", "Von", "Bis", "Status")
    if form == "csv":
        cells = [{"Datum": "3.3.2025", "Von": "10:00", "Bis": "11:30"}, {"Datum": "3.3.2025", "Von": "9:00"}]
        table_csv(tmp_path / "exports" / "a.csv", cells, headers)
    else:
        day = dt.date(2025, 3, 3)
        table_xlsx(
            tmp_path / "exports" / "a.xlsx",
            [
                (1, "Nord", day, dt.time(10), dt.time(11, 30), "gebucht"),
                (2, "Nord", day, dt.time(9), None, "gebucht"),
            ],
            headers,
        )
    assert load()["files"][0]["rows_rejected"] == 1
    assert one(home, BOOKING) == ["custom:hallen/Nord", "confirmed", "2025-03-03 08:00", 90.0]
    assert one(home, "SELECT column_name FROM rejected_row") == ["Datum + Bis"]


def test_times_are_those_of_the_systems_zone(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, time_zone='"Europe/Stockholm"')
    table_csv(
        tmp_path / "exports" / "a.csv",
        [
            {},
            # 02:30 comes twice in Stockholm that night, 03:30 only once.
            {"Nr": "2", "Beginn": "26.10.2025 02:30", "Ende": "26.10.2025 02:45"},
            {"Nr": "3", "Beginn": "26.10.2025 03:30", "Ende": "26.10.2025 03:45"},
        ],
    )
    assert "2 times fall in the hour that comes twice" in load()["files"][0]["message"]
    assert rows(home, BOOKING.replace("space, state, ", "") + " ORDER BY begin_utc") == [
        ["2025-03-03 09:00", 120.0],
        ["2025-10-26 00:30", 75.0],
        ["2025-10-26 02:30", 15.0],
    ]


def test_every_kind_of_date_is_read_in_the_declared_form_and_zone(
    tmp_path: Path, load: Load, home: Path
) -> None:
    """The newest change is in force, and a day is the day in Helsinki."""
    mapping(
        home,
        columns={"updated_utc": '"Geändert"', "created_date": '"Angelegt"'},
        time_zone='"America/New_York"',
        date_formats='["mm/dd/yyyy hh:MM AM", "dd.mm.yyyy HH:MM", "mm/dd/yyyy"]',
    )
    changed = [("12/01/2024 09:00 AM", "02/28/2025"), ("01/02/2025 11:00 PM", "02/28/2025 06:30 PM")]
    cells = [{"Geändert": at, "Angelegt": on} for at, on in reversed(changed)]
    table_csv(tmp_path / "exports" / "a.csv", cells, (*HEADERS, "Geändert", "Angelegt"))
    told = load()["files"][0]
    assert (told["rows_loaded"], told["rows_superseded"]) == (1, 1)
    # 10:00 in New York is 15:00 UTC; created on the evening of 28 February there is 1 March here.
    assert one(home, BOOKING)[2:] == ["2025-03-03 15:00", 120.0]
    assert one(home, "SELECT lead_time_days FROM booking") == [2]


def test_an_offset_in_the_file_is_what_it_says(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, date_formats='["yyyy-mm-ddTHH:MM:SSZZ", "dd.mm.yyyy HH:MM"]')
    offset = {"Beginn": "2025-10-26T03:30:00+0200", "Ende": "2025-10-26T03:45:00+0200"}
    table_csv(tmp_path / "exports" / "a.csv", [offset])
    assert load()["files"][0]["message"] == ""
    assert one(home, BOOKING)[2:] == ["2025-10-26 01:30", 15.0]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("dd.mm.yyyy HH:MM", "%d.%m.%Y %H:%M"),
        ("m/d/yy hh:MM AM", "%m/%d/%y %I:%M %p"),
        ("yyyy-mm-ddTHH:MM:SSZZ", "%Y-%m-%dT%H:%M:%S%z"),
    ],
)
def test_date_formats_are_written_as_people_do(written: str, code: str) -> None:
    assert engine_format(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "dd.mm",
        "%d.%m.%Y",
        "dd.mm.yyyy HH",
        "dd.mm.yyyy hh:MM",
        "dd.mm.yyyy dd",
        "'dd.mm.yyyy",
        "yyyy yy mm dd",
    ],
)
def test_what_is_no_date_format_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(written)}$"):
        engine_format(written)


def test_unit_gives_district_and_division_before_constants(tmp_path: Path, load: Load, home: Path) -> None:
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
    found = rows(home, "SELECT space, unit, department, district, major_district FROM booking ORDER BY space")
    assert found == [
        ["custom:hallen/990101/Nord", "990101", "KUVA", "301", "3"],
        ["custom:hallen/Nirgends/Nord", "unknown", "SOTEPE", "503", "5"],
        ["custom:hallen/TALO 990101/Nord", "990101", "KUVA", "301", "3"],
    ]
    assert one(home, "SELECT name_sv FROM space WHERE unit = 'unknown' AND space <> 'unknown'") == [
        "Nord, Nirgends"
    ]
    assert rows(home, "SELECT rows FROM check_result WHERE name = 'spaces_in_no_register'") == [[0]]


def test_rooms_and_bookings_of_one_system_share_their_ids(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, columns={"space": '"Halle"', "space_name": None})
    mapping(
        home,
        "rooms.toml",
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
    room = [{"Raum": "7", "Plätze": "30", "Bezirk": "Nord"}, {"Raum": "8", "Plätze": "3", "Bezirk": "Süd"}]
    table_csv(tmp_path / "exports" / "b.csv", room, ("Raum", "Plätze", "Bezirk"))
    told = load()
    assert [file["rows_loaded"] for file in told["files"]] == [1, 2]
    assert one(home, "SELECT space, district, capacity FROM booking") == ["custom:hallen/7", "301", 30]
    assert one(home, "SELECT district FROM space WHERE space = 'custom:hallen/8'") == ["unknown"]


def test_volunteering_counts_hours_and_who_did_not_come(tmp_path: Path, load: Load, home: Path) -> None:
    none = dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state"))
    mapping(
        home,
        table='"volunteer_records"',
        recognise='["Tag", "Stunden"]',
        date_formats='["dd.mm.yyyy"]',
        columns={**none, "start_date": '"Tag"', "hours": '"Stunden"', "people": '"Leute"', "status": '"Da"'},
        values={"status": {"ja": "completed", "nein": "no_show"}},
        constants={"site": '"KUVA"', "place_name": '"Kallio"'},
    )
    headers = ("Tag", "Stunden", "Leute", "Da")
    cells = [
        {"Tag": "1.10.2025", "Stunden": "2.5", "Leute": "4", "Da": "ja"},
        {"Tag": "2.10.2025", "Stunden": "3", "Da": "ja"},
        {"Tag": "2.10.2025", "Stunden": "3", "Da": "nein"},
    ]
    table_csv(tmp_path / "exports" / "a.csv", cells, headers)
    load()
    build = warehouse.current(home)
    hours = calculate("volunteer_hours", ["department", "district"], build=build)
    assert hours[["department", "district", "value"]].to_numpy().tolist() == [["KUVA", "301", 13.0]]
    rate = calculate("volunteer_no_show_rate", build=build)
    assert (rate["numerator"][0], rate["denominator"][0]) == (1.0, 6.0)


def test_without_an_id_the_nth_like_booking_replaces_the_nth(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, columns={"reservation_key": None})
    table_csv(tmp_path / "exports" / "a.csv", [{}, {}])
    load()
    assert len(rows(home, BOOKING)) == 2
    later = [{}, {"Status": "storniert"}, {"Halle": "Süd"}]
    table_csv(tmp_path / "exports" / "b.csv", later)
    told = load()
    assert sorted(rows(home, "SELECT space, state FROM booking")) == [
        ["custom:hallen/Nord", "cancelled"],
        ["custom:hallen/Nord", "confirmed"],
        ["custom:hallen/Süd", "confirmed"],
    ]
    assert {f["file"]: f["rows_superseded"] for f in told["files"]} == {"a.csv": 2, "b.csv": 0}


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


def test_a_known_system_always_wins(tmp_path: Path, load: Load, home: Path) -> None:
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


def test_a_list_of_people_stays_refused_whatever_a_mapping_says(
    tmp_path: Path, load: Load, home: Path
) -> None:
    mapping(home, format='"xlsx"', delimiter=None, recognise='["Nimi"]')
    table_xlsx(tmp_path / "exports" / "a.xlsx", [("x", "1990")], ("Nimi", "Syntymäaika"))
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "list of participants" in told["message"]


def test_two_mappings_that_recognise_a_file_refuse_it(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    mapping(home, "other.toml", recognise='["Nr", "Halle", "Beginn", "Ende"]')
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "custom/hallen.toml, custom/other.toml" in told["message"]


def test_a_changed_mapping_lands_the_file_anew_and_the_last_word_counts(
    tmp_path: Path, load: Load, home: Path
) -> None:
    path = mapping(home)
    before = path.read_text(encoding="utf-8")
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    load()
    path.write_text(before + "\n# a comment says nothing", encoding="utf-8")
    assert load()["files"][0]["status"] == "unchanged"
    path.write_text(before.replace("'gebucht' = 'confirmed'", "'gebucht' = 'denied'"), encoding="utf-8")
    told = load()
    assert (told["files"][0]["status"], told["published"]) == ("loaded", True)
    assert one(home, "SELECT state FROM booking") == ["denied"]
    path.write_text(before, encoding="utf-8")
    assert load()["files"][0]["status"] == "loaded"
    assert one(home, "SELECT state FROM booking") == ["confirmed"]
    path.unlink()
    assert load()["files"][0]["status"] == "unchanged"
    assert one(home, "SELECT state FROM booking") == ["confirmed"]


def test_the_homes_own_mapping_wins_over_the_shipped_one(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.custom import mapping as module

    monkeypatch.setattr(module, "SHIPPED", tmp_path / "shipped" / "custom")
    mapping(tmp_path / "shipped", name='"shipped"')
    mapping(tmp_path / "shipped", "more.toml", name='"more"', recognise='["Anderes"]')
    mapping(home, name='"own"')
    assert [known.source for known in custom.mappings(home)] == ["custom:own", "custom:more"]


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
    told = load()
    assert told["files"][0]["rows_loaded"] == 2
    assert "Unknown columns were left out (1): notiz" in told["files"][0]["message"]
    assert [
        row[0] == row[0] for row in rows(home, "SELECT organisation FROM booking ORDER BY booking_id")
    ] == [
        False,  # a resident is no association
        True,
    ]
    assert one(home, "SELECT DISTINCT home_major_district FROM booking") == ["3"]
    written = (
        b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file() and p.parent.name != "custom")
        + json.dumps(told).encode()
    )
    for secret in ("Planted", "planted", "7777777", "00530", "09:17"):
        assert secret.encode() not in written, secret


@pytest.mark.parametrize("cell", ["anna@example.invalid", "Anna 131052-308T", "130202A308T"])
def test_a_text_column_that_names_people_refuses_the_file(
    tmp_path: Path, load: Load, home: Path, cell: str
) -> None:
    mapping(home, columns={"purpose": '"Zweck"'})
    table_csv(tmp_path / "exports" / "a.csv", [{"Zweck": "Sport"}, {"Zweck": cell}], (*HEADERS, "Zweck"))
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "column Zweck holds e-mail addresses or personal identity codes (1 rows)" in told["message"]
    assert cell not in json.dumps(told)
    assert not list((home / "landing" / "bookings").glob("*.parquet"))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"colour": '"red"'}, "key colour: there is no such key. Known are: name, table"),
    "missing key": ({"recognise": None}, "the key recognise is missing"),
    "not a text": ({"name": "3"}, "key name: “3” will not do, expected: a text"),
    "name": ({"name": '"Hallen Süd"'}, "key name: “Hallen Süd”"),
    "table": ({"table": '"people"'}, "key table: “people” will not do, expected: one of: bookings"),
    "format": ({"format": '"json"'}, "key format: “json”"),
    "delimiter": ({"delimiter": '"::"'}, "key delimiter: “::”"),
    "encoding": (
        {"encoding": '"ebcdic"'},
        "key encoding: “ebcdic” will not do, expected: one of: utf-8  cp1252",
    ),
    "header row": (
        {"header_row": "0"},
        "key header_row: “0” will not do, expected: the number of a row, from 1",
    ),
    "sheet of a csv": ({"sheet": '"A"'}, "key sheet: it does not belong to this format"),
    "recognise nothing": ({"recognise": "[]"}, "key recognise"),
    "recognise a number": ({"recognise": "[1]"}, "key recognise"),
    "date format": ({"date_formats": '["tt.mm.jjjj"]'}, "key date_formats: “tt.mm.jjjj”"),
    "time zone": ({"time_zone": '"Europe/Atlantis"'}, "key time_zone: “Europe/Atlantis”"),
    "decimal mark": ({"decimal_mark": '"' + "'" + '"'}, "key decimal_mark"),
    "gap": ({"name": '"???"'}, "key name: the draft has a gap that is not filled"),
    "gap in a column": ({"columns": {"begin_utc": '"???"'}}, "key columns.begin_utc: the draft has a gap"),
    "unknown column": (
        {"columns": {"hall": '"Halle"'}},
        "key columns.hall: the table bookings has no such column",
    ),
    "unknown constant": (
        {"constants": {"hall": '"A"'}},
        "key constants.hall: the table bookings has no such",
    ),
    "missing begin": ({"columns": {"begin_utc": None}}, "the table bookings needs the columns begin_utc"),
    "no space": ({"columns": {"space_name": None}}, "needs the columns space (space_name)"),
    "no columns": (
        {"columns": dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state"))},
        "key columns: “{}” will not do",
    ),
    "headers of the wrong kind": ({"columns": {"state": "[1]"}}, "key columns.state"),
    "column and constant": (
        {"constants": {"state": '"confirmed"'}},
        "key constants.state: the column already",
    ),
    "constant out of vocabulary": ({"constants": {"kind": '"gift"'}}, "key constants.kind: “gift”"),
    "constant that is no value": ({"constants": {"persons": '"many"'}}, "key constants.persons: “many”"),
    "constant division": (
        {"constants": {"department": '"HR"'}},
        "key constants.department: “HR” will not do, expected: the code",
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
    "personal and not": ({"personal": '["X"]', "not_personal": '["x"]'}, "“x” stands both in personal and"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_mapping_stops_the_load_before_anything_is_landed(
    tmp_path: Path, home: Path, case: str
) -> None:
    given, expected = WRONG[case]
    mapping(home, **given)
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    found = custom.problems(home)
    told = [render(stored, "en") for stored in found]
    assert any(expected in text for text in told), told
    assert all("custom/hallen.toml" in render(stored, lang) for stored in found for lang in LANGUAGES)
    assert not (home / "landing").exists()


def test_a_wrong_mapping_is_exit_code_2_and_names_file_and_key(tmp_path: Path, home: Path) -> None:
    mapping(home, table='"people"')
    table_csv(tmp_path / "exports" / "a.csv", [{}])
    done = command("etl", "load", "--exports", tmp_path / "exports", "--home", home)
    assert done.returncode == 2
    assert "custom/hallen.toml, key table: “people”" in done.stderr
    assert not (home / "landing").exists()


@pytest.mark.parametrize("content", [b"name = ", b"name = '\xe4'", b"\xff\xfe"])
def test_a_broken_mapping_is_told(home: Path, content: bytes) -> None:
    (home / "custom").mkdir(parents=True)
    (home / "custom" / "x.toml").write_bytes(content)
    assert [render(stored, "en") for stored in custom.problems(home)] == [
        "custom/x.toml is no TOML in UTF-8. Correct the file or remove it."
    ]


def test_two_mappings_that_look_for_the_same_are_told(home: Path) -> None:
    mapping(home)
    mapping(home, "other.toml", recognise='["beginn", "HALLE", "Nr"]')
    [told] = custom.problems(home)
    assert "custom/other.toml and custom/hallen.toml recognise the same files" in render(told, "en")


def test_a_header_that_only_sounds_personal_can_be_cleared(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, columns={"unit_name": '"Address"'}, not_personal='["address"]')
    table_csv(tmp_path / "exports" / "a.csv", [{"Address": "Weg 1"}], (*HEADERS, "Address"))
    assert load()["files"][0]["rows_loaded"] == 1
    assert one(home, "SELECT space FROM booking") == ["custom:hallen/Weg 1/Nord"]


@pytest.mark.parametrize(
    ("headers", "status", "expected"),
    [
        (("Nr", "Halle", "Beginn", "Status"), "refused", "A required column is missing: Ende"),
        (("Nr", "Nr", "Halle", "Beginn", "Ende", "Status"), "refused", "stands twice: Nr"),
        (("Nr", "Halle", "Beginn", "Ende", "Status", "X", "X"), "loaded", "Unknown columns were left out"),
        ((*HEADERS, "Mystery"), "loaded", "Unknown columns were left out (1): mystery"),
    ],
)
def test_headers_that_lack_or_stand_twice(
    tmp_path: Path, load: Load, home: Path, headers: tuple[str, ...], status: str, expected: str
) -> None:
    mapping(home, columns={"purpose": '"Zweck"'})
    table_csv(tmp_path / "exports" / "a.csv", [{}], headers)
    told = load()["files"][0]
    assert (told["status"], expected in told["message"]) == (status, True), told["message"]
    if status == "loaded":
        assert "not ticked in the export: Zweck" in told["message"]


def test_nothing_is_read_of_a_workbook_that_is_none(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, format='"xlsx"', delimiter=None)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 300)
    (tmp_path / "exports" / "b.csv").write_bytes(b"Nr;Halle;Beginn\0;\n1;2;3\n")
    told = load()
    assert {file["status"] for file in told["files"]} == {"refused"}
