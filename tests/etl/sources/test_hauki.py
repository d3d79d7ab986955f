"""Opening hours of Hauki become bookable time of the spaces without spans in Varaamo."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.respa_files import DAY, HALL, bookable_hours, hauki, hauki_city, span
from tests.support.exports.varaamo_files import HELSINKI, city, spans_json, statistics_csv, units_csv

HOURS: list[tuple[dict[str, list[dict[str, Any]]], float]] = [
    # Each bookable state, and states that change nothing.
    ({DAY: [span("08:00", "20:00")]}, 12),
    ({DAY: [span("08:00", "20:00", "open_and_reservable")]}, 12),
    ({DAY: [span("08:00", "20:00", "with_key_and_reservation")]}, 12),
    ({DAY: [span("08:00", "20:00"), span("06:00", "22:00", "self_service")]}, 12),
    ({DAY: [span("08:00", "20:00"), span("10:00", "12:00", "reserved")]}, 12),
    # Overlapping states count once.
    ({DAY: [span("08:00", "14:00"), span("12:00", "20:00", "open_and_reservable")]}, 12),
    # States that close the space.
    ({DAY: [span("08:00", "20:00"), span("12:00", "14:00", "closed")]}, 10),
    ({DAY: [span("08:00", "20:00"), span("18:00", "23:00", "maintenance")]}, 10),
    ({DAY: [span("08:00", "20:00"), span("06:00", "09:00", "not_in_use")]}, 11),
    ({DAY: [span("08:00", "20:00"), span("12:00", "13:00", "undefined")]}, 11),
    # A closed time past midnight closes the next morning too.
    (
        {
            DAY: [span("08:00", "20:00"), span("22:00", "09:00", "closed", next_day=True)],
            "2025-03-04": [span("08:00", "20:00")],
        },
        12 + 11,
    ),
    # Past midnight: the tail that the next day repeats counts once.
    (
        {
            DAY: [span("18:00", "02:00", next_day=True)],
            "2025-03-04": [span("00:00", "02:00"), span("18:00", "20:00")],
        },
        8 + 2,
    ),
    ({DAY: [span("18:00", "00:00", next_day=True)]}, 6),
    # Whole days, and those on which the clocks change.
    ({DAY: [span(None, None)]}, 24),
    ({"2025-03-30": [span(None, None)]}, 23),
    ({"2025-10-26": [span(None, None)]}, 25),
    ({"2025-03-30": [span("02:00", "05:00")]}, 2),
    ({"2025-10-26": [span("02:00", "05:00")]}, 4),
    ({"2025-10-26": [span("03:30", "03:45")]}, 1.25),
    # An empty day does not repeat the day before it.
    ({DAY: [span("08:00", "20:00")], "2025-03-04": []}, 12),
]
NO_HOURS: list[dict[str, list[dict[str, Any]]]] = [
    {},
    {DAY: []},
    {DAY: [span(None, None, "closed")]},
    {DAY: [span("08:00", "20:00", "open")]},
]


@pytest.fixture(scope="module")
def halls(load_once: LoadOnce) -> SharedLoad:
    """A space for each case: 501 and following, and 601 and following without hours but with a booking."""

    def write(exports: Path) -> None:
        city(exports / "city")
        spaces = [*range(501, 501 + len(HOURS)), *range(601, 601 + len(NO_HOURS))]
        units_csv(
            exports / "spaces.csv",
            [{"Reservation unit ID": space, "Hauki resource id": 880000 + space} for space in spaces],
        )
        hauki(exports / "hours.json", {880501 + n: days for n, (days, _) in enumerate(HOURS)})
        hauki(exports / "no_hours.json", {880601 + n: days for n, days in enumerate(NO_HOURS)})
        bookings = [
            {"id": n, "reservation": n, "primary_reservation_unit": 601 + n} for n in range(len(NO_HOURS))
        ]
        statistics_csv(exports / "a.csv", bookings)

    return load_once(write)


@pytest.mark.parametrize(
    ("space", "expected"), [(501 + n, expected) for n, (_, expected) in enumerate(HOURS)]
)
def test_hours_that_can_be_booked(halls: SharedLoad, space: int, expected: float) -> None:
    outcome, home = halls
    assert outcome["by_file"]["hours.json"]["rows_loaded"] == len(HOURS)
    of_space = f"WHERE space = '{space}'"
    assert bookable_hours(home, f"SELECT sum(bookable_minutes) / 60 FROM space_hour {of_space}") == expected
    assert rows(home, f"SELECT has_bookable_time FROM space {of_space}") == [[True]]


@pytest.mark.parametrize("space", [601 + n for n in range(len(NO_HOURS))])
def test_a_space_without_bookable_hours_has_no_rate(halls: SharedLoad, space: int) -> None:
    home = halls[1]
    assert rows(home, f"SELECT has_bookable_time FROM space WHERE space = '{space}'") == [[False]]
    build = warehouse.current(home)
    by_space = ["space"]
    assert (
        calculate("bookings", by_space, scope=EVERYTHING, build=build).set_index("space")["value"][str(space)]
        == 1
    )
    rates = calculate("booking_rate", by_space, scope=EVERYTHING, build=build).set_index("space")["value"]
    assert str(space) not in rates.dropna().index


def test_hours_are_local_to_the_resource(tmp_path: Path, load: Load, home: Path) -> None:
    """8 to 9 in Stockholm is 9 to 10 in Helsinki."""
    hauki_city(tmp_path / "exports", {DAY: [span("08:00", "09:00")]}, "Europe/Stockholm")
    load()
    assert bookable_hours(home, "SELECT min(hour) FROM space_hour") == 9


def test_varaamos_spans_take_precedence_even_on_other_days(tmp_path: Path, load: Load, home: Path) -> None:
    """501 has a span in Varaamo, so Hauki adds nothing to it; 502 has Hauki's hours; 503 shares them."""
    exports = tmp_path / "exports"
    city(exports / "city")
    units_csv(
        exports / "spaces.csv",
        [
            {},
            {"Reservation unit ID": "502", "Hauki resource id": "880502"},
            {"Reservation unit ID": "503", "Hauki resource id": "880502"},
        ],
    )
    spans_json(exports / "spans.json", [(HALL, "2025-03-10 08:00", "2025-03-10 10:00")])
    hauki(exports / "hauki.json", {n: {DAY: [span("08:00", "20:00")]} for n in (HALL, 880502)})
    statistics_csv(
        exports / "a.csv",
        [
            {"id": 1, "primary_reservation_unit": "502"},
            {"id": 2, "primary_reservation_unit": "503", "reservation_type": "BLOCKED"},
        ],
    )
    load()
    frame = calculate("booking_rate", ["space"], scope=EVERYTHING, build=warehouse.current(home))
    assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [
        ["501", 0, 120],
        ["502", 120, 720],
        ["503", 0, 600],
    ]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_later_export_supersedes_the_days_that_it_contains(
    tmp_path: Path, load: Load, home: Path, order: tuple[str, str]
) -> None:
    """The later export shortens the 3rd, closes the 4th, does not contain the 5th, and adds the 6th."""
    exports = tmp_path / "exports"
    hauki_city(exports, {})
    (exports / "hauki.json").unlink()
    days_by_export = {
        "a": {day: [span("08:00", "20:00")] for day in (DAY, "2025-03-04", "2025-03-05")},
        "b": {
            DAY: [span("10:00", "12:00")],
            "2025-03-04": [span(None, None, "closed")],
            "2025-03-06": [span("08:00", "09:00")],
        },
    }
    for name in order:
        path = hauki(exports / f"{name}.json", {HALL: days_by_export[name]})
        exported = dt.datetime(2025, 3, 1 if name == "a" else 2, tzinfo=HELSINKI).timestamp()
        os.utime(path, (exported, exported))
        load()
    assert bookable_hours(home) == 2 + 12 + 1


def test_hours_past_midnight_belong_to_the_day_on_which_they_started(
    tmp_path: Path, load: Load, home: Path
) -> None:
    """The 3rd lasts until 2 at night, as the 4th repeats; a later export of the 3rd alone ends it at 22."""
    hauki_city(
        tmp_path / "exports",
        {
            DAY: [span("18:00", "02:00", next_day=True)],
            "2025-03-04": [span("00:00", "02:00"), span("18:00", "20:00")],
        },
    )
    load()
    hauki(tmp_path / "exports" / "later.json", {HALL: {DAY: [span("18:00", "22:00")]}})
    load()
    assert bookable_hours(home) == 4 + 2
    # A span with another state or another end is not the repeated part.
    hauki(
        tmp_path / "exports" / "latest.json",
        {
            HALL: {
                DAY: [span("18:00", "02:00", "closed", next_day=True)],
                "2025-03-04": [span("00:00", "02:00", "open"), span("00:00", "03:00")],
            }
        },
    )
    load()
    assert bookable_hours(home) == 1


def test_a_row_is_superseded_once_all_its_days_are_exported_again(
    tmp_path: Path, load: Load, home: Path
) -> None:
    hauki_city(tmp_path / "exports", {DAY: [span("08:00", "20:00")]})
    load()
    hauki(tmp_path / "exports" / "later.json", {HALL: {DAY: [span("08:00", "21:00")]}})
    load()
    counts = warehouse.current(home).query(
        "SELECT file, rows_superseded FROM load WHERE source = 'hauki' ORDER BY file"
    )
    assert counts.to_numpy().tolist() == [["hauki.json", 1], ["later.json", 0]]
    assert bookable_hours(home) == 13


def test_periods_are_loaded_but_give_no_bookable_time(tmp_path: Path, load: Load, home: Path) -> None:
    period = {
        "id": 1,
        "resource": HALL,
        "name": {"fi": "Kesä"},
        "start_date": "2025-06-01",
        "end_date": None,
        "resource_state": "undefined",
        "override": False,
        "modified": "2025-05-01T10:00:00+03:00",
        "time_span_groups": [{"time_spans": [span("08:00", "20:00")]}],
    }
    path = tmp_path / "exports" / "a.json"
    path.parent.mkdir()
    later = {"modified": "2025-05-02T10:00:00+03:00", "end_date": "2025-08-31"}
    path.write_text(json.dumps([period, period | later, period | {"id": 2}]), encoding="utf-8")
    outcome = load()["files"][0]
    assert (outcome["status"], outcome["rows_loaded"], outcome["rows_superseded"]) == ("loaded", 2, 1)
    # Periods are rules, not hours: they alone make nothing bookable.
    assert bookable_hours(home, "SELECT count(*) FROM space_hour") == 0


def test_a_space_whose_unit_has_no_department_has_the_owner_of_its_hours(
    tmp_path: Path, load: Load, home: Path
) -> None:
    """The unit 990199 is in no register; in Hauki the owner of the hall's hours is the service d2."""
    exports = tmp_path / "exports"
    city(exports / "city")
    units_csv(exports / "spaces.csv", [{"TPRek ID": "990199"}])
    record = {
        "id": HALL,
        "name": {"fi": "Matti Salainen"},
        "resource_type": "reservable",
        "organization": "tprek:d2",
        "origins": [],
        "children": [],
        "parents": [1],
        "extra_data": {},
        "timezone": "Europe/Helsinki",
    }
    (exports / "resources.json").write_text(json.dumps({"results": [record]}), encoding="utf-8")
    load()
    frame = warehouse.current(home).query("SELECT department FROM space WHERE space = '501'")
    assert frame.to_numpy().tolist() == [["KUVA"]]
    assert b"Salainen" not in b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
