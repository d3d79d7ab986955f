"""Positions and sizes of marks: pixels, axis ranges and grid cells. Never a figure that a reader sees."""

from __future__ import annotations

import datetime as dt
import itertools
import textwrap
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item")

#: Length of a bar whose value is suppressed, as a share of the longest: it says nothing.
SUPPRESSED_LENGTH = 0.12


def wrap(label: str, width: int = 24) -> str:
    """Break a long label into several lines, so that none is cut on a phone."""
    return "<br>".join(textwrap.wrap(str(label), width)) or str(label)


def line_count(labels: Collection[str]) -> int:
    """Return the number of lines of the longest wrapped label, at least 1."""
    return max((label.count("<br>") + 1 for label in labels), default=1)


def height(rows: int, row_height: int, around: int, *, at_least: int = 0) -> int:
    """Return a chart's height in pixels: its rows, and the room ``around`` them."""
    return around + row_height * max(rows, at_least)


def bar_row_height(labels: Sequence[str]) -> int:
    """Return the height of a bar: as much as the longest label needs."""
    return max(26, 17 * line_count(labels) + 4)


def bar_chart_height(labels: Sequence[str]) -> int:
    """Return the height of a chart of bars with these labels, one row for the axis and a note."""
    return 56 + bar_row_height(labels) * max(len(labels) + 1, 3)


def room_for_known(most: int, unknown: int) -> int:
    """Return how many rows are left for known members."""
    return most - unknown


def matrix_row_height(labels: Sequence[str]) -> int:
    """Return the height of a row of two-line cells with these labels."""
    return max(54, 16 * line_count(labels) + 8)


def compact_bars_height(rows: int, *, has_legend: bool) -> int:
    """Return the height of a chart of bars whose labels have one line each."""
    return 26 * rows + (52 if has_legend else 24)


def axis_from_zero(longest: float, headroom: float) -> list[float]:
    """Return the range of an axis from zero, with room for the text at the end of the longest mark."""
    return [0.0, headroom * positive_or_one(longest)]


def axis_around_zero(longest: float, headroom: float) -> list[float]:
    """Return the range of an axis with room for the text at both sides of a mark."""
    low, high = axis_from_zero(longest, headroom)
    return [low - (high - positive_or_one(longest)), high]


def before_text(value: float, longest: float, width: float) -> float:
    """Return where a line ends before the text of a mark; ``width``: that of the text, as a share."""
    return value - width * longest


def positive_or_one(length: float) -> float:
    """Return the length, or 1 where there is none, so that an axis always has a range."""
    return float(length) if length == length and length > 0 else 1.0


def suppressed_length(longest: float) -> float:
    """Return the length of a bar whose value is suppressed."""
    has_length = longest == longest and longest > 0
    return SUPPRESSED_LENGTH * longest if has_length else 1.0


def cell_range(count: int) -> list[float]:
    """Return the range of a category axis that shows ``count`` cells without a margin."""
    return [-0.5, count - 0.5]


def cell_outline(x: int, y: int) -> dict[str, Any]:
    """Return the corners of a cell, as a Plotly shape has them."""
    return {"type": "rect", "x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5}


def colour_steps(colours: Sequence[str]) -> list[list[Any]]:
    """Return a Plotly colour scale of equal steps, without blending."""
    count = len(colours)
    return [[(n + end) / count, colour] for n, colour in enumerate(colours) for end in (0, 1)]


def whole_numbers(first: float, last: float) -> list[int]:
    """Return the positions of an axis from ``first`` to ``last``, both included; none for NaN."""
    return list(range(int(first), int(last) + 1)) if first == first else []


def week_of(day: dt.date, first: int) -> dt.date:
    """Return the first day of a day's week, its column in a calendar; ``first`` is an ISO weekday."""
    return day - dt.timedelta(days=(day.isoweekday() - first) % 7)


def day_of_week(first_day: dt.date, weekday: int) -> dt.date:
    """Return the day of an ISO weekday in the week that starts on ``first_day``."""
    return first_day + dt.timedelta(days=(weekday - first_day.isoweekday()) % 7)


def thinned(items: Sequence[Item], most: int) -> list[Item]:
    """Return every n-th item, so that at most ``most`` of them are written on an axis."""
    return list(items[:: max(1, -(-len(items) // most))])


def pairs(limits: Sequence[float]) -> list[tuple[float, float]]:
    """Return each limit with the next one."""
    return list(itertools.pairwise(limits))


def in_rows(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return the items in rows of ``size``; the last row may be shorter."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def label_shift(is_above: bool, *, is_long: bool) -> int:
    """Return how many pixels a line's label is moved up or down; a long label has two lines."""
    return (17 if is_long else 9) * (1 if is_above else -1)


def is_in_second_half(place: int, count: int) -> bool:
    """Return whether a place on an axis is past its middle, so that a word there has room to the left."""
    return 2 * place >= count


def annotation_height(rows: int) -> int:
    """Return how far above a chart the next word is written when ``rows`` words are there already."""
    return 2 + 18 * rows


def panel_label_height(names: Collection[str]) -> int:
    """Return how many pixels the longest of these names and a figure take above a small chart."""
    return 10 + 17 * (line_count(names) + 1)


def mark_width(count: int, width: int) -> int:
    """Return the width in pixels of each of ``count`` marks side by side, a little less than their bars."""
    return max(3, min(24, width // count - 4))


def text_height(text: str) -> int:
    """Return how many pixels lines of text take above a chart; without any, those of an empty margin."""
    return 8 + (18 * line_count([text]) if text else 0)


def chart_height(marks: int, above: int, below: int) -> int:
    """Return the height of a chart whose marks take ``marks`` pixels between its margins."""
    return marks + above + below


def plot_height(height: int, above: int, below: int) -> int:
    """Return the pixels that the margins leave for the marks."""
    return height - above - below


#: Height in pixels of a line of text in a chart.
LINE_HEIGHT = 19


class LabelPlace(NamedTuple):
    """Where a label is: at ``value`` on the axis, and so many lines of text above it."""

    value: float
    lines: int = 0

    @property
    def shift(self) -> int:
        """Return how many pixels the label is above its value."""
        return LINE_HEIGHT * self.lines

    def on_axis(self, line: float) -> float:
        """Return the value that the label is at where a line of text takes ``line`` of the axis."""
        return self.value + line * self.lines


def line_of_text(top: float, height: int) -> float:
    """Return how much of an axis from zero to ``top`` a line of text takes, ``height`` pixels high."""
    return LINE_HEIGHT * top / height


def stack_label_places(parts: Sequence[float], line: float) -> list[LabelPlace]:
    """Return where the labels of a stack are: in the middle of each part, but at least a ``line`` apart.

    A part without a length (NaN) has a label too.
    """
    places: list[LabelPlace] = []
    end = 0.0
    for part in parts:
        start, end = end, end + (part if part == part else 0.0)
        places.append(above_all((start + end) / 2, places, line))
    return places


def above_all(value: float, places: Sequence[LabelPlace], line: float) -> LabelPlace:
    """Return where a label at ``value`` is: at least a ``line`` above the last of ``places``."""
    at_value = LabelPlace(value if value == value else 0.0)
    if not places or at_value.value >= places[-1].on_axis(line) + line:
        return at_value
    return places[-1]._replace(lines=places[-1].lines + 1)


def panel_grid(count: int, columns: int, row_height: int, label_height: int, gap: float) -> list[Any]:
    """Return the domains (x, y) of ``count`` small charts in rows of ``columns``, from the top left."""
    rows = panel_rows(count, columns)
    width, tall = (1 - gap) / columns, (row_height - label_height) / row_height / rows
    domains = []
    for place in range(count):
        row, column = divmod(place, columns)
        left, bottom = column / columns, 1 - (row + 1) / rows
        domains.append(([left, left + width], [bottom, bottom + tall]))
    return domains


def panel_rows(count: int, columns: int) -> int:
    """Return the number of rows that ``count`` small charts take."""
    return -(-count // columns)


def neighbours(items: Sequence[Item], item: Item) -> tuple[Item, Item, int]:
    """Return the items before and after, in a circle, and the place from 1; an unknown item is first."""
    place = items.index(item) if item in items else 0
    return items[place - 1], items[(place + 1) % len(items)], place + 1


@dataclass(frozen=True)
class Scale:
    """A vertical axis in pixels from ``lowest`` (at ``bottom``) to ``highest`` (at ``top``)."""

    lowest: float
    highest: float
    bottom: float
    top: float

    def place(self, value: float) -> float:
        """Return the height of a value; the middle if the axis has no length."""
        if self.highest == self.lowest:
            return (self.bottom + self.top) / 2
        return self.bottom - (self.bottom - self.top) * (value - self.lowest) / (self.highest - self.lowest)


@dataclass(frozen=True)
class BarTrack:
    """A horizontal axis in per cent of its width, from ``lowest`` (at most 0) to ``highest``."""

    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float], *, signed: bool) -> BarTrack:
        """Return the axis that all values fit on; zero is its start unless the values are signed."""
        highest = max([0.0, *values])
        return cls(min([0.0, *values]) if signed else 0.0, highest)

    def place(self, value: float) -> float:
        """Return the position of a value."""
        return 100 * (value - self.lowest) / positive_or_one(self.highest - self.lowest)

    def bar(self, value: float) -> tuple[float, float]:
        """Return the start and the width of a bar from zero to the value."""
        start, end = sorted((self.place(0), self.place(value)))
        return start, end - start


def step(width: float, count: int) -> float:
    """Return the distance of ``count`` points that are spread over a width."""
    return width / max(count - 1, 1)


def along(start: float, step: float, place: int) -> float:
    """Return the position of a point on an axis of equal steps."""
    return start + step * place


def spread(ends: Sequence[float], count: int) -> list[float]:
    """Return the positions of ``count`` points from one end to the other."""
    start, end = ends
    return [along(start, step(end - start, count), place) for place in range(count)]


#: Size in pixels of text in charts.
TEXT_SIZE = 13
