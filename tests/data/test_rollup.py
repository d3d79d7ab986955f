"""Tables by month give the same figures as all rows, and are used only for questions that need no days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data import rollup, warehouse
from data.catalogue.metrics import Metric, catalogue
from data.filters import Filters
from data.query import calculate, statement
from data.scope import EVERYTHING


@pytest.mark.parametrize("metric", catalogue().metrics.values(), ids=lambda m: m.id)
def test_sums_give_the_figures_of_their_rows(
    metric: Metric, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = warehouse.current(sample_home)
    questions = [
        (by, filters)
        for by in (
            (),
            ("month",),
            ("month", "district"),
            ("space",),
            ("booker_type",),
            ("hour",),
            ("date",),
            ("weekday", "department"),
            ("purpose",),
        )
        for filters in (
            Filters.of("2026-01", "2026-06"),
            Filters.of("2026-01", "2026-06", district=["301"]),
            Filters.of("2026-01", "2026-03", "2026-03-15"),
            Filters.of("2026-01", "2026-03", weekday=["1", "2"], hour=["9", "16"]),
        )
        if all(d in metric.groupings for d in (*by, *dict(filters.where)))
    ]
    sums = [calculate(metric.id, by, filters, scope=EVERYTHING, build=build) for by, filters in questions]
    monkeypatch.setattr(rollup, "table_names", lambda _: frozenset())
    monkeypatch.setattr(rollup, "_definitions", lambda _: frozenset())
    for (by, filters), of_sums in zip(questions, sums, strict=True):
        pd.testing.assert_frame_equal(
            of_sums, calculate(metric.id, by, filters, scope=EVERYTHING, build=build), rtol=1e-12
        )


def test_the_smallest_table_that_has_the_dimensions_is_read(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    for name, table in (("booking_rate", "space"), ("shared_use_share", "booking")):
        metric = catalogue().metrics[name]
        for used, of in (
            ({"month", "space"}, "month"),
            ({"weekday", "district"}, "day"),
            ({"date", "department"}, "day"),
            ({"weekday", "hour", "major_district"}, "week"),
        ):
            assert f"FROM {table}_{of}" in rollup.relation(metric, used, build)
        for dimension in ("date", "sub_district", "unit", "space"):
            assert rollup.relation(metric, {"hour", dimension}, build) == metric.sql
    assert rollup.relation(metric, {"weekday", "purpose"}, build) == metric.sql


def test_people_and_bookings_are_read_by_month(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    in_autumn = Filters.of("2026-08", "2026-10", "2026-10-15")
    for name, table in (("bookings", "booking"), ("active_bookers", "booker_month")):
        sql, _ = statement(catalogue().metrics[name], (), in_autumn, EVERYTHING, build)
        assert f"FROM {table}\n" in sql
    for name, table in (
        ("bookings", "metric_month"),
        ("active_bookers", "booker_month"),
        ("partner_organisations", "booker_month"),
    ):
        metric = catalogue().metrics[name]
        assert table in rollup.relation(metric, {"month", "district"}, build)
        assert rollup.relation(metric, {"month", "weekday"}, build) == metric.sql


def test_sums_of_another_definition_are_not_read(sample_home: Path) -> None:
    build, metric = warehouse.current(sample_home), catalogue().metrics["bookings"]
    changed = replace(metric, sql=f"{metric.sql} AND persons > 0")
    assert rollup.relation(changed, {"month"}, build) == changed.sql


def test_bookers_of_single_months_are_compared_only_where_they_have_several_rows(sample_home: Path) -> None:
    build, bookers = warehouse.current(sample_home), catalogue().metrics["active_bookers"]
    april, spring = Filters.of("2026-04", "2026-04"), Filters.of("2026-03", "2026-05")
    for by, filters, is_split in (
        (("month",), spring, True),
        (("district",), april, True),
        (("district",), spring, False),
        (("month", "weekday"), spring, False),
    ):
        sql, values = statement(bookers, by, filters, EVERYTHING, build)
        assert ("NOT is_only_row" in sql) is is_split
        assert sql.count("?") == len(values)
