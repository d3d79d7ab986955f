"""Where people take part compared with where they live, and which districts have no contacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.participation import home_and_place, reach
from data.filters import Filters
from data.reference_tables.areas import district_residents
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

CONTACTS = [
    {
        "date": "2026-01-10",
        "district": "301",
        "major_district": "3",
        "home_major_district": "7",
        "contacts": 30,
    },
    {"date": "2026-01-11", "district": "301", "major_district": "3", "contacts": 10, "channel": "hearing"},
    {"date": "2026-01-12", "contacts": 60, "home_major_district": "7", "channel": "budget_vote"},
    {"date": "2026-01-13", "major_district": "7", "home_major_district": "3", "contacts": 3},
]
RESIDENTS = [
    {"month": "2026-01-01", "district": "301", "major_district": "3", "residents": 12_000},
    {"month": "2026-01-01", "district": "704", "major_district": "7", "residents": 24_000},
]
JANUARY = Filters.of("2026-01", "2026-01")


@pytest.fixture
def build(home: Path) -> Build:
    return publish(home, {"participation": CONTACTS, "resident_month": RESIDENTS})


def test_both_figures_are_per_1000_resident_years(build: Build) -> None:
    frame = home_and_place(JANUARY, scope=EVERYTHING, build=build).set_index("major_district")
    # A month is a twelfth of a year: 12,000 residents are 1,000 resident-years, 24,000 are 2,000.
    assert frame.loc["3", "place"] == 1000 * 40 / 1000
    assert frame.loc["7", "home"] == 1000 * 90 / 2000
    # Counts of three people are suppressed in both figures.
    assert frame.loc["3", "home_suppressed"]
    assert frame.loc["7", "place_suppressed"]
    assert frame[["home", "place"]].isna().to_numpy().sum() == 2
    assert "unknown" not in frame.index
    assert frame["difference"].isna().all()


def test_the_difference_is_home_less_place(home: Path) -> None:
    contacts = [{"date": "2026-01-10", "major_district": "3", "home_major_district": "3", "contacts": 10}]
    contacts.append({"date": "2026-01-10", "home_major_district": "3", "contacts": 20})
    build = publish(home, {"participation": contacts, "resident_month": RESIDENTS})
    row = home_and_place(JANUARY, scope=EVERYTHING, build=build).set_index("major_district").loc["3"]
    assert (row["place"], row["home"], row["difference"]) == (10, 30, 20)


def test_a_filter_by_area_limits_neither_figure(build: Build) -> None:
    one_major_district = Filters.of("2026-01", "2026-01", major_district=["3"])
    assert home_and_place(one_major_district, scope=EVERYTHING, build=build).equals(
        home_and_place(JANUARY, scope=EVERYTHING, build=build)
    )


def test_districts_without_contacts_and_the_share_without_a_district_are_returned(build: Build) -> None:
    january = reach(JANUARY, scope=EVERYTHING, build=build)
    assert january.districts == len(district_residents(build.home)) == 34
    assert "301" not in january.without
    assert len(january.without) == 33
    # 60 and 3 of 103 contacts have no district.
    assert january.unplaced_percent == pytest.approx(100 * 63 / 103)
    hearings = reach(Filters.of("2026-01", "2026-01", channel=["hearing"]), scope=EVERYTHING, build=build)
    assert (len(hearings.without), hearings.unplaced_percent) == (33, 0)


def test_without_any_contact_every_district_is_listed_and_the_share_is_unknown(build: Build) -> None:
    empty_year = reach(Filters.of("2025-01", "2025-12"), scope=EVERYTHING, build=build)
    assert len(empty_year.without) == 34
    assert empty_year.unplaced_percent != empty_year.unplaced_percent


def test_a_suppressed_district_is_counted_in_the_share_without_a_district(home: Path) -> None:
    contacts = [
        {"date": "2026-01-10", "district": "301", "contacts": 3},
        {"date": "2026-01-10", "district": "704", "contacts": 37},
        {"date": "2026-01-10", "contacts": 60},
    ]
    build = publish(home, {"participation": contacts})
    assert reach(JANUARY, scope=EVERYTHING, build=build).unplaced_percent == pytest.approx(100 * 60 / 100)
