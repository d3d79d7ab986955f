"""Places and sizes on maps: tiles, outlines, dots and the text in them. Never a figure that a reader sees."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from pages.charts.layout import TEXT_SIZE, in_rows, positive_or_one

#: Widths of the bundled font's letters as shares of the font size; the others are about as wide as a digit.
_WIDTHS = {"ijl.,I|": 0.29, "ftr-()/": 0.39, " \u00a0": 0.2, "GHNOQUÖDC": 0.67, "mwMW%": 0.86}
_LETTER_WIDTH = 0.54
#: Pixels of a degree of longitude on the smallest map of the city.
_PIXELS_PER_DEGREE = 800
#: No tile is larger than those of this many columns and rows.
_COLUMNS, _ROWS = 4, 4
#: Pixels that the texts of all tiles have across and down, on the narrowest screen and in the lowest window.
_WIDTH, _WIDTH_ON_PHONE, _LOWEST, _ROW_ON_PHONE = 455, 290, 320, 56
_VOWELS = "aeiouyåäö"


def text_width(text: str, size: int = TEXT_SIZE) -> float:
    """Return about how many pixels wide a text is."""
    shares = (next((w for letters, w in _WIDTHS.items() if c in letters), _LETTER_WIDTH) for c in text)
    return size * sum(shares)


def halves(word: str) -> tuple[str, str]:
    """Return a word in two parts of about one length, the second of which starts with a syllable."""
    half = (len(word) + 1) // 2
    syllables = [
        place
        for place in range(2, len(word) - 1)
        if word[place] not in _VOWELS and word[place + 1] in _VOWELS
    ]
    place = min(syllables, key=lambda place: abs(place - half), default=half)
    return word[:place], word[place:]


def tile_ranges(last_column: int, last_row: int) -> tuple[list[float], list[float]]:
    """Return the ranges of a tile map's axes, row 0 on top."""
    across, down = max(last_column + 1, _COLUMNS), max(last_row + 1, _ROWS)
    return [-0.51, across - 0.49], [down - 0.48, -0.52]


def phone_height(last_row: int, least: int) -> int:
    """Return the pixels of a tile map on a phone, which scrolls: three lines fit into each tile."""
    return max(least, _ROW_ON_PHONE * (last_row + 2))


def tile_room(last_column: int, last_row: int, *, phone: int) -> tuple[int, int]:
    """Return the pixels of a tile across, and the lines of text that it has room for.

    These are of the narrowest screen and the lowest window. ``phone`` is the map's height on a phone, else 0.
    """
    width = (_WIDTH_ON_PHONE if phone else _WIDTH) // max(last_column + 1, _COLUMNS)
    return width, (phone or _LOWEST) // max(last_row + 1, _ROWS) // round(1.3 * TEXT_SIZE)


def tile_base(rows: Any, size: float) -> Any:
    """Return where tiles of this size start, so that each is centred on its row."""
    return rows - size / 2


def tile_borders(areas: dict[tuple[int, int], str]) -> str:
    """Return a path along the borders of areas, from the area of each tile (column, row)."""
    path = ""
    for (column, row), area in areas.items():
        for right, down in ((1, 0), (0, 1)):
            neighbour = areas.get((column + right, row + down))
            if neighbour is not None and neighbour != area:
                x, y = column + right / 2, row + down / 2
                path += f"M{x - down / 2},{y - right / 2}L{x + down / 2},{y + right / 2}"
    return path


def dot_sizes(amounts: Sequence[float], smallest: int, largest: int) -> list[float]:
    """Return the widths of dots whose areas are as the amounts; the smallest where there is none."""
    most = positive_or_one(max((amount for amount in amounts if amount == amount), default=0.0))
    shares = (amount / most if amount == amount and amount > 0 else 0.0 for amount in amounts)
    return [max(smallest, largest * share**0.5) for share in shares]


def inner_points(rings: Sequence[Sequence[Sequence[float]]], gap: float) -> list[tuple[float, float]]:
    """Return points (longitude, latitude) inside closed rings, ``gap`` degrees of latitude apart.

    A degree of longitude is half as long as one of latitude at 60° north.
    """
    points = []
    for left, right, y in _spans(rings, gap):
        count = max(1, round((right - left) / (2 * gap)))
        width = (right - left) / count
        points += [(left + (place + 0.5) * width, y) for place in range(count)]
    return points


def label_place(rings: Sequence[Sequence[Sequence[float]]], gap: float) -> tuple[float, float, int]:
    """Return where an area is widest (longitude, latitude), and its width there in pixels of a small map."""
    left, right, y = max(_spans(rings, gap), key=lambda span: span[1] - span[0], default=(0.0, 0.0, 0.0))
    return (left + right) / 2, y, int((right - left) * _PIXELS_PER_DEGREE)


def _spans(rings: Sequence[Sequence[Sequence[float]]], gap: float) -> list[tuple[float, float, float]]:
    """Return the parts of lines of latitude inside closed rings: west end, east end, latitude.

    The inside is between the first and the second crossing with a ring, the third and the fourth, and so on.
    """
    edges = [edge for ring in rings for edge in itertools.pairwise(ring)]
    latitudes = [point[1] for ring in rings for point in ring]
    spans = []
    for row in range(int(min(latitudes) / gap), int(max(latitudes) / gap) + 1):
        y = (row + 0.5) * gap
        crossings = sorted(
            x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            for (x0, y0, *_), (x1, y1, *_) in edges
            if (y0 > y) != (y1 > y)
        )
        spans += [(left, right, y) for left, right in in_rows(crossings, 2)]
    return spans
