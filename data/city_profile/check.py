"""Say what is wrong in a city profile, for a person who can fix it."""

from __future__ import annotations

from pathlib import Path

from data.city_profile.in_use import city_in
from data.city_profile.problems import Problem, WrongProfile
from data.text.messages import message

#: Characters of a cell that a message repeats.
_REPEATED = 40


def problems(folder: Path) -> tuple[str, ...]:
    """Return the problems of a profile's files, as stored messages (data/text/messages.toml)."""
    try:
        city_in(folder)
    except WrongProfile as error:
        return tuple(_stored(problem, folder) for problem in error.problems)
    return ()


def _stored(problem: Problem, folder: Path) -> str:
    return message(
        "reference_wrong",
        file=f"{folder.name}/{problem.file}",
        row=problem.row or "–",
        column=problem.column,
        found=problem.found[:_REPEATED],
        expected=message(f"expected_{problem.expected}", **dict(problem.values)),
    )
