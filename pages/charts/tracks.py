"""Positions on horizontal tracks in per cent of their width: bullets of targets, and bars of a timeline."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

#: Share of a timeline (%) that the name of a month takes, and half of what the name of a day takes.
MONTH_WIDTH, HALF_DAY_WIDTH = 18, 16
#: Heights of a heading and of a row in a list of bullets, in pixels.
HEADING_HEIGHT, ROW_HEIGHT = 30, 38


@dataclass(frozen=True)
class Course:
    """The way of a figure from where it starts to the farthest mark; it may lead to a smaller figure."""

    start: float
    end: float

    @classmethod
    def of(cls, start: float, marks: Sequence[float], *, falls: bool) -> Course:
        """Return the axis that the start and all marks fit on."""
        ends = [start, *marks]
        return cls(max(ends), min(ends)) if falls else cls(min(ends), max(ends))

    def place(self, value: float) -> float:
        """Return the position of a value."""
        if self.end == self.start:
            return 100.0
        return 100 * (value - self.start) / (self.end - self.start)


@dataclass(frozen=True)
class Timeline:
    """Days from the first to the last."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, days: Sequence[dt.date]) -> Timeline:
        """Return a timeline of all these days, from the start of a half-year."""
        first = min(days)
        return cls(dt.date(first.year, 7 if first.month > 6 else 1, 1), max(days))

    def place(self, day: dt.date) -> float:
        """Return the position of a day."""
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)

    def bar(self, start: dt.date, end: dt.date) -> tuple[float, float]:
        """Return the start and the width of a bar over these days."""
        return self.place(start), self.place(end) - self.place(start)

    def named_days(self, beside: dt.date) -> list[dt.date]:
        """Return the first days of half-years whose names have room before, between or after the name of
        the day ``beside``, which is centred on it."""
        taken = self.place(beside)
        named: list[dt.date] = []
        free = 0.0
        for day in (dt.date(y, m, 1) for y in range(self.first.year, self.last.year + 1) for m in (1, 7)):
            left = self.place(day)
            right = left + MONTH_WIDTH
            is_apart = right <= taken - HALF_DAY_WIDTH or left >= taken + HALF_DAY_WIDTH
            if free <= left and right <= 100 and is_apart:
                named.append(day)
                free = right
        return named


def column_starts(rows: Sequence[int], columns: int) -> tuple[int, ...]:
    """Return which blocks of so many rows start the second and later of ``columns`` of about one height."""
    ends = [0, *itertools.accumulate(HEADING_HEIGHT + ROW_HEIGHT * count for count in rows)]

    def highest(starts: tuple[int, ...]) -> int:
        return max(ends[end] - ends[start] for start, end in itertools.pairwise((0, *starts, len(rows))))

    starts = itertools.combinations(range(1, len(rows)), min(columns, len(rows)) - 1)
    return min(starts, key=highest)
