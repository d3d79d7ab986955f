"""Volunteer hours by month and source, and rates by area, from shifts that can be added up in the head."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.volunteering import OTHERS, hours_by_month_and_source, main_sources, rates_by_area
from data.filters import Filters
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

SHIFTS = [
    {"date": "2026-09-01", "source": "v4s", "person_hours": 5},
    {"date": "2026-09-02", "source": "rosterfy", "person_hours": 1},
    {
        "date": "2026-10-01",
        "source": "v4s",
        "person_hours": 4,
        "major_district": "3",
        "demand": 4,
        "attended": 3,
    },
    {"date": "2026-10-02", "source": "volgistics", "person_hours": 2, "demand": 2, "attended": 1},
    {"date": "2026-10-03", "source": "civivolunteer", "person_hours": 3, "major_district": "1"},
]
AUTUMN = Filters.of("2026-09", "2026-10")


@pytest.fixture
def build(home: Path) -> Build:
    return publish(home, {"volunteer_record": [{**shift, "is_completed": True} for shift in SHIFTS]})


def test_sources_are_in_the_order_of_all_their_hours(build: Build) -> None:
    assert main_sources(2, scope=EVERYTHING, build=build) == (["v4s", "civivolunteer"], 2)
    assert main_sources(9, scope=EVERYTHING, build=build) == (
        ["v4s", "civivolunteer", "volgistics", "rosterfy"],
        0,
    )


def test_sources_without_a_series_are_added_up(build: Build) -> None:
    hours = hours_by_month_and_source(AUTUMN, scope=EVERYTHING, build=build, sources=["v4s", "civivolunteer"])
    assert list(hours.columns) == ["month", "v4s", "civivolunteer", OTHERS]
    assert hours.fillna(-1).to_numpy().tolist() == [["2026-09", 5, -1, 1], ["2026-10", 4, 3, 2]]


def test_a_filter_leaves_the_columns_as_they_are(build: Build) -> None:
    only = Filters.of("2026-10", "2026-10", source=["volgistics"])
    hours = hours_by_month_and_source(only, scope=EVERYTHING, build=build, sources=["v4s", "volgistics"])
    assert hours["volgistics"].tolist() == [2]
    assert hours[["v4s", OTHERS]].isna().all(axis=None)


def test_rates_are_side_by_side_with_the_unknown_area_last(build: Build) -> None:
    metrics = ["shift_fill_rate", "volunteer_no_show_rate"]
    rates = rates_by_area(metrics, "major_district", AUTUMN, scope=EVERYTHING, build=build)
    assert rates["major_district"].tolist() == ["3", "unknown"]
    assert rates["shift_fill_rate"].tolist() == [75, 50]
    assert rates["volunteer_no_show_rate"].isna().all()
    assert not rates["shift_fill_rate_suppressed"].any()
