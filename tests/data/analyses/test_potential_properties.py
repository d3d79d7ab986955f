"""The potential finder compared with a slow count, and properties that every search has."""

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
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.potential_city import OCTOBER, PLACES, denied, hour, spaces
from tests.support.tiny_warehouse import publish

BUILD_NUMBERS = itertools.count()


#: Bookable hours: space, day of October 2026, hour, minutes of use.
HOURS = st.lists(
    st.tuples(st.sampled_from(list(PLACES)), st.integers(1, 31), st.integers(0, 23), st.integers(0, 60)),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[:3],
)
DENIALS = st.lists(
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
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def publish_rows(folder: Path, hours: list[Any], denials: list[Any]) -> Build:
    number = next(BUILD_NUMBERS)
    rows = [hour(space, f"2026-10-{day:02d}", at, used) for space, day, at, used in hours]
    denied_bookings = [
        denied(space, f"2026-10-{day:02d} {at:02d}:{minute:02d}", minutes)
        for space, day, at, minute, minutes in denials
        # A wall clock time in the hour that occurs twice on the last Sunday may be either run.
        if day not in (24, 25)
    ]
    tables = {"space_hour": rows, "booking": denied_bookings, "space": spaces()}
    return publish(folder / str(number), tables, build_id=f"w{number}")


class TestEverySearch:
    @pytest.mark.slow
    @settings(max_examples=25, deadline=None)
    @given(hours=HOURS, denials=DENIALS, window=WINDOWS)
    def test_a_slow_count_gives_the_same_hours(
        self, folder: Path, hours: list[Any], denials: list[Any], window: Any
    ) -> None:
        days, start, end, minimum = window
        build = publish_rows(folder, hours, denials)
        potential = find(Search((), days, start, end, minimum), OCTOBER, scope=EVERYTHING, build=build)
        dates = {dt.date(2026, 10, day) for _, day, _, _ in hours}
        weeks = len(dates) / len({date.isoweekday() for date in dates})
        idle: dict[str, float] = defaultdict(float)
        for space, day, at, used in hours:
            weekday = dt.date(2026, 10, day).isoweekday()
            if start <= at < end and (not days or weekday in days):
                idle[space] += (60 - used) / 60
        expected = {s: h for s, h in idle.items() if h > 0 and h / weeks >= minimum - 1e-9}
        by_space = potential.spaces.set_index("space")["idle_hours"]
        assert by_space.to_dict() == pytest.approx(expected)
        unmet: dict[str, float] = defaultdict(float)
        for space, day, at, minute, minutes in denials:
            if day in (24, 25):
                continue
            begin = dt.datetime(2026, 10, day, at, minute)
            for passed in range(minutes):
                now = begin + dt.timedelta(minutes=passed)
                in_month = now.month == 10
                if in_month and start <= now.hour < end and (not days or now.isoweekday() in days):
                    unmet[PLACES[space][0]] += 1 / 60
        by_district = potential.districts.set_index("district")["unmet_hours"]
        assert by_district[by_district > 0].to_dict() == pytest.approx(dict(unmet))

    @settings(max_examples=25, deadline=None)
    @given(hours=HOURS, denials=DENIALS, window=WINDOWS, narrower=WINDOWS)
    def test_idle_time_is_within_bookable_time_and_grows_with_the_window(
        self, folder: Path, hours: list[Any], denials: list[Any], window: Any, narrower: Any
    ) -> None:
        days, start, end, minimum = window
        build = publish_rows(folder, hours, denials)
        potential = find(Search((), days, start, end, minimum), OCTOBER, scope=EVERYTHING, build=build)
        assert (potential.spaces["idle_hours"] > 0).all()
        assert (potential.spaces["idle_hours"] <= potential.spaces["bookable_hours"] + 1e-9).all()
        assert (potential.districts["idle_hours"] <= potential.districts["bookable_hours"] + 1e-9).all()
        assert potential.districts["idle_hours"].sum() == pytest.approx(potential.idle_hours)
        assert potential.districts["unmet_hours"].sum() == pytest.approx(potential.unmet_hours)
        assert potential.districts["rooms"].sum() == len(potential.spaces)
        inner_days = tuple(set(narrower[0] or range(1, 8)) & set(days or range(1, 8)))
        overlap = (max(start, narrower[1]), min(end, narrower[2]))
        if inner_days and overlap[0] < overlap[1]:
            inner = find(
                Search((), inner_days, *overlap, max(minimum, narrower[3])),
                OCTOBER,
                scope=EVERYTHING,
                build=build,
            )
            assert inner.idle_hours <= potential.idle_hours + 1e-9
            assert inner.unmet_hours <= potential.unmet_hours + 1e-9
            assert set(inner.spaces["space"]) <= set(potential.spaces["space"])
