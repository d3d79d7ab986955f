"""Hauki: days become bookable time, only where Varaamo tells none; what takes time, and what is absent."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import warehouse
from data.query import calculate
from data.text.messages import render
from etl.inbox import inspect
from etl.inbox.recognise import recognise
from etl.landing.store import Landing
from etl.sources.hauki import STATES
from tests.support.commands import Load
from tests.support.respa_files import hauki, span
from tests.support.varaamo_files import HELSINKI, city, spans_json, statistics_csv, units_csv

HALL = 880501
DAY = "2025-03-03"


def hours(home: Path, sql: str = "SELECT sum(bookable_minutes) / 60 FROM space_hour") -> float:
    return float(warehouse.current(home).query(sql).iloc[:, 0].astype("float64").sum())


def world(exports: Path, days: dict[str, list[dict[str, Any]]], timezone: str = "") -> None:
    city(exports / "city")
    units_csv(exports / "spaces.csv", [{}])
    hauki(exports / "hauki.json", {HALL: days}, timezone)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # Each state that can be booked, and states that neither give nor take.
        ({DAY: [span("08:00", "20:00")]}, 12),
        ({DAY: [span("08:00", "20:00", "open_and_reservable")]}, 12),
        ({DAY: [span("08:00", "20:00", "with_key_and_reservation")]}, 12),
        ({DAY: [span("08:00", "20:00"), span("06:00", "22:00", "self_service")]}, 12),
        ({DAY: [span("08:00", "20:00"), span("10:00", "12:00", "reserved")]}, 12),
        # Overlapping states count once.
        ({DAY: [span("08:00", "14:00"), span("12:00", "20:00", "open_and_reservable")]}, 12),
        # What takes time.
        ({DAY: [span("08:00", "20:00"), span("12:00", "14:00", "closed")]}, 10),
        ({DAY: [span("08:00", "20:00"), span("18:00", "23:00", "maintenance")]}, 10),
        ({DAY: [span("08:00", "20:00"), span("06:00", "09:00", "not_in_use")]}, 11),
        ({DAY: [span("08:00", "20:00"), span("12:00", "13:00", "undefined")]}, 11),
        # A closed time past midnight takes from the next day too.
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
        # A day with nothing in it is not the day before it.
        ({DAY: [span("08:00", "20:00")], "2025-03-04": []}, 12),
    ],
)
def test_hours_that_can_be_booked(
    tmp_path: Path, load: Load, home: Path, days: dict[str, list[dict[str, Any]]], expected: float
) -> None:
    world(tmp_path / "exports", days)
    assert load()["by_file"]["hauki.json"]["rows_loaded"] == 1
    assert hours(home) == expected
    assert hours(home, "SELECT count(*) FROM space WHERE has_bookable_time") == 1


@pytest.mark.parametrize(
    "days", [{}, {DAY: []}, {DAY: [span(None, None, "closed")]}, {DAY: [span("08:00", "20:00", "open")]}]
)
def test_a_space_that_no_hour_can_be_booked_has_no_rate(
    tmp_path: Path, load: Load, home: Path, days: dict[str, list[dict[str, Any]]]
) -> None:
    world(tmp_path / "exports", days)
    statistics_csv(tmp_path / "exports" / "a.csv", [{}])
    load()
    assert hours(home, "SELECT count(*) FROM space WHERE has_bookable_time") == 0
    frame = calculate("booking_rate", build=warehouse.current(home))
    assert frame["value"].isna().all()


def test_hours_are_local_to_the_resource(tmp_path: Path, load: Load, home: Path) -> None:
    """8 to 9 in Stockholm is 9 to 10 in Helsinki."""
    world(tmp_path / "exports", {DAY: [span("08:00", "09:00")]}, "Europe/Stockholm")
    load()
    assert hours(home, "SELECT min(hour) FROM space_hour") == 9


def test_varaamos_spans_come_first_even_on_other_days(tmp_path: Path, load: Load, home: Path) -> None:
    """501 has a span of Varaamo, so Hauki adds nothing to it; 502 has Hauki's hours; 503 shares them."""
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
    frame = calculate("booking_rate", ["space"], build=warehouse.current(home))
    assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [
        ["501", 0, 120],
        ["502", 120, 720],
        ["503", 0, 600],
    ]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_later_export_stands_for_the_days_that_it_tells(
    tmp_path: Path, load: Load, home: Path, order: tuple[str, str]
) -> None:
    """The later one shortens the 3rd and closes the 4th; the 5th it does not name, and adds the 6th."""
    exports = tmp_path / "exports"
    world(exports, {})
    (exports / "hauki.json").unlink()
    told = {
        "a": {day: [span("08:00", "20:00")] for day in (DAY, "2025-03-04", "2025-03-05")},
        "b": {
            DAY: [span("10:00", "12:00")],
            "2025-03-04": [span(None, None, "closed")],
            "2025-03-06": [span("08:00", "09:00")],
        },
    }
    for name in order:
        path = hauki(exports / f"{name}.json", {HALL: told[name]})
        exported = dt.datetime(2025, 3, 1 if name == "a" else 2, tzinfo=HELSINKI).timestamp()
        os.utime(path, (exported, exported))
        load()
    assert hours(home) == 2 + 12 + 1


def test_a_tail_belongs_to_the_day_that_it_began_on(tmp_path: Path, load: Load, home: Path) -> None:
    """The 3rd ran to 2 at night, as the 4th repeats; a later export of the 3rd alone shortens it to 22."""
    world(
        tmp_path / "exports",
        {
            DAY: [span("18:00", "02:00", next_day=True)],
            "2025-03-04": [span("00:00", "02:00"), span("18:00", "20:00")],
        },
    )
    load()
    hauki(tmp_path / "exports" / "later.json", {HALL: {DAY: [span("18:00", "22:00")]}})
    load()
    assert hours(home) == 4 + 2
    # Of another state, or to another hour, it is no tail.
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
    assert hours(home) == 1


def test_a_row_whose_days_are_all_told_again_is_superseded(tmp_path: Path, load: Load, home: Path) -> None:
    world(tmp_path / "exports", {DAY: [span("08:00", "20:00")]})
    load()
    hauki(tmp_path / "exports" / "later.json", {HALL: {DAY: [span("08:00", "21:00")]}})
    load()
    counts = warehouse.current(home).query(
        "SELECT file, rows_superseded FROM load WHERE source = 'hauki' ORDER BY file"
    )
    assert counts.to_numpy().tolist() == [["hauki.json", 1], ["later.json", 0]]
    assert hours(home) == 13


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (span("20:00", "08:00"), "2025-03-03 20:00:00–08:00:00 with_reservation"),
        (span("08:00", "08:00"), "2025-03-03 08:00:00–08:00:00 with_reservation"),
        (span("08:00", "20:00", "party"), "2025-03-03 08:00:00–20:00:00 party"),
        (span("08:00", "20:00", "Matti Meikäläinen 050"), "text, "),
        (span("25:00", "26:00"), "2025-03-03 25:00:00–26:00:00 with_reservation"),
        ("soon", "2025-03-03 – "),
    ],
)
def test_a_span_that_is_none_rejects_its_resource(
    tmp_path: Path, load: Load, home: Path, given: Any, found: str
) -> None:
    hauki(tmp_path / "exports" / "a.json", {1: {DAY: [span("08:00", "20:00")]}, 2: {DAY: [given]}})
    told = load()["files"][0]
    assert (told["rows_read"], told["rows_loaded"], told["rows_rejected"]) == (2, 1, 1)
    [[row, column, was, wanted]] = (
        warehouse.current(home)
        .query("SELECT row_number, column_name, found, expected FROM rejected_row")
        .to_numpy()
        .tolist()
    )
    assert (row, column) == (2, "opening_hours")
    assert render(was, "en").startswith(found)
    assert "a start before the end" in render(wanted, "en")
    assert "Meikäläinen" not in str(told) + was


@pytest.mark.parametrize(
    ("days", "timezone"),
    [("soon", None), ([{"date": "3.3.2025", "times": []}], None), ([3], None), ([], "Helsinki/Nowhere")],
)
def test_days_that_are_none_reject_their_resource(
    tmp_path: Path, load: Load, days: Any, timezone: str | None
) -> None:
    path = tmp_path / "exports" / "a.json"
    path.parent.mkdir()
    good = {"resource": {"id": 1}, "opening_hours": []}
    records = [good, {"resource": {"id": 2, "timezone": timezone}, "opening_hours": days}, 7, {"resource": 5}]
    path.write_text(json.dumps({"count": 4, "next": None, "results": records}), encoding="utf-8")
    told = load()["files"][0]
    assert (told["rows_loaded"], told["rows_rejected"]) == (1, 3)


@pytest.mark.parametrize("text", ['{"results": [{"resource": {"id": 1}, "opening_hours": []}', "["])
def test_a_broken_file_is_refused(tmp_path: Path, load: Load, text: str) -> None:
    path = tmp_path / "exports" / "a.json"
    path.parent.mkdir()
    # Larger than what is looked at to recognise it, so the reader itself meets the broken end.
    start = text if text == "[" else text + ", " + ", ".join([text[13:]] * 40_000)
    path.write_text(start, encoding="utf-8")
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "cut off" in told["message"]


def test_periods_are_loaded_for_what_they_name(tmp_path: Path, load: Load, home: Path) -> None:
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
    told = load()["files"][0]
    assert (told["status"], told["rows_loaded"], told["rows_superseded"]) == ("loaded", 2, 1)
    # They are rules, not hours: nothing can be booked by them alone.
    assert hours(home, "SELECT count(*) FROM space_hour") == 0


def test_the_owner_of_the_hours_owns_a_space_whose_unit_has_no_division(
    tmp_path: Path, load: Load, home: Path
) -> None:
    """The house 990199 is in no register; Hauki says that the hall's hours are the service's, d2."""
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


CLOCKS = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15))
DATES = st.one_of(
    st.sampled_from(
        [dt.date(2025, 3, 29), dt.date(2025, 3, 30), dt.date(2025, 10, 25), dt.date(2025, 10, 26)]
    ),
    st.dates(dt.date(2000, 1, 3), dt.date(2099, 12, 29)),
)
NAMES = st.text(st.sampled_from([*"aZ ;,'\"|\\", "å", "č", "ŋ", "ž", "\n"]), min_size=1, max_size=9)


@st.composite
def day_spans(draw: st.DrawFn) -> list[tuple[dt.time | None, dt.time | None, bool, str]]:
    found: list[tuple[dt.time | None, dt.time | None, bool, str]] = []
    for _ in range(draw(st.integers(0, 4))):
        state = draw(st.sampled_from(sorted(STATES)))
        if draw(st.booleans()):
            found.append((None, None, False, state))
            continue
        begin, end = draw(CLOCKS), draw(CLOCKS)
        # A span that begins at midnight may be the tail of the day before, which is another test's matter;
        # the hour that the March night lacks belongs to no clock.
        if (
            begin == dt.time()
            or 3 in (begin.hour, end.hour)
            or end.replace(minute=0) == begin.replace(minute=0)
        ):
            continue
        found.append((begin, end, end < begin, state))
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(DATES, day_spans(), max_size=4), NAMES)
def test_opening_hours_read_back_as_they_were_written(
    written: dict[dt.date, list[tuple[dt.time | None, dt.time | None, bool, str]]], called: str
) -> None:
    days = {
        date.isoformat(): [
            span(f"{b:%H:%M}" if b else None, f"{e:%H:%M}" if e else None, state, next_day=over)
            for b, e, over, state in spans
        ]
        for date, spans in written.items()
    }
    expected: list[tuple[dt.date, dt.datetime | None, dt.datetime | None, str]] = []
    for date, spans in written.items():
        for begin, end, over, state in spans:
            after = date + dt.timedelta(days=1)
            first = dt.datetime.combine(date, begin or dt.time(), HELSINKI)
            last = dt.datetime.combine(after if over or end is None else date, end or dt.time(), HELSINKI)
            expected.append((date, _utc(first), _utc(last), state))
        if not spans:
            expected.append((date, None, None, "undefined"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = hauki(folder / "a.json", {HALL: days})
        text = json.loads(path.read_text(encoding="utf-8"))
        text["results"][0]["resource"]["name"]["fi"] = called
        path.write_text(json.dumps(text), encoding="utf-8")
        landing = Landing(folder / "home", b"secret")
        landing.prepare()
        export = inspect.inspect(path, folder)
        now = dt.datetime.now(dt.UTC)
        load = landing.land(export, recognise(export), "0" * 64, is_sample=False, run_at=now, sequence=0)
        assert (load.rows_read, load.rows_rejected) == (1, 0)
        with duckdb.connect() as connection:
            [(resource, label, found)] = connection.execute(
                "SELECT bookable_resource, name_fi, bookable_days FROM read_parquet(?)",
                [str(landing.path(load))],
            ).fetchall()
    assert (resource, label) == (str(HALL), called.strip(" ") or None)
    key = str
    assert sorted((tuple(day.values()) for day in found), key=key) == sorted(expected, key=key)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
