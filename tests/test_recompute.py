"""Two programs that share nothing must agree: the project's commands and ``recompute.py``; and, on
worlds small enough for the head, both must agree with the arithmetic written here."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from data.settings import ROOT
from tests import worlds_legacy, worlds_participation  # noqa: F401 - they register worlds
from tests.conftest import SECRET, SHARED, command
from tests.expected import EXPECTED, KALLIO, MARCH, MONTH_DISTRICT
from tests.expected_sources import EXPECTED_OF_SOURCES
from tests.exports import statistics_csv
from tests.recompute import RATES as PER_RESIDENT
from tests.recompute import TOTALS, figures
from tests.recompute_time import Cell, Figure
from tests.worlds import WORLDS, aged, base, booked

# Which of value, numerator and denominator it is that must not tell one to four people.
COUNTS_OF_PEOPLE = {
    **{"active_bookers": 1, "active_volunteers": 1, "returning_share": 2},
    **{"participation_contacts": 1, "participation_contacts_per_1000": 1},
    **{"participation_contacts_by_home_per_1000": 1, "event_attendance_rate": 1, "omastadi_turnout": 1},
}
SPACES = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "idle_hours", "booking_rate"),
    *("head_count", "head_count_coverage", "seat_fill", "cancellation_rate", "denial_rate"),
    *("average_lead_time", "active_bookers", "free_use_value", "shared_use_share", "shared_use_hours"),
    *("shared_use_of_bookable", "association_share"),
}
VOLUNTEERS = {
    *("volunteer_hours", "volunteer_hours_estimated", "volunteer_shifts", "active_volunteers"),
    *("returning_share", "shift_fill_rate", "volunteer_no_show_rate"),
}
SEASONAL = {"seasonal_hours_wished", "seasonal_hours_allocated", "seasonal_allocation_rate"}
PARTICIPATION = {"participation_contacts", "participation_contacts_per_1000", "event_attendance_rate"}
RATES = {name for name in PER_RESIDENT if not name.endswith("_by_home_per_1000")}
METRICS = SPACES | VOLUNTEERS | SEASONAL | PARTICIPATION | RATES | {"partner_organisations"}
# Supply is no booker's and has residents only where people live.
OF_BOOKINGS = SPACES - {
    *("bookable_hours", "occupied_hours", "idle_hours", "booking_rate", "shared_use_of_bookable"),
}
BY_SPACE = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "booking_rate", "cancellation_rate"),
    "shared_use_of_bookable",
}
ALL_EXPECTED = EXPECTED | EXPECTED_OF_SOURCES
# What is asked of a whole city.
QUESTIONS: list[tuple[tuple[str, ...], set[str]]] = [
    (MONTH_DISTRICT, METRICS),
    (("weekday", "hour"), SPACES),
    (("department", "kind", "booker_type"), OF_BOOKINGS | {"partner_organisations"}),
    (("department", "year"), METRICS - RATES),
    (("weekday", "district"), (PARTICIPATION - RATES) | {"seasonal_hours_allocated", "volunteer_shifts"}),
    (("source", "space"), BY_SPACE | SEASONAL),
    (("month", "major_district"), RATES | {"participation_contacts", "partner_organisations"}),
    (("major_district", "year"), RATES | {"omastadi_turnout"}),
    (("month",), RATES | {"omastadi_turnout", "participation_contacts_by_home_per_1000"}),
    (("month", "home_district"), {"participation_contacts", "participation_contacts_by_home_per_1000"}),
    (("home_major_district",), {"participation_contacts", "participation_contacts_by_home_per_1000"}),
    (("channel", "source", "department", "date"), {"participation_contacts", "event_attendance_rate"}),
    (("booker_type", "month"), SEASONAL),
]

# One interpreter runs many commands, each as ``python -m`` would: starting one takes longer than an answer.
RUN_COMMANDS = """
import contextlib, io, json, runpy, sys
answers = []
for module, *arguments in json.load(sys.stdin):
    out, code, sys.argv = io.StringIO(), 0, [module, *arguments]
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        except SystemExit as stopped:
            code = stopped.code
    answers.append([code, out.getvalue()])
print(json.dumps(answers))
"""


class Told(NamedTuple):
    """A figure as the command told it."""

    value: float | None
    numerator: float | None
    denominator: float | None
    suppressed: bool


Answers = dict[str, dict[Cell, Told]]


def run_all(commands: list[list[str]]) -> list[tuple[int, str]]:
    """The exit code and the standard output of each ``python -m …``; two processes share them."""
    half = (len(commands) + 1) // 2
    with ThreadPoolExecutor() as pool:
        return [one for some in pool.map(_run, (commands[:half], commands[half:])) for one in some]


def _run(commands: list[list[str]]) -> list[tuple[int, str]]:
    if not commands:
        return []
    done = subprocess.run(
        [sys.executable, "-c", RUN_COMMANDS],
        input=json.dumps(commands),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
    )
    assert done.returncode == 0, done.stderr
    return [(code or 0, text) for code, text in json.loads(done.stdout)]


def ask(home: Path, metrics: Iterable[str], by: tuple[str, ...], *rest: str) -> list[list[str]]:
    """The commands that ask the metrics by the dimensions."""
    tail = ["--by", ",".join(by), "--home", str(home), "--format", "csv", *rest]
    return [["data", metric, *tail] for metric in sorted(metrics)]


def told(metrics: Iterable[str], by: tuple[str, ...], answers: list[tuple[int, str]]) -> Answers:
    """What the commands of ``ask`` answered, a cell at a time."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    found: Answers = {}
    for metric, (code, text) in zip(sorted(metrics), answers, strict=True):
        assert code == 0, (metric, text)
        rows = csv.DictReader(io.StringIO(text))
        assert rows.fieldnames == [*by, "value", "numerator", "denominator", "suppressed"]
        found[metric] = {
            tuple(row[dimension] for dimension in by): Told(
                number(row["value"]),
                number(row["numerator"]),
                number(row["denominator"]),
                row["suppressed"] == "True",
            )
            for row in rows
        }
    return found


def answers_to(
    home: Path, questions: Iterable[tuple[tuple[str, ...], set[str]]]
) -> dict[tuple[str, ...], Answers]:
    """The answers to several questions, asked of one process."""
    questions = list(questions)
    answers = iter(run_all([line for by, metrics in questions for line in ask(home, metrics, by)]))
    return {by: told(metrics, by, list(itertools.islice(answers, len(metrics)))) for by, metrics in questions}


def disagreements(mine: dict[str, dict[Cell, Figure]], theirs: Answers) -> list[str]:
    """Every cell in which the two programs differ; a cell that is not there holds nothing."""
    found = []
    for metric, answers in theirs.items():
        recomputed = mine.get(metric, {})
        for cell in sorted(recomputed.keys() | answers.keys()):
            expected, answer = recomputed.get(cell), answers.get(cell)
            people = COUNTS_OF_PEOPLE.get(metric)
            hidden = bool(people and expected and 1 <= (expected[people] or 0) <= 4)
            agreed = answer == Told(None, None, None, True) if hidden else _same(metric, expected, answer)
            if not agreed:
                found.append(f"{metric} {cell}: recomputed {expected}, told {answer}")
    return found


def _same(metric: str, expected: Figure | None, answer: Told | None) -> bool:
    if answer is not None and answer.suppressed:
        return False
    empty = 0.0 if metric in TOTALS or metric.startswith("active") else None
    one, other = expected or (empty, 0.0, 0.0), answer or (empty, 0.0, 0.0, False)
    if (one[0] is None) != (other[0] is None):
        return False
    # Nothing to divide by is told as 0 or, where nobody is known to live, as nothing at all.
    return all(abs((a or 0) - (b or 0)) <= 1e-6 for a, b in zip(one[:3], other[:3], strict=True))


# --- hand-made worlds ---------------------------------------------------------------------------


# Module of a world → what is asked of each of its worlds.
ASKED: dict[str, dict[tuple[str, ...], set[str]]] = {
    "tests.worlds": {
        MONTH_DISTRICT: SPACES,
        ("weekday", "hour"): BY_SPACE,
        ("department", "kind", "booker_type"): OF_BOOKINGS,
    },
    "tests.worlds_legacy": {
        MONTH_DISTRICT: SPACES | SEASONAL,
        ("weekday", "hour"): BY_SPACE,
        ("space", "source"): BY_SPACE | SEASONAL,
        ("kind", "booker_type"): OF_BOOKINGS,
    },
    "tests.worlds_participation": {
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
    """Every world written, loaded into a home of its own, and asked."""
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

    asked: list[tuple[str, tuple[str, ...], set[str]]] = []
    for name in WORLDS:
        expected = ALL_EXPECTED.get(name, {})
        usual = ASKED[WORLDS[name].__module__]
        for by in usual | expected:
            asked.append((name, by, usual.get(by, set()) | expected.get(by, {}).keys()))
    lines = [line for name, by, metrics in asked for line in ask(loaded[name].home, metrics, by)]
    answers = iter(run_all(lines))
    for name, by, metrics in asked:
        loaded[name].answers[by] = told(metrics, by, list(itertools.islice(answers, len(metrics))))
    return loaded


@pytest.mark.parametrize("name", WORLDS)
def test_a_world(worlds: dict[str, Loaded], name: str) -> None:
    """By month and district, by the hours of the week, and by who booked what in which department."""
    for by, answers in worlds[name].answers.items():
        assert not disagreements(figures(worlds[name].exports, by, worlds[name].home), answers), by


@pytest.mark.parametrize("name", ALL_EXPECTED)
def test_a_world_against_the_head(worlds: dict[str, Loaded], name: str) -> None:
    """Both programs tell what a reader of the worlds works out; what is not listed here is zero."""
    for by, metrics in ALL_EXPECTED[name].items():
        recomputed = figures(worlds[name].exports, by, worlds[name].home)
        for metric, cells in metrics.items():
            expected = pytest.approx({cell: value for cell, value in cells.items() if value != 0})
            answers = worlds[name].answers[by][metric]
            assert {cell: one.value for cell, one in answers.items() if one.value != 0} == expected, metric
            mine = {cell: _shown(metric, figure) for cell, figure in recomputed[metric].items()}
            assert {cell: value for cell, value in mine.items() if value != 0} == expected, metric


def _shown(metric: str, figure: Figure) -> float | None:
    """The value, or None where it counts one to four people."""
    people = COUNTS_OF_PEOPLE.get(metric)
    return None if people and 1 <= (figure[people] or 0) <= 4 else figure[0]


def test_a_booking_over_the_edge_of_the_period(worlds: dict[str, Loaded]) -> None:
    """April alone: the minutes of the booking that began in March, but not its count."""
    home, april = worlds["month_end"].home, ["--from", "2025-04", "--to", "2025-04"]
    metrics = {"booked_hours", "bookings", "head_count"}
    answers = told(metrics, MONTH_DISTRICT, run_all(ask(home, metrics, MONTH_DISTRICT, *april)))
    values = {metric: {c: v.value for c, v in cells.items() if v.value} for metric, cells in answers.items()}
    assert values == {"booked_hours": {("2025-04", KALLIO): 1.5}, "bookings": {}, "head_count": {}}


def test_the_later_load_of_the_same_version_is_in_force(tmp_path: Path) -> None:
    """Same ``updated_at``: what was loaded later counts; and a row that left the export is kept."""
    exports, home = tmp_path / "exports", tmp_path / "home"
    load = ["etl", "load", "--exports", str(exports), "--home", str(home), "--json"]
    base(exports)
    rows = [booked("08:00", "09:00", id=1), booked("10:00", "11:00", id=2)]
    aged(statistics_csv(exports / "b.csv", rows), 1)
    run_all([load])
    aged(statistics_csv(exports / "a.csv", [booked("08:00", "13:00", id=1)]), 2)
    metrics = {"bookings", "booked_hours"}
    run_all([load])
    answers = run_all(ask(home, metrics, MONTH_DISTRICT))
    theirs = told(metrics, MONTH_DISTRICT, answers)
    assert theirs["booked_hours"][MARCH].value == (13 - 8) + 1
    assert theirs["bookings"][MARCH].value == 2
    assert not disagreements(figures(exports), theirs)


# --- a whole city -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Exports and home of a sample city of 3,000 bookings in half a year, made by the real commands."""
    folder = tmp_path_factory.mktemp("city")
    exports, home = folder / "exports", folder / "home"
    period = ["--bookings", "3000", "--from", "2025-09", "--to", "2026-02", "--seed", "7"]
    made = command("etl", "sample", "--out", exports, *period)
    assert made.returncode == 0, made.stderr
    loaded = command("etl", "load", "--exports", exports, "--home", home, "--json")
    assert json.loads(loaded.stdout)["published"], loaded.stderr
    return exports, home


@pytest.fixture(scope="module")
def city_answers(city: tuple[Path, Path]) -> dict[tuple[str, ...], Answers]:
    """What the commands say of the city, by dimensions."""
    return answers_to(city[1], QUESTIONS)


@pytest.mark.parametrize("by", [by for by, _ in QUESTIONS], ids="-".join)
def test_a_sample_city(
    city: tuple[Path, Path], city_answers: dict[tuple[str, ...], Answers], by: tuple[str, ...]
) -> None:
    """Every figure of a believable city, and none of them trivially."""
    theirs = city_answers[by]
    assert not disagreements(figures(city[0], by), theirs)
    for metric in theirs.keys() - {"omastadi_turnout"}:  # nobody votes in the half-year of this city
        assert any(one.value or one.suppressed for one in theirs[metric].values()), metric


def test_the_plain_command_tells_the_same(city: tuple[Path, Path]) -> None:
    """``python -m data`` in a process of its own, as people run it."""
    exports, home = city
    line = ask(home, ["booking_rate"], MONTH_DISTRICT)[0]
    done = command(*line)
    theirs = told(["booking_rate"], MONTH_DISTRICT, [(done.returncode, done.stdout)])
    assert not disagreements(figures(exports), theirs)


@pytest.mark.shared
def test_the_shared_samples(tmp_path: Path) -> None:
    """All samples of the formats; a known export that adds no figure adds none here either."""
    home, samples = tmp_path / "home", SHARED / "formats" / "samples"
    run_all([["etl", "load", "--exports", str(samples), "--home", str(home), "--json"]])
    for by, theirs in answers_to(home, QUESTIONS).items():
        assert not disagreements(figures(samples, by), theirs), by
