"""Classes of amounts with round limits, for maps and heat maps."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence

CLASSES = 5
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def class_limits(values: Iterable[float]) -> list[float]:
    """Return the limits of at most five classes of equal, round width that hold all values; [] for none."""
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


def class_of(value: float, limits: Sequence[float]) -> int | None:
    """Return the class of a value, 0 the lowest; None without a value."""
    if value != value or not limits:
        return None
    return bisect_right(limits[1:-1], value)


def _round_up(width: float) -> float:
    """Return the next round number that is not below ``width``."""
    power = 10 ** math.floor(math.log10(width))
    return next(factor * power for factor in _ROUND if factor * power >= width * (1 - 1e-12))
