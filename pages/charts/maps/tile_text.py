"""The text of a tile: a district's name in one or two lines, shortened where a phone has no room for it."""

from __future__ import annotations

from collections.abc import Sequence

from pages.charts.maps import geometry

#: Where Finnish and Swedish place names may be broken: before their second part.
SECOND_PARTS = (
    *("sundom", "gården", "staden", "by", "niemi", "saari", "malmi", "mäki", "kylä", "kaupunki", "harju"),
    *("salo", "kartano", "puro", "töölö", "pakila", "holmen", "malmen", "backa", "böle", "näs", "berga"),
    *("sund", "borg", "kulla", "holm", "stan", "gård", "åsen", "lund", "bäcken", "ås", "dal", "åker", "dom"),
    *("sjö", "stad"),
)


def break_name(name: str, width: int, lines: int = 3) -> str:
    """Return a name in at most two lines of ``width`` pixels: 'Vanha-<br>kaupunki', 'Kampi.<br>malmi'.

    It takes one where its tile has fewer than three ``lines``, as the figure takes one too.
    """
    if _fits(name, width) or lines < 3:
        return shorten(name, width)
    words = name.replace("-", "- ").split()
    parts = words[:2] if len(words) > 1 else _parts(name)
    return "<br>".join(shorten(part, width) for part in parts)


def figures(quantities: Sequence[str], numbers: Sequence[str], width: int) -> Sequence[str]:
    """Return how all tiles of a map write their figure: with its unit, without it, or not at all, as all of
    them have room for it."""
    for texts in (quantities, numbers):
        if all(_fits(text, width) for text in texts):
            return texts
    return [""] * len(numbers)


def shorten(line: str, width: int) -> str:
    """Return a line that fits, its end replaced by a full stop if need be."""
    if _fits(line, width):
        return line
    kept = line.rstrip("-")
    while kept and not _fits(f"{kept}.", width):
        kept = kept[:-1]
    return f"{kept}."


def _parts(word: str) -> tuple[str, str]:
    """Return a long word in two lines: broken before a known second part, or in the middle."""
    for part in SECOND_PARTS:
        first = word[: -len(part)]
        if word.lower().endswith(part) and len(first) > 2:
            return f"{first}-", word[-len(part) :]
    first, second = geometry.halves(word)
    return f"{first}-", second


def _fits(text: str, width: int) -> bool:
    return geometry.text_width(text) <= width
