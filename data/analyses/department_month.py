"""A division's month: everything that its page and its report show, asked once and in one place.

Nothing is counted anew here: figures are those of ``data.query.calculate`` and ``data.comparison``.
What stands beside a day is the same weekday 52 weeks before, so that a Sunday meets a Sunday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data import period
from data.analyses import spaces
from data.comparison import TARGET, Comparison, compare, elapsed, first_month, year_before
from data.contribution import contributions
from data.filters import EVERYTHING, Filters, QueryError, Scope
from data.members import members
from data.query import calculate, check_question, find_metric
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
#: What changed, and by whom the change is told.
DRIVERS = {"booking_rate": "unit", "shared_use_share": "unit", "volunteer_hours": "activity"}
#: Rooms named at each end, and members named as driving a change up and down.
SHOWN_ROOMS, SHOWN_DRIVERS = 5, 3
_YEAR_OF_WEEKS = dt.timedelta(weeks=52)


@dataclass(frozen=True)
class Figure:
    """A metric of the month beside the same month of the year before, and beside its target."""

    metric: str
    year: Comparison
    target: Comparison


@dataclass(frozen=True)
class Drivers:
    """What changed a metric: the members that added most to its change, and the rest of them.

    ``shown``: the columns of ``data.contribution.contributions``, the largest rise first, the largest
    fall last. ``rest`` is what the ``rest_count`` other members add, ``change`` the change of the whole;
    both in the metric's unit, percentage points for a rate.
    """

    metric: str
    dimension: str
    shown: pd.DataFrame
    rest: float
    rest_count: int
    change: float


@dataclass(frozen=True)
class DepartmentMonth:
    """A division (``department``, a code) in a ``month`` ('2026-10').

    ``days``: date, hours (booked), rate (%, NaN without bookable time), before_date, before_hours (NaN
    before the first month on file); one row per day that has data.
    ``rooms``: as ``data.spaces.ranking`` of the booking rate, and before (%); highest rate first.
    ``bookers``: booker_type, hours, share (% of all booked hours), before_hours, before_share.
    ``outcomes``: outcome (requested, used, cancelled, denied), bookings, before (NaN without a base).
    ``refusals``: booker_type, cancelled, cancellation_rate, denied, denial_rate.
    ``activities``: activity, hours, people (NaN where ``suppressed``), suppressed; most hours first.
    """

    department: str
    month: str
    build: Build
    filters: Filters
    scope: Scope
    figures: tuple[Figure, ...]
    days: pd.DataFrame
    rooms: pd.DataFrame
    rooms_without_hours: int
    bookers: pd.DataFrame
    outcomes: pd.DataFrame
    refusals: pd.DataFrame
    activities: pd.DataFrame
    drivers: tuple[Drivers, ...]

    def figure(self, metric: str) -> Figure:
        """One of the key figures. Raises KeyError for a metric that is none of them."""
        return {figure.metric: figure for figure in self.figures}[metric]

    @property
    def is_empty(self) -> bool:
        """Whether the division has nothing at all in this month: no hours, no bookings, nobody."""
        return not any(
            figure.year.now.suppressed or figure.year.now.numerator or figure.year.now.denominator
            for figure in self.figures
        )

    @property
    def best_rooms(self) -> pd.DataFrame:
        """The most used rooms, the most used first."""
        return self.rooms.head(SHOWN_ROOMS)

    @property
    def least_rooms(self) -> pd.DataFrame:
        """The least used rooms, the least used first; none that is among the most used."""
        return self.rooms.iloc[SHOWN_ROOMS:].tail(SHOWN_ROOMS).iloc[::-1]


def divisions(build: Build, scope: Scope = EVERYTHING) -> list[str]:
    """The codes of the divisions that a viewer may see, in their order."""
    known = [str(member) for member in members("department", build=build)["member"]]
    allowed = known if scope.departments is None else scope.departments
    return [member for member in known if member in allowed and member != "unknown"]


def last_whole_month(build: Build) -> str:
    """The last month that is over; the only one on file where none is."""
    return max(period.default_period(build)[1], period.months(build)[0])


def gather(department: str, month: str, scope: Scope = EVERYTHING, *, build: Build) -> DepartmentMonth:
    """A division's month. Raises QueryError for a division or month that there is not, or may not be
    seen; the message names those that there are."""
    known = divisions(build, scope)
    if department not in known:
        raise QueryError(f"unknown department {department!r}; there are: {', '.join(known) or 'none'}")
    asked = Filters.of(month, month, department=[department])
    check_question(find_metric(FIGURES[0]), (), asked, scope)
    figures = tuple(
        Figure(
            metric,
            compare(metric, asked, scope, build=build),
            compare(metric, asked, scope, build=build, against=TARGET),
        )
        for metric in FIGURES
    )
    by_metric = {figure.metric: figure for figure in figures}
    present = elapsed(asked, build)
    return DepartmentMonth(
        department=department,
        month=month,
        build=build,
        filters=present,
        scope=scope,
        figures=figures,
        days=_days(present, scope, build),
        rooms=_rooms(present, scope, build),
        rooms_without_hours=len(spaces.unknown_denominator(present, scope, build=build)),
        bookers=_bookers(present, scope, build),
        outcomes=_outcomes(by_metric["cancellation_rate"].year, by_metric["denial_rate"].year),
        refusals=_refusals(present, scope, build),
        activities=_activities(present, scope, build),
        drivers=tuple(
            _drivers(metric, dimension, asked, scope, build)
            for metric, dimension in DRIVERS.items()
            if by_metric[metric].year.change is not None
        ),
    )


def _days(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    month = str(present.to_month)
    first, last = period.first_day(month), period.last_day(month)
    if present.through_date:
        last = dt.date.fromisoformat(present.through_date)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    earlier = [day - _YEAR_OF_WEEKS for day in days]
    past = replace(
        present,
        from_month=period.month_of(first - _YEAR_OF_WEEKS),
        to_month=period.month_of(period.last_day(month) - _YEAR_OF_WEEKS),
        through_date=None,
    )
    hours = _by_date("booked_hours", present, scope, build).reindex(_texts(days)).fillna(0.0)
    rate = _by_date("booking_rate", present, scope, build).reindex(_texts(days))
    before = _by_date("booked_hours", past, scope, build).reindex(_texts(earlier)).fillna(0.0)
    begin = first_month("booked_hours", build, scope)
    if begin is None or period.month_of(earlier[0]) < begin:
        # Whole or not at all: half a month of bars would look like a month without use.
        before[:] = float("nan")
    return pd.DataFrame(
        {
            "date": days,
            "hours": hours.to_numpy(),
            "rate": rate.to_numpy(),
            "before_date": earlier,
            "before_hours": before.to_numpy(),
        }
    )


def _by_date(metric: str, filters: Filters, scope: Scope, build: Build) -> pd.Series:
    frame = calculate(metric, ["date"], filters, scope, build=build)
    return frame[frame["date"].notna()].set_index("date")["value"]


def _texts(days: Sequence[dt.date]) -> list[str]:
    return [day.isoformat() for day in days]


def _rooms(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    ranked = spaces.ranking("booking_rate", present, scope, build=build)
    before = calculate("booking_rate", ["space"], year_before(present), scope, build=build)
    return ranked.assign(before=ranked["space"].map(before.set_index("space")["value"]))


def _bookers(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    order = members("booker_type", build=build)["member"]
    now, before = (
        calculate("booked_hours", ["booker_type"], filters, scope, build=build).set_index("booker_type")[
            "value"
        ]
        for filters in (present, year_before(present))
    )
    frame = pd.DataFrame({"hours": now, "before_hours": before}).reindex(
        [member for member in order if member in now.index or member in before.index]
    )
    frame["hours"] = frame["hours"].fillna(0.0)
    if len(before):
        frame["before_hours"] = frame["before_hours"].fillna(0.0)
    for hours, share in (("hours", "share"), ("before_hours", "before_share")):
        frame[share] = 100 * frame[hours] / frame[hours].sum()  # of nothing: no value
    columns = ["booker_type", "hours", "share", "before_hours", "before_share"]
    return frame.rename_axis("booker_type").reset_index()[columns]


def _outcomes(cancellation: Comparison, denial: Comparison) -> pd.DataFrame:
    """What became of the bookings asked for; the parts of two rates, which share their bookings."""

    def counts(cancelled: float | None, kept: float | None, denied: float | None) -> list[float]:
        cancelled, kept, denied = cancelled or 0.0, kept or 0.0, denied or 0.0
        return [kept + denied, kept - cancelled, cancelled, denied]

    now = counts(cancellation.now.numerator, cancellation.now.denominator, denial.now.numerator)
    before = [float("nan")] * 4
    if denial.before.value is not None:
        parts = cancellation.before
        before = counts(parts.numerator, parts.denominator, denial.before.numerator)
    outcomes = ["requested", "used", "cancelled", "denied"]
    return pd.DataFrame({"outcome": outcomes, "bookings": now, "before": before})


def _refusals(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    order = list(members("booker_type", build=build)["member"])
    cancelled, denied = (
        calculate(metric, ["booker_type"], present, scope, build=build).set_index("booker_type")
        for metric in ("cancellation_rate", "denial_rate")
    )
    frame = pd.DataFrame(
        {
            "cancelled": cancelled["numerator"],
            "cancellation_rate": cancelled["value"],
            "denied": denied["numerator"],
            "denial_rate": denied["value"],
        }
    ).reindex([member for member in order if member in denied.index])
    frame["cancelled"] = frame["cancelled"].fillna(0.0)
    return frame.rename_axis("booker_type").reset_index()


def _activities(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    hours, people = (
        calculate(metric, ["activity"], present, scope, build=build).set_index("activity")
        for metric in ("volunteer_hours", "active_volunteers")
    )
    frame = pd.DataFrame(
        {
            "hours": hours["value"],
            "people": people["value"],
            "suppressed": people["suppressed"].reindex(hours.index).eq(True),
        }
    ).reindex(hours.index)
    frame = frame.rename_axis("activity").reset_index()
    return frame.sort_values(["hours", "activity"], ascending=[False, True], ignore_index=True)


def _drivers(metric: str, dimension: str, asked: Filters, scope: Scope, build: Build) -> Drivers:
    frame = contributions(metric, dimension, asked, scope, build=build)
    known = frame[frame["contribution"].notna()].sort_values(
        ["contribution", dimension], ascending=[False, True], ignore_index=True
    )
    rises = known[known["contribution"] > 0].head(SHOWN_DRIVERS)
    falls = known[known["contribution"] < 0].tail(SHOWN_DRIVERS)
    shown = pd.concat([rises, falls])
    others = known.drop(index=shown.index)
    return Drivers(
        metric=metric,
        dimension=dimension,
        shown=shown.reset_index(drop=True),
        rest=float(others["contribution"].sum()),
        rest_count=int((others["contribution"] != 0).sum()),
        change=float(known["contribution"].sum()),
    )
