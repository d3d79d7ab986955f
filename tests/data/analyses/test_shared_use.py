"""The matrix of owners and bookers: hours, and shares of the owner's hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses.shared_use import ALL, matrix
from data.filters import Filters
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.potential_city import OCTOBER, publish_city


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return publish_city(tmp_path / "home")


class TestMatrix:
    def test_cells_are_hours_and_shares_of_their_row(self, build: Build) -> None:
        shared_use = matrix(OCTOBER, scope=EVERYTHING, build=build)
        cells = shared_use.cells.set_index(["department", "booker_type"])
        # KUVA: an hour by an association, one and a half by residents.
        assert cells["value"]["KUVA", "association"] == 1.0
        assert cells["share"]["KUVA", "association"] == 40.0
        assert cells["share"]["KASKO", "city"] == 100.0
        assert cells["value"][ALL, "resident"] == 1.5
        assert shared_use.rows["department"].tolist() == ["KUVA", "KASKO", ALL]
        assert shared_use.rows["shared_use_share"].tolist() == pytest.approx([100.0, 0.0, 100 * 2.5 / 3])
        assert matrix(Filters.of("2025-01", "2025-01"), scope=EVERYTHING, build=build).rows.empty
