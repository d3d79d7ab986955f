"""Days that a rule of a city's calendar names.

``12-06``: a day of every year. ``easter-2``: days from Easter Sunday. ``friday 06-19``: the first Friday from
19 June on. ``12-21/01-06``: a span, which may pass the end of the year. ``week 8``: an ISO week.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
RULE = re.compile(
    rf"{_DAY}(?:/{_DAY})?|easter(?:[+-]\d{{1,2}})?|week [1-5]?\d|(?:{'|'.join(WEEKDAYS)}) {_DAY}"
)


def is_any(rules: Iterable[str], day: dt.date) -> bool:
    """Return whether one of the rules names the day."""
    return any(_matches(rule, day) for rule in rules)


def _matches(rule: str, day: dt.date) -> bool:
    first_word, _, rest = rule.partition(" ")
    if first_word == "week":
        return day.isocalendar().week == int(rest)
    if first_word in WEEKDAYS:
        # The rule's day and the six after it are one of each weekday.
        first = dt.date(day.year, int(rest[:2]), int(rest[3:]))
        return day.weekday() == WEEKDAYS.index(first_word) and 0 <= (day - first).days < 7
    if rule.startswith("easter"):
        return (day - easter(day.year)).days == int(rule.removeprefix("easter") or 0)
    start, _, end = rule.partition("/")
    written = f"{day:%m-%d}"
    if not end:
        return written == start
    return start <= written <= end if start <= end else written >= start or written <= end


@functools.cache
def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + e - 7 * ((a + 11 * h + 22 * e) // 451) + 114, 31)
    return dt.date(year, month, day + 1)
