"""The progress of targets on their paths, with figures that can be checked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.analyses.goals import course, progress
from data.reference_tables.targets import Target
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.goal_rows import hours, publish_hours
from tests.support.tiny_warehouse import open_hour, publish


@pytest.fixture
def build(home: Path) -> Build:
    return publish_hours(home)


class TestPath:
    def test_the_change_is_spread_evenly_over_the_year(self, build: Build) -> None:
        result = progress(Target("booked_hours", None, 2026, 415), build, scope=EVERYTHING)
        assert (result.before.value, result.baseline.value, result.now.value) == (100, 365, 110)
        assert (result.days, result.days_in_year, result.percent_elapsed) == (73, 365, 20)
        # 100 + (415 − 365) × 73 ÷ 365
        assert result.path == pytest.approx(110)
        assert result.distance == pytest.approx(0)
        assert (result.path_from, result.status) == ("year", "on_track")
        assert (result.through, result.before_through) == (dt.date(2026, 3, 14), dt.date(2025, 3, 14))

    def test_an_hour_less_than_the_path_is_behind(self, build: Build) -> None:
        result = progress(Target("booked_hours", None, 2026, 420), build, scope=EVERYTHING)
        assert result.path == pytest.approx(111)
        assert result.status == "behind"
        assert result.distance == pytest.approx(-1)

    def test_a_sum_above_its_target_is_reached_before_the_year_ends(self, build: Build) -> None:
        assert progress(Target("booked_hours", None, 2026, 110), build, scope=EVERYTHING).status == "reached"

    def test_a_year_that_is_over_is_reached_or_missed(self, build: Build) -> None:
        for value, status in ((365, "reached"), (366, "missed")):
            result = progress(Target("booked_hours", None, 2025, value), build, scope=EVERYTHING)
            assert (result.status, result.is_over) == (status, True)

    def test_without_a_year_before_a_sum_starts_at_zero(self, build: Build) -> None:
        rows = {"booking_hour": [hours("2025-02-01", 1), hours("2026-01-05", 60)]}
        without_year_before = publish(build.path.parents[1], rows, as_of="2026-03-14", build_id="late")
        result = progress(Target("booked_hours", None, 2026, 300), without_year_before, scope=EVERYTHING)
        # 300 × 73 ÷ 365
        assert result.path == pytest.approx(60)
        assert (result.path_from, result.status) == ("zero", "on_track")
        assert result.baseline.value is None

    def test_a_future_year_has_no_path_and_no_baseline_of_an_incomplete_year(self, build: Build) -> None:
        result = progress(Target("booked_hours", None, 2027, 500), build, scope=EVERYTHING)
        assert (result.status, result.path, result.baseline.value, result.days) == ("coming", None, None, 0)

    def test_a_leap_year_has_366_days(self, home: Path) -> None:
        rows = [hours("2027-01-01", 10), hours("2028-02-29", 16)]
        leap_year = publish(home, {"booking_hour": rows}, as_of="2028-02-29")
        result = progress(Target("booked_hours", None, 2028, 71), leap_year, scope=EVERYTHING)
        assert (result.days, result.days_in_year) == (60, 366)
        assert result.before_through == dt.date(2027, 2, 28)
        # 10 + (71 − 10) × 60 ÷ 366
        assert result.path == pytest.approx(20)
        assert result.status == "behind"

    def test_a_rate_above_its_target_is_on_track_with_its_distance_in_points(self, home: Path) -> None:
        rows = [
            open_hour("2025-01-01", 30),  # half of an hour
            open_hour("2026-01-01", 36),  # 60 %
        ]
        build = publish(home, {"space_hour": rows}, as_of="2026-03-14")
        result = progress(Target("booking_rate", None, 2026, 55), build, scope=EVERYTHING)
        # 50 + (55 − 50) × 73 ÷ 365
        assert result.now.value == 60
        assert result.path == pytest.approx(51)
        assert result.distance == pytest.approx(9)
        assert result.status == "on_track"

    def test_less_is_better_where_the_metric_says_so(self, home: Path) -> None:
        def outcomes(year: int, cancelled: int) -> list[dict[str, object]]:
            return [
                {"date": f"{year}-01-02", "state": state, "is_use": state == "confirmed", "booking_id": n}
                for n, state in enumerate(["cancelled"] * cancelled + ["confirmed"] * (10 - cancelled))
            ]

        rows = {"booking": outcomes(2025, 4) + outcomes(2026, 3)}
        build = publish(home, rows, as_of="2026-03-14")
        result = progress(Target("cancellation_rate", None, 2026, 20), build, scope=EVERYTHING)
        # 40 + (20 − 40) × 73 ÷ 365
        assert (result.direction, result.now.value) == ("less", 30)
        assert result.path == pytest.approx(36)
        assert result.status == "on_track"
        zero_target = progress(Target("cancellation_rate", None, 2026, 0), build, scope=EVERYTHING)
        assert zero_target.path == pytest.approx(32)
        assert zero_target.status == "on_track"
        whole_year = publish(home, rows, as_of="2026-12-31", build_id="whole")
        assert (
            progress(Target("cancellation_rate", None, 2026, 20), whole_year, scope=EVERYTHING).status
            == "missed"
        )

    def test_a_sum_with_a_maximum_is_missed_once_it_is_larger(self, home: Path) -> None:
        rows = [open_hour(f"2026-01-0{day}", 0) for day in range(1, 4)]
        build = publish(home, {"space_hour": rows}, as_of="2026-03-14")
        assert progress(Target("idle_hours", None, 2026, 2), build, scope=EVERYTHING).status == "missed"
        assert progress(Target("idle_hours", None, 2026, 15), build, scope=EVERYTHING).status == "on_track"

    def test_a_department_is_compared_with_its_own_target(self, home: Path) -> None:
        rows = [
            hours("2025-01-01", 10, department="KUVA"),
            hours("2026-01-01", 20, department="KUVA"),
            hours("2026-01-01", 500, department="KASKO"),
        ]
        build = publish(home, {"booking_hour": rows}, as_of="2026-03-14")
        result = progress(Target("booked_hours", "KUVA", 2026, 60), build, scope=EVERYTHING)
        assert result.now.value == 20
        assert result.path == pytest.approx(20)

    def test_a_department_without_data_has_an_unknown_status_and_raises_no_error(self, build: Build) -> None:
        target = Target("booked_hours", "KASKO", 2026, 60)
        result = progress(target, build, scope=EVERYTHING)
        assert (result.status, result.now.value, result.baseline.value) == ("unknown", None, None)
        assert course(target, build, scope=EVERYTHING)["value"].isna().all()

    def test_the_status_of_people_is_unknown_without_a_year_before_or_if_suppressed(self, home: Path) -> None:
        def people(count: int) -> list[dict[str, object]]:
            return [
                {"date": "2026-01-05", "is_completed": True, "volunteer": n, "person_hours": 1}
                for n in range(count)
            ]

        target = Target("active_volunteers", None, 2026, 10)
        for count, status in ((3, "unknown"), (7, "unknown"), (10, "reached")):
            rows = {"volunteer_record": people(count)}
            build = publish(home, rows, as_of="2026-03-14", build_id=f"people{count}")
            result = progress(target, build, scope=EVERYTHING)
            assert (result.status, result.path, result.now.suppressed) == (status, None, count == 3)
