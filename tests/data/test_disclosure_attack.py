"""No suppressed count of people can be calculated from everything that is shown at the level open."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from data import period
from data.catalogue.metrics import catalogue
from data.disclosure import withheld
from data.filters import Filters, conditions
from data.query import calculate
from data.scope import Level, Scope
from data.warehouse import Build, current
from tests.support.attack import learn, pinned
from tests.support.commands import command, load_json

OPEN = Scope(None, "open")
#: The counts of people, and the sides of shares. Rates per resident have the numerators of the contacts.
COUNTS = (
    ("participation_contacts", "numerator"),
    ("omastadi_turnout", "numerator"),
    ("active_volunteers", "numerator"),
    ("active_bookers", "numerator"),
    ("returning_share", "numerator"),
    ("event_attendance_rate", "numerator"),
    ("event_attendance_rate", "denominator"),
    ("volunteer_no_show_rate", "numerator"),
    ("volunteer_no_show_rate", "denominator"),
)


def pinned_and_suppressed(build: Build, metric: str, side: str, level: Level) -> tuple[int, int]:
    knowledge = learn(catalogue().metrics[metric], build, Scope(None, level), side=side)
    return int(pinned(knowledge).sum()), int(knowledge.targets.sum())


@pytest.fixture(scope="module")
def other_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A second sample city, of another size and seed."""
    folder = tmp_path_factory.mktemp("other")
    span = ["--bookings", "1500", "--from", "2025-09", "--to", "2026-10", "--seed", "11"]
    written = command("etl", "sample", "--out", folder / "exports", *span)
    assert written.returncode == 0, written.stderr
    assert load_json(folder / "exports", folder / "home")["published"]
    return current(folder / "home")


@pytest.mark.slow
@pytest.mark.parametrize(("metric", "side"), COUNTS)
def test_no_suppressed_count_can_be_calculated(sample_home: Path, metric: str, side: str) -> None:
    assert pinned_and_suppressed(current(sample_home), metric, side, "open")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize(("metric", "side"), COUNTS)
def test_nor_in_another_city(other_build: Build, metric: str, side: str) -> None:
    assert pinned_and_suppressed(other_build, metric, side, "open")[0] == 0


@pytest.mark.slow
def test_the_attack_finds_what_exact_counts_give_away(sample_home: Path) -> None:
    found, suppressed = pinned_and_suppressed(
        current(sample_home), "participation_contacts", "numerator", "internal"
    )
    assert 100 < found < suppressed


@pytest.mark.slow
@pytest.mark.parametrize("metric", sorted({metric for metric, _ in COUNTS}))
def test_a_filter_shows_what_a_grouping_shows(sample_home: Path, metric: str) -> None:
    """So the attack needs no filters: each cell has one answer, whichever way it is asked for."""
    build, chance = current(sample_home), random.Random(metric)
    groupings = [d for d in catalogue().metrics[metric].groupings if d not in ("date", "hour")]
    start, end = period.default_period(build)
    compared = 0
    for _ in range(15):
        by = chance.sample(groupings, 2)
        filters = Filters.of(start, end)
        if withheld(catalogue().metrics[metric], by, filters, OPEN, build):
            continue
        whole = calculate(metric, by, filters, scope=OPEN, build=build)
        internal = calculate(metric, by, filters, scope=Scope(None, "internal"), build=build)
        for cell in internal.sample(min(4, len(internal)), random_state=1).to_dict("records"):
            members = {d: [str(cell[d])] for d in by}
            row = whole[(whole[by].astype(str) == [str(cell[d]) for d in by]).all(axis=1)]
            expected = (
                (float("nan"), True) if row.empty else (row["value"].iloc[0], row["suppressed"].iloc[0])
            )
            for rest in ([], by[:1], by[1:]):
                where = conditions({d: m for d, m in members.items() if d not in rest})
                chosen = Filters(start, end, where=where)
                answer = calculate(metric, rest, chosen, scope=OPEN, build=build)
                if rest:
                    answer = answer[answer[rest[0]].astype(str) == members[rest[0]][0]]
                    assert answer.empty == row.empty
                if len(answer):
                    shown = answer["value"].iloc[0], answer["suppressed"].iloc[0]
                    pd.testing.assert_series_equal(pd.Series(shown), pd.Series(expected))
                    compared += 1
    assert compared or metric == "omastadi_turnout"
