"""Calculate a share (%) before and after more hours are used by others than the city."""

from __future__ import annotations

from dataclasses import dataclass

from data.filters import Filters
from data.inputs import missing_input
from data.query import calculate, find_metric
from data.scope import Scope
from data.warehouse import Build

#: The shares that more use by others moves. New hours are booked, so they add to both sides of the share
#: of booked time. They use bookable time that exists already: in the share of bookable time they add
#: to the numerator only.
ADDS_TO_DENOMINATOR = {"shared_use_share": True, "shared_use_of_bookable": False}
METRICS = tuple(ADDS_TO_DENOMINATOR)
MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Scenario:
    """``metric`` (%) with ``hours`` more used by others: 100 × (numerator + hours) ÷ denominator_then.

    ``numerator``, ``denominator`` (today) and ``denominator_then`` are hours. ``now`` and ``then`` are
    None without a denominator, ``change`` (percentage points) if either is None. All are unknown (None,
    NaN) if an input of the metric is missing.
    """

    metric: str
    hours: float
    numerator: float
    denominator: float
    denominator_then: float
    now: float | None
    then: float | None
    change: float | None


def scenario(metric: str, hours: float, filters: Filters | None, scope: Scope, *, build: Build) -> Scenario:
    """Return a metric of ``METRICS`` under ``filters`` (None: no data), and with ``hours`` more."""
    if missing_input(find_metric(metric), build, filters or Filters(), scope):
        unknown = float("nan")
        return Scenario(metric, hours, unknown, unknown, unknown, None, None, None)
    numerator = denominator = 0.0
    if filters is not None:
        figure = calculate(metric, (), filters, scope=scope, build=build).fillna(0.0).iloc[0]
        numerator, denominator = (
            float(figure[part]) / MINUTES_PER_HOUR for part in ("numerator", "denominator")
        )
    after = denominator + (hours if ADDS_TO_DENOMINATOR[metric] else 0.0)
    now = 100 * numerator / denominator if denominator else None
    then = 100 * (numerator + hours) / after if after else None
    change = None if now is None or then is None else then - now
    return Scenario(metric, hours, numerator, denominator, after, now, then, change)
