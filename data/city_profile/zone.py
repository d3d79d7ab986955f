"""Clock changes of a time zone: its offsets, and the wall-clock hours that occur twice."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from zoneinfo import ZoneInfo

#: The years whose rows are landed; zones repeat their rules after the last known change.
FIRST_YEAR, LAST_YEAR = 2000, 2040
_HOUR = dt.timedelta(hours=1)
_MINUTE = dt.timedelta(minutes=1)


@functools.cache
def offsets(zone: ZoneInfo) -> frozenset[int]:
    """Return every offset from UTC (seconds) since 2000."""
    return frozenset(after for _, _, after in _changes(zone)) | {_offset(zone, _start())}


@functools.cache
def repeated_hours(zone: ZoneInfo) -> dict[int, frozenset[int]]:
    """Return the wall-clock hours that occur twice when clocks go back, by the minutes they go back."""
    hours: dict[int, set[int]] = {}
    for instant, before, after in _changes(zone):
        if after < before:
            back = (before - after) // 60
            first_run = instant + dt.timedelta(seconds=after)
            touched = {(first_run + minute * _MINUTE).hour for minute in range(back)}
            hours.setdefault(back, set()).update(touched)
    return {back: frozenset(touched) for back, touched in hours.items()}


def _changes(zone: ZoneInfo) -> Iterator[tuple[dt.datetime, int, int]]:
    """Yield the instant (UTC) of each change, and the offset before and after it."""
    instant, end = _start(), dt.datetime(LAST_YEAR + 1, 1, 1, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    before = _offset(zone, instant)
    while instant < end:
        after = _offset(zone, instant + day)
        if after != before:
            change = instant
            while _offset(zone, change + _MINUTE) == before:
                change += _HOUR if _offset(zone, change + _HOUR) == before else _MINUTE
            yield change + _MINUTE, before, _offset(zone, change + _MINUTE)
        instant, before = instant + day, after


def _start() -> dt.datetime:
    return dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC)


def _offset(zone: ZoneInfo, instant: dt.datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
