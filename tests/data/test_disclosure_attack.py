"""How many suppressed counts of people an attacker can calculate from everything that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.metrics import catalogue
from data.filters import Filters
from data.query import calculate
from data.scope import Scope
from data.warehouse import current
from tests.support.attack import learn, pinned, range_of, rows_of

INTERNAL, OPEN = Scope(None, "internal"), Scope(None, "open")
#: Metrics whose numerator counts people. Rates per resident have the numerators of the contacts.
METRICS = ("participation_contacts", "omastadi_turnout", "active_volunteers", "active_bookers")


@pytest.mark.slow
def test_few_suppressed_counts_can_be_calculated_at_the_level_open(sample_home: Path) -> None:
    """The page docs/disclosure.md says which ones can, and why."""
    build = current(sample_home)
    results = {
        scope.level: [
            pinned(learn(catalogue().metrics[metric], build, scope, with_filters=False)) for metric in METRICS
        ]
        for scope in (INTERNAL, OPEN)
    }
    found = {level: sum(len(cells) for cells, _ in of_level) for level, of_level in results.items()}
    suppressed = sum(count for _, count in results["open"])
    assert suppressed > 3000
    assert found["open"] < found["internal"] / 5
    assert found["open"] < suppressed / 500


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["participation_contacts", "active_volunteers"])
def test_the_attacker_gets_the_answers_of_calculate(sample_home: Path, metric: str) -> None:
    build, definition = current(sample_home), catalogue().metrics[metric]
    by = ["district", "weekday"]
    marks = rows_of(definition, build).groupby(by)["mark"].sum().reset_index()
    for scope in (INTERNAL, OPEN):
        knowledge = learn(definition, build, scope, with_filters=False)
        frame = calculate(metric, by, Filters(), scope=scope, build=build)
        cells = marks.merge(frame, on=by, how="left", validate="one_to_one").to_dict("records")
        assert cells
        for cell in cells:
            low, high = range_of(cell["numerator"], cell["suppressed"], scope)
            assert (knowledge.low[cell["mark"]], knowledge.high[cell["mark"]]) == (low, high)
