"""A target month by month: its figure, its path and suppressed months."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.goals import course, progress
from data.reference_tables.targets import Target
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.goal_rows import publish_hours
from tests.support.tiny_warehouse import open_hour, publish


@pytest.fixture
def build(home: Path) -> Build:
    return publish_hours(home)


class TestCourse:
    def test_the_path_ends_at_the_target(self, build: Build) -> None:
        frame = course(Target("booked_hours", None, 2026, 415), build, scope=EVERYTHING)
        assert list(frame["month"][[0, 11]]) == ["2026-01", "2026-12"]
        assert frame["path"].iloc[11] == 415
        # January: 100 + 50 × 31 ÷ 365
        assert frame["path"].iloc[0] == pytest.approx(100 + 50 * 31 / 365)
        assert list(frame["value"].dropna()) == [0, 0, 110]
        assert list(frame["partial"]) == [False, False, True, *[False] * 9]

    def test_rates_and_people_are_counted_from_january(self, home: Path) -> None:
        rows = {
            "space_hour": [open_hour("2026-01-01", 60), open_hour("2026-02-01", 0)],
            "volunteer_record": [
                {"date": f"2026-{month}-05", "is_completed": True, "volunteer": n, "person_hours": 1}
                for month, volunteers in (("01", range(6)), ("02", range(3, 8)))
                for n in volunteers
            ],
        }
        build = publish(home, rows, as_of="2026-02-28")
        rate = course(Target("booking_rate", None, 2026, 60), build, scope=EVERYTHING)
        assert list(rate["value"].dropna()) == [100, 50]
        people = course(Target("active_volunteers", None, 2026, 60), build, scope=EVERYTHING)
        assert list(people["value"].dropna()) == [6, 8]  # three people took part in both months

    def test_a_suppressed_month_is_never_counted_as_zero(self, home: Path) -> None:
        def contacts(*counts: tuple[str, int]) -> list[dict[str, object]]:
            return [{"date": f"{month}-05", "contacts": count} for month, count in counts]

        rows = contacts(("2025-01", 50), ("2025-02", 3), ("2025-03", 60))
        rows += contacts(("2026-01", 10), ("2026-02", 3), ("2026-03", 20))
        build = publish(home, {"participation": rows}, as_of="2026-03-31")
        target = Target("participation_contacts", None, 2026, 200)
        frame = course(target, build, scope=EVERYTHING)
        # January is shown; from February on the sum contains a month that is not.
        assert list(frame["value"].dropna()) == [10]
        assert list(frame["suppressed"]) == [False, True, True, *[False] * 9]
        # The same month of the year before is suppressed: there is no path from it or from zero.
        assert list(frame["path"].dropna()) == pytest.approx([50 + (200 - 113) * 31 / 365, 200])

    def test_a_suppressed_year_before_gives_no_path_from_zero(self, home: Path) -> None:
        rows = [{"date": "2025-01-05", "contacts": 3}, {"date": "2025-06-05", "contacts": 60}]
        rows += [{"date": "2026-01-05", "contacts": 30}]
        build = publish(home, {"participation": rows}, as_of="2026-03-14")
        unknown = progress(Target("participation_contacts", None, 2026, 200), build, scope=EVERYTHING)
        assert unknown.before.suppressed
        assert (unknown.path, unknown.distance, unknown.status) == (None, None, "unknown")
