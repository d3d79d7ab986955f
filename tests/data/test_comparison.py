"""A figure compared with the year before: the same elapsed days, complete base periods, extremes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from data import period
from data.analyses import spaces
from data.analyses.space_order import arranged
from data.analyses.takeaway import facts
from data.comparison import compare, elapsed, trend
from data.filters import Filters
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.tiny_warehouse import Rows, open_hour, publish, use


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """3 h in October 2025 (one of them after the 20th), 2 h in October 2026 and 1 h after its last day."""
    return publish(
        tmp_path,
        {
            "booking_hour": [
                use("2025-09-10"),
                *(use(d) for d in ("2025-10-05", "2025-10-20", "2025-10-21")),
                *(use(d) for d in ("2026-10-01", "2026-10-20")),
                use("2026-10-25"),
            ],
            "space_hour": [
                open_hour("2025-10-05", 30),
                open_hour("2025-10-28", 60),
                open_hour("2026-10-05", 45),
                open_hour("2026-10-25", 60),
            ],
        },
        as_of="2026-10-20",
    )


class TestSameElapsedDays:
    def test_an_incomplete_month_is_compared_with_the_same_days_of_last_year(self, build: Build) -> None:
        comparison = compare("booked_hours", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build)
        # 2 h on 1 and 20 October, 2 h on 5 and 20 October 2025; the 21st and the 25th are left out.
        assert (comparison.now.value, comparison.before.value) == (2, 2)
        assert comparison.change == 0
        assert comparison.partial
        assert comparison.through == dt.date(2026, 10, 20)
        assert comparison.before_through == dt.date(2025, 10, 20)

    def test_a_complete_month_is_not_partial(self, build: Build) -> None:
        comparison = compare("booked_hours", Filters.of("2025-10", "2025-10"), scope=EVERYTHING, build=build)
        assert comparison.now.value == 3
        assert not comparison.partial

    def test_the_last_day_of_a_month_completes_it(self, tmp_path: Path) -> None:
        build = publish(tmp_path, {"booking_hour": [use("2026-10-31")]}, as_of="2026-10-31")
        assert elapsed(Filters.of("2026-10", "2026-10"), build).through_date is None
        assert elapsed(Filters.of("2026-10", "2026-11"), build).through_date == "2026-10-31"

    def test_the_leap_day_is_compared_with_28_february(self) -> None:
        assert period.year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)


class TestChange:
    def test_rates_change_in_percentage_points(self, build: Build) -> None:
        comparison = compare("booking_rate", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build)
        assert (comparison.now.value, comparison.before.value) == (75, 50)
        assert (comparison.change, comparison.change_unit) == (25, "points")

    def test_amounts_change_in_per_cent_of_the_base(self, tmp_path: Path) -> None:
        hours = [use("2025-10-01"), use("2025-10-02"), use("2026-10-01")]
        build = publish(tmp_path, {"booking_hour": hours})
        comparison = compare("booked_hours", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build)
        assert (comparison.change, comparison.change_unit) == (-50, "percent")

    def test_an_incomplete_base_period_gives_no_change(self, build: Build) -> None:
        """Data starts in September 2025, after the start of the base period (October 2024)."""
        comparison = compare("booked_hours", Filters.of("2025-10", "2026-09"), scope=EVERYTHING, build=build)
        assert (comparison.change, comparison.reason, comparison.before.value) == (None, "no_base", None)

    def test_a_base_of_zero_gives_no_change(self, tmp_path: Path) -> None:
        hours = [use("2025-01-01"), use("2026-10-01")]
        build = publish(tmp_path, {"booking_hour": hours})
        comparison = compare("booked_hours", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build)
        assert (comparison.now.value, comparison.before.value) == (1, 0)
        assert (comparison.change, comparison.reason) == (None, "zero_base")

    def test_a_rate_without_bookable_time_has_no_value(self, build: Build) -> None:
        comparison = compare("booking_rate", Filters.of("2026-09", "2026-09"), scope=EVERYTHING, build=build)
        assert (comparison.now.value, comparison.change, comparison.reason) == (None, None, "no_value")

    def test_a_suppressed_count_gives_no_change(self, tmp_path: Path) -> None:
        people = [
            {"date": f"{year}-10-01", "is_completed": True, "volunteer": number}
            for year, count in ((2025, 6), (2026, 4))
            for number in range(count)
        ]
        build = publish(tmp_path, {"volunteer_record": people})
        comparison = compare(
            "active_volunteers", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build
        )
        assert comparison.now.suppressed
        assert (comparison.now.value, comparison.change, comparison.reason) == (None, None, "suppressed")


def test_a_trend_has_the_months_of_both_years(build: Build) -> None:
    result = trend("booked_hours", Filters.of("2026-09", "2026-10"), scope=EVERYTHING, build=build)
    assert result.now[["month", "value", "partial"]].to_numpy().tolist() == [["2026-10", 2, True]]
    assert result.before[["month", "own_month", "value", "partial"]].to_numpy().tolist() == [
        ["2026-09", "2025-09", 1, False],
        ["2026-10", "2025-10", 2, True],
    ]


class TestPeriods:
    def test_months_run_from_the_first_row_to_the_last_day(self, build: Build) -> None:
        months = period.months(build)
        assert (months[0], months[-1], len(months)) == ("2025-09", "2026-10", 14)

    @pytest.mark.parametrize("table", ["volunteer_record", "participation", "seasonal_section"])
    def test_the_months_of_any_table_can_be_chosen(self, tmp_path: Path, table: str) -> None:
        build = publish(tmp_path, {table: [{"month": "2026-09-01"}]})
        assert period.months(build) == ["2026-09", "2026-10"]

    def test_the_default_period_is_the_last_twelve_complete_months(self, build: Build) -> None:
        assert period.default_period(build) == ("2025-10", "2026-09")

    @pytest.mark.parametrize(
        ("month", "shift", "expected"), [("2026-01", -1, "2025-12"), ("2025-12", 14, "2027-02")]
    )
    def test_a_month_shifts_into_another_year(self, month: str, shift: int, expected: str) -> None:
        assert period.shift(month, shift) == expected


class TestFacts:
    def test_the_unknown_member_is_neither_largest_nor_smallest(self) -> None:
        frame = pd.DataFrame(
            {
                "district": ["101", "102", "unknown", "103"],
                "value": [3.0, 1.0, 9.0, None],
                "suppressed": [False, False, False, True],
            },
            index=[7, 8, 9, 10],
        )
        result = facts(frame, "district")
        assert (result.largest, result.smallest, result.unknown) == (0, 1, 2)
        assert (result.rows, result.shown, result.suppressed) == (4, 3, 1)

    def test_an_empty_frame_has_no_facts(self) -> None:
        frame = pd.DataFrame({"value": [None], "suppressed": [True]}).astype({"value": "float64"})
        result = facts(frame)
        assert (result.largest, result.smallest, result.shown) == (None, None, 0)


class TestSpaces:
    @pytest.fixture
    def four_spaces(self, tmp_path: Path) -> Build:
        """Space 1 is booked half of its time, spaces 2 and 4 all of it; space 3 is never bookable."""
        names = [
            {
                "space": str(number),
                **{f"name_{language}": f"Space {number}" for language in ("fi", "sv", "en")},
                "unit": "u",
                "district": "301" if number < 4 else "503",
                "department": "KUVA",
                "is_registered": number != 3,
            }
            for number in range(1, 5)
        ]
        return publish(
            tmp_path,
            {
                "space": [*names, {"space": "unknown", "name_fi": "unknown", "district": "unknown"}],
                "space_hour": [
                    open_hour("2026-10-01", 30, "1", district="301"),
                    open_hour("2026-10-01", 60, "2", district="301"),
                    open_hour("2026-10-02", 60, "4", district="503"),
                    open_hour("2026-10-03", 60, "4", district="503"),
                    open_hour("2026-08-01", 60, "3", district="301"),
                ],
            },
        )

    def test_spaces_with_equal_rates_share_a_rank(self, four_spaces: Build) -> None:
        ranking = spaces.ranking(
            "booking_rate", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=four_spaces
        )
        columns = ["rank", "space", "value", "denominator", "district"]
        # Of equal rates, the space with more bookable time is first.
        assert ranking[columns].to_numpy().tolist() == [
            [1, "4", 100, 120, "503"],
            [1, "2", 100, 60, "301"],
            [3, "1", 50, 60, "301"],
        ]

    def test_a_list_of_spaces_is_sorted_and_searched(self, four_spaces: Build) -> None:
        ranking = spaces.ranking(
            "booking_rate", Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=four_spaces
        )
        labelled = ranking.assign(label=["Hall", "Attic", "Small hall"])
        assert arranged(labelled, spaces.ORDERS["least"])["space"].tolist() == ["1", "4", "2"]
        assert arranged(labelled, spaces.ORDERS["name"])["label"].tolist() == ["Attic", "Hall", "Small hall"]
        assert arranged(labelled, spaces.ORDERS["most"], " HALL ")["space"].tolist() == ["4", "1"]

    def test_frequency_and_fill_of_a_space_that_has_both(self, tmp_path: Path) -> None:
        seats = {"seat_minutes": 600, "seat_minutes_used": 150}
        build = publish(
            tmp_path,
            {
                "space_hour": [open_hour("2026-10-01", 30, "1"), open_hour("2026-10-01", 60, "2")],
                "booking_hour": [use("2026-10-01", 60, **seats), use("2026-10-02", 60, space="3", **seats)],
            },
        )
        frame = spaces.frequency_and_fill(Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build)
        assert frame.to_numpy().tolist() == [["1", 50, 25]]

    def test_spaces_without_any_use_are_listed(self, four_spaces: Build, tmp_path: Path) -> None:
        october = Filters.of("2026-10", "2026-10")
        assert spaces.without_booking(october, scope=EVERYTHING, build=four_spaces)["space"].tolist() == [
            "1",
            "2",
            "3",
            "4",
        ]
        rows: dict[str, Rows] = {
            "space": [{"space": number, "is_registered": True, "district": "301"} for number in "12"],
            "booking_hour": [use("2026-10-01"), use("2026-09-01", space="2")],
        }
        build = publish(tmp_path / "used", rows)
        assert spaces.without_booking(october, scope=EVERYTHING, build=build)["space"].tolist() == ["2"]

    def test_units_without_coordinates_are_left_out_of_the_map(self, tmp_path: Path) -> None:
        rows: dict[str, Rows] = {
            "unit": [{"unit": "a", "district": "301", "longitude": 24.9, "latitude": 60.2}, {"unit": "b"}],
            "booking_hour": [use("2026-10-01", unit="a"), use("2026-10-01", unit="b")],
            "booking": [{"date": "2026-10-01", "unit": "a", "is_use": True, "booking_id": 1}],
        }
        build = publish(tmp_path, rows)
        october = Filters.of("2026-10", "2026-10")
        columns = ["unit", "district", "value", "hours", "longitude"]
        found = spaces.units_on_map("booked_hours", october, scope=EVERYTHING, build=build)
        assert found[columns].to_numpy().tolist() == [["a", "301", 1, 1, 24.9]]
        # Their size shows the booked hours, whatever their colour shows.
        found = spaces.units_on_map("bookings", october, scope=EVERYTHING, build=build)
        assert found["hours"].tolist() == [1]

    def test_spaces_without_bookable_time_are_listed(self, four_spaces: Build) -> None:
        october = Filters.of("2026-10", "2026-10")
        without_time = spaces.unknown_denominator(october, scope=EVERYTHING, build=four_spaces)
        assert without_time[["space", "is_registered"]].to_numpy().tolist() == [["3", False]]
        elsewhere = Filters.of("2026-10", "2026-10", district=["503"], booker_type=["resident"])
        assert spaces.unknown_denominator(elsewhere, scope=EVERYTHING, build=four_spaces).empty
        assert (
            len(
                spaces.unknown_denominator(
                    Filters.of("2026-08", "2026-08"), scope=EVERYTHING, build=four_spaces
                )
            )
            == 3
        )
