"""Classes of amounts with round limits, for maps and heat maps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

CLASSES = 5
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def classes(values: Iterable[float]) -> list[float]:
    """Limits of at most five classes of equal, round width that hold all values; [] for none."""
    known = [value for value in values if value == value]
    if not known:
        return []
    low, high = min(known), max(known)
    width = _round_up((high - low) / CLASSES or abs(high) / CLASSES or 1.0)
    start = math.floor(low / width) * width
    # A start below the lowest value may leave the highest outside: then the next round width.
    while start + CLASSES * width < high:
        width = _round_up(width * 1.001)
        start = math.floor(low / width) * width
    count = max(1, math.ceil((high - start) / width - 1e-9))
    return [start + width * step for step in range(count + 1)]


def place(value: float, limits: Sequence[float]) -> int | None:
    """The class of a value, 0 the lowest; None without a value."""
    if value != value or not limits:
        return None
    inner = limits[1:-1]
    return sum(value >= limit for limit in inner)


def _round_up(width: float) -> float:
    power = 10 ** math.floor(math.log10(width))
    return next(factor * power for factor in _ROUND if factor * power >= width * (1 - 1e-12))
