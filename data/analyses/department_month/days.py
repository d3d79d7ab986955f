"""A department's booked hours day by day, next to the same weekday 52 weeks before."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from data import period
from data.comparison import first_month
from data.filters import Filters
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build

_YEAR_OF_WEEKS = dt.timedelta(weeks=52)


@functools.lru_cache(maxsize=64)
def days(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    """Return a row per day of the month that has data: date, hours, rate, before_date, before_hours.

    A Sunday is compared with a Sunday. ``rate`` (%) is NaN without bookable time; ``before_hours`` are NaN
    if the month before starts earlier than the data. Kept, because a page draws them before the rest.
    """
    month = str(present.to_month)
    first, last = period.first_day(month), period.last_day(month)
    past = replace(
        present,
        from_month=period.month_of(first - _YEAR_OF_WEEKS),
        to_month=period.month_of(last - _YEAR_OF_WEEKS),
        through_date=None,
    )
    if present.through_date:
        last = dt.date.fromisoformat(present.through_date)
    dates = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    earlier = [day - _YEAR_OF_WEEKS for day in dates]
    hours = _by_date("booked_hours", present, scope, build)
    rate = _by_date("booking_rate", present, scope, build)
    before = _by_date("booked_hours", past, scope, build)
    frame = pd.DataFrame(
        {
            "date": dates,
            "hours": hours.reindex(_iso(dates), fill_value=0.0).to_numpy(),
            "rate": rate.reindex(_iso(dates)).to_numpy(),
            "before_date": earlier,
            "before_hours": before.reindex(_iso(earlier), fill_value=0.0).to_numpy(),
        }
    )
    first_on_file = first_month("booked_hours", build, scope)
    if first_on_file is None or period.month_of(earlier[0]) < first_on_file:
        # All days or none: half a month of bars would look like a month without use.
        frame["before_hours"] = float("nan")
    return frame


def _by_date(metric: str, filters: Filters, scope: Scope, build: Build) -> pd.Series:
    frame = calculate(metric, ["date"], filters, scope=scope, build=build)
    return frame[frame["date"].notna()].set_index("date")["value"]


def _iso(days: Sequence[dt.date]) -> list[str]:
    return [day.isoformat() for day in days]
