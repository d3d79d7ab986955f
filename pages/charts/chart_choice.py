"""The kinds of chart that fit a metric by some dimensions, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

TIMES = ("month", "quarter", "year", "date")
CHARTS = ("line", "bars", "heat", "map", "table")
#: Rows or columns that a heat map has room for.
MOST_CELLS = 40
Count = Callable[[str], int]


def unfit(chart: str, by: Sequence[str], members: Count) -> str | None:
    """Return why a kind of chart does not fit, as the end of a key of words/explore.toml; None if it fits.

    ``members`` returns the number of members of a dimension.
    """
    by = tuple(by)
    if chart == "table":
        return None
    if not by:
        return "no_dimension"
    if chart == "line":
        return None if (by[0] in TIMES and len(by) == 1) or _is_small_multiples(by, members) else "line"
    if chart == "bars":
        return None if len(by) == 1 else "bars"
    if chart == "map":
        return None if by == ("district",) else "map"
    if len(by) != 2:
        return "heat"
    return None if all(d not in ("date", "space") and members(d) <= MOST_CELLS for d in by) else "heat_large"


def _is_small_multiples(by: Sequence[str], members: Count) -> bool:
    """Return whether the dimensions are months and one other."""
    others = [dimension for dimension in by if dimension != "month"]
    return len(by) == 2 and len(others) == 1 and others[0] not in TIMES and members(others[0]) <= MOST_CELLS


def best(by: Sequence[str], members: Count) -> str:
    """Return the first kind that fits; a map is only ever chosen by the reader."""
    return next(chart for chart in ("line", "bars", "heat", "table") if unfit(chart, by, members) is None)
