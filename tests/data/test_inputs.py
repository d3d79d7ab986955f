"""Unknown is not zero: a metric has no value if none of the rows in question has an input that it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.__main__ import main
from data.analyses.goals import course, progress
from data.catalogue.metrics import catalogue
from data.comparison import NO_BASE, NO_VALUE, compare, first_month
from data.contribution import contributions
from data.filters import Filters
from data.inputs import missing_input
from data.query import calculate, parts_and_whole
from data.reference_tables.targets import Target
from data.scope import EVERYTHING, Scope
from data.settings import LANGUAGES
from data.text.texts import say
from data.warehouse import Build
from tests.support.frames import value_of
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
        ("partner_organisations", "missing_inputs.booking_organisation"),
    ],
)
def test_a_metric_without_its_input_has_no_value_and_names_the_input(
    tmp_path: Path, metric: str, missing: str
) -> None:
    build = publish(tmp_path, WITHOUT_INPUTS)
    [figure] = calculate(metric, scope=EVERYTHING, build=build).to_dict("records")
    assert [figure[part] for part in ("value", "numerator", "denominator")] == pytest.approx(
        [float("nan")] * 3, nan_ok=True
    )
    assert not figure["suppressed"]
    assert missing_input(catalogue().metrics[metric], build, filters=Filters(), scope=EVERYTHING) == missing
    _, whole = parts_and_whole(metric, "month", Filters(), scope=EVERYTHING, build=build)
    assert whole["value"].isna().all()


def test_every_group_of_a_metric_without_its_input_is_without_a_value(tmp_path: Path) -> None:
    build = publish(tmp_path, WITHOUT_INPUTS)
    by_district = calculate("shared_use_share", ["district"], scope=EVERYTHING, build=build)
    assert by_district["district"].tolist() == ["101", "unknown"]
    assert by_district["value"].isna().all()


def test_what_follows_from_an_unknown_figure_is_unknown(tmp_path: Path) -> None:
    build = publish(tmp_path, {"booking_hour": [use("2025-10-01"), use("2026-10-01", district="101")]})
    october = Filters.of("2026-10", "2026-10")
    assert contributions("shared_use_hours", "district", october, scope=EVERYTHING, build=build).empty
    compared = compare("shared_use_hours", october, scope=EVERYTHING, build=build)
    assert (compared.change, compared.reason) == (None, NO_VALUE)
    by_month = course(Target("shared_use_hours", None, 2026, 100), build, scope=EVERYTHING)
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
        assert calculate(metric, scope=EVERYTHING, build=build)["value"].tolist() == [value]
        assert missing_input(catalogue().metrics[metric], build, filters=Filters(), scope=EVERYTHING) is None


def test_the_command_names_the_missing_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(tmp_path, WITHOUT_INPUTS)
    assert main(["active_volunteers", "--home", str(tmp_path), "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "value,numerator,denominator,suppressed\n,,,False\n"
    assert say("missing_inputs.volunteer_record_volunteer", "en") in printed.err


def test_every_missing_input_has_a_text() -> None:
    for metric in catalogue().metrics.values():
        for name in metric.needs:
            assert all(say(f"missing_inputs.{name}", lang) for lang in LANGUAGES)


class TestBookableTime:
    """KUVA has opening hours since October 2026; KASKO has bookings only."""

    @pytest.fixture
    def build(self, tmp_path: Path) -> Build:
        bookings = [
            use("2026-10-01", department=d, booker_type="resident", space=d) for d in ("KUVA", "KASKO")
        ]
        return publish(
            tmp_path,
            {
                "booking_hour": bookings,
                "space_hour": [open_hour("2026-10-01", 60, department="KUVA")],
                "resident_month": [
                    {"month": "2025-10-01", "district": "101", "residents": 100},
                    {"month": "2026-10-01", "district": "101", "residents": 100},
                ],
            },
        )

    @pytest.mark.parametrize(
        ("filters", "idle_hours"),
        [
            ({"from_month": "2026-10", "to_month": "2026-10"}, 0),
            ({"department": ["KUVA"]}, 0),
            ({"from_month": "2025-01", "to_month": "2025-12"}, None),
            ({"year": ["2025"]}, None),
            ({"department": ["KASKO"]}, None),
        ],
    )
    def test_idle_hours_are_zero_only_where_there_is_bookable_time(
        self, build: Build, filters: dict[str, Any], idle_hours: float | None
    ) -> None:
        assert value_of("idle_hours", build, **filters) == idle_hours

    def test_a_viewer_s_department_decides(self, build: Build) -> None:
        assert value_of("idle_hours", build, Scope(("KUVA",), "internal")) == 0
        assert value_of("idle_hours", build, Scope(("KASKO",), "internal")) is None

    def test_a_month_without_bookable_time_has_no_rate_per_resident(self, build: Build) -> None:
        period = Filters.of("2025-10", "2026-10")
        frame = calculate(
            "bookable_hours_per_1000", ["month"], period, scope=EVERYTHING, build=build
        ).set_index("month")
        assert frame["value"].isna().to_dict() == {"2025-10": True, "2026-10": False}
        assert frame.loc["2026-10", "numerator"] == 1
        assert frame.loc["2025-10", ["numerator", "denominator"]].isna().all()


class TestBookerTypes:
    """Bookings of 2025 have no types. In October 2026 KUVA's have, and KASKO has no bookings in November."""

    @pytest.fixture
    def build(self, tmp_path: Path) -> Build:
        bookings = [
            use("2025-10-01", 60, department="KUVA"),
            use("2026-10-01", 60, department="KUVA", booker_type="city"),
            use("2026-10-02", 30, department="KASKO"),
            use("2026-11-02", 30, department="KUVA", booker_type="city"),
        ]
        return publish(
            tmp_path,
            {
                "booking_hour": bookings,
                "space_hour": [
                    open_hour(date, 0, department="KASKO")
                    for date in ("2025-11-02", "2026-10-02", "2026-11-02")
                ],
            },
            as_of="2026-11-30",
        )

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("month", {"2025-10": None, "2026-10": 0.5, "2026-11": None}),
            ("quarter", {"2025-Q4": None, "2026-Q4": 0.5}),
            ("year", {"2025": None, "2026": 0.5}),
            ("date", {"2025-10-01": None, "2026-10-02": 0.5}),
        ],
    )
    def test_each_figure_of_a_series_is_judged_separately(
        self, build: Build, by: str, expected: dict[str, float | None]
    ) -> None:
        frame = calculate("shared_use_hours", [by], scope=EVERYTHING, build=build).set_index(by)
        values = {time: None if pd.isna(value) else value for time, value in frame["value"].items()}
        assert values == {time: value for time, value in expected.items() if time in frame.index}
        assert frame["numerator"].isna().sum() == 1

    def test_the_whole_is_known_where_one_month_is(self, build: Build) -> None:
        by_month, whole = parts_and_whole(
            "shared_use_hours", "month", Filters(), scope=EVERYTHING, build=build
        )
        assert whole["value"].tolist() == [1.5]
        assert by_month.set_index("month")["value"].isna().to_dict() == {"2025-10": True, "2026-10": False}

    def test_a_department_without_types_is_unknown(self, build: Build) -> None:
        assert value_of("shared_use_share", build, department=["KUVA"], from_month="2026-10") == 0
        assert value_of("shared_use_share", build, department=["KASKO"]) is None

    def test_the_type_itself_does_not_decide(self, build: Build) -> None:
        assert value_of("shared_use_hours", build, booker_type=["unknown"]) == 1.5

    def test_a_space_that_nobody_booked_has_a_share_of_zero(self, build: Build) -> None:
        def share(month: str) -> float | None:
            filters: dict[str, Any] = {"from_month": month, "to_month": month, "department": ["KASKO"]}
            return value_of("shared_use_of_bookable", build, **filters)

        assert share("2026-11") == 0
        # A year before nobody knows of any booking.
        assert share("2025-11") is None

    def test_a_base_period_without_types_is_no_base(self, build: Build) -> None:
        assert first_month("shared_use_hours", build, EVERYTHING) == "2026-10"
        october = Filters.of("2026-10", "2026-10")
        compared = compare("shared_use_hours", october, scope=EVERYTHING, build=build)
        assert (compared.now.value, compared.before.value, compared.reason) == (0.5, None, NO_BASE)

    def test_a_department_without_types_has_no_change(self, build: Build) -> None:
        def changes(metric: str, dimension: str, department: str) -> pd.DataFrame:
            november = Filters.of("2026-11", "2026-11", department=[department])
            return contributions(
                metric, dimension, november, scope=EVERYTHING, build=build, against="preceding"
            )

        assert not changes("shared_use_share", "department", "KUVA").empty
        assert changes("shared_use_hours", "district", "KASKO").empty

    def test_the_command_counts_the_months_without_the_input(
        self, build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        period = ["--from", "2025-10", "--to", "2026-10", "--where", "department=KUVA", "--by", "month"]
        assert main(["shared_use_share", "--home", str(tmp_path), "--format", "csv", *period]) == 0
        printed = capsys.readouterr()
        reason = say("missing_inputs.booking_hour_booker_type", "en")
        # October 2025 has bookings without types; from November to September there are no bookings.
        assert say("missing_inputs.in_months", "en", count=12, reason=reason) in printed.err
        assert printed.out.splitlines()[1:] == ["2025-10,,,,False", "2026-10,0.0,0.0,60.0,False"]


def test_a_path_runs_through_months_without_the_input(tmp_path: Path) -> None:
    """From the first known month on, a sum is that of ``calculate``, whatever the months before."""
    bookings = [use("2026-01-05", 60), use("2026-02-05", 60, booker_type="resident"), use("2026-03-05", 60)]
    build = publish(tmp_path, {"booking_hour": bookings}, as_of="2026-03-31")
    target = Target("shared_use_hours", None, 2026, 100)
    values = course(target, build, scope=EVERYTHING)["value"]
    assert values.isna().tolist() == [True, False, False] + [True] * 9
    assert values[1:3].tolist() == [2, 3]
    assert progress(target, build, scope=EVERYTHING).now.value == 3
