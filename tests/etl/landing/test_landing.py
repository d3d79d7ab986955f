"""Land cells as canonical rows: variants, rejections, personal data, and a count of every row."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from data import warehouse
from data.text.messages import render
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.varaamo_files import (
    HELSINKI,
    STATISTICS,
    USUAL,
    city,
    statistics_csv,
    statistics_json,
)

INVALID_CELLS: list[tuple[dict[str, str], str, str, str]] = [
    ({"begin": "soon"}, "begin", "text, 4 characters", "a date and time"),
    ({"begin": "2025-02-30 10:00:00"}, "begin", "2025-02-30 10:00:00", "a date and time"),
    ({"begin": ""}, "begin", "", "the cell is empty"),
    ({"begin": "1825-03-03 10:00:00"}, "begin", "1825-03-03 10:00:00", "a date and time"),
    ({"end": "2025-03-03 10:00:00"}, "end", "2025-03-03 10:00:00", "later time than in column begin"),
    ({"end": "2025-03-03 09:00:00"}, "end", "2025-03-03 09:00:00", "later time than in column begin"),
    ({"state": "MAYBE"}, "state", "MAYBE", "one of: CREATED, CANCELLED"),
    ({"state": "Matti Meikäläinen"}, "state", "text, 17 characters", "one of"),
    ({"reservation_type": "PARTY"}, "reservation_type", "PARTY", "one of: NORMAL"),
    ({"reservee_type": "ALIEN"}, "reservee_type", "ALIEN", "one of: INDIVIDUAL"),
    ({"num_persons": "-1"}, "num_persons", "-1", "0 or more"),
    ({"num_persons": "few"}, "num_persons", "text, 3 characters", "0 or more"),
    ({"price": "12,5o"}, "price", "text, 5 characters", "a number"),
    ({"reservation_created_at": "010190-123A"}, "reservation_created_at", "personal data", "a date"),
]


@pytest.fixture(scope="module")
def invalid_cells(load_once: LoadOnce) -> SharedLoad:
    """A row for each invalid cell, between two valid rows."""
    invalid = [{"id": number, **case[0]} for number, case in enumerate(INVALID_CELLS, 2)]
    return load_once(lambda exports: statistics_csv(exports / "a.csv", [{"id": 1}, *invalid, {"id": 99}]))


# The header is row 1, and the valid row is row 2.
@pytest.mark.parametrize(
    ("row", "column", "found", "expected"), [(row, *case[1:]) for row, case in enumerate(INVALID_CELLS, 3)]
)
def test_an_invalid_cell_rejects_its_row_and_is_named(
    invalid_cells: SharedLoad, row: int, column: str, found: str, expected: str
) -> None:
    outcome, home = invalid_cells
    counts = (outcome["files"][0]["rows_loaded"], outcome["files"][0]["rows_rejected"])
    assert counts == (2, len(INVALID_CELLS))
    assert outcome["exit_code"] == 1
    sql = f"SELECT column_name, found, expected FROM rejected_row WHERE row_number = {row}"
    [[column_name, stored_value, stored_expectation]] = rows(home, sql)
    assert column_name == column
    assert (render(stored_value, "en") if stored_value else "").startswith(found)
    assert expected in render(stored_expectation, "en")
    assert "Meikäläinen" not in str(outcome)


def test_columns_may_be_unselected_reordered_and_spelled_differently(
    tmp_path: Path, load: Load, home: Path
) -> None:
    headers = ["primary_reservation_unit", "END", " begin ", "State", "reservation_type", "is_applied"]
    path = tmp_path / "exports" / "a.csv"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*headers, "Uusi sarake"])
        writer.writerow(["501", "2025-03-03 12:00:00", "2025-03-03 10:00:00", "CONFIRMED", "", "1", "x"])
    outcome = load()
    assert outcome["files"][0]["status"] == "loaded"
    assert "not selected in the export: id, reservation" in outcome["files"][0]["message"]
    assert "Unknown columns were left out (1): uusi_sarake" in outcome["files"][0]["message"]
    assert rows(home, "SELECT space, kind, booker_type, booked_minutes FROM booking") == [
        ["501", "customer", "unknown", 120.0]
    ]


def test_comma_and_dot_decimals_and_old_vocabulary(tmp_path: Path, load: Load, home: Path) -> None:
    statistics_csv(
        tmp_path / "exports" / "a.csv",
        [
            {"id": 1, "price": "12,50", "reservee_type": "BUSINESS", "home_city_name": "Helsinki"},
            {"id": 2, "price": "12.50", "reservee_type": "None", "age_group_name": "None"},
            {"id": 3, "price": "1234,5", "reservee_type": "COMPANY", "num_persons": "0"},
        ],
    )
    load()
    assert rows(home, "SELECT price_eur, booker_type, age_group FROM booking ORDER BY booking_id") == [
        [12.5, "company", "unknown"],
        [12.5, "unknown", "unknown"],
        [1234.5, "company", "unknown"],
    ]


def test_csv_and_json_of_the_same_rows_give_the_same_rows(tmp_path: Path, load: Load) -> None:
    written = [
        {"reservation_uuid": f"u{n}", "begin": f"2025-0{n}-03 10:00:00", "end": f"2025-0{n}-03 11:30:00"}
        for n in range(1, 8)
    ]
    statistics_csv(tmp_path / "csv" / "a.csv", written)
    statistics_json(tmp_path / "json" / "a.json", written)
    bookings = []
    for form in ("csv", "json"):
        load(tmp_path / form, tmp_path / f"home_{form}")
        sql = "SELECT * EXCLUDE (booker) FROM booking ORDER BY begin_utc"
        bookings.append(warehouse.current(tmp_path / f"home_{form}").query(sql).to_csv())
    assert bookings[0] == bookings[1]


def test_an_ambiguous_hour_starts_early_and_ends_late_with_a_warning(
    tmp_path: Path, load: Load, home: Path
) -> None:
    night = {"begin": "2025-10-26 03:30:00", "end": "2025-10-26 03:45:00"}
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1, **night}])
    offsets = {"begin": "2025-10-26T03:30:00+02:00", "end": "2025-10-26T03:45:00+02:00"}
    statistics_json(tmp_path / "exports" / "b.json", [{"reservation_uuid": "u", **offsets}])
    outcome = load()
    # Local 03:30 was first at 00:30 UTC and 03:45 last at 01:45 UTC: 75 minutes. With offsets it is 15.
    assert rows(home, "SELECT booked_minutes FROM booking ORDER BY 1") == [[15.0], [75.0]]
    messages = {file["file"]: file["message"] for file in outcome["files"]}
    assert "2 times fall in the hour that occurs twice" in messages["a.csv"]
    assert "twice" not in messages["b.json"]


def test_personal_data_reach_no_disk(tmp_path: Path, load: Load, home: Path) -> None:
    planted = {
        "reservee_id": "010190-123PLANTED",
        "reservee_organisation_name": "Planted Person tmi",
        "reservee_address_zip": "00530",
        "reservation": "77777777",
        "reservation_uuid": "11111111-planted-uuid",
        "reservee_uuid": "22222222-planted-uuid",
        "recurrence_uuid": "33333333-planted-uuid",
        "reservation_created_at": "2025-03-01 09:17:43",
    }
    statistics_csv(
        tmp_path / "exports" / "a.csv",
        [
            {"id": 1, **planted, "reservee_type": "NONPROFIT"},
            {"id": 2, **planted, "state": "planted-in-state", "reservee_type": "NONPROFIT"},
        ],
    )
    outcome = load()
    written = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file()) + json.dumps(outcome).encode()
    for secret in ("PLANTED", "Planted", "planted", "77777777", "00530", "09:17:43"):
        assert secret.encode() not in written, secret
        assert secret.encode("utf-16-le") not in written


def test_an_association_is_identified_by_its_business_id_or_its_name(
    tmp_path: Path, load: Load, home: Path
) -> None:
    association = {"reservee_type": "NONPROFIT"}
    statistics_csv(
        tmp_path / "exports" / "a.csv",
        [
            {"id": 1, **association, "reservee_id": "1234567-8", "reservee_organisation_name": "Seura ry"},
            {"id": 2, **association, "reservee_id": "1234567-8", "reservee_organisation_name": "Seura"},
            {"id": 3, **association, "reservee_organisation_name": "Kerho  ry"},
            {"id": 4, **association, "reservee_organisation_name": " kerho RY "},
            {"id": 5, **association, "reservee_id": "010190-123A", "reservee_organisation_name": "Piiri"},
            {"id": 6, "reservee_type": "COMPANY", "reservee_id": "7654321-0"},
            {"id": 7, **association, "reservee_organisation_name": "None"},
        ],
    )
    load()
    organisations = [row[0] for row in rows(home, "SELECT organisation FROM booking ORDER BY booking_id")]
    assert organisations[0] == organisations[1]
    assert organisations[2] == organisations[3]
    assert len({organisations[0], organisations[2], organisations[4]}) == 3
    assert organisations[5] is None  # no key: not an association
    assert organisations[6] is None  # an empty cell


def test_same_file_again_is_unchanged_under_any_name(tmp_path: Path, load: Load) -> None:
    path = statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    first = load()
    (tmp_path / "exports" / "copy of a.csv").write_bytes(path.read_bytes())
    again = load()
    assert [file["status"] for file in again["files"]] == ["unchanged", "unchanged"]
    assert (again["build_id"], again["published"], again["exit_code"]) == (first["build_id"], False, 0)


def test_files_are_landed_together_but_a_copy_in_the_same_inbox_is_unchanged(
    tmp_path: Path, load: Load, home: Path
) -> None:
    exports = tmp_path / "exports"
    path = statistics_csv(exports / "a.csv", [{"id": 1}])
    (exports / "b, a copy.csv").write_bytes(path.read_bytes())
    same_size = statistics_csv(exports / "c.csv", [{"id": 2}])
    assert same_size.stat().st_size == path.stat().st_size
    statistics_csv(exports / "d, the largest.csv", [{"id": 3}, {"id": 4}])
    files = [(file["file"][0], file["status"], file["rows_loaded"]) for file in load()["files"]]
    assert files == [("a", "loaded", 1), ("b", "unchanged", 1), ("c", "loaded", 1), ("d", "loaded", 2)]
    assert rows(home, "SELECT count(*) FROM booking") == [[4]]


def test_sample_data_are_set_aside_by_the_first_real_export(tmp_path: Path, load: Load, home: Path) -> None:
    sample = statistics_csv(tmp_path / "exports" / "sample" / "a.csv", [{"id": 1}, {"id": 2}])
    from etl.inbox.walk import digest

    mark = {"talkootila_sample": 1, "files": {"a.csv": digest(sample)}}
    (sample.parent / ".talkootila-sample.json").write_text(json.dumps(mark), encoding="utf-8")
    load()
    assert warehouse.current(home).is_sample
    statistics_csv(tmp_path / "exports" / "real.csv", [{"id": 3}])
    load()
    assert not warehouse.current(home).is_sample
    assert rows(home, "SELECT count(*) FROM booking") == [[1]]


def test_the_department_is_the_nearest_ancestor_and_the_district_that_of_the_place(
    tmp_path: Path, load: Load, home: Path
) -> None:
    city(tmp_path / "exports", {"990101": "Kallio", "990102": "taka-töölö", "990103": "Espoo"})
    load()
    assert rows(home, "SELECT unit, department, district, major_district FROM unit ORDER BY unit") == [
        ["990101", "KUVA", "301", "3"],
        ["990102", "KUVA", "104", "1"],
        ["990103", "KUVA", "unknown", "3"],  # by the postal code 00530
    ]


def test_a_year_in_a_sidecar_supersedes_the_load_without_it(tmp_path: Path, load: Load, home: Path) -> None:
    report = tmp_path / "exports" / "report.csv"
    report.parent.mkdir()
    header = '"Talkoopiiri","Yhteyshenkilö","Sähköposti","Puhelin","Talkoita","Osallistujia"'
    report.write_text(f'\ufeff{header}\n"Kallio itä,Etu Suku,a@example.invalid,,7,190"', encoding="utf-8")
    assert "does not say its year" in load()["files"][0]["message"]
    sidecar = report.with_name("report.csv.toml")
    sidecar.write_text("year = ", encoding="utf-8")
    assert load()["files"][0]["status"] == "refused"
    sidecar.write_text("year = 2025", encoding="utf-8")
    outcome = load()["files"][0]
    assert (outcome["status"], outcome["rows_loaded"], outcome["message"]) == ("loaded", 1, "")
    assert load()["files"][0]["status"] == "unchanged"
    assert rows(home, "SELECT count(*) FROM load") == [[1]]
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Etu Suku" not in written


def test_headers_of_the_fixture_are_those_of_the_real_export() -> None:
    assert len(STATISTICS) == 56
    assert set(USUAL) <= set(STATISTICS)
    assert HELSINKI.key == "Europe/Helsinki"
