"""The first working day of a month in Finland: no weekend and no public holiday."""

from __future__ import annotations

import datetime as dt


def first_working_day(year: int, month: int) -> dt.date:
    """Return the first day of the month from Monday to Friday that is not a public holiday."""
    day = dt.date(year, month, 1)
    while day.weekday() >= 5 or day in _holidays(year):
        day += dt.timedelta(days=1)
    return day


def _holidays(year: int) -> set[dt.date]:
    """Return the public holidays on weekdays that can be among the first days of a month."""
    easter = _easter(year)
    return {
        *(dt.date(year, 1, 1), dt.date(year, 5, 1)),
        # Good Friday, Easter Monday and Ascension Day.
        *(easter + dt.timedelta(days=days) for days in (-2, 1, 39)),
    }


def _easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + e - 7 * ((a + 11 * h + 22 * e) // 451) + 114, 31)
    return dt.date(year, month, day + 1)
