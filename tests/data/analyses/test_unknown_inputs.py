"""A build that lacks an input: analyses, reports and files show unknown and the reason, not 0 or 100 %."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.analyses.department_month import gather
from data.analyses.goals import course, progress
from data.analyses.potential import Search, find
from data.analyses.scenario import scenario
from data.contribution import contributions
from data.files import report
from data.files.export import FIGURES, Export
from data.files.file_description import filter_lines
from data.filters import Filters
from data.reference_tables.targets import Target
from data.scope import EVERYTHING
from data.text.texts import say
from data.warehouse import Build
from tests.support.potential_city import denied
from tests.support.tiny_warehouse import publish

OCTOBER = Filters.of("2026-10", "2026-10")
KEYS = {
    name: f"missing_inputs.{name}"
    for name in ("space_hour_bookable_minutes", "booking_hour_booker_type", "volunteer_record_volunteer")
}


@pytest.fixture
def build(home: Path) -> Build:
    """Booked hours without booker types, shifts without volunteer keys, and no bookable time at all."""
    rows: dict[str, list[dict[str, Any]]] = {
        "booking_hour": [
            {"date": date, "hour": 9, "booked_minutes": 60, "department": "KUVA"}
            for date in ("2025-10-02", "2026-10-01")
        ],
        "booking": [denied("attic", "2026-10-05 16:00", 60)],
        "volunteer_record": [
            {"date": "2026-10-05", "is_completed": True, "person_hours": 2, "department": "KUVA"}
        ],
    }
    return publish(home, rows)


def test_a_scenario_of_an_unknown_share_is_unknown(build: Build) -> None:
    result = scenario("shared_use_share", 2.0, OCTOBER, scope=EVERYTHING, build=build)
    assert (result.now, result.then, result.change) == (None, None, None)


def test_idle_hours_without_bookable_time_are_unknown(build: Build) -> None:
    potential = find(Search(), OCTOBER, scope=EVERYTHING, build=build)
    assert potential.missing == KEYS["space_hour_bookable_minutes"]
    assert potential.spaces.empty
    assert potential.idle_hours != potential.idle_hours
    assert potential.unmet_hours == 1
    unknown_columns = potential.districts[
        ["bookable_hours", "idle_hours", "idle_hours_per_week", "unmet_hours_per_week"]
    ]
    assert unknown_columns.isna().all(axis=None)


def test_a_target_of_an_unknown_figure_has_no_value_in_any_month(build: Build) -> None:
    target = Target("idle_hours", None, 2026, 100)
    assert (
        progress(target, build, scope=EVERYTHING).now.value,
        progress(target, build, scope=EVERYTHING).status,
    ) == (None, "unknown")
    assert course(target, build, scope=EVERYTHING)["value"].isna().all()


def test_an_unknown_figure_has_no_change(build: Build) -> None:
    assert contributions("shared_use_hours", "department", OCTOBER, scope=EVERYTHING, build=build).empty


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_report_names_the_missing_inputs(build: Build, language: str) -> None:
    month = gather("KUVA", "2026-10", scope=EVERYTHING, build=build)
    content = report.compose(month, language)
    notes = " ".join(content.section("figures").notes)
    for key in KEYS.values():
        assert say(key, language) in notes
    assert say(KEYS["space_hour_bookable_minutes"], language) in content.section("spaces").takeaways
    assert say(KEYS["volunteer_record_volunteer"], language) in content.section("volunteering").takeaways
    report.write(month, language, "pdf")


def test_a_file_names_the_missing_input(build: Build) -> None:
    export = Export(FIGURES, build.id, "en", OCTOBER, metric="active_volunteers", scope=EVERYTHING)
    lines = [text for _, text in filter_lines(export, build, 1)]
    assert say(KEYS["volunteer_record_volunteer"], "en") in lines
