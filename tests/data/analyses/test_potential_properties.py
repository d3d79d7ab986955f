"""The potential finder against a slow count, and properties that hold for every search."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.analyses.potential import Search, find
from data.warehouse import Build
from tests.support.potential_city import OCTOBER, PLACES, denied, hour, spaces
from tests.support.tiny_warehouse import publish

NUMBERS = itertools.count()


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
        # A wall clock time in the hour that occurs twice on the last Sunday may be either run.
        if day not in (24, 25)
    ]
    written = {"space_hour": rows, "booking": refused, "space": spaces()}
    return publish(place / str(number), written, build_id=f"w{number}")


class TestEverySearch:
    @settings(max_examples=25, deadline=None)
    @given(hours=HOURS, refusals=REFUSALS, window=WINDOWS)
    def test_a_slow_count_gives_the_same(
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
