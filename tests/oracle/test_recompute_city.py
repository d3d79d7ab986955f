"""Two programs that share no code agree on a whole city: the commands and ``recompute.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.cli_answers import (
    QUESTIONS,
    Answers,
    answers_to,
    ask,
    disagreements,
    parse_answers,
    run_all,
)
from tests.oracle.expected import MONTH_DISTRICT
from tests.oracle.recompute import Recomputation
from tests.support.commands import SHARED, command


@pytest.fixture(scope="module")
def recomputed(sample_exports: Path) -> Recomputation:
    """The small sample city, read by the second program."""
    return Recomputation.of(sample_exports)


@pytest.fixture(scope="module")
def answers(sample_home: Path) -> dict[tuple[str, ...], Answers]:
    """What the commands print of the city, by dimensions."""
    return answers_to(sample_home, QUESTIONS)


@pytest.mark.parametrize("by", [by for by, _ in QUESTIONS], ids="-".join)
def test_a_sample_city(
    recomputed: Recomputation, answers: dict[tuple[str, ...], Answers], by: tuple[str, ...]
) -> None:
    """Every figure of a plausible city agrees, and every metric has a value somewhere."""
    answers_by = answers[by]
    assert not disagreements(recomputed.figures(by), answers_by)
    for metric in answers_by:
        assert any(figure.value or figure.suppressed for figure in answers_by[metric].values()), metric


def test_the_plain_command_gives_the_same(recomputed: Recomputation, sample_home: Path) -> None:
    """``python -m data`` in a process of its own, as people run it."""
    line = ask(sample_home, ["booking_rate"], MONTH_DISTRICT)[0]
    completed = command(*line)
    answer = parse_answers(["booking_rate"], MONTH_DISTRICT, [(completed.returncode, completed.stdout)])
    assert not disagreements(recomputed.figures(), answer)


@pytest.mark.slow
@pytest.mark.shared
def test_the_shared_samples(tmp_path: Path) -> None:
    """Every sample of the formats; unsupported exports add no figure in either program."""
    home, samples = tmp_path / "home", SHARED / "formats" / "samples"
    run_all([["etl", "load", "--exports", str(samples), "--home", str(home), "--json"]])
    recomputed = Recomputation.of(samples)
    for by, answers_by in answers_to(home, QUESTIONS).items():
        assert not disagreements(recomputed.figures(by), answers_by), by
