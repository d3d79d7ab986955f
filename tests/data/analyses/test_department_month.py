"""A department's month: figures of ``calculate``, days, spaces, bookers and drivers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.analyses.department_month import DepartmentMonth, gather, visible_departments
from data.analyses.department_month.courses import two_years, whole_months
from data.comparison import TARGET, compare
from data.files import report
from data.filters import Filters, QueryError
from data.query import calculate
from data.scope import EVERYTHING, Scope
from data.warehouse import Build, current
from tests.support.tiny_warehouse import publish, use

MONTH, DEPARTMENT = "2026-10", "KUVA"


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Build:
    return current(sample_home)


@pytest.fixture(scope="module")
def month(build: Build) -> DepartmentMonth:
    return gather(DEPARTMENT, MONTH, scope=EVERYTHING, build=build)


def calculated(metric: str, build: Build, *by: str) -> Any:
    return calculate(
        metric, by, Filters.of(MONTH, MONTH, department=[DEPARTMENT]), scope=EVERYTHING, build=build
    )


class TestFigures:
    def test_figures_are_those_of_calculate(self, month: DepartmentMonth, build: Build) -> None:
        for figure in month.figures:
            expected = calculated(figure.metric, build)["value"][0]
            assert figure.year.now.value == pytest.approx(expected), figure.metric

    def test_targets_are_those_of_a_comparison_with_the_target(
        self, month: DepartmentMonth, build: Build
    ) -> None:
        filters = Filters.of(MONTH, MONTH, department=[DEPARTMENT])
        for figure in month.figures:
            expected = compare(figure.metric, filters, scope=EVERYTHING, build=build, against=TARGET)
            assert repr(figure.target) == repr(expected), figure.metric  # NaN differs from itself

    def test_days_add_up_to_the_month(self, month: DepartmentMonth, build: Build) -> None:
        assert len(month.days) == 31
        assert month.days["hours"].sum() == pytest.approx(calculated("booked_hours", build)["value"][0])

    def test_most_and_least_booked_spaces_differ(self, month: DepartmentMonth) -> None:
        best, least = month.most_booked_spaces, month.least_booked_spaces
        assert set(best["space"]).isdisjoint(least["space"])
        assert best["value"].min() >= least["value"].max()
        assert list(least["value"]) == sorted(least["value"])

    def test_shares_of_bookers_add_up_to_100(self, month: DepartmentMonth) -> None:
        assert month.bookers["share"].sum() == pytest.approx(100)
        city_share = month.bookers.set_index("booker_type")["share"].get("city", 0.0)
        shared_use_share = month.figure("shared_use_share").year.now.value
        assert shared_use_share == pytest.approx(100 - city_share)

    def test_drivers_add_up_to_the_change(self, month: DepartmentMonth) -> None:
        assert month.drivers
        for drivers in month.drivers:
            whole = month.figure(drivers.metric).year
            assert whole.now.value is not None
            assert whole.before.value is not None
            contribution = drivers.shown["contribution"].sum() + drivers.rest
            assert contribution == pytest.approx(drivers.change)
            assert drivers.change == pytest.approx(whole.now.value - whole.before.value)

    def test_the_largest_effects_come_first_whatever_their_direction(self, month: DepartmentMonth) -> None:
        for drivers in month.drivers:
            sizes = drivers.largest["contribution"].abs().tolist()
            assert sizes == sorted(drivers.shown["contribution"].abs(), reverse=True)[:3]

    def test_an_unknown_name_is_an_error_that_names_the_known_ones(self, build: Build) -> None:
        with pytest.raises(QueryError, match="KUVA"):
            gather("NONE", MONTH, scope=EVERYTHING, build=build)
        with pytest.raises(QueryError, match="2026-13"):
            gather(DEPARTMENT, "2026-13", scope=EVERYTHING, build=build)
        with pytest.raises(QueryError, match="there are: KASKO"):
            gather(DEPARTMENT, MONTH, Scope(("KASKO",), "internal"), build=build)
        with pytest.raises(QueryError, match="pdf, xlsx"):
            report.make(DEPARTMENT, MONTH, "fi", "docx", scope=EVERYTHING, build=build)
        assert visible_departments(build, Scope((DEPARTMENT, "unknown"), "internal")) == [DEPARTMENT]


class TestCourses:
    def test_a_month_and_the_year_before_end_the_two_years(
        self, month: DepartmentMonth, build: Build
    ) -> None:
        by_month = calculate(
            "booked_hours", ["month"], whole_months(DEPARTMENT, build), scope=EVERYTHING, build=build
        )
        now, before = two_years(by_month, MONTH)
        comparison = month.figure("booked_hours").year
        assert (len(now), len(before)) == (12, 12)
        assert now[-1] == pytest.approx(comparison.now.value)
        assert before[-1] == pytest.approx(comparison.before.value)

    def test_a_month_without_rows_is_a_gap(self) -> None:
        by_month = pd.DataFrame({"month": ["2026-10", "2025-09"], "value": [3.0, 1.0]})
        now, before = two_years(by_month, "2026-10")
        assert now[11] == 3.0
        assert before[10] == 1.0
        assert sum(value == value for value in (*now, *before)) == 2

    def test_a_month_that_is_not_over_is_left_out(self, home: Path) -> None:
        build = publish(home, {"booking_hour": [use("2026-10-05"), use("2026-11-05")]}, as_of="2026-11-10")
        assert whole_months(DEPARTMENT, build) == Filters.of(None, "2026-10", department=[DEPARTMENT])
