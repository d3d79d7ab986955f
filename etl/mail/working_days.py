"""The first working day of a month in the city: no weekend and no public holiday."""

from __future__ import annotations

import datetime as dt

from data.city_profile import days
from data.city_profile.in_use import current_city


def first_working_day(year: int, month: int) -> dt.date:
    """Return the first day of the month from Monday to Friday that is not a public holiday."""
    holidays = current_city().settings.calendar.public_holidays
    day = dt.date(year, month, 1)
    while day.weekday() >= 5 or days.is_any(holidays, day):
        day += dt.timedelta(days=1)
    return day
