"""Unknown is not zero: a metric has no value if no loaded row has an input that it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from data.analyses.goals import course
from data.catalogue.metrics import catalogue
from data.comparison import NO_VALUE, compare
from data.contribution import contributions
from data.filters import Filters
from data.inputs import missing_input
from data.query import by_month_and_whole, calculate
from data.reference_tables.targets import Target
from data.settings import LANGUAGES
from data.text.texts import say
from tests.support.tiny_warehouse import Rows, open_hour, publish, use

SHIFTS = [{"date": f"2026-10-0{day}", "is_completed": True, "volunteer": None} for day in range(1, 8)]
WITHOUT_INPUTS: dict[str, Rows] = {
    "volunteer_record": SHIFTS,
    "booking_hour": [use("2026-10-01"), use("2026-10-02", district="101")],
}


@pytest.mark.parametrize(
    ("metric", "missing"),
    [
        ("active_volunteers", "missing_inputs.volunteer_record_volunteer"),
        ("returning_share", "missing_inputs.volunteer_record_volunteer"),
        ("idle_hours", "missing_inputs.space_hour_bookable_minutes"),
        ("bookable_hours", "missing_inputs.space_hour_bookable_minutes"),
        ("bookable_hours_per_1000", "missing_inputs.space_hour_bookable_minutes"),
        ("shared_use_share", "missing_inputs.booking_hour_booker_type"),
        ("shared_use_hours", "missing_inputs.booking_hour_booker_type"),
        ("association_share", "missing_inputs.booking_hour_booker_type"),
        ("active_bookers", "missing_inputs.booking_booker"),
    ],
)
def test_a_metric_without_its_input_has_no_value_and_names_the_input(
    tmp_path: Path, metric: str, missing: str
) -> None:
    build = publish(tmp_path, WITHOUT_INPUTS)
    [figure] = calculate(metric, build=build).to_dict("records")
    assert [figure[part] for part in ("value", "numerator", "denominator")] == pytest.approx(
        [float("nan")] * 3, nan_ok=True
    )
    assert not figure["suppressed"]
    assert missing_input(catalogue().metrics[metric], build) == missing
    _, whole = by_month_and_whole(metric, Filters(), build=build)
    assert whole["value"].isna().all()


def test_every_group_of_a_metric_without_its_input_is_without_a_value(tmp_path: Path) -> None:
    build = publish(tmp_path, WITHOUT_INPUTS)
    by_district = calculate("shared_use_share", ["district"], build=build)
    assert by_district["district"].tolist() == ["101", "unknown"]
    assert by_district["value"].isna().all()


def test_what_follows_from_an_unknown_figure_is_unknown(tmp_path: Path) -> None:
    build = publish(tmp_path, {"booking_hour": [use("2025-10-01"), use("2026-10-01", district="101")]})
    october = Filters.of("2026-10", "2026-10")
    assert contributions("shared_use_hours", "district", october, build=build).empty
    compared = compare("shared_use_hours", october, build=build)
    assert (compared.change, compared.reason) == (None, NO_VALUE)
    by_month = course(Target("shared_use_hours", None, 2026, 100), build)
    assert by_month["value"].isna().all()


def test_one_row_with_the_input_is_enough(tmp_path: Path) -> None:
    rows: dict[str, Rows] = {
        "volunteer_record": [*SHIFTS, *({**SHIFTS[0], "volunteer": key} for key in range(5))],
        "booking_hour": [use("2026-10-01"), use("2026-10-01", booker_type="city")],
        "space_hour": [open_hour("2026-10-01", 60)],
    }
    build = publish(tmp_path, rows)
    # The city booked one of two hours; the only bookable hour was booked.
    values = {"active_volunteers": 5, "shared_use_share": 50, "idle_hours": 0}
    for metric, value in values.items():
        assert calculate(metric, build=build)["value"].tolist() == [value]
        assert missing_input(catalogue().metrics[metric], build) is None


def test_the_command_names_the_missing_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(tmp_path, WITHOUT_INPUTS)
    assert main(["active_volunteers", "--home", str(tmp_path), "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "value,numerator,denominator,suppressed\n,,,False\n"
    assert say("missing_inputs.volunteer_record_volunteer", "en") in printed.err


def test_every_missing_input_has_a_text() -> None:
    for metric in catalogue().metrics.values():
        for column in metric.needs:
            assert all(say(f"missing_inputs.{column.replace('.', '_')}", lang) for lang in LANGUAGES)
