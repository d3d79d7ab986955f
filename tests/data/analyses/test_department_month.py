"""A department's month: figures of ``calculate``, days, spaces, bookers and drivers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.analyses.department_month import DepartmentMonth, gather, visible_departments
from data.files import report
from data.filters import Filters, QueryError, Scope
from data.query import calculate
from data.warehouse import Build, current

MONTH, DEPARTMENT = "2026-10", "KUVA"


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Build:
    return current(sample_home)


@pytest.fixture(scope="module")
def month(build: Build) -> DepartmentMonth:
    return gather(DEPARTMENT, MONTH, build=build)


def calculated(metric: str, build: Build, *by: str) -> Any:
    return calculate(metric, by, Filters.of(MONTH, MONTH, department=[DEPARTMENT]), build=build)


class TestFigures:
    def test_figures_are_those_of_calculate(self, month: DepartmentMonth, build: Build) -> None:
        for figure in month.figures:
            expected = calculated(figure.metric, build)["value"][0]
            assert figure.year.now.value == pytest.approx(expected), figure.metric

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

    def test_an_unknown_name_is_an_error_that_names_the_known_ones(self, build: Build) -> None:
        with pytest.raises(QueryError, match="KUVA"):
            gather("NONE", MONTH, build=build)
        with pytest.raises(QueryError, match="2026-13"):
            gather(DEPARTMENT, "2026-13", build=build)
        with pytest.raises(QueryError, match="there are: KASKO"):
            gather(DEPARTMENT, MONTH, Scope(("KASKO",)), build=build)
        with pytest.raises(QueryError, match="pdf, xlsx"):
            report.make(DEPARTMENT, MONTH, "fi", "docx", build=build)
        assert visible_departments(build, Scope((DEPARTMENT, "unknown"))) == [DEPARTMENT]
