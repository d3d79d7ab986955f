"""Find idle bookable hours that could be opened for shared use, next to the demand that was not met.

Idle and bookable hours are the metrics ``idle_hours`` and ``bookable_hours`` within a window of weekdays
and hours. A space is included if it has the minimum of idle hours a week. Each district also has its
hours of unmet demand within the same window (data/analyses/unmet.py). Hours are not people: nothing is
suppressed here, and no count of bookings or bookers is returned.

Weeks are the days of the period on which any space of the city had bookable time, divided by how many
different weekdays those days are. They depend on the period alone, so that a narrower window or another
area never changes the divisor of a space's hours per week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.analyses.scenario import METRICS, Scenario, scenario
from data.analyses.space_order import arranged
from data.analyses.spaces import SPACE_DIMENSIONS, unknown_denominator
from data.analyses.unmet import unmet_hours
from data.analyses.week import DAYS, HOURS, window, within
from data.disclosure import withheld
from data.filters import Filters, QueryError
from data.inputs import missing_input
from data.members import members
from data.query import calculate, find_metric
from data.scope import Scope
from data.settings import LANGUAGES
from data.warehouse import Build

#: The page's filters that apply here: where, and when in the week. Idle time has no booker.
DIMENSIONS = (*SPACE_DIMENSIONS, "weekday", "hour")
PER_RESIDENTS = 1000
#: How the spaces can be arranged; see data/analyses/space_order.py.
SPACE_ORDERS = {
    "idle": (("idle_hours_per_week", False), ("space", True)),
    "unmet": (("district_unmet_hours_per_week", False), ("idle_hours_per_week", False), ("space", True)),
    "capacity": (("capacity", False), ("idle_hours_per_week", False), ("space", True)),
}
SPACES = (
    *("space", "unit", "district", "department", "capacity", "bookable_hours", "idle_hours"),
    *("idle_hours_per_week", "idle_share", "district_unmet_hours_per_week"),
)
DISTRICT_ORDER = (("unmet_hours", False), ("idle_hours", False), ("district", True))
DISTRICTS = (
    *("district", "rooms", "bookable_hours", "idle_hours", "idle_hours_per_week", "unmet_hours"),
    *("unmet_hours_per_week", "resident_years", "idle_hours_per_1000", "unmet_hours_per_1000"),
)
TABLES = {"rooms": SPACES, "districts": DISTRICTS}
#: Dimensions whose codes are followed by their names in a file.
NAMED = ("space", "unit", "district", "department")

_PLACES = "SELECT space, unit, district, department, capacity FROM space"


@dataclass(frozen=True)
class Search:
    """The reader's search: owners (departments; () = all), ISO weekdays (() = all), local hours
    ``from_hour`` ≤ hour < ``to_hour``, the minimum of idle hours per week of a space, and the share (%) of
    the idle hours that the scenario puts to use."""

    owners: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_hour: int = 0
    to_hour: int = HOURS
    minimum_idle_hours: float = 0
    share_percent: float = 50

    @classmethod
    def restored(cls, fields: dict[str, Any]) -> Search:
        """Return the search of a JSON object: lists become tuples again."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Weeks:
    """``days`` with bookable time in the city, on ``weekdays`` different weekdays."""

    days: int
    weekdays: int

    @property
    def count(self) -> float:
        """Return the number of weeks; 0 without any day."""
        return self.days / self.weekdays if self.weekdays else 0.0


@dataclass(frozen=True)
class Potential:
    """The result of a search.

    ``spaces``: a row per space that has the minimum of idle hours, most idle first; columns ``SPACES``:
    codes, ``capacity`` (people; NaN = unknown), hours within the window, ``idle_share`` (% of bookable),
    and the unmet hours per week of its district. ``districts``: a row per district with bookable time in
    the window or unmet demand; columns ``DISTRICTS``: ``bookable_hours`` of all its spaces, the number
    and idle hours of those in ``spaces``, ``unmet_hours``, resident-years, and hours per 1,000 of them
    (NaN without residents). ``idle_hours`` and ``unmet_hours`` are the sums of ``districts``;
    ``without_opening_hours`` is the number of spaces whose bookable time is unknown. ``missing`` is the
    text key of a missing input, or of why the reader may not see the hours: then idle and bookable hours are
    unknown (NaN).
    """

    spaces: pd.DataFrame
    districts: pd.DataFrame
    weeks: Weeks
    idle_hours: float
    idle_hours_per_week: float
    bookable_hours: float
    unmet_hours: float
    without_opening_hours: int
    scenario: tuple[Scenario, ...]
    missing: str | None = None

    @property
    def districts_by_demand(self) -> pd.DataFrame:
        """Return the known districts, most unmet demand first."""
        return arranged(self.districts[self.districts["district"] != "unknown"], DISTRICT_ORDER)

    @property
    def table(self) -> dict[str, pd.DataFrame]:
        """Return the frames by the names of ``TABLES``."""
        return {"rooms": self.spaces, "districts": self.districts}


def find(search: Search, filters: Filters, scope: Scope, *, build: Build) -> Potential:
    """Return the idle hours that match the search within the filters (period, area, time of the week).

    Filters by other dimensions than ``DIMENSIONS`` are ignored. Raises QueryError, which names what exists.
    """
    _check_search(search)
    period_and_area: Filters | None = filters.only(DIMENSIONS)
    if period_and_area is not None and search.owners:
        period_and_area = within(period_and_area, "department", search.owners)
    within_window = period_and_area and window(
        period_and_area, search.weekdays, search.from_hour, search.to_hour
    )
    weeks = count_weeks(filters, scope, build)
    bookable = _bookable_spaces(within_window, scope, build)
    unmet = _unmet(within_window, scope, build)
    bookable["idle_hours_per_week"] = _per_week(bookable["idle_hours"], weeks)
    matches = (bookable["idle_hours"] > 0) & (bookable["idle_hours_per_week"] >= search.minimum_idle_hours)
    spaces = bookable[matches].assign(
        idle_share=lambda f: 100 * f["idle_hours"] / f["bookable_hours"],
        district_unmet_hours_per_week=lambda f: _per_week(
            unmet.reindex(f["district"], fill_value=0.0).set_axis(f.index), weeks
        ),
    )
    idle = find_metric("idle_hours")
    in_window = within_window or Filters()
    missing = withheld(idle, ("space",), in_window, scope, build) or missing_input(
        idle, build, period_and_area or Filters(), scope
    )
    idle_hours = float("nan") if missing else float(spaces["idle_hours"].sum())
    resident_years = _resident_years(filters, scope, build)
    hours_in_use = idle_hours * search.share_percent / 100
    return Potential(
        spaces=arranged(spaces[list(SPACES)], SPACE_ORDERS["idle"]),
        districts=_districts(
            bookable,
            spaces,
            unmet,
            weeks,
            resident_years,
            idle_is_unknown=bool(missing),
        ),
        weeks=weeks,
        idle_hours=idle_hours,
        idle_hours_per_week=idle_hours / weeks.count if weeks.count else idle_hours,
        bookable_hours=float("nan") if missing else float(bookable["bookable_hours"].sum()),
        unmet_hours=float(unmet.sum()),
        without_opening_hours=0
        if period_and_area is None
        else len(unknown_denominator(period_and_area, scope, build=build)),
        scenario=tuple(
            scenario(metric, hours_in_use, period_and_area, scope, build=build) for metric in METRICS
        ),
        missing=missing,
    )


def count_weeks(filters: Filters, scope: Scope, build: Build) -> Weeks:
    """Return the weeks of the period, counted from days with bookable time anywhere in the city."""
    # The calendar and the residents of the city are those of every department.
    city = replace(scope, departments=None)
    by_day = calculate("bookable_hours", ["date"], replace(filters, where=()), scope=city, build=build)
    dates = pd.to_datetime(by_day["date"].dropna())
    return Weeks(len(dates), dates.dt.day_of_week.nunique())


def with_names(frame: pd.DataFrame, language: str, build: Build) -> pd.DataFrame:
    """Return a frame of ``TABLES`` for a file: each code is followed by its name in the language."""
    if language not in LANGUAGES:
        raise QueryError(f"unknown language {language!r}; there are: {', '.join(LANGUAGES)}")
    frame = frame.copy()
    for dimension in (dimension for dimension in NAMED if dimension in frame):
        labels = members(dimension, build=build).set_index("member")[f"label_{language}"].to_dict()
        names = [labels.get(code, code) for code in frame[dimension]]
        frame.insert(list(frame.columns).index(dimension) + 1, f"{dimension}_name", names)
    return frame.astype({"capacity": "Int64"}) if "capacity" in frame else frame


def _check_search(search: Search) -> None:
    if any(day not in DAYS for day in search.weekdays):
        raise QueryError(f"weekdays are 1 (Monday) to 7, not {', '.join(map(str, search.weekdays))}")
    if not 0 <= search.from_hour < search.to_hour <= HOURS:
        raise QueryError(f"hours run from 0 to 24, not from {search.from_hour} to {search.to_hour}")
    if search.minimum_idle_hours < 0 or not 0 <= search.share_percent <= 100:
        raise QueryError("idle hours are 0 or more, and a share is between 0 and 100 per cent")


def _bookable_spaces(filters: Filters | None, scope: Scope, build: Build) -> pd.DataFrame:
    """Return a row per space with bookable time in the window: its place, bookable_hours and idle_hours."""
    frames = [
        _calculated(metric, ("space",), filters, scope, build).set_index("space")["value"].rename(metric)
        for metric in ("bookable_hours", "idle_hours")
    ]
    spaces = pd.concat(frames, axis=1).reset_index().merge(build.query(_PLACES), on="space", how="left")
    for column in ("unit", "district", "department"):
        spaces[column] = spaces[column].fillna("unknown")
    return spaces.astype(dict.fromkeys(("capacity", "bookable_hours", "idle_hours"), "float64"))


def _calculated(
    metric: str, by: Sequence[str], filters: Filters | None, scope: Scope, build: Build
) -> pd.DataFrame:
    """Return what ``data.query.calculate`` does; no rows if the filters have no member in common (None)."""
    frame = calculate(metric, by, filters or Filters(), scope=scope, build=build)
    return frame if filters is not None else frame.iloc[:0]


def _unmet(filters: Filters | None, scope: Scope, build: Build) -> pd.Series:
    """Return the hours of unmet demand in the window by district (index)."""
    if filters is None:
        return pd.Series(dtype="float64")
    return unmet_hours(["district"], filters, scope, build=build).set_index("district")["value"]


def _resident_years(filters: Filters, scope: Scope, build: Build) -> pd.Series:
    """Return the resident-years of each district (index) in the period; see docs/metrics.md. Empty if the
    residents are not known."""
    if not build.city.has_residents:
        return pd.Series(dtype=float)
    months = replace(filters, where=(), through_date=None)
    city = replace(scope, departments=None)
    by_district = calculate("bookable_hours_per_1000", ["district"], months, scope=city, build=build)
    return by_district.set_index("district")["denominator"]


def _districts(
    bookable: pd.DataFrame,
    spaces: pd.DataFrame,
    unmet: pd.Series,
    weeks: Weeks,
    resident_years: pd.Series,
    *,
    idle_is_unknown: bool,
) -> pd.DataFrame:
    """Return a row per district, most idle first, the unknown district last; columns ``DISTRICTS``."""
    by_district = spaces.groupby("district")
    frame = pd.DataFrame(
        {
            "bookable_hours": bookable.groupby("district")["bookable_hours"].sum(),
            "rooms": by_district["space"].count(),
            "idle_hours": by_district["idle_hours"].sum(),
            "unmet_hours": unmet,
        }
    ).fillna(0.0)
    if idle_is_unknown:
        frame[["bookable_hours", "idle_hours"]] = float("nan")
    frame["idle_hours_per_week"] = _per_week(frame["idle_hours"], weeks)
    frame["unmet_hours_per_week"] = _per_week(frame["unmet_hours"], weeks)
    frame["resident_years"] = resident_years.reindex(frame.index)
    for name in ("idle", "unmet"):
        per = PER_RESIDENTS * frame[f"{name}_hours"] / frame["resident_years"]
        frame[f"{name}_hours_per_1000"] = per.where(frame["resident_years"] > 0)
    frame = frame.rename_axis("district").reset_index().astype({"rooms": "int64"})
    frame["is_unknown"] = frame["district"] == "unknown"
    order = ["is_unknown", "idle_hours", "unmet_hours", "district"]
    frame = frame.sort_values(order, ascending=[True, False, False, True], ignore_index=True)
    return frame[list(DISTRICTS)]


def _per_week(hours: pd.Series, weeks: Weeks) -> pd.Series:
    """Return hours per week; unknown (NaN) in a period without any day of bookable time."""
    return hours / (weeks.count or float("nan"))
