"""Which kinds of chart fit a figure by which dimensions, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

TIMES = ("month", "quarter", "year", "date")
CHARTS = ("line", "bars", "heat", "map", "table")
#: Rows or columns that a heat map has room for.
MOST_CELLS = 40
Count = Callable[[str], int]


def unfit(chart: str, by: Sequence[str], members: Count) -> str | None:
    """Why a kind of chart does not fit, as the end of a key of words/explore.toml; None where it fits.

    ``members`` tells how many members a dimension has.
    """
    by = tuple(by)
    if chart == "table":
        return None
    if not by:
        return "no_dimension"
    if chart == "line":
        return None if (by[0] in TIMES and len(by) == 1) or _is_courses(by, members) else "line"
    if chart == "bars":
        return None if len(by) == 1 else "bars"
    if chart == "map":
        return None if by == ("district",) else "map"
    if len(by) != 2:
        return "heat"
    return None if all(d not in ("date", "space") and members(d) <= MOST_CELLS for d in by) else "heat_large"


def _is_courses(by: Sequence[str], members: Count) -> bool:
    """One dimension over months: small multiples."""
    others = [dimension for dimension in by if dimension != "month"]
    return len(by) == 2 and len(others) == 1 and others[0] not in TIMES and members(others[0]) <= MOST_CELLS


def best(by: Sequence[str], members: Count) -> str:
    """The first kind that fits: a line for time, a map is never guessed."""
    return next(chart for chart in ("line", "bars", "heat", "table") if unfit(chart, by, members) is None)
