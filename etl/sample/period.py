"""Days of the sample city, with season, weekday, school terms, holidays, growth and a dip."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.city_profile import days
from data.city_profile.in_use import city_zone, current_city
from data.city_profile.settings_file import Calendar

#: Use by calendar month; 1 is an average month.
SEASON = (0.95, 1.0, 1.05, 1.0, 0.95, 0.6, 0.35, 0.75, 1.1, 1.15, 1.15, 0.8)
WEEKDAYS = (1.0, 1.05, 1.1, 1.05, 0.85, 0.9, 0.8)


@dataclass(frozen=True)
class Period:
    """Local days from ``begin`` to the day before ``end``."""

    begin: dt.date
    end: dt.date

    @classmethod
    def of(cls, first_month: str, last_month: str) -> Period:
        """Return the days of the months, inclusive, 'YYYY-MM'. Raises ValueError if there are none."""
        begin = dt.date.fromisoformat(f"{first_month}-01")
        last = dt.date.fromisoformat(f"{last_month}-01")
        end = (last + dt.timedelta(days=32)).replace(day=1)
        if end <= begin:
            raise ValueError(f"the last month ({last_month}) is before the first ({first_month})")
        return cls(begin, end)

    @property
    def days(self) -> list[dt.date]:
        """Every day."""
        return [self.begin + dt.timedelta(days=n) for n in range((self.end - self.begin).days)]

    def weights(self) -> npt.NDArray[np.float64]:
        """Return the demand of each day: season, weekday, growth over the years, and a dip of ten weeks."""
        days = self.days
        weights = np.array([SEASON[day.month - 1] * WEEKDAYS[day.weekday()] for day in days])
        growth = 1 + 0.35 * np.arange(len(days)) / max(len(days), 1)
        # A long period has an epidemic in its first winter.
        dip = np.ones(len(days))
        if len(days) > 400:
            dip[75:145] = np.linspace(0.35, 0.9, 70)
        return np.asarray(weights * growth * dip, dtype=np.float64)

    def open_share(self) -> npt.NDArray[np.bool_]:
        """Return whether units are open on each day; they are closed on public holidays."""
        return np.array([not days.is_any(_calendar().public_holidays, day) for day in self.days])

    def in_term(self) -> npt.NDArray[np.bool_]:
        """Return whether each day is in a school term."""
        return np.array([not days.is_any(_calendar().school_holidays, day) for day in self.days])


def _calendar() -> Calendar:
    return current_city().settings.calendar


def offset(day: dt.date) -> str:
    """Return the city's offset from UTC at noon of a day, in ISO 8601."""
    local = dt.datetime.combine(day, dt.time(12), city_zone())
    return local.isoformat()[-6:]


def nights_of_clock_change(period: Period) -> list[int]:
    """Return the days, counted from the first day of the period, in whose night the clocks change."""
    days = period.days
    return [n for n, day in enumerate(days[:-1]) if offset(day) != offset(days[n + 1])]
