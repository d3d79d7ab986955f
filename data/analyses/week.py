"""Parts of the week: main hours, evenings and weekends, and windows of weekdays and hours as filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.filters import Filters
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build

WEEKDAYS = (1, 2, 3, 4, 5)
WEEKEND = (6, 7)
DAYS = (*WEEKDAYS, *WEEKEND)
HOURS = 24
#: Main hours: weekdays from 8 to 16, when most of the city's own services use their spaces.
MAIN_FROM, MAIN_TO = 8, 16


@dataclass(frozen=True)
class Part:
    """A part of the week: ISO weekdays, and local hours ``from_hour`` ≤ hour < ``to_hour``."""

    weekdays: tuple[int, ...]
    from_hour: int
    to_hour: int


#: The parts in their order; every hour of the week is in exactly one.
PARTS = {
    "main": Part(WEEKDAYS, MAIN_FROM, MAIN_TO),
    "evening": Part(WEEKDAYS, MAIN_TO, HOURS),
    "weekend": Part(WEEKEND, 0, HOURS),
    "night": Part(WEEKDAYS, 0, MAIN_FROM),
}
COLUMNS = ("part", "value", "numerator", "denominator", "suppressed")


def within(filters: Filters, dimension: str, members: Sequence[str]) -> Filters | None:
    """Return the filters limited to ``members`` as well; None if the two have no member in common."""
    chosen = dict(filters.where)
    kept = [member for member in members if member in chosen.get(dimension, members)]
    if not kept:
        return None
    return filters.within(dimension, kept)


def window(filters: Filters, weekdays: Sequence[int], from_hour: int, to_hour: int) -> Filters | None:
    """Return the filters limited to weekdays (none: all) and hours as well; None if no hour is left."""
    within_window: Filters | None = filters
    if (from_hour, to_hour) != (0, HOURS):
        within_window = within(filters, "hour", [str(hour) for hour in range(from_hour, to_hour)])
    if within_window is not None and weekdays:
        within_window = within(within_window, "weekday", [str(day) for day in weekdays])
    return within_window


def by_part(metric: str, filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return the metric by part of the week, in the order of ``PARTS``; columns ``COLUMNS``.

    A part outside the filters has no row. Raises QueryError as ``calculate`` does.
    """
    frames = []
    for name, part in PARTS.items():
        within_part = window(filters, part.weekdays, part.from_hour, part.to_hour)
        if within_part is not None:
            frames.append(calculate(metric, (), within_part, scope=scope, build=build).assign(part=name))
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]
