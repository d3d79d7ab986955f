"""Respa: workbooks and lists of the API with the bookings before Varaamo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.text.messages import render
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.respa_files import HEADERS, ROOM, legacy_units, reservations, resources, workbook
from tests.support.exports.varaamo_files import statistics_csv


@pytest.mark.parametrize("language", HEADERS)
def test_a_workbook_counts_as_confirmed_in_each_language(
    tmp_path: Path, load: Load, home: Path, language: str
) -> None:
    workbook(
        tmp_path / "exports" / "varaukset.xlsx",
        [{}, {"staff": True, "begin": "2022-03-08 10:00", "end": "2022-03-08 11:30", "persons": None}],
        language,
    )
    outcome = load()
    assert (outcome["files"][0]["source"], outcome["files"][0]["rows_loaded"]) == ("respa", 2)
    assert rows(
        home,
        "SELECT space, state, kind, booker_type, booked_minutes, persons, lead_time_days, "
        "home_major_district, district FROM booking ORDER BY begin_utc",
    ) == [
        [ROOM, "confirmed", "customer", "unknown", 120, 4, 6, "3", "unknown"],
        [ROOM, "confirmed", "own", "city", 90, None, 7, "3", "unknown"],
    ]
    assert rows(
        home, "SELECT name_fi, is_registered, has_bookable_time FROM space WHERE space <> 'unknown'"
    ) == [["Sali, Talo 990101", False, False]]


def test_translated_headers_are_recognised_by_their_position(tmp_path: Path, load: Load, home: Path) -> None:
    headers = list(HEADERS["fi"])
    headers[4], headers[7], headers[24] = "Tehty", "Henkilökunta", "Montako"
    workbook(tmp_path / "exports" / "a.xlsx", [{"staff": True, "persons": 7}], headers=headers)
    load()
    assert rows(home, "SELECT kind, persons, lead_time_days FROM booking") == [["own", 7, 6]]


def test_a_workbook_without_resources_is_refused(tmp_path: Path, load: Load) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}], headers=["", *HEADERS["fi"][1:]])
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "Unit, Resource" in outcome["message"]


INVALID_CELLS: list[tuple[dict[str, Any], str, str]] = [
    ({"begin": ""}, "alkuaika", "the cell is empty"),
    ({"end": "2022-03-07 10:00"}, "loppuaika", "later time than in column alkuaika"),
    ({"end": "2022-03-07 09:00"}, "loppuaika", "later time"),
    ({"persons": -1}, "osallistujamäärä", "0 or more"),
    ({"persons": "monta"}, "osallistujamäärä", "0 or more"),
    ({"staff": "ehkä"}, "staff_event", "one of: normal, staff, blocked"),
]
STATES_AND_TYPES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "confirmed", "customer"),
    ({"staff_event": True}, "confirmed", "own"),
    ({"type": "blocked"}, "confirmed", "closure"),
    ({"type": "blocked", "staff_event": True}, "confirmed", "closure"),
    ({"state": "cancelled"}, "cancelled", "customer"),
    ({"state": "denied"}, "denied", "customer"),
    ({"state": "requested"}, "pending", "customer"),
    ({"state": "created"}, "never_happened", "customer"),
    ({"state": "waiting_for_payment"}, "never_happened", "customer"),
    (
        {"state": "waiting_for_payment", "begin": "2098-01-01 10:00", "end": "2098-01-01 11:00"},
        "pending",
        "customer",
    ),
]
NEVER_GIVEN = [{"state": "CONFIRMED"}, {"type": "party"}, {"begin": "soon"}, {"end": ""}]


@pytest.fixture(scope="module")
def invalid_cells(load_once: LoadOnce) -> SharedLoad:
    """A workbook with a valid row and one for each invalid cell."""
    later = {"begin": "2022-03-08 09:00", "end": "2022-03-08 10:00"}
    invalid = [later | cells for cells, _, _ in INVALID_CELLS]
    return load_once(lambda exports: workbook(exports / "a.xlsx", [{}, *invalid]))


@pytest.fixture(scope="module")
def lists(load_once: LoadOnce) -> SharedLoad:
    """Lists of the API with a record for each case."""

    def write(exports: Path) -> None:
        records = [record for record, _, _ in STATES_AND_TYPES]
        reservations(
            exports / "states.json",
            [{"id": n, "resource": f"av{n}", **record} for n, record in enumerate(records, 10)],
        )
        numbered = [{"id": n, "resource": "av9", **cells} for n, cells in enumerate([{}, *NEVER_GIVEN], 1)]
        reservations(exports / "never.json", numbered)

    return load_once(write)


@pytest.mark.parametrize(
    ("row", "column", "expected"), [(row, *case[1:]) for row, case in enumerate(INVALID_CELLS, 3)]
)
def test_an_invalid_cell_rejects_its_row(
    invalid_cells: SharedLoad, row: int, column: str, expected: str
) -> None:
    outcome, home = invalid_cells
    file = outcome["files"][0]
    assert (file["rows_loaded"], file["rows_rejected"]) == (1, len(INVALID_CELLS))
    [rejected] = rows(home, f"SELECT column_name, expected FROM rejected_row WHERE row_number = {row}")
    assert rejected[0] == column
    assert expected in render(rejected[1], "en")


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path, load: Load, home: Path) -> None:
    """The header is row 1, row 3 is blank; row 4 ends before it starts, and row 5 has no end."""
    workbook(tmp_path / "exports" / "a.xlsx", [{}, None, {"begin": "2022-03-08 10:00"}, {"end": ""}])
    outcome = load()["files"][0]
    assert (outcome["rows_read"], outcome["rows_rejected"]) == (3, 2)
    assert rows(home, "SELECT row_number FROM rejected_row ORDER BY 1") == [[4], [5]]


@pytest.mark.parametrize(
    ("number", "state", "kind"), [(n, *case[1:]) for n, case in enumerate(STATES_AND_TYPES, 10)]
)
def test_states_and_types_of_the_api(lists: SharedLoad, number: int, state: str, kind: str) -> None:
    booker = "city" if kind == "own" else "unknown"
    sql = f"SELECT state, kind, booker_type FROM booking WHERE space = 'respa:av{number}'"
    assert rows(lists[1], sql) == [[state, kind, booker]]


@pytest.mark.parametrize("cells", NEVER_GIVEN)
def test_values_that_the_api_never_gives_are_rejected(lists: SharedLoad, cells: dict[str, Any]) -> None:
    outcome, home = lists
    file = outcome["by_file"]["never.json"]
    assert (file["rows_loaded"], file["rows_rejected"]) == (1, len(NEVER_GIVEN))
    sql = "SELECT count(*) FROM rejected_row WHERE file = 'never.json'"
    assert rows(home, f"{sql} AND row_number = {NEVER_GIVEN.index(cells) + 2}") == [[1]]


def test_the_api_supersedes_the_workbook(tmp_path: Path, load: Load, home: Path) -> None:
    """Of two bookings of one space the workbook has both; the API has one of them, which was cancelled."""
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}])
    reservations(exports / "list.json", [{"state": "cancelled"}])
    workbook(exports / "book.xlsx", [{}, {"begin": "2022-03-07 12:00", "end": "2022-03-07 13:00"}])
    outcome = load()["by_file"]
    assert (outcome["book.xlsx"]["rows_loaded"], outcome["book.xlsx"]["rows_superseded"]) == (1, 1)
    assert outcome["list.json"]["rows_loaded"] == 1
    # The other booking belongs to the resource of the same unit and name.
    assert rows(home, "SELECT space, state FROM booking ORDER BY begin_utc") == [
        ["respa:av1", "cancelled"],
        ["respa:av1", "confirmed"],
    ]


def test_bookings_that_differ_in_anything_all_count(tmp_path: Path, load: Load, home: Path) -> None:
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}, {"id": "av2", "name": {"fi": "Studio"}}])
    reservations(exports / "list.json", [{}])
    workbook(
        exports / "book.xlsx",
        [
            {"unit": "Toinen talo"},
            {"resource": "Studio"},
            {"begin": "2022-03-07 10:30"},
            {"end": "2022-03-07 12:30"},
        ],
    )
    load()
    assert rows(home, "SELECT space, count(*) FROM booking GROUP BY ALL ORDER BY ALL") == [
        ["respa:Toinen talo/Sali", 1],
        ["respa:av1", 3],
        ["respa:av2", 1],
    ]


def test_the_same_workbook_rows_again_count_once(tmp_path: Path, load: Load, home: Path) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}, {"persons": 5}])
    workbook(tmp_path / "exports" / "b.xlsx", [{"persons": 6}], "en")
    outcome = load()
    assert rows(home, "SELECT count(*) FROM booking") == [[1]]
    assert sum(file["rows_superseded"] for file in outcome["files"]) == 2


def test_a_later_list_of_the_api_is_in_force_and_its_ids_are_not_mixed_with_varaamos(
    tmp_path: Path, load: Load, home: Path
) -> None:
    exports = tmp_path / "exports"
    reservations(exports / "a.json", [{"id": 1}])
    statistics_csv(exports / "varaamo.csv", [{"id": 9, "reservation": 1}])
    load()
    reservations(exports / "b.json", [{"id": 1, "state": "denied"}])
    load()
    assert rows(home, "SELECT source, state FROM booking ORDER BY source") == [
        ["respa", "denied"],
        ["varaamo", "confirmed"],
    ]


def test_the_night_in_which_an_hour_occurs_twice(tmp_path: Path, load: Load, home: Path) -> None:
    """A workbook has wall clocks: 03:30 to 03:45 is the first 03:30 and the last 03:45, 75 minutes."""
    night = {"begin": "2022-10-30 03:30", "end": "2022-10-30 03:45"}
    workbook(tmp_path / "exports" / "a.xlsx", [night])
    outcome = load()
    assert rows(home, "SELECT booked_minutes FROM booking") == [[75]]
    assert "2 times fall in the hour that occurs twice" in outcome["files"][0]["message"]
    # The API has offsets, and its row is the same booking.
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}])
    reservations(
        exports / "b.json", [{"begin": "2022-10-30T03:30:00+02:00", "end": "2022-10-30T03:45:00+02:00"}]
    )
    load()
    assert rows(home, "SELECT booked_minutes FROM booking") == [[15]]


@pytest.mark.parametrize(("count", "is_warned"), [(19, False), (20, True), (21, False)])
def test_a_page_of_twenty_rows_is_reported(tmp_path: Path, load: Load, count: int, is_warned: bool) -> None:
    starts = [f"2022-03-{day:02d} 09:00" for day in range(1, count + 1)]
    workbook(
        tmp_path / "exports" / "a.xlsx",
        [{"begin": b, "end": f"{b[:11]}23:00"} for b in starts],
    )
    assert ("exactly 20 rows" in load()["files"][0]["message"]) is is_warned


def test_an_incomplete_list_is_reported(tmp_path: Path, load: Load) -> None:
    following = "http://example.invalid/v1/resource/?page=2"
    reservations(tmp_path / "exports" / "a.json", [{}], following)
    resources(tmp_path / "exports" / "b.json", [{}], following)
    assert all("Fetch the next pages" in file["message"] for file in load()["files"])


def test_people_reach_no_disk(tmp_path: Path, load: Load, home: Path) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}, {"staff": "Matti Salainen"}])
    reservations(
        tmp_path / "exports" / "b.json", [{"id": 77777777, "type": "Matti Salainen"}, {"id": 88888888}]
    )
    legacy_units(tmp_path / "exports" / "c.json", {"990101": "Talo"})
    outcome = load()
    written = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file()) + str(outcome).encode()
    for secret in ("Salainen", "matti@", "paallikko@", "88888888", "00530"):
        assert secret.encode() not in written, secret
