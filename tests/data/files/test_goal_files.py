"""The file of targets: every part of the calculation, within the reader's scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses import goals_table
from data.files import export, file_description
from data.files.export import GOALS, Export
from data.filters import Filters, QueryError
from data.scope import EVERYTHING, Scope
from data.settings import LANGUAGES
from data.warehouse import Build
from tests.support.goal_rows import publish_hours, write


@pytest.fixture
def build(home: Path) -> Build:
    return publish_hours(home)


class TestTable:
    def test_the_file_has_every_part_of_the_path(self, home: Path, build: Build) -> None:
        write(home, "targets.csv", "metric,department,year,value\nbooked_hours,,2026,415\n")
        filters = Filters.of("2026-01", "2026-12")
        (row,) = (
            export.rows(Export(GOALS, build.id, "fi", filters, scope=EVERYTHING), build)
            .read_all()
            .to_pylist()
        )
        path = (
            row["year_before_to_date"]
            + (row["target"] - row["year_before"]) * row["elapsed_days"] / row["days_in_year"]
        )
        assert row["path"] == pytest.approx(path) == pytest.approx(110)
        assert (row["department"], row["status"], row["through_date"]) == ("city", "on_track", "2026-03-14")
        by_month = Export(GOALS, build.id, "fi", filters, metric="booked_hours", scope=EVERYTHING)
        assert export.count(by_month, build) == 12
        for language in LANGUAGES:
            descriptions = file_description.description_lines(
                Export(GOALS, build.id, language, filters, scope=EVERYTHING)
            )
            assert [name for name, _ in descriptions] == list(goals_table.COLUMNS)
        with pytest.raises(QueryError):
            export.count(Export(GOALS, build.id, "fi", filters, metric="idle_hours", scope=EVERYTHING), build)
        with pytest.raises(QueryError):
            export.check(
                Export(GOALS, build.id, "fi", Filters.of("2025-12", "2026-01"), scope=EVERYTHING), build
            )

    def test_a_scope_of_one_department_shows_no_other_target(self, home: Path) -> None:
        visible = goals_table.of_year(2026, (), Scope(("KUVA",), "internal"), home=home)
        assert {target.department for target in visible} == {"KUVA", None}
        # Of the city's targets those of which the catalogue shows the city's total.
        of_city = {target.metric for target in visible if target.department is None}
        assert "booking_rate" in of_city
        assert not of_city & {"partner_organisations", "volunteer_hours_per_1000"}
        of_other_department = goals_table.of_year(2026, ("KASKO",), Scope(("KUVA",), "internal"), home=home)
        assert of_other_department == ()
