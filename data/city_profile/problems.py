"""What is wrong in a city profile: file, row, column, what was there, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """A cell or key that cannot be used.

    ``row`` is counted as a spreadsheet does (the header is 1; 0: the file as a whole). ``expected`` is the
    code of a message without its ``expected_`` (data/text/messages.toml), ``values`` are its parameters.
    """

    file: str
    row: int
    column: str
    found: str
    expected: str
    values: tuple[tuple[str, str], ...] = field(default=())


class WrongProfile(ValueError):
    """A city profile with problems; ``data.city_profile.check`` says them in a reader's language."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = (f"{p.file}, row {p.row}, {p.column}: {p.found!r}, expected {p.expected}" for p in problems)
        super().__init__("; ".join(lines))
        self.problems = problems
