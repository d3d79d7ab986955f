"""Months as written in addresses and filters ('2025-03'): arithmetic, and which of them are complete."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from data.warehouse import Build

if TYPE_CHECKING:
    from data.filters import Filters

#: Months of the period that is shown by default.
DEFAULT_MONTHS = 12

_FIRST_MONTH = """
SELECT strftime(min(month), '%Y-%m') AS first_month FROM (
    SELECT min(month) AS month FROM booking
    UNION ALL SELECT min(month) FROM booking_hour
    UNION ALL SELECT min(month) FROM space_hour
    UNION ALL SELECT min(month) FROM volunteer_record
    UNION ALL SELECT min(month) FROM volunteer_event
    UNION ALL SELECT min(month) FROM participation
    UNION ALL SELECT min(month) FROM seasonal_section
)
"""


def shift(month: str, months: int) -> str:
    """Return ``month`` ('YYYY-MM') plus a number of months, which may be negative."""
    years, zero_based = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + months, 12)
    return f"{years:04d}-{zero_based + 1:02d}"


def month_of(day: dt.date) -> str:
    """Return the month of a day, as 'YYYY-MM'."""
    return f"{day:%Y-%m}"


def count(first: str, last: str) -> int:
    """Return the number of months from the first to the last, both included."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def is_leap(year: int) -> bool:
    """Return whether the year has a 29 February."""
    return calendar.isleap(year)


def first_day(month: str) -> dt.date:
    """Return the first day of a month."""
    return dt.date(int(month[:4]), int(month[5:7]), 1)


def last_day(month: str) -> dt.date:
    """Return the last day of a month."""
    year, number = int(month[:4]), int(month[5:7])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def year_before(day: dt.date) -> dt.date:
    """Return the same day a year before; the leap day becomes 28 February."""
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def months(build: Build) -> list[str]:
    """Return the months that can be chosen, oldest first: from the first row to the day ``as_of``."""
    first = build.query(_FIRST_MONTH)["first_month"].iloc[0]
    last = month_of(build.as_of)
    if not isinstance(first, str) or first > last:
        return [last]
    return [shift(first, number) for number in range(count(first, last))]


def default_period(build: Build) -> tuple[str, str]:
    """Return the first and last month of the last twelve complete months."""
    last = shift(month_of(build.as_of + dt.timedelta(days=1)), -1)
    return shift(last, 1 - DEFAULT_MONTHS), last


def at_least_a_year(filters: Filters) -> Filters:
    """Return the filters over the twelve months up to their end, if they cover fewer months."""
    start, end = filters.from_month, filters.to_month
    if start is None or end is None or count(start, end) >= DEFAULT_MONTHS:
        return filters
    return replace(filters, from_month=shift(end, 1 - DEFAULT_MONTHS))


def days_through(to_month: str | None, as_of: dt.date) -> dt.date | None:
    """Return the day up to which a period that ends in ``to_month`` has data, or None if it is complete."""
    if to_month is None or last_day(to_month) > as_of:
        return as_of
    return None
