"""The potential finder: figures that can be checked by hand, and what its search leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.potential import DISTRICTS, SPACE_ORDERS, SPACES, Search, find
from data.analyses.scenario import scenario
from data.analyses.space_order import arranged
from data.filters import Filters, QueryError
from data.scope import EVERYTHING, Scope
from data.warehouse import Build
from tests.support.potential_city import EVENINGS, OCTOBER, denied, publish_city, spaces
from tests.support.tiny_warehouse import publish


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return publish_city(tmp_path / "home")


class TestSmallCity:
    def test_spaces_with_most_idle_time_come_first(self, build: Build) -> None:
        potential = find(EVENINGS, OCTOBER, scope=EVERYTHING, build=build)
        # The hall: 2 bookable evening hours, half an hour in use. The room: one hour. The attic is full.
        assert potential.spaces["space"].tolist() == ["hall", "room"]
        assert potential.spaces["idle_hours"].tolist() == [1.5, 1.0]
        assert potential.spaces["bookable_hours"].tolist() == [2.0, 1.0]
        assert potential.spaces["idle_share"].tolist() == [75.0, 100.0]
        assert potential.spaces["unit"].tolist() == ["u1", "u2"]
        assert potential.spaces["capacity"].tolist() == [80, 12]
        assert tuple(potential.spaces.columns) == SPACES

    def test_weeks_are_days_with_bookable_time_divided_by_different_weekdays(self, build: Build) -> None:
        potential = find(EVENINGS, OCTOBER, scope=EVERYTHING, build=build)
        assert (potential.weeks.days, potential.weeks.weekdays, potential.weeks.count) == (2, 2, 1.0)
        assert potential.spaces["idle_hours_per_week"].tolist() == [1.5, 1.0]
        # A filter by area does not change the weeks.
        assert (
            find(
                EVENINGS, Filters.of("2026-10", "2026-10", district=["702"]), scope=EVERYTHING, build=build
            ).weeks.days
            == 2
        )
        # Days after the last counted day are left out.
        through = Filters("2026-10", "2026-10", "2026-10-09")
        assert find(EVENINGS, through, scope=EVERYTHING, build=build).weeks.days == 1

    def test_unmet_demand_is_counted_within_the_hours_of_the_search(self, build: Build) -> None:
        districts = find(EVENINGS, OCTOBER, scope=EVERYTHING, build=build).districts.set_index("district")
        # 16.30–17.30, and 19.30–20 of an hour that ends after 20; closures and cancellations are left out.
        assert districts["unmet_hours"].to_dict() == {"701": 0.0, "702": 1.5}
        assert districts["idle_hours"].to_dict() == {"701": 2.5, "702": 0.0}
        assert districts["rooms"].to_dict() == {"701": 2, "702": 0}
        saturday = find(Search(weekdays=(6,)), OCTOBER, scope=EVERYTHING, build=build).districts.set_index(
            "district"
        )
        assert saturday["unmet_hours"].to_dict() == {"701": 1.0}

    def test_hours_per_thousand_resident_years(self, build: Build) -> None:
        districts = find(EVENINGS, OCTOBER, scope=EVERYTHING, build=build).districts
        assert tuple(districts.columns) == DISTRICTS
        by_code = districts.set_index("district")
        # 12,000 residents for a month are 1,000 resident-years.
        assert by_code["resident_years"]["701"] == 1000
        assert by_code["idle_hours_per_1000"]["701"] == 2.5
        assert by_code.loc["702"].isna()[["resident_years", "idle_hours_per_1000"]].all()

    def test_a_minimum_of_idle_hours_leaves_bookable_hours_unchanged(self, build: Build) -> None:
        potential = find(
            Search((), (1, 2, 3, 4, 5), 16, 20, minimum_idle_hours=1.5),
            OCTOBER,
            scope=EVERYTHING,
            build=build,
        )
        assert potential.spaces["space"].tolist() == ["hall"]
        assert potential.idle_hours == 1.5
        assert potential.bookable_hours == 4.0
        by_district = potential.districts.set_index("district")["bookable_hours"]
        assert by_district.to_dict() == {"701": 3.0, "702": 1.0}

    def test_owners_and_filters_of_the_page_apply_together(self, build: Build) -> None:
        assert find(Search(("KASKO",)), OCTOBER, scope=EVERYTHING, build=build).spaces["space"].tolist() == [
            "room"
        ]
        both = Filters.of("2026-10", "2026-10", department=["KUVA"], hour=["17"])
        potential = find(Search(("KUVA", "KASKO"), (), 16, 18), both, scope=EVERYTHING, build=build)
        assert potential.spaces["idle_hours"].tolist() == [1.5]
        other_owner = find(Search(("KASKO",)), both, scope=EVERYTHING, build=build)
        assert (len(other_owner.spaces), len(other_owner.districts)) == (0, 0)
        assert other_owner.unmet_hours == 0.0
        assert other_owner.scenario[0].now is None
        at_night = find(Search(from_hour=3, to_hour=4), both, scope=EVERYTHING, build=build)
        assert at_night.spaces.empty

    def test_a_filter_by_booker_leaves_idle_time_unchanged(self, build: Build) -> None:
        filtered = Filters.of("2026-10", "2026-10", booker_type=["resident"])
        assert find(EVENINGS, filtered, scope=EVERYTHING, build=build).idle_hours == 2.5

    def test_the_scenario_adds_hours_to_the_denominator_of_one_of_the_shares(self, build: Build) -> None:
        share, of_bookable = find(Search((), (1,), 16, 20), OCTOBER, scope=EVERYTHING, build=build).scenario
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

    def test_a_scenario_without_data_has_no_change(self, build: Build) -> None:
        without_data = scenario("shared_use_share", 2.0, None, scope=EVERYTHING, build=build)
        assert (without_data.now, without_data.then, without_data.change) == (None, 100.0, None)

    def test_spaces_without_opening_hours_are_counted_separately(self, build: Build) -> None:
        assert find(Search(), OCTOBER, scope=EVERYTHING, build=build).without_opening_hours == 1
        assert find(Search(("KASKO",)), OCTOBER, scope=EVERYTHING, build=build).without_opening_hours == 0

    def test_spaces_are_sorted_by_demand_and_by_capacity(self, build: Build) -> None:
        all_spaces = find(Search(), OCTOBER, scope=EVERYTHING, build=build).spaces.assign(label="Sali")
        assert arranged(all_spaces, SPACE_ORDERS["capacity"])["capacity"].tolist() == [80, 12]
        assert arranged(all_spaces, SPACE_ORDERS["idle"], "sal")["space"].tolist() == ["hall", "room"]
        assert arranged(all_spaces, SPACE_ORDERS["unmet"], "x").empty

    def test_a_scope_limits_the_spaces(self, build: Build) -> None:
        potential = find(Search(), OCTOBER, Scope(("KASKO",), "internal"), build=build)
        assert potential.spaces["space"].tolist() == ["room"]
        assert potential.unmet_hours == 0.0

    @pytest.mark.parametrize(
        ("search", "message"),
        [
            (Search(weekdays=(8,)), "weekdays are 1"),
            (Search(from_hour=9, to_hour=9), "hours run from 0 to 24"),
            (Search(share_percent=101), "between 0 and 100"),
            (Search(("MARS",)), "unknown department 'MARS'"),
        ],
    )
    def test_an_invalid_search_is_an_error(self, build: Build, search: Search, message: str) -> None:
        with pytest.raises(QueryError, match=message):
            find(search, OCTOBER, scope=EVERYTHING, build=build)


def test_a_booking_over_the_night_when_clocks_go_back_has_an_hour_more(tmp_path: Path) -> None:
    # 02.00–05.00 local on 25 October 2026 is four hours: the hour from three occurs twice.
    night = denied("hall", "2026-10-25 02:00", 240)
    build = publish(tmp_path / "home", {"booking": [night], "space": spaces()})
    by_hour = [
        find(Search((), (7,), at, at + 1), OCTOBER, scope=EVERYTHING, build=build).unmet_hours
        for at in range(1, 6)
    ]
    assert by_hour == [0.0, 1.0, 2.0, 1.0, 0.0]
