"""The potential finder: which idle bookable hours could be opened for shared use, and where they are missed.

Idle and bookable hours are those of the metrics ``idle_hours`` and ``bookable_hours`` within a window of
weekdays and hours. A room counts with at least so many idle hours a week; beside its district stand the
hours of denied bookings by their own weekday and hour, and of seasonal wishes that got no slot. Hours are
not people: nothing is withheld here, and no count of bookings or bookers is given.

Weeks are the days of the period on which any space of the city had bookable time, divided by how many
different weekdays those days are. They depend on the period alone, so that a narrower window or another
place never changes a room's hours per week by the divisor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data.analyses.scenario import METRICS, MINUTES_PER_HOUR, Scenario, scenario
from data.analyses.spaces import SPACE_DIMENSIONS, unknown_denominator
from data.analyses.week import DAYS, HOURS, window, within
from data.filters import EVERYTHING, Filters, QueryError, Scope, filter_sql
from data.members import check_members
from data.query import calculate, check_question, find_metric
from data.settings import LANGUAGES
from data.warehouse import Build

#: What the page's own filters may say here: where, and when in the week; who booked chooses no idle time.
DIMENSIONS = (*SPACE_DIMENSIONS, "weekday", "hour")
MONTHS_PER_YEAR = 12
PER_RESIDENTS = 1000
#: What the rooms can be arranged by: columns and whether each runs upwards.
ROOM_ORDERS = {
    "idle": (("idle_hours_per_week", False), ("space", True)),
    "unmet": (("district_unmet_hours_per_week", False), ("idle_hours_per_week", False), ("space", True)),
    "capacity": (("capacity", False), ("idle_hours_per_week", False), ("space", True)),
}
ROOMS = (
    *("space", "unit", "district", "department", "capacity", "bookable_hours", "idle_hours"),
    *("idle_hours_per_week", "idle_share", "district_unmet_hours_per_week"),
)
DISTRICTS = (
    *("district", "rooms", "bookable_hours", "idle_hours", "idle_hours_per_week", "unmet_hours"),
    *("unmet_hours_per_week", "resident_years", "idle_hours_per_1000", "unmet_hours_per_1000"),
)
TABLES = {"rooms": ROOMS, "districts": DISTRICTS}
#: Codes that have their name beside them in a file.
NAMED = ("space", "unit", "district", "department")

_PLACES = "SELECT space, unit, district, department, capacity FROM space"
_SQL = Path(__file__).parent


@dataclass(frozen=True)
class Search:
    """What the reader looks for: owners (divisions; () = all), ISO weekdays (() = all), local hours
    ``from_hour`` ≤ hour < ``to_hour``, idle hours per week that a room must have at least, and the share
    (%) of the idle hours that the scenario puts to use."""

    owners: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_hour: int = 0
    to_hour: int = HOURS
    least_idle_hours: float = 0
    share_percent: float = 50

    @classmethod
    def restored(cls, given: dict[str, Any]) -> Search:
        """A search from what JSON made of it: lists become tuples again."""
        whole: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
        }
        return cls(**whole)


@dataclass(frozen=True)
class Weeks:
    """How weeks were counted: ``days`` with bookable time in the city on ``weekdays`` different weekdays."""

    days: int
    weekdays: int

    @property
    def count(self) -> float:
        """The number of weeks; 0 without any day."""
        return self.days / self.weekdays if self.weekdays else 0.0


@dataclass(frozen=True)
class Potential:
    """What the finder found.

    ``rooms``: a row per room with at least the idle hours asked for, most idle first; columns ``ROOMS``:
    codes, ``capacity`` (people; NaN = unknown), hours within the window, ``idle_share`` (% of bookable),
    and the unmet hours per week of its district. ``districts``: a row per district with bookable time in
    the window or unmet demand; columns ``DISTRICTS``: ``bookable_hours`` of all its rooms, ``rooms`` and
    idle hours of those in ``rooms``, ``unmet_hours``, residents' years, and hours per 1,000 of them (NaN
    where nobody is known to live). ``idle_hours`` and ``unmet_hours`` are the sums of ``districts``;
    ``without_opening_hours`` is the number of spaces whose bookable time is unknown.
    """

    rooms: pd.DataFrame
    districts: pd.DataFrame
    weeks: Weeks
    idle_hours: float
    idle_hours_per_week: float
    bookable_hours: float
    unmet_hours: float
    without_opening_hours: int
    scenario: tuple[Scenario, ...]

    @property
    def table(self) -> dict[str, pd.DataFrame]:
        """The frames by the names of ``TABLES``."""
        return {"rooms": self.rooms, "districts": self.districts}


def find(search: Search, filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> Potential:
    """Idle hours that match ``search`` within ``filters`` (period, place, time of the week).

    Filters by anything else (``DIMENSIONS``) are not taken. Raises QueryError, which names what exists.
    """
    _check_search(search)
    period_and_place: Filters | None = filters.only(DIMENSIONS)
    if period_and_place is not None and search.owners:
        period_and_place = within(period_and_place, "department", search.owners)
    asked = period_and_place and window(period_and_place, search.weekdays, search.from_hour, search.to_hour)
    weeks = count_weeks(filters, build)
    spaces = _spaces(asked, scope, build)
    unmet = _unmet(asked, scope, build)
    spaces["idle_hours_per_week"] = _per_week(spaces["idle_hours"], weeks)
    open_first = (spaces["idle_hours"] > 0) & (spaces["idle_hours_per_week"] >= search.least_idle_hours)
    rooms = spaces[open_first].assign(
        idle_share=lambda f: 100 * f["idle_hours"] / f["bookable_hours"],
        district_unmet_hours_per_week=lambda f: _per_week(
            unmet.reindex(f["district"], fill_value=0.0).set_axis(f.index), weeks
        ),
    )
    districts = _districts(spaces, rooms, unmet, weeks, _resident_years(filters, build))
    idle_hours = float(rooms["idle_hours"].sum())
    used = idle_hours * search.share_percent / 100
    return Potential(
        rooms=arranged(rooms[list(ROOMS)], "idle"),
        districts=districts,
        weeks=weeks,
        idle_hours=idle_hours,
        idle_hours_per_week=idle_hours / weeks.count if weeks.count else 0.0,
        bookable_hours=float(spaces["bookable_hours"].sum()),
        unmet_hours=float(unmet.sum()),
        without_opening_hours=0
        if period_and_place is None
        else len(unknown_denominator(period_and_place, scope, build=build)),
        scenario=tuple(scenario(metric, used, period_and_place, scope, build=build) for metric in METRICS),
    )


def arranged(rooms: pd.DataFrame, order: str, text: str = "") -> pd.DataFrame:
    """The rooms in one of ``ROOM_ORDERS``, an unknown capacity last; with a column ``label``, those that
    have ``text`` in it."""
    if text.strip():
        rooms = rooms[rooms["label"].str.contains(text.strip(), case=False, regex=False)]
    columns, upwards = zip(*ROOM_ORDERS[order], strict=True)
    return rooms.sort_values(
        list(columns), ascending=list(upwards), na_position="last", kind="stable", ignore_index=True
    )


def count_weeks(filters: Filters, build: Build) -> Weeks:
    """The weeks of the period, counted from days with bookable time anywhere in the city."""
    where, parameters = filter_sql(replace(filters, where=()), EVERYTHING)
    found = build.query(
        "SELECT count(DISTINCT date) AS days, count(DISTINCT weekday) AS weekdays FROM space_hour"
        f" WHERE {' AND '.join(where) or 'true'}",
        parameters,
    ).iloc[0]
    return Weeks(int(found["days"]), int(found["weekdays"]))


def with_names(frame: pd.DataFrame, language: str, build: Build) -> pd.DataFrame:
    """A frame of ``TABLES`` for a file: behind each code of a place stands its name in the language."""
    names = build.query(
        f"SELECT dimension, member, label_{_language(language)} AS label FROM dimension_member"
        " WHERE dimension IN (SELECT unnest(?))",
        [list(NAMED)],
    )
    for dimension in NAMED:
        if dimension in frame:
            known = names[names["dimension"] == dimension].set_index("member")["label"].to_dict()
            called = [known.get(code, code) for code in frame[dimension]]
            frame = frame.copy()
            frame.insert(list(frame.columns).index(dimension) + 1, f"{dimension}_name", called)
    return frame.astype({"capacity": "Int64"}) if "capacity" in frame else frame


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise QueryError(f"unknown language {language!r}; there are: {', '.join(LANGUAGES)}")
    return language


def _check_search(search: Search) -> None:
    if any(day not in DAYS for day in search.weekdays):
        raise QueryError(f"weekdays are 1 (Monday) to 7, not {', '.join(map(str, search.weekdays))}")
    if not 0 <= search.from_hour < search.to_hour <= HOURS:
        raise QueryError(f"hours run from 0 to 24, not from {search.from_hour} to {search.to_hour}")
    if search.least_idle_hours < 0 or not 0 <= search.share_percent <= 100:
        raise QueryError("idle hours are 0 or more, and a share is between 0 and 100 per cent")


def _spaces(asked: Filters | None, scope: Scope, build: Build) -> pd.DataFrame:
    """A row per space with bookable time in the window: its place, bookable_hours and idle_hours."""
    frames = [
        _calculated(metric, ("space",), asked, scope, build).set_index("space")["value"].rename(metric)
        for metric in ("bookable_hours", "idle_hours")
    ]
    hours = pd.concat(frames, axis=1).reset_index()
    found = hours.merge(build.query(_PLACES), on="space", how="left")
    for column in ("unit", "district", "department"):
        found[column] = found[column].fillna("unknown")
    return found.astype(dict.fromkeys(("capacity", "bookable_hours", "idle_hours"), "float64"))


def _calculated(
    metric: str, by: Sequence[str], filters: Filters | None, scope: Scope, build: Build
) -> pd.DataFrame:
    """As ``data.query.calculate``; without filters that can be met, a frame without rows."""
    found = calculate(metric, by, filters or Filters(), scope, build=build)
    return found if filters is not None else found.iloc[:0]


def _unmet(asked: Filters | None, scope: Scope, build: Build) -> pd.Series:
    """Hours of unmet demand in the window by district (index); see potential_unmet.sql."""
    if asked is None:
        return pd.Series(dtype="float64")
    check_question(find_metric("idle_hours"), (), asked, scope)
    check_members(asked, build)
    where, parameters = filter_sql(asked, scope)
    relation = (_SQL / "potential_unmet.sql").read_text(encoding="utf-8")
    frame = build.query(
        f"WITH unmet AS (\n{relation}\n)\n"
        f"SELECT district, sum(unmet_minutes) / {MINUTES_PER_HOUR} AS unmet_hours FROM unmet"
        f" WHERE {' AND '.join(where) or 'true'} GROUP BY district ORDER BY district",
        parameters,
    )
    return frame.set_index("district")["unmet_hours"].astype("float64")


def _resident_years(filters: Filters, build: Build) -> pd.Series:
    """Residents of each district (index), summed over the months of the period, by 12 (definitions.md)."""
    where, parameters = filter_sql(replace(filters, where=(), through_date=None), EVERYTHING)
    span = "(SELECT {}(month) FROM space_hour)"
    where += [] if filters.from_month else [f"month >= {span.format('min')}"]
    where += [] if filters.to_month else [f"month <= {span.format('max')}"]
    frame = build.query(
        f"SELECT district, sum(residents) / {MONTHS_PER_YEAR} AS resident_years FROM resident_month"
        f" WHERE {' AND '.join(where)} GROUP BY district",
        parameters,
    )
    return frame.set_index("district")["resident_years"].astype("float64")


def _districts(
    spaces: pd.DataFrame, rooms: pd.DataFrame, unmet: pd.Series, weeks: Weeks, resident_years: pd.Series
) -> pd.DataFrame:
    """Everything by district, most idle first, the unknown last; columns as in ``DISTRICTS``."""
    by_district = rooms.groupby("district")
    frame = pd.DataFrame(
        {
            "bookable_hours": spaces.groupby("district")["bookable_hours"].sum(),
            "rooms": by_district["space"].count(),
            "idle_hours": by_district["idle_hours"].sum(),
            "unmet_hours": unmet,
        }
    ).fillna(0.0)
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
    return hours / weeks.count if weeks.count else hours * 0.0
