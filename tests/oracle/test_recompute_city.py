"""Two programs that share nothing agree on a whole city: the commands and ``recompute.py``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.oracle.cli_answers import QUESTIONS, Answers, answers_to, ask, disagreements, run_all, told
from tests.oracle.expected import MONTH_DISTRICT
from tests.oracle.recompute import figures
from tests.support.commands import SHARED, command


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
