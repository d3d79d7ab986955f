"""Parts of the week: every hour is in one part, and the parts add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.week import PARTS, by_part
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.potential_city import OCTOBER, publish_city


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return publish_city(tmp_path / "home")


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
        frame = by_part("shared_use_share", OCTOBER, scope=EVERYTHING, build=build).set_index("part")
        # Others: 60 of 90 minutes in main hours (association 60, the city 30), 90 of 90 in the evening.
        assert frame["numerator"].to_dict() == {"main": 60, "evening": 90, "weekend": 0, "night": 0}
        assert frame["value"]["main"] == pytest.approx(100 * 60 / 90)
        assert frame["value"]["evening"] == 100
        whole = calculate("shared_use_share", (), OCTOBER, scope=EVERYTHING, build=build).iloc[0]
        assert frame["numerator"].sum() == whole["numerator"]
        only_mornings = by_part(
            "booked_hours", Filters.of("2026-10", "2026-10", hour=["7"]), scope=EVERYTHING, build=build
        )
        assert only_mornings["part"].tolist() == ["weekend", "night"]
