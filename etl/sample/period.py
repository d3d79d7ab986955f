"""Days of the sample city, with season, weekday, school terms, holidays, growth and a dip."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

HELSINKI = ZoneInfo("Europe/Helsinki")
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
        return np.array([not _is_closed(day) for day in self.days])

    def in_term(self) -> npt.NDArray[np.bool_]:
        """Return whether each day is in a school term."""
        return np.array([not _is_holiday(day) for day in self.days])


CLOSED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
#: Days after Easter Sunday: Good Friday, Easter and Easter Monday, Ascension Day.
CLOSED_FROM_EASTER = (-2, 0, 1, 39)


def _is_closed(day: dt.date) -> bool:
    # Midsummer's Eve is the Friday of 19 to 25 June.
    midsummer = day.month == 6 and (19 <= day.day <= 25 and day.weekday() == 4)
    midsummer |= day.month == 6 and (20 <= day.day <= 26 and day.weekday() == 5)
    from_easter = (day - _easter(day.year)).days in CLOSED_FROM_EASTER
    return midsummer or from_easter or (day.month, day.day) in CLOSED


@functools.cache
def _easter(year: int) -> dt.date:
    return (pd.Timestamp(year, 1, 1) + pd.offsets.Easter()).date()


def _is_holiday(day: dt.date) -> bool:
    week = day.isocalendar().week
    summer = (6, 1) <= (day.month, day.day) <= (8, 8)
    christmas = (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 6)
    return summer or christmas or week in (8, 42)


def offset(day: dt.date) -> str:
    """Return Helsinki's offset from UTC at noon of a day, in ISO 8601."""
    local = dt.datetime.combine(day, dt.time(12), HELSINKI)
    return local.isoformat()[-6:]


def nights_of_clock_change(period: Period) -> list[int]:
    """Return the days, counted from the first day of the period, in whose night the clocks change."""
    days = period.days
    return [n for n, day in enumerate(days[:-1]) if offset(day) != offset(days[n + 1])]
