"""The potential finder: figures that can be checked in the head, and what its search leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.potential import DISTRICTS, ROOM_ORDERS, ROOMS, Search, find
from data.analyses.scenario import scenario
from data.analyses.space_order import arranged
from data.filters import Filters, QueryError, Scope
from data.warehouse import Build
from tests.support.potential_city import EVENINGS, OCTOBER, denied, publish_city, spaces
from tests.support.tiny_warehouse import publish


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return publish_city(tmp_path / "home")


class TestSmallCity:
    def test_spaces_with_most_idle_time_come_first(self, build: Build) -> None:
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

    def test_unmet_demand_counts_in_its_own_hours(self, build: Build) -> None:
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

    def test_a_minimum_of_idle_hours_leaves_bookable_hours_unchanged(self, build: Build) -> None:
        found = find(Search((), (1, 2, 3, 4, 5), 16, 20, least_idle_hours=1.5), OCTOBER, build=build)
        assert found.rooms["space"].tolist() == ["hall"]
        assert found.idle_hours == 1.5
        assert found.bookable_hours == 4.0
        assert found.districts.set_index("district")["bookable_hours"].to_dict() == {"701": 3.0, "702": 1.0}

    def test_owners_and_filters_of_the_page_both_apply(self, build: Build) -> None:
        assert find(Search(("KASKO",)), OCTOBER, build=build).rooms["space"].tolist() == ["room"]
        both = Filters.of("2026-10", "2026-10", department=["KUVA"], hour=["17"])
        found = find(Search(("KUVA", "KASKO"), (), 16, 18), both, build=build)
        assert found.rooms["idle_hours"].tolist() == [1.5]
        nothing = find(Search(("KASKO",)), both, build=build)
        assert (len(nothing.rooms), len(nothing.districts), nothing.unmet_hours) == (0, 0, 0.0)
        assert nothing.scenario[0].now is None
        never = find(Search(from_hour=3, to_hour=4), both, build=build)
        assert never.rooms.empty

    def test_a_filter_by_booker_leaves_idle_time_unchanged(self, build: Build) -> None:
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

    def test_spaces_are_sorted_by_demand_and_by_capacity(self, build: Build) -> None:
        rooms = find(Search(), OCTOBER, build=build).rooms.assign(label="Sali")
        assert arranged(rooms, ROOM_ORDERS["capacity"])["capacity"].tolist() == [80, 12]
        assert arranged(rooms, ROOM_ORDERS["idle"], "sal")["space"].tolist() == ["hall", "room"]
        assert arranged(rooms, ROOM_ORDERS["unmet"], "x").empty

    def test_a_viewer_s_scope_applies(self, build: Build) -> None:
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
    def test_an_invalid_search_is_an_error(self, build: Build, search: Search, told: str) -> None:
        with pytest.raises(QueryError, match=told):
            find(search, OCTOBER, build=build)


def test_a_booking_over_the_october_night_lasts_an_hour_longer(tmp_path: Path) -> None:
    # 02.00–05.00 local on 25 October 2026 is four hours; three o'clock comes twice.
    night = denied("hall", "2026-10-25 02:00", 240)
    build = publish(tmp_path / "home", {"booking": [night], "space": spaces()})
    by_hour = [find(Search((), (7,), at, at + 1), OCTOBER, build=build).unmet_hours for at in range(1, 6)]
    assert by_hour == [0.0, 1.0, 2.0, 1.0, 0.0]
