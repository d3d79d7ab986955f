"""The potential finder against a slow count of its own, by head on a few rows, and what must always hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from data.analyses.potential import DISTRICTS, ROOM_ORDERS, ROOMS, TABLES, Search, find
from data.analyses.scenario import scenario
from data.analyses.shared_use import ALL, matrix
from data.analyses.space_order import arranged
from data.analyses.week import PARTS, by_part
from data.files import signing
from data.files.export import POTENTIAL, WEEK, Export, count
from data.files.file_description import description_lines, file_name, filter_lines
from data.files.writers import csv_chunks, write_xlsx
from data.filters import Filters, QueryError, Scope
from data.query import calculate
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

OCTOBER = Filters.of("2026-10", "2026-10")
NUMBERS = itertools.count()
HELSINKI = ZoneInfo("Europe/Helsinki")
EVENINGS = Search(weekdays=(1, 2, 3, 4, 5), from_hour=16, to_hour=20)
#: space → (district, department, unit, capacity)
PLACES = {
    "hall": ("701", "KUVA", "u1", 80),
    "room": ("701", "KASKO", "u2", 12),
    "attic": ("702", "KUVA", "u3", None),
}


def hour(space: str, date: str, at: int, occupied: int = 0, others: int = 0) -> dict[str, Any]:
    """An hour of bookable time, ``occupied`` minutes of it in use."""
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": date, "hour": at, "space": space, "unit": unit, "source": "varaamo"},
        **{"district": district, "major_district": district[0], "department": department},
        **{"bookable_minutes": 60, "occupied_minutes": occupied, "occupied_by_others_minutes": others},
    }


def denied(space: str, begin: str, minutes: int, **more: Any) -> dict[str, Any]:
    """A denied booking that begins at a local time."""
    local = dt.datetime.fromisoformat(begin).replace(tzinfo=HELSINKI)
    start = local.astimezone(dt.UTC).replace(tzinfo=None)
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": begin[:10], "hour": local.hour, "space": space, "unit": unit, "state": "denied"},
        **{"district": district, "major_district": district[0], "department": department},
        **{"kind": "customer", "begin_utc": start, "end_utc": start + dt.timedelta(minutes=minutes)},
        **{"booked_minutes": minutes, **more},
    }


def booked(space: str, date: str, at: int, minutes: int, booker_type: str) -> dict[str, Any]:
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": date, "hour": at, "space": space, "unit": unit, "booker_type": booker_type},
        **{"district": district, "major_district": district[0], "department": department},
        "booked_minutes": minutes,
    }


def spaces(*more: dict[str, Any]) -> list[dict[str, Any]]:
    known = [
        {
            **{"space": space, "unit": unit, "district": district, "major_district": district[0]},
            **{"department": department, "capacity": capacity, "is_registered": True},
        }
        for space, (district, department, unit, capacity) in PLACES.items()
    ]
    return [*known, *more]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Monday 5 and Saturday 10 October 2026: two days on two weekdays, so one week."""
    hours = [
        hour("hall", "2026-10-05", 15, 60, 60),
        hour("hall", "2026-10-05", 16),
        hour("hall", "2026-10-05", 17, 30, 30),
        hour("room", "2026-10-05", 17),
        hour("attic", "2026-10-05", 17, 60, 60),
        hour("hall", "2026-10-10", 17),
    ]
    refused = [
        denied("attic", "2026-10-05 16:30", 60),
        denied("attic", "2026-10-05 19:30", 60),
        denied("hall", "2026-10-10 17:00", 60),
        denied("hall", "2026-10-05 17:00", 60, kind="closure"),
        denied("hall", "2026-10-05 17:00", 60, state="cancelled"),
    ]
    use = [
        booked("hall", "2026-10-05", 15, 60, "association"),
        booked("hall", "2026-10-05", 17, 30, "resident"),
        booked("attic", "2026-10-05", 17, 60, "resident"),
        booked("room", "2026-10-05", 10, 30, "city"),
    ]
    residents = [{"month": "2026-10-01", "district": "701", "major_district": "7", "residents": 12_000}]
    closed = {"space": "cellar", "district": "702", "department": "KUVA", "is_registered": True}
    return publish(
        tmp_path / "home",
        {
            **{"space_hour": hours, "booking": refused, "booking_hour": use, "resident_month": residents},
            "space": spaces(closed),
        },
    )


class TestByHead:
    def test_rooms_with_most_idle_time_come_first(self, build: Build) -> None:
        found = find(EVENINGS, OCTOBER, build=build)
        # The hall: 2 bookable evening hours, half an hour in use. The room: one hour. The attic is full.
        assert found.rooms["space"].tolist() == ["hall", "room"]
        assert found.rooms["idle_hours"].tolist() == [1.5, 1.0]
        assert found.rooms["bookable_hours"].tolist() == [2.0, 1.0]
        assert found.rooms["idle_share"].tolist() == [75.0, 100.0]
        assert found.rooms["unit"].tolist() == ["u1", "u2"]
        assert found.rooms["capacity"].tolist() == [80, 12]
        assert tuple(found.rooms.columns) == ROOMS

    def test_weeks_are_days_with_data_by_their_weekdays(self, build: Build) -> None:
        found = find(EVENINGS, OCTOBER, build=build)
        assert (found.weeks.days, found.weeks.weekdays, found.weeks.count) == (2, 2, 1.0)
        assert found.rooms["idle_hours_per_week"].tolist() == [1.5, 1.0]
        # A narrower place does not change the weeks.
        assert find(EVENINGS, Filters.of("2026-10", "2026-10", district=["702"]), build=build).weeks.days == 2
        # Days after the last one counted do.
        through = Filters("2026-10", "2026-10", "2026-10-09")
        assert find(EVENINGS, through, build=build).weeks.days == 1

    def test_unmet_demand_stands_beside_by_its_own_hours(self, build: Build) -> None:
        districts = find(EVENINGS, OCTOBER, build=build).districts.set_index("district")
        # 16.30–17.30 whole, 19.30–20 of an hour that runs on after 20; closures and cancelled are no demand.
        assert districts["unmet_hours"].to_dict() == {"701": 0.0, "702": 1.5}
        assert districts["idle_hours"].to_dict() == {"701": 2.5, "702": 0.0}
        assert districts["rooms"].to_dict() == {"701": 2, "702": 0}
        saturday = find(Search(weekdays=(6,)), OCTOBER, build=build).districts.set_index("district")
        assert saturday["unmet_hours"].to_dict() == {"701": 1.0}

    def test_hours_per_thousand_resident_years(self, build: Build) -> None:
        districts = find(EVENINGS, OCTOBER, build=build).districts
        assert tuple(districts.columns) == DISTRICTS
        by_code = districts.set_index("district")
        # 12,000 residents for a month are 1,000 resident-years.
        assert by_code["resident_years"]["701"] == 1000
        assert by_code["idle_hours_per_1000"]["701"] == 2.5
        assert by_code.loc["702"].isna()[["resident_years", "idle_hours_per_1000"]].all()

    def test_least_idle_hours_leave_rooms_out_but_not_what_is_bookable(self, build: Build) -> None:
        found = find(Search((), (1, 2, 3, 4, 5), 16, 20, least_idle_hours=1.5), OCTOBER, build=build)
        assert found.rooms["space"].tolist() == ["hall"]
        assert found.idle_hours == 1.5
        assert found.bookable_hours == 4.0
        assert found.districts.set_index("district")["bookable_hours"].to_dict() == {"701": 3.0, "702": 1.0}

    def test_owners_and_the_page_s_filters_meet(self, build: Build) -> None:
        assert find(Search(("KASKO",)), OCTOBER, build=build).rooms["space"].tolist() == ["room"]
        both = Filters.of("2026-10", "2026-10", department=["KUVA"], hour=["17"])
        found = find(Search(("KUVA", "KASKO"), (), 16, 18), both, build=build)
        assert found.rooms["idle_hours"].tolist() == [1.5]
        nothing = find(Search(("KASKO",)), both, build=build)
        assert (len(nothing.rooms), len(nothing.districts), nothing.unmet_hours) == (0, 0, 0.0)
        assert nothing.scenario[0].now is None
        never = find(Search(from_hour=3, to_hour=4), both, build=build)
        assert never.rooms.empty

    def test_who_booked_chooses_no_idle_time(self, build: Build) -> None:
        filtered = Filters.of("2026-10", "2026-10", booker_type=["resident"])
        assert find(EVENINGS, filtered, build=build).idle_hours == 2.5

    def test_the_scenario_adds_to_both_sides_or_to_one(self, build: Build) -> None:
        share, of_bookable = find(Search((), (1,), 16, 20), OCTOBER, build=build).scenario
        # Half of 2.5 idle hours; 2.5 of 3 booked hours and 2.5 of 6 bookable ones are used by others.
        assert (share.hours, share.numerator, share.denominator, share.denominator_then) == (
            1.25,
            2.5,
            3,
            4.25,
        )
        assert share.now == pytest.approx(100 * 2.5 / 3)
        assert share.then == pytest.approx(100 * 3.75 / 4.25)
        assert share.change == pytest.approx(100 * 3.75 / 4.25 - 100 * 2.5 / 3)
        assert (of_bookable.numerator, of_bookable.denominator, of_bookable.denominator_then) == (2.5, 6, 6)
        assert of_bookable.then == pytest.approx(100 * 3.75 / 6)

    def test_a_scenario_of_nothing_has_no_change(self, build: Build) -> None:
        none = scenario("shared_use_share", 2.0, None, build=build)
        assert (none.now, none.then, none.change) == (None, 100.0, None)

    def test_spaces_without_opening_hours_are_counted_apart(self, build: Build) -> None:
        assert find(Search(), OCTOBER, build=build).without_opening_hours == 1
        assert find(Search(("KASKO",)), OCTOBER, build=build).without_opening_hours == 0

    def test_rooms_are_arranged_by_demand_and_by_capacity(self, build: Build) -> None:
        rooms = find(Search(), OCTOBER, build=build).rooms.assign(label="Sali")
        assert arranged(rooms, ROOM_ORDERS["capacity"])["capacity"].tolist() == [80, 12]
        assert arranged(rooms, ROOM_ORDERS["idle"], "sal")["space"].tolist() == ["hall", "room"]
        assert arranged(rooms, ROOM_ORDERS["unmet"], "x").empty

    def test_a_viewer_s_scope_holds(self, build: Build) -> None:
        found = find(Search(), OCTOBER, Scope(("KASKO",)), build=build)
        assert found.rooms["space"].tolist() == ["room"]
        assert found.unmet_hours == 0.0

    @pytest.mark.parametrize(
        ("search", "told"),
        [
            (Search(weekdays=(8,)), "weekdays are 1"),
            (Search(from_hour=9, to_hour=9), "hours run from 0 to 24"),
            (Search(share_percent=101), "between 0 and 100"),
            (Search(("MARS",)), "unknown department 'MARS'"),
        ],
    )
    def test_what_does_not_exist_is_an_error(self, build: Build, search: Search, told: str) -> None:
        with pytest.raises(QueryError, match=told):
            find(search, OCTOBER, build=build)


class TestWeek:
    def test_every_hour_of_the_week_is_in_exactly_one_part(self) -> None:
        hours = [
            (day, at)
            for part in PARTS.values()
            for day in part.weekdays
            for at in range(part.from_hour, part.to_hour)
        ]
        assert sorted(hours) == [(day, at) for day in range(1, 8) for at in range(24)]

    def test_the_parts_add_up(self, build: Build) -> None:
        frame = by_part("shared_use_share", OCTOBER, build=build).set_index("part")
        # Others: 60 of 90 minutes in main hours (association 60, the city 30), 90 of 90 in the evening.
        assert frame["numerator"].to_dict() == {"main": 60, "evening": 90, "weekend": 0, "night": 0}
        assert frame["value"]["main"] == pytest.approx(100 * 60 / 90)
        assert frame["value"]["evening"] == 100
        whole = calculate("shared_use_share", (), OCTOBER, build=build).iloc[0]
        assert frame["numerator"].sum() == whole["numerator"]
        only_mornings = by_part("booked_hours", Filters.of("2026-10", "2026-10", hour=["7"]), build=build)
        assert only_mornings["part"].tolist() == ["weekend", "night"]


class TestMatrix:
    def test_cells_are_hours_and_shares_of_their_row(self, build: Build) -> None:
        found = matrix(OCTOBER, build=build)
        cells = found.cells.set_index(["department", "booker_type"])
        # KUVA: an hour by an association, one and a half by residents.
        assert cells["value"]["KUVA", "association"] == 1.0
        assert cells["share"]["KUVA", "association"] == 40.0
        assert cells["share"]["KASKO", "city"] == 100.0
        assert cells["value"][ALL, "resident"] == 1.5
        assert found.rows["department"].tolist() == ["KUVA", "KASKO", ALL]
        assert found.rows["shared_use_share"].tolist() == pytest.approx([100.0, 0.0, 100 * 2.5 / 3])
        assert matrix(Filters.of("2025-01", "2025-01"), build=build).rows.empty


class TestFiles:
    def test_a_file_has_the_rows_of_the_page(self, build: Build, tmp_path: Path) -> None:
        found = find(EVENINGS, OCTOBER, build=build)
        for table in TABLES:
            export = Export(POTENTIAL, build.id, "sv", OCTOBER, metric=table, search=EVENINGS)
            text = b"".join(csv_chunks(export, build)).decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
            expected = found.table[table]
            assert count(export, build) == len(rows) == len(expected)
            idle = [float(row["idle_hours"].replace(",", ".")) for row in rows]
            assert idle == expected["idle_hours"].tolist()
            assert rows[0]["district_name"] == "701 sv"
            with (tmp_path / "a.xlsx").open("wb") as file:
                write_xlsx(export, build, file, len(rows))
            sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
            assert [r[sheet[0].index("idle_hours")] for r in sheet[1:]] == idle
            told = [name for name, _ in description_lines(export) if name]
            assert told == sheet[0]
            assert ("Sökning: klockslag", "16–20") in filter_lines(export, build, len(rows))

    def test_a_signed_link_keeps_the_search(self, build: Build, tmp_path: Path) -> None:
        export = Export(POTENTIAL, build.id, "fi", OCTOBER, metric="rooms", search=EVENINGS)
        assert signing.read(signing.sign(export, tmp_path), tmp_path) == export
        assert file_name(export, "csv").startswith("talkootila-potential-rooms-2026-10")

    def test_what_is_not_there_is_an_error(self, build: Build) -> None:
        with pytest.raises(QueryError, match="unknown table 'people'"):
            count(Export(POTENTIAL, build.id, "fi", OCTOBER, metric="people"), build)
        with pytest.raises(QueryError, match="no dimension"):
            count(Export(WEEK, build.id, "fi", OCTOBER, metric="booked_hours_per_1000"), build)

    def test_parts_of_the_week_are_a_file_too(self, build: Build) -> None:
        export = Export(WEEK, build.id, "fi", OCTOBER, metric="booked_hours")
        text = b"".join(csv_chunks(export, build)).decode("utf-8-sig")
        assert text.split("\r\n")[:2] == [
            "part;value;numerator;denominator;suppressed",
            "main;1,5;1,5;;false",
        ]
        assert "part" in dict(description_lines(export))


#: Rows of a small world: space, day of October 2026, hour, minutes of use.
HOURS = st.lists(
    st.tuples(st.sampled_from(list(PLACES)), st.integers(1, 31), st.integers(0, 23), st.integers(0, 60)),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[:3],
)
REFUSALS = st.lists(
    st.tuples(
        st.sampled_from(list(PLACES)),
        st.integers(1, 30),
        st.integers(0, 23),
        st.integers(0, 59),
        st.integers(1, 300),
    ),
    max_size=6,
)
WINDOWS = st.tuples(
    st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
    st.integers(0, 23),
    st.integers(1, 24),
    st.sampled_from([0, 0.25, 0.5, 1, 3]),
).filter(lambda w: w[1] < w[2])


@pytest.fixture(scope="class")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def world(place: Path, hours: list[Any], refusals: list[Any]) -> Build:
    number = next(NUMBERS)
    rows = [hour(space, f"2026-10-{day:02d}", at, used) for space, day, at, used in hours]
    refused = [
        denied(space, f"2026-10-{day:02d} {at:02d}:{minute:02d}", minutes)
        for space, day, at, minute, minutes in refusals
        # The hour that comes twice on the last Sunday is told apart by no wall clock.
        if day not in (24, 25)
    ]
    written = {"space_hour": rows, "booking": refused, "space": spaces()}
    return publish(place / str(number), written, build_id=f"w{number}")


class TestAlways:
    @settings(max_examples=25, deadline=None)
    @given(hours=HOURS, refusals=REFUSALS, window=WINDOWS)
    def test_a_slow_count_finds_the_same(
        self, place: Path, hours: list[Any], refusals: list[Any], window: Any
    ) -> None:
        days, start, end, least = window
        build = world(place, hours, refusals)
        found = find(Search((), days, start, end, least), OCTOBER, build=build)
        dates = {dt.date(2026, 10, day) for _, day, _, _ in hours}
        weeks = len(dates) / len({date.isoweekday() for date in dates})
        idle: dict[str, float] = defaultdict(float)
        for space, day, at, used in hours:
            weekday = dt.date(2026, 10, day).isoweekday()
            if start <= at < end and (not days or weekday in days):
                idle[space] += (60 - used) / 60
        expected = {s: h for s, h in idle.items() if h > 0 and h / weeks >= least - 1e-9}
        assert dict(zip(found.rooms["space"], found.rooms["idle_hours"], strict=True)) == pytest.approx(
            expected
        )
        unmet: dict[str, float] = defaultdict(float)
        for space, day, at, minute, minutes in refusals:
            if day in (24, 25):
                continue
            begin = dt.datetime(2026, 10, day, at, minute)
            for passed in range(minutes):
                now = begin + dt.timedelta(minutes=passed)
                in_month = now.month == 10
                if in_month and start <= now.hour < end and (not days or now.isoweekday() in days):
                    unmet[PLACES[space][0]] += 1 / 60
        told = found.districts.set_index("district")["unmet_hours"]
        assert told[told > 0].to_dict() == pytest.approx(dict(unmet))

    @settings(max_examples=25, deadline=None)
    @given(hours=HOURS, refusals=REFUSALS, window=WINDOWS, narrower=WINDOWS)
    def test_idle_time_is_within_bookable_time_and_grows_with_the_window(
        self, place: Path, hours: list[Any], refusals: list[Any], window: Any, narrower: Any
    ) -> None:
        days, start, end, least = window
        build = world(place, hours, refusals)
        found = find(Search((), days, start, end, least), OCTOBER, build=build)
        assert (found.rooms["idle_hours"] > 0).all()
        assert (found.rooms["idle_hours"] <= found.rooms["bookable_hours"] + 1e-9).all()
        assert (found.districts["idle_hours"] <= found.districts["bookable_hours"] + 1e-9).all()
        assert found.districts["idle_hours"].sum() == pytest.approx(found.idle_hours)
        assert found.districts["unmet_hours"].sum() == pytest.approx(found.unmet_hours)
        assert found.districts["rooms"].sum() == len(found.rooms)
        inner_days = tuple(set(narrower[0] or range(1, 8)) & set(days or range(1, 8)))
        inner = (max(start, narrower[1]), min(end, narrower[2]))
        if inner_days and inner[0] < inner[1]:
            within = find(Search((), inner_days, *inner, max(least, narrower[3])), OCTOBER, build=build)
            assert within.idle_hours <= found.idle_hours + 1e-9
            assert within.unmet_hours <= found.unmet_hours + 1e-9
            assert set(within.rooms["space"]) <= set(found.rooms["space"])


def test_a_booking_over_the_october_night_lasts_an_hour_longer(tmp_path: Path) -> None:
    # 02.00–05.00 local on 25 October 2026 is four hours; three o'clock comes twice.
    night = denied("hall", "2026-10-25 02:00", 240)
    build = publish(tmp_path / "home", {"booking": [night], "space": spaces()})
    by_hour = [find(Search((), (7,), at, at + 1), OCTOBER, build=build).unmet_hours for at in range(1, 6)]
    assert by_hour == [0.0, 1.0, 2.0, 1.0, 0.0]
