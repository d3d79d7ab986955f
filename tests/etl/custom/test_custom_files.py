"""Read files with a mapping: encodings, sheets, row numbers, dates and times."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path

import pytest

from data.text.messages import render
from etl.custom.date_formats import engine_format
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.mapping_files import BOOKING, HEADERS, mapping, one, table_csv, table_xlsx

INVALID_CELLS = [
    ({"Beginn": "2025-03-03 10:00"}, "Beginn", "2025-03-03 10:00", "dd.mm.yyyy HH:MM"),
    ({"Beginn": "31.02.2025 10:00"}, "Beginn", "31.02.2025 10:00", "dd.mm.yyyy HH:MM"),
    ({"Beginn": ""}, "Beginn", "", "the cell is empty"),
    ({"Ende": "03.03.2025 10:00"}, "Ende", "03.03.2025 10:00", "later time than in column Beginn"),
    ({"Status": "Erika Muster"}, "Status", "text, 12 characters", "one of: gebucht, storniert"),
    ({"Personen": "-3"}, "Personen", "-3", "0 or more"),
    ({"Preis": "12.50"}, "Preis", "12.50", "decimal mark “,”"),
    (
        {"Stadtteil": "Atlantis"},
        "Stadtteil",
        "text, 8 characters",
        "the code or name of an area in areas.csv",
    ),
]


@pytest.fixture(scope="module")
def invalid_cells(load_once: LoadOnce) -> SharedLoad:
    """A row for each invalid cell, between two valid rows."""

    def write(exports: Path) -> None:
        extra_columns = {"persons": '"Personen"', "price_eur": '"Preis"', "district": '"Stadtteil"'}
        mapping(exports.parent / "home", columns=extra_columns, decimal_mark='","')
        headers = (*HEADERS, "Personen", "Preis", "Stadtteil")
        invalid = [{"Nr": str(number), **case[0]} for number, case in enumerate(INVALID_CELLS, 2)]
        table_csv(exports / "a.csv", [{}, *invalid, {"Nr": "99"}], headers)

    return load_once(write)


@pytest.mark.parametrize(
    ("row", "column", "found", "expected"),
    [(row, *case[1:]) for row, case in enumerate(INVALID_CELLS, 3)],
)
def test_an_invalid_cell_rejects_its_row_and_names_the_files_own_header(
    invalid_cells: SharedLoad, row: int, column: str, found: str, expected: str
) -> None:
    outcome, home = invalid_cells
    counts = (outcome["files"][0]["rows_loaded"], outcome["files"][0]["rows_rejected"])
    assert counts == (2, len(INVALID_CELLS))
    sql = f"SELECT column_name, found, expected FROM rejected_row WHERE row_number = {row}"
    column_name, stored_value, stored_expectation = one(home, sql)
    assert column_name == column
    assert (render(stored_value, "en") if stored_value else "").startswith(found)
    assert expected in render(stored_expectation, "en")
    assert "Muster" not in json.dumps(outcome)


def test_rows_that_fit_no_columns_and_blank_lines_keep_the_numbers_of_the_others(
    tmp_path: Path, load: Load, home: Path
) -> None:
    mapping(home)
    path = table_csv(tmp_path / "exports" / "a.csv", [{}])
    valid = "Nord;03.03.2025 10:00;03.03.2025 12:00;gebucht"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\r\n3;Nord\r\n4;"No"rd;x;y;z\r\n5;{valid};zu viel\r\n6;{valid};;\r\n7;{valid}x\r\n')
    outcome = load()["files"][0]
    counts = [outcome[f"rows_{name}"] for name in ("read", "loaded", "rejected")]
    assert counts == [6, 2, 4]
    # Rows are numbered as in a spreadsheet: the headers are row 1, the blank line is row 3.
    rejected = rows(home, "SELECT row_number, coalesce(column_name, '') FROM rejected_row ORDER BY 1")
    assert rejected == [[4, ""], [5, ""], [6, ""], [8, "Status"]]


def test_a_quotation_mark_that_never_ends_refuses_the_file(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    path = table_csv(tmp_path / "exports" / "a.csv", [{}])
    path.write_text(path.read_text(encoding="utf-8") + '2;"Nord;;;\n3;;;;\n', encoding="utf-8")
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "Row 3 has a quotation mark that never ends" in outcome["message"]


ENCODINGS = ("cp1252", "iso-8859-1", "utf-16", "utf-8", "utf-8-sig")
DELIMITERS = (",", ";", "\t", "|")


@pytest.fixture(scope="module")
def encoded(load_once: LoadOnce) -> SharedLoad:
    """A file in each encoding with each delimiter, and a mapping that declares them."""

    def write(exports: Path) -> None:
        for number, (encoding, delimiter) in enumerate(itertools.product(ENCODINGS, DELIMITERS)):
            header = f"Öffnung {number}"
            declared_delimiter = {"\t": "tab"}.get(delimiter, delimiter)
            mapping(
                exports.parent / "home",
                f"{number}.toml",
                columns={"space_name": f'"{header}"'},
                name=f'"hallen{number}"',
                recognise=f'["{header}"]',
                encoding=f'"{encoding.removesuffix("-sig")}"',
                delimiter=f'"{declared_delimiter}"',
            )
            cells = {header: f'Töölö "1"{delimiter}\nÅ'}
            table_csv(exports / f"{number}.csv", [cells], (header, *HEADERS), encoding, delimiter)

    return load_once(write)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_encoding_and_delimiter(encoded: SharedLoad, encoding: str, delimiter: str) -> None:
    outcome, home = encoded
    number = ENCODINGS.index(encoding) * len(DELIMITERS) + DELIMITERS.index(delimiter)
    assert outcome["by_file"][f"{number}.csv"]["rows_loaded"] == 1
    space = f'custom:hallen{number}/Töölö "1"{delimiter}\nÅ'
    assert one(home, f"SELECT space FROM booking WHERE source = 'custom:hallen{number}'") == [space]


def test_an_undeclared_encoding_refuses_the_file(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, encoding='"utf-8"')
    table_csv(tmp_path / "exports" / "a.csv", [{}] * 30_000 + [{"Halle": "Süd"}], encoding="cp1252")
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "not text in utf-8, although custom/hallen.toml says so" in outcome["message"]


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
    outcome = load()["files"][0]
    assert (outcome["rows_read"], outcome["rows_loaded"], outcome["rows_rejected"]) == (3, 2, 1)
    assert outcome["message"] == "Unknown columns were left out (1): sonst."
    bookings = rows(home, "SELECT booked_minutes, cast(price_eur AS DOUBLE), persons FROM booking ORDER BY 3")
    assert bookings == [[120.0, 12.13, 4], [60.0, 1012.5, 5]]
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
            # 02:30 occurs twice in Stockholm that night, 03:30 only once.
            {"Nr": "2", "Beginn": "26.10.2025 02:30", "Ende": "26.10.2025 02:45"},
            {"Nr": "3", "Beginn": "26.10.2025 03:30", "Ende": "26.10.2025 03:45"},
        ],
    )
    assert "2 times fall in the hour that occurs twice" in load()["files"][0]["message"]
    assert rows(home, BOOKING.replace("space, state, ", "") + " ORDER BY begin_utc") == [
        ["2025-03-03 09:00", 120.0],
        ["2025-10-26 00:30", 75.0],
        ["2025-10-26 02:30", 15.0],
    ]


def test_every_kind_of_date_is_read_in_the_declared_format_and_zone(
    tmp_path: Path, load: Load, home: Path
) -> None:
    """The newest change is in force, and a day is the day in Helsinki."""
    mapping(
        home,
        columns={"updated_utc": '"Geändert"', "created_date": '"Angelegt"'},
        time_zone='"America/New_York"',
        date_formats='["mm/dd/yyyy hh:MM AM", "dd.mm.yyyy HH:MM", "mm/dd/yyyy"]',
    )
    changes = [("12/01/2024 09:00 AM", "02/28/2025"), ("01/02/2025 11:00 PM", "02/28/2025 06:30 PM")]
    cells = [{"Geändert": updated, "Angelegt": created} for updated, created in reversed(changes)]
    table_csv(tmp_path / "exports" / "a.csv", cells, (*HEADERS, "Geändert", "Angelegt"))
    outcome = load()["files"][0]
    assert (outcome["rows_loaded"], outcome["rows_superseded"]) == (1, 1)
    # 10:00 in New York is 15:00 UTC; created on the evening of 28 February there is 1 March here.
    assert one(home, BOOKING)[2:] == ["2025-03-03 15:00", 120.0]
    assert one(home, "SELECT lead_time_days FROM booking") == [2]


def test_an_offset_in_the_file_takes_precedence_over_the_zone(tmp_path: Path, load: Load, home: Path) -> None:
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
        "dd.mm.yyyy MM",
        "dd.mm.yyyy hh:MM",
        "dd.mm.yyyy dd",
        "'dd.mm.yyyy",
        "yyyy yy mm dd",
    ],
)
def test_an_unusable_date_format_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(written)}$"):
        engine_format(written)


@pytest.mark.parametrize(
    ("headers", "status", "expected"),
    [
        (("Nr", "Halle", "Beginn", "Status"), "refused", "A required column is missing: Ende"),
        (("Nr", "Nr", "Halle", "Beginn", "Ende", "Status"), "refused", "appears twice: Nr"),
        (("Nr", "Halle", "Beginn", "Ende", "Status", "X", "X"), "loaded", "Unknown columns were left out"),
        ((*HEADERS, "Mystery"), "loaded", "Unknown columns were left out (1): mystery"),
    ],
)
def test_missing_and_repeated_headers(
    tmp_path: Path, load: Load, home: Path, headers: tuple[str, ...], status: str, expected: str
) -> None:
    mapping(home, columns={"purpose": '"Zweck"'})
    table_csv(tmp_path / "exports" / "a.csv", [{}], headers)
    outcome = load()["files"][0]
    assert (outcome["status"], expected in outcome["message"]) == (status, True), outcome["message"]
    if status == "loaded":
        assert "not selected in the export: Zweck" in outcome["message"]


def test_files_that_are_not_workbooks_or_text_are_refused(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, format='"xlsx"', delimiter=None)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 300)
    (tmp_path / "exports" / "b.csv").write_bytes(b"Nr;Halle;Beginn\0;\n1;2;3\n")
    outcome = load()
    assert {file["status"] for file in outcome["files"]} == {"refused"}
