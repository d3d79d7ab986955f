"""Clock changes of a time zone: the wall-clock hours that occur twice, and where its hours start."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from zoneinfo import ZoneInfo

#: The years whose rows are landed; zones repeat their rules after the last known change.
FIRST_YEAR, LAST_YEAR = 2000, 2040
_HOUR = dt.timedelta(hours=1)
_MINUTE = dt.timedelta(minutes=1)


def minutes_past(zone: ZoneInfo) -> int:
    """Return the minutes past an hour of UTC at which local hours start: 30 in India, 0 in most zones.

    The few zones where they changed since 2000 have those of their standard time today.
    """
    return -_offset(zone, dt.datetime(LAST_YEAR, 1, 1, tzinfo=dt.UTC)) // 60 % 60


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
