"""Invalid values that look valid: each rejects its own row or refuses its own file, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from data.warehouse import current
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.participation_files import kukkuu_json, occurrence
from tests.support.exports.varaamo_files import statistics_csv

V4S = "Id,Contact__c,Status__c,Start_Date__c,Number_of_Volunteers__c,Hours_Worked__c,Total_Hours_Worked__c"
SERVICE = ["Number", "Site", "Place", "Assignment", "From date", "To date", "From time", "To time", "Hours"]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def rejected(home: Path) -> list[list[Any]]:
    sql = "SELECT row_number, column_name FROM rejected_row ORDER BY row_number"
    return current(home).query(sql).to_numpy().tolist()


OUT_OF_RANGE = [
    ("price", "99999999999,00"),
    *(("num_persons", value) for value in ("3.7", "123456789012", "NaN", "Infinity", "1e999", "0x10")),
    *(("price", value) for value in ("NaN", "-Infinity", "1e999")),
    ("end", "2025-03-03 23:00:00+18:01"),
    ("end", "2025-03-03T23:00+19"),
    ("end", "2025-03-03 23:00-19"),
    ("reservation_created_at", "2025-03-01 09:00:00+99:00"),
]
HEAD_COUNTS = {"a.json": '"NaN"', "b.json": "1e999", "c.json": "1.5", "d.json": "-1"}
COORDINATES = {"x.json": "NaN", "y.json": "Infinity", "z.json": "1e999"}


@pytest.fixture(scope="module")
def hostile(load_once: LoadOnce) -> SharedLoad:
    """A valid row before each invalid one."""

    def write(exports: Path) -> None:
        statistics: list[dict[str, Any]] = []
        for column, value in OUT_OF_RANGE:
            statistics += [{}, {column: value}]
        numbered = [{"id": n, "reservation": n, **row} for n, row in enumerate(statistics, 1)]
        statistics_csv(exports / "statistics.csv", numbered)
        for name, count in HEAD_COUNTS.items():
            path = kukkuu_json(exports / name, [{"occurrences": [occurrence(1, 314159)]}])
            path.write_text(path.read_text(encoding="utf-8").replace("314159", count), encoding="utf-8")
        unit = {"org_id": "o", "arealcity_id": 91, "ontologyword_ids": [], "name_fi": "A"}
        units = [{**unit, "id": n, "latitude": 60.1, "longitude": 24.9} for n in (1, 2)]
        for name, value in COORDINATES.items():
            text = json.dumps(units).replace("60.1", f'"{value}"', 1)
            (exports / name).write_text(text, encoding="utf-8")

    return load_once(write)


@pytest.mark.parametrize(("column", "value"), OUT_OF_RANGE)
def test_a_value_out_of_range_rejects_its_row(hostile: SharedLoad, column: str, value: str) -> None:
    outcome, home = hostile
    assert outcome["published"]
    row_number = 2 * OUT_OF_RANGE.index((column, value)) + 3
    sql = "SELECT row_number, column_name FROM rejected_row WHERE file = 'statistics.csv'"
    rejected_rows = rows(home, f"{sql} AND row_number BETWEEN {row_number - 1} AND {row_number}")
    assert rejected_rows == [[row_number, column]]


@pytest.mark.parametrize("name", HEAD_COUNTS)
def test_an_invalid_head_count_of_an_occurrence_rejects_its_row(hostile: SharedLoad, name: str) -> None:
    outcome, home = hostile
    assert outcome["by_file"][name]["rows_rejected"] == 1
    assert rows(home, f"SELECT column_name FROM rejected_row WHERE file = '{name}'") == [["occurrences"]]


@pytest.mark.parametrize("name", COORDINATES)
def test_a_coordinate_that_is_not_a_number_rejects_its_row(hostile: SharedLoad, name: str) -> None:
    file = hostile[0]["by_file"][name]
    assert (file["status"], file["rows_read"], file["rows_rejected"]) == ("loaded", 2, 1)


def test_a_missing_column_of_a_workbook_gives_a_warning(exports: Path, load: Load) -> None:
    workbook(exports / "a.xlsx", SERVICE, [1, "S", "P", "A", "2025-01-02", "", "", "", 2])
    message = load()["files"][0]["message"]
    assert "no_call/no_show" in message
    assert "volunteers" in message


def test_a_workbook_with_all_columns_gives_no_warning(exports: Path, load: Load) -> None:
    headers = [*SERVICE, "No Call/No Show", "Call/Email to miss shift", "Absence", "Volunteers"]
    workbook(exports / "a.xlsx", headers, [1, "S", "P", "A", "2025-01-02", "", "", "", 2, 0, 0, 0, 1])
    assert load()["files"][0]["message"] == ""


def test_control_characters_reach_no_label_and_no_message(exports: Path, load: Load, home: Path) -> None:
    names = {"primary_reservation_unit_name": "Sali\x1b[31m\x9b1m\u202e", "purpose_name": "\x07Kokous"}
    path = statistics_csv(exports / "a.csv", [{"id": 1, **names}])
    text = path.read_text(encoding="utf-8").replace("access_type", "x\x1b[2Jx")
    path.write_text(text, encoding="utf-8")
    outcome = load()
    assert outcome["published"]
    assert "xx" in outcome["by_file"]["a.csv"]["message"]
    [landed] = (home / "landing" / "bookings").glob("*.parquet")
    with duckdb.connect() as connection:
        sql = f"SELECT space_name, purpose FROM read_parquet('{landed}')"
        assert connection.execute(sql).fetchall() == [("Sali  1m", "Kokous")]


def test_a_file_name_with_an_escape_sequence_refuses_the_file(exports: Path, load: Load) -> None:
    statistics_csv(exports / "good.csv", [{"id": 1}])
    (exports / "good.csv").rename(exports / "\x1b]0;title\x07.csv")
    [file] = load()["files"]
    assert (file["status"], file["file"]) == ("refused", "\\x1b]0;title\\x07.csv")


def test_a_contact_id_of_eighteen_characters_equals_the_one_of_fifteen(
    exports: Path, load: Load, home: Path
) -> None:
    for name, ids in (("1", "a1,003000000000048AAA"), ("2", "a2,003000000000048")):
        (exports / f"{name}.csv").write_text(f"{V4S}\n{ids},Completed,2025-12-15,1,4,4", encoding="utf-8")
    load()
    assert rows(home, "SELECT count(*), count(DISTINCT volunteer) FROM volunteer_record") == [[2, 1]]


def test_hours_whose_product_would_not_fit_reject_their_row(exports: Path, load: Load, home: Path) -> None:
    lines = [V4S, "a1,c1,Completed,2025-01-01,2,999999999,", "a2,c2,Completed,2025-01-01,1,2,2"]
    (exports / "v.csv").write_text("\n".join(lines), encoding="utf-8")
    assert load()["published"]
    assert rejected(home) == [[2, "Hours_Worked__c"]]


def test_uneven_seconds_do_not_fail_a_build(exports: Path, load: Load) -> None:
    row = {"begin": "2025-03-03 10:00:20", "end": "2025-03-03 11:00:40"}
    statistics_csv(exports / "a.csv", [{"id": n, "reservation": n, **row} for n in range(1, 3000)])
    assert load()["published"]


def test_a_name_in_a_collapsed_report_reaches_no_file(exports: Path, load: Load, home: Path) -> None:
    head = '"Talkoopiiri","Yhteyshenkilö","Sähköposti","Puhelin","Talkoita","Osallistujia"'
    records = (
        '"Piiri 1,Meikäläinen, Matti,m@example.invalid,040,3,45","Piiri 2,Ville V,v@example.invalid,,1,5"'
    )
    (exports / "r.csv").write_text(f"\ufeff{head}\n{records}", encoding="utf-8")
    (exports / "r.csv.toml").write_text("year = 2025", encoding="utf-8")
    outcome = load()["files"][0]
    assert (outcome["rows_read"], outcome["rows_loaded"], outcome["rows_rejected"]) == (2, 1, 1)
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "Meikäläinen".encode() not in written
    assert b"Piiri 2" in written


@pytest.mark.parametrize("text", [b"# p\xe4iv\xe4\nyear = 2025\n", b"year = "])
def test_a_broken_sidecar_refuses_its_file(exports: Path, load: Load, text: bytes) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    statistics_csv(exports / "b.csv", [{"id": 2, "reservation": 2}])
    (exports / "a.csv.toml").write_bytes(text)
    outcome = load()
    assert outcome["by_file"]["a.csv"]["status"] == "refused"
    assert "year = 2025" in outcome["by_file"]["a.csv"]["message"]
    assert outcome["by_file"]["b.csv"]["status"] == "loaded"


def test_a_file_name_that_is_not_text_refuses_the_file(exports: Path, load: Load) -> None:
    statistics_csv(exports / "good.csv", [{"id": 1}])
    (exports / "good.csv").rename(os.fsdecode(os.fsencode(exports) + b"/\xff.csv"))
    statistics_csv(exports / "other.csv", [{"id": 2, "reservation": 2}])
    outcome = load()
    assert sorted(file["status"] for file in outcome["files"]) == ["loaded", "refused"]
    json.dumps(outcome["by_file"], ensure_ascii=False).encode()


def test_the_first_record_does_not_determine_the_columns_of_the_others(
    exports: Path, load: Load, home: Path
) -> None:
    minimal = {"id": 1, "org_id": "o", "arealcity_id": 91, "ontologyword_ids": [], "name_fi": "A"}
    full = {
        **minimal,
        "id": 2,
        "name_fi": "B",
        "name_sv": "Bsv",
        "latitude": 60.1,
        "longitude": 24.9,
    }
    for records in ([minimal, full], [full, minimal]):
        (exports / "t.json").write_text(json.dumps(records), encoding="utf-8")
        load()
        units = current(home).query("SELECT name_sv, latitude::DOUBLE AS l FROM unit WHERE unit = '2'")
        assert units.to_numpy().tolist() == [["Bsv", 60.1]]


def test_the_word_none_is_not_a_key(exports: Path, load: Load, home: Path) -> None:
    none = {"reservation_uuid": "None", "reservee_uuid": "None"}
    statistics_csv(exports / "a.csv", [{"id": n, "reservation": n, **none} for n in range(1, 7)])
    load()
    counts = current(home).query("SELECT count(*) AS n, count(booker) AS bookers FROM booking")
    assert counts.to_numpy().tolist() == [[6, 0]]


def test_an_id_of_eighteen_characters_equals_the_one_of_fifteen(
    exports: Path, load: Load, home: Path
) -> None:
    for name, ids in (
        ("1", "a0V000000000001AAA,003000000000048AAA"),
        ("2", "a0V000000000001,003000000000048"),
    ):
        row = f"{ids},Completed,2025-12-15,1,4,4"
        (exports / f"{name}.csv").write_text(f"{V4S}\n{row}", encoding="utf-8")
    load()
    sql = "SELECT count(*) AS n, count(DISTINCT volunteer) AS v, sum(person_hours)::INTEGER AS h"
    assert current(home).query(f"{sql} FROM volunteer_record").to_numpy().tolist() == [[1, 1, 4]]


def workbook(path: Path, headers: list[str], row: list[Any]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Service")
        sheet.write_row(0, 0, headers)
        sheet.write_row(1, 0, row)


def test_without_their_column_no_shows_are_unknown(exports: Path, load: Load, home: Path) -> None:
    row = [1, "S", "P", "A", "2025-01-02", "", "", "", 2, 1]
    workbook(exports / "a.xlsx", [*SERVICE, "Volunteers"], row)
    load()
    sql = "SELECT counts_no_show FROM volunteer_record"
    assert current(home).query(sql).to_numpy().tolist() == [[False]]
    workbook(exports / "a.xlsx", [*SERVICE, "Volunteers", "No Call/No Show"], [*row, ""])
    load()
    assert [True] in current(home).query(sql).to_numpy().tolist()


def test_a_similar_column_does_not_take_a_header_that_matches_another_column(
    exports: Path, load: Load, home: Path
) -> None:
    row = [1, "S", "P", "A", "2025-01-02", "", "", "", 2, 1, "Esimerkki Nimi"]
    workbook(exports / "a.xlsx", [*SERVICE, "Volunteers", "Volunteer"], row)
    outcome = load()["files"][0]
    assert (outcome["status"], outcome["rows_loaded"]) == ("loaded", 1)


def test_minutes_left_out_as_a_repetition_are_not_zero(exports: Path, load: Load, home: Path) -> None:
    head = (
        "Project,Volunteer Name,Scheduled Date/Time,Activity Status,Volunteer Role,Time Completed in Minutes"
    )
    rows = ["P,A,2025-01-02 10:00:00,Completed,R,60", " ,B,2025-01-02 10:00:00,Completed, , "]
    (exports / "c.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    load()
    assert rejected(home) == [[3, "Time Completed in Minutes"]]


def test_a_sidecar_changed_back_is_loaded_again(exports: Path, load: Load, home: Path) -> None:
    head = '"Talkoopiiri","Yhteyshenkilö","Sähköposti","Puhelin","Talkoita","Osallistujia"'
    (exports / "r.csv").write_text(f'\ufeff{head}\n"P1","","","","3","45"', encoding="utf-8")
    for year in (2024, 2025, 2024):
        (exports / "r.csv.toml").write_text(f"year = {year}", encoding="utf-8")
        assert load()["files"][0]["status"] == "loaded"
    assert load()["files"][0]["status"] == "unchanged"


def test_rows_that_fit_no_columns_count_in_the_numbers_of_the_others(
    exports: Path, load: Load, home: Path
) -> None:
    path = statistics_csv(
        exports / "a.csv",
        [{"id": 1}, {"id": 2, "reservation": 2}, {"id": 3, "reservation": 3, "state": "BAD"}],
    )
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*lines[:2], b"x,y", *lines[2:]]))
    load()
    assert [number for number, _ in rejected(home)] == [3, 5]
