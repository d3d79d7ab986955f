"""Sums by month give the same figures as their rows, and are used only for questions that need no days."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import rollup, warehouse
from data.catalogue.metrics import Metric, catalogue
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING

RATES_AND_TOTALS = [m for m in catalogue().metrics.values() if not m.counts_distinct]


@pytest.mark.parametrize("metric", RATES_AND_TOTALS, ids=lambda m: m.id)
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
            ("purpose",),
        )
        for filters in (Filters.of("2026-01", "2026-06"), Filters.of("2026-01", "2026-06", district=["301"]))
        if all(d in metric.groupings for d in (*by, *dict(filters.where)))
    ]
    sums = [calculate(metric.id, by, filters, scope=EVERYTHING, build=build) for by, filters in questions]
    monkeypatch.setattr(rollup, "ROLLUPS", {})
    for (by, filters), of_sums in zip(questions, sums, strict=True):
        pd.testing.assert_frame_equal(
            of_sums, calculate(metric.id, by, filters, scope=EVERYTHING, build=build), rtol=1e-12
        )


def test_days_and_hours_are_read_from_the_rows(sample_home: Path) -> None:
    build, metric = warehouse.current(sample_home), catalogue().metrics["booking_rate"]
    assert "space_month" in rollup.relation(metric, {"month", "district"}, build)
    for dimension in ("hour", "weekday", "date"):
        assert "space_month" not in rollup.relation(metric, {"month", dimension}, build)
    people = catalogue().metrics["active_bookers"]
    assert rollup.relation(people, {"month"}, build) == people.sql
