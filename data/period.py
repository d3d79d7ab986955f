"""Months as written in addresses and filters ('2025-03'): arithmetic, and which of them are complete."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.warehouse import Build

if TYPE_CHECKING:
    from data.filters import Filters

#: Months of the period that is shown by default.
DEFAULT_MONTHS = 12
#: Dimensions whose members are in one month each.
MONTHLY = frozenset({"month", "date"})
_TIMES = MONTHLY | {"quarter", "year"}

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
    first, last = first_and_last(build)
    return [shift(first, number) for number in range(count(first, last))]


@functools.lru_cache(maxsize=8)
def first_and_last(build: Build) -> tuple[str, str]:
    """Return the first and the last month that can be chosen."""
    first = build.query(_FIRST_MONTH)["first_month"].iloc[0]
    last = month_of(build.as_of)
    return (first, last) if isinstance(first, str) and first <= last else (last, last)


def default_period(build: Build) -> tuple[str, str]:
    """Return the first and last month of the last twelve complete months."""
    last = shift(month_of(build.as_of + dt.timedelta(days=1)), -1)
    return shift(last, 1 - DEFAULT_MONTHS), last


def quick_periods(build: Build, known: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the periods that a reader chooses by name, each with its first and last month.

    Only months that are ``known`` count; a period without any is left out. The present year and quarter are
    those of the last month with data.
    """
    start, last = default_period(build)
    newest = known[-1]
    year, quarter_start = int(newest[:4]), (int(newest[5:7]) - 1) // 3 * 3 + 1
    periods = {
        "twelve_months": (start, last),
        "this_year": (f"{year}-01", newest),
        "last_year": (f"{year - 1}-01", f"{year - 1}-12"),
        "this_quarter": (f"{year}-{quarter_start:02d}", newest),
        "last_month": (last, last),
    }
    within = {name: (max(first, known[0]), min(end, newest)) for name, (first, end) in periods.items()}
    return {name: span for name, span in within.items() if span[0] <= span[1]}


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


def quarter_of(month: str) -> tuple[str, str]:
    """Return the first and last month of the quarter of a month."""
    start = shift(month, -((int(month[5:7]) - 1) % 3))
    return start, shift(start, 2)


def year_of(month: str) -> tuple[str, str]:
    """Return the first and last month of the year of a month."""
    return f"{month[:4]}-01", f"{month[:4]}-12"


def is_start_of_year(filters: Filters) -> bool:
    """Return whether the period is a part of one year that starts with it."""
    start, end = filters.from_month, filters.to_month
    return start is not None and end is not None and start[5:] == "01" and start[:4] == end[:4]


def is_regular(filters: Filters, used: Collection[str], build: Build) -> bool:
    """Return whether each figure is of a day, a month, a quarter, a year, or the last twelve months or twelve
    before them.

    ``used`` are the dimensions that are grouped and filtered by. Months without data do not count, so the
    months up to the last one with data are a year too.
    """
    start, end = filters.from_month, filters.to_month
    if MONTHLY & {*used}:
        return True
    if start is None or end is None:
        return start is end and not _TIMES.isdisjoint(used)
    first, last = first_and_last(build)

    def is_from_to(expected_start: str, expected_end: str) -> bool:
        return max(expected_start, first) == max(start, first) and min(expected_end, last) == min(end, last)

    if "quarter" in used or "year" in used:
        whole = quarter_of if "quarter" in used else year_of
        return is_from_to(whole(start)[0], whole(end)[1])
    years_ago = (count(end, default_period(build)[1]) - 1) // DEFAULT_MONTHS * DEFAULT_MONTHS
    twelve = [shift(month, -years_ago) for month in default_period(build)]
    spans = [span(month) for span in (quarter_of, year_of) for month in (start, end)]
    return any(is_from_to(*months) for months in ((start, start), (twelve[0], twelve[1]), *spans))


def is_all_time(filters: Filters, build: Build) -> bool:
    """Return whether the period contains all months with data."""
    first, last = first_and_last(build)
    return (filters.from_month or first) <= first and (filters.to_month or last) >= last


def named(filters: Filters, used: Collection[str]) -> tuple[str, str] | None:
    """Return the period as a dimension and its member, such as month and '2025-03'; None if it is none.

    A question that uses another dimension of time has the period only as its limits.
    """
    start, end = filters.from_month, filters.to_month
    if start is None or end is None or _TIMES & {*used}:
        return None
    if start == end:
        return "month", start
    if (start, end) == quarter_of(start):
        return "quarter", f"{start[:4]}-Q{(int(start[5:7]) + 2) // 3}"
    return ("year", start[:4]) if (start, end) == year_of(start) else None


def divides(filters: Filters, used: Collection[str]) -> bool:
    """Return whether the period is less than twelve months, or a year: a part of the time, as a month is."""
    start, end = filters.from_month, filters.to_month
    if start is None or end is None or _TIMES & {*used}:
        return False
    return count(start, end) < DEFAULT_MONTHS or (start, end) == year_of(start)
