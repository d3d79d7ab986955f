"""Two programs that share no code agree on worlds that a reader can calculate, and both agree with that
calculation (``expected*.py``)."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.oracle.cli_answers import (
    BY_SPACE,
    OF_BOOKINGS,
    PARTICIPATION,
    SEASONAL,
    SPACES,
    Answers,
    ask,
    disagreements,
    is_suppressed,
    parse_answers,
    run_all,
)
from tests.oracle.expected import EXPECTED, KALLIO, MARCH, MONTH_DISTRICT
from tests.oracle.expected_sources import EXPECTED_OF_SOURCES
from tests.oracle.recompute import Recomputation, figures
from tests.oracle.recompute_time import Figure
from tests.oracle.worlds import (  # noqa: F401 - importing them registers their worlds
    legacy,
    participation,
    rows,
    time,
    volunteering,
)
from tests.oracle.worlds.registry import WORLDS, base, booked, set_date
from tests.support.exports.varaamo_files import statistics_csv

ALL_EXPECTED = EXPECTED | EXPECTED_OF_SOURCES
# The groupings and metrics that are compared, by module of a world.
Questions = dict[tuple[str, ...], set[str]]
QUESTIONS_OF_OTHERS: Questions = {
    MONTH_DISTRICT: SPACES,
    ("weekday", "hour"): BY_SPACE,
    ("department", "kind", "booker_type"): OF_BOOKINGS,
}
QUESTIONS_BY_MODULE: dict[str, Questions] = {
    "tests.oracle.worlds.legacy": {
        MONTH_DISTRICT: SPACES | SEASONAL,
        ("weekday", "hour"): BY_SPACE,
        ("space", "source"): BY_SPACE | SEASONAL,
        ("kind", "booker_type"): OF_BOOKINGS,
    },
    "tests.oracle.worlds.participation": {
        MONTH_DISTRICT: PARTICIPATION | {"partner_organisations"},
        ("year", "major_district"): PARTICIPATION | {"omastadi_turnout"},
        ("month",): {"omastadi_turnout", "participation_contacts_by_home_per_1000"},
        ("home_major_district",): {"participation_contacts", "participation_contacts_by_home_per_1000"},
        ("channel", "source", "department", "date"): {"participation_contacts", "event_attendance_rate"},
        ("department",): {"partner_organisations"},
    },
}


class Loaded(NamedTuple):
    """A world's folder and what the commands answer about it, by dimensions."""

    exports: Path
    home: Path
    answers: dict[tuple[str, ...], Answers]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """Write every world, load it into a home of its own, and ask for its figures."""
    folder = tmp_path_factory.mktemp("worlds")
    loaded = {name: Loaded(folder / name / "exports", folder / name / "home", {}) for name in WORLDS}
    loads = []
    for name, world in loaded.items():
        world.exports.mkdir(parents=True)
        WORLDS[name](world.exports)
        loads.append(["etl", "load", "--exports", str(world.exports), "--home", str(world.home), "--json"])
    for name, (_, text) in zip(WORLDS, run_all(loads), strict=True):
        outcome = json.loads(text)
        assert outcome["published"], name
        assert not [file for file in outcome["files"] if file["status"] != "loaded"], name

    questions: list[tuple[str, tuple[str, ...], set[str]]] = []
    for name in WORLDS:
        expected = ALL_EXPECTED.get(name, {})
        questions_of_module = QUESTIONS_BY_MODULE.get(WORLDS[name].__module__, QUESTIONS_OF_OTHERS)
        for by in questions_of_module | expected:
            questions.append((name, by, questions_of_module.get(by, set()) | expected.get(by, {}).keys()))
    lines = [line for name, by, metrics in questions for line in ask(loaded[name].home, metrics, by)]
    answers = iter(run_all(lines))
    for name, by, metrics in questions:
        loaded[name].answers[by] = parse_answers(metrics, by, list(itertools.islice(answers, len(metrics))))
    return loaded


@pytest.mark.parametrize("name", WORLDS)
def test_a_world(worlds: dict[str, Loaded], name: str) -> None:
    """By month and district, by the hours of the week, and by who booked what in which department."""
    recomputed = Recomputation.of(worlds[name].exports, worlds[name].home)
    for by, answers in worlds[name].answers.items():
        assert not disagreements(recomputed.figures(by), answers), by


@pytest.mark.parametrize("name", ALL_EXPECTED)
def test_a_world_by_hand(worlds: dict[str, Loaded], name: str) -> None:
    """Both programs give what a reader of the worlds calculates; what is not listed is empty."""
    recomputation = Recomputation.of(worlds[name].exports, worlds[name].home)
    for by, metrics in ALL_EXPECTED[name].items():
        recomputed = recomputation.figures(by)
        for metric, cells in metrics.items():
            expected = pytest.approx({cell: value for cell, value in cells.items() if value != 0})
            answers = worlds[name].answers[by][metric]
            assert {
                cell: figure.value for cell, figure in answers.items() if figure.value != 0
            } == expected, metric
            shown = {cell: _shown(metric, figure) for cell, figure in recomputed[metric].items()}
            assert {cell: value for cell, value in shown.items() if value != 0} == expected, metric


def _shown(metric: str, figure: Figure) -> float | None:
    """Return the value, or None if it counts one to four people."""
    return None if is_suppressed(metric, figure) else figure[0]


def test_a_booking_over_the_edge_of_the_period(worlds: dict[str, Loaded]) -> None:
    """April alone: the minutes of the booking that started in March, but not its count."""
    home, april = worlds["month_end"].home, ["--from", "2025-04", "--to", "2025-04"]
    metrics = {"booked_hours", "bookings", "head_count"}
    answers = parse_answers(metrics, MONTH_DISTRICT, run_all(ask(home, metrics, MONTH_DISTRICT, *april)))
    values = {metric: {c: v.value for c, v in cells.items() if v.value} for metric, cells in answers.items()}
    assert values == {"booked_hours": {("2025-04", KALLIO): 1.5}, "bookings": {}, "head_count": {}}


def test_the_later_load_of_the_same_version_counts(tmp_path: Path) -> None:
    """Same ``updated_at``: what was loaded later counts; and a row that left the export is kept."""
    exports, home = tmp_path / "exports", tmp_path / "home"
    load = ["etl", "load", "--exports", str(exports), "--home", str(home), "--json"]
    base(exports)
    bookings = [booked("08:00", "09:00", id=1), booked("10:00", "11:00", id=2)]
    set_date(statistics_csv(exports / "b.csv", bookings), 1)
    run_all([load])
    set_date(statistics_csv(exports / "a.csv", [booked("08:00", "13:00", id=1)]), 2)
    metrics = {"bookings", "booked_hours"}
    run_all([load])
    printed = run_all(ask(home, metrics, MONTH_DISTRICT))
    answers = parse_answers(metrics, MONTH_DISTRICT, printed)
    assert answers["booked_hours"][MARCH].value == (13 - 8) + 1
    assert answers["bookings"][MARCH].value == 2
    assert not disagreements(figures(exports), answers)
