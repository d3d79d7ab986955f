"""A department's month: everything that its page and its report show, calculated once.

Nothing is counted here: figures are those of ``data.query.calculate`` and ``data.comparison``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data import period
from data.analyses import spaces
from data.analyses.department_month.bookings import bookers, denials, outcomes
from data.analyses.department_month.days import days
from data.analyses.department_month.drivers import Drivers, drivers
from data.comparison import Comparison, compare, elapsed, with_target, year_before
from data.filters import Filters, QueryError
from data.members import known_members
from data.query import calculate, check_question, find_metric
from data.scope import Scope
from data.warehouse import Build

#: The key figures, in their order.
FIGURES = (
    "booking_rate",
    "shared_use_share",
    "booked_hours",
    "cancellation_rate",
    "denial_rate",
    "volunteer_hours",
    "active_volunteers",
    "partner_organisations",
)
#: The figures whose change is explained, and the dimension that explains it.
DRIVERS = {"booking_rate": "unit", "shared_use_share": "unit", "volunteer_hours": "activity"}
#: Spaces named at each end.
SHOWN_SPACES = 5


@dataclass(frozen=True)
class Figure:
    """A metric of the month, compared with the same month of the year before and with its target."""

    metric: str
    year: Comparison
    target: Comparison


@dataclass(frozen=True)
class DepartmentMonth:
    """A ``department`` (a code) in a ``month`` ('2026-10').

    ``spaces``: as ``data.analyses.spaces.ranking`` of the booking rate, and before (%); highest rate first.
    ``spaces_without_hours``: as ``data.analyses.spaces.unknown_denominator``.
    ``activities``: activity, hours (NaN where ``hours_suppressed``), people (NaN where ``suppressed``), and
    both marks; most hours first.
    The other frames are those of the functions of the same name in this package.
    """

    department: str
    month: str
    build: Build
    filters: Filters
    scope: Scope
    figures: tuple[Figure, ...]
    days: pd.DataFrame
    spaces: pd.DataFrame
    spaces_without_hours: pd.DataFrame
    bookers: pd.DataFrame
    outcomes: pd.DataFrame
    denials: pd.DataFrame
    activities: pd.DataFrame
    drivers: tuple[Drivers, ...]

    def figure(self, metric: str) -> Figure:
        """Return one of the key figures. Raises KeyError for another metric."""
        return {figure.metric: figure for figure in self.figures}[metric]

    @property
    def is_empty(self) -> bool:
        """Return whether the department has no data in this month: no hours, no bookings, no people."""
        return not any(
            figure.year.now.suppressed or figure.year.now.numerator or figure.year.now.denominator
            for figure in self.figures
        )

    @property
    def most_booked_spaces(self) -> pd.DataFrame:
        """Return the spaces with the highest booking rates, the highest first."""
        return self.spaces.head(SHOWN_SPACES)

    @property
    def least_booked_spaces(self) -> pd.DataFrame:
        """Return the spaces with the lowest booking rates that are not among the highest, lowest first."""
        return self.spaces.iloc[SHOWN_SPACES:].tail(SHOWN_SPACES).iloc[::-1]


def visible_departments(build: Build, scope: Scope) -> list[str]:
    """Return the codes of the departments that a viewer may see, in their order."""
    return [member for member in known_members("department", scope, build) if member != "unknown"]


def last_whole_month(build: Build) -> str:
    """Return the last month that is over; the only month on file if none is."""
    return max(period.default_period(build)[1], period.months(build)[0])


def gather(department: str, month: str, scope: Scope, *, build: Build) -> DepartmentMonth:
    """Return a department's month.

    Raises QueryError for an unknown department or month, or one outside the reader's scope; it names
    those that exist.
    """
    visible = visible_departments(build, scope)
    if department not in visible:
        raise QueryError(f"unknown department {department!r}; there are: {', '.join(visible) or 'none'}")
    filters = Filters.of(month, month, department=[department])
    check_question(find_metric(FIGURES[0]), (), filters)
    present = elapsed(filters, build)
    figures = {}
    for metric in FIGURES:
        year = compare(metric, filters, scope, build=build)
        figures[metric] = Figure(metric, year, with_target(metric, year.now, present, scope, build))
    return DepartmentMonth(
        department=department,
        month=month,
        build=build,
        filters=present,
        scope=scope,
        figures=tuple(figures.values()),
        days=days(present, scope, build),
        spaces=_spaces(present, scope, build),
        spaces_without_hours=spaces.unknown_denominator(present, scope, build=build),
        bookers=bookers(present, scope, build),
        outcomes=outcomes(figures["cancellation_rate"].year, figures["denial_rate"].year),
        denials=denials(present, scope, build),
        activities=_activities(present, scope, build),
        drivers=tuple(
            drivers(metric, dimension, filters, scope, build)
            for metric, dimension in DRIVERS.items()
            if figures[metric].year.change is not None
        ),
    )


def _spaces(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    ranked = spaces.ranking("booking_rate", present, scope, build=build)
    before = calculate("booking_rate", ["space"], year_before(present), scope=scope, build=build)
    return ranked.assign(before=ranked["space"].map(before.set_index("space")["value"]))


def _activities(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    hours, people = (
        calculate(metric, ["activity"], present, scope=scope, build=build).set_index("activity")
        for metric in ("volunteer_hours", "active_volunteers")
    )
    frame = pd.DataFrame(
        {
            "hours": hours["value"],
            "people": people["value"],
            "suppressed": people["suppressed"].reindex(hours.index).eq(True),
            "hours_suppressed": hours["suppressed"],
        }
    ).reindex(hours.index)
    frame = frame.rename_axis("activity").reset_index()
    return frame.sort_values(["hours", "activity"], ascending=[False, True], ignore_index=True)
