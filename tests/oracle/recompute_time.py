"""Time for the recomputation: instants, Helsinki's calendar and sets of intervals.

Instants are whole seconds since 1970. Only the standard library is used.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
UNKNOWN = "unknown"
HOUR = 3600

Row = dict[str, Any]
Interval = tuple[int, int]
Cell = tuple[str, ...]
Figure = tuple[float | None, float, float | None]
Part = tuple[Row, float, float]  # dimensions, numerator, denominator


def instant(text: Any, end: bool = False) -> int | None:
    """Seconds since 1970 of an ISO text; None if empty. Raises ValueError if it is not a date.

    Without an offset it is Helsinki's wall clock; in the hour that occurs twice in October a
    start is the earlier instant and an end the later one.
    """
    if text is None or str(text).strip() == "":
        return None
    moment = dt.datetime.fromisoformat(str(text).strip())
    if moment.tzinfo is None:
        first, second = (moment.replace(tzinfo=HELSINKI, fold=fold).timestamp() for fold in (0, 1))
        return int(max(first, second) if end else first)
    return int(moment.timestamp())


def local(at: int) -> dt.datetime:
    """Return Helsinki's wall clock at an instant."""
    return dt.datetime.fromtimestamp(at, HELSINKI)


@functools.cache
def _members_of_hour(hour_begin: int) -> Row:
    return calendar(local(hour_begin).date()) | {"hour": str(local(hour_begin).hour)}


def members_of_instant(at: int) -> Row:
    """Return the members of the time dimensions at an instant; Helsinki's hours are whole UTC hours."""
    return _members_of_hour(at - at % HOUR)


def calendar(day: dt.date) -> Row:
    """Return the members of the dimensions that a local day has."""
    return {"date": f"{day}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}", "weekday": str(day.isoweekday())}


def cut_by_hour(spans: Iterable[Interval]) -> Iterator[Interval]:
    """Yield the same time in pieces, each within one hour, hence within one day and month."""
    for begin, end in spans:
        while begin < end:
            until = min(end, begin - begin % HOUR + HOUR)
            yield begin, until
            begin = until


def cut_by_day(span: Interval) -> Iterator[tuple[dt.date, Interval]]:
    """Yield the piece of a span in each local day."""
    begin, end = span
    while begin < end:
        day = local(begin).date()
        tomorrow = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HELSINKI)
        until = min(end, int(tomorrow.timestamp()))
        yield day, (begin, until)
        begin = until


def union(spans: Iterable[Interval]) -> list[Interval]:
    """Return the time that any span covers, in order and without overlaps."""
    joined: list[Interval] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def common(some: list[Interval], others: list[Interval]) -> list[Interval]:
    """Return the time that both cover; both are unions."""
    shared, i, j = [], 0, 0
    while i < len(some) and j < len(others):
        begin, end = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if begin < end:
            shared.append((begin, end))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return shared


def without(spans: list[Interval], taken: list[Interval]) -> list[Interval]:
    """Return the time of ``spans`` that ``taken`` does not cover; both are unions."""
    gaps, begin = [], -(10**12)
    for closed_from, closed_until in taken:
        gaps.append((begin, closed_from))
        begin = closed_until
    return common(spans, [*gaps, (begin, 10**12)])


def number(cell: Any) -> float | None:
    """Return a number written with a comma or a dot, or None."""
    text = str("" if cell is None else cell).strip().replace(",", ".")
    return float(text) if text else None


def months(first: str, last: str) -> Iterator[str]:
    at = dt.date.fromisoformat(f"{first}-01")
    while f"{at:%Y-%m}" <= last:
        yield f"{at:%Y-%m}"
        at = (at + dt.timedelta(days=32)).replace(day=1)
