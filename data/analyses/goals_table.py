"""List the targets of a year as one table, for the goals page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.analyses.goals import Progress, course, progress
from data.catalogue.metrics import catalogue
from data.disclosure import city_total_scope
from data.filters import QueryError
from data.reference_tables.targets import Target, targets
from data.scope import Scope
from data.warehouse import Build

#: The owner of the city's own targets in a file; other targets have the code of their department.
CITY = "city"
COLUMNS = (
    *("metric", "department", "year", "unit", "direction", "target", "year_before", "year_before_to_date"),
    *("elapsed_days", "days_in_year", "path", "to_date", "distance", "status", "through_date", "suppressed"),
)
COURSE = ("month", "value", "path", "suppressed", "partial")


def years(home: Path) -> tuple[int, ...]:
    """Return the years that have a target, oldest first. Raises WrongReference."""
    return tuple(sorted({target.year for target in targets(home)}))


def year_shown(build: Build) -> int:
    """Return the year that the page shows first: the last one with targets that has started, else the first.

    Raises WrongReference; ValueError if there is no target at all.
    """
    known_years, now = years(build.home), build.as_of.year
    if not known_years:
        raise ValueError("there are no targets")
    return max((year for year in known_years if year <= now), default=known_years[0])


def of_year(year: int, departments: Sequence[str], scope: Scope, *, home: Path) -> tuple[Target, ...]:
    """Return the targets of a year that a viewer may see, of the ``departments`` if any are named.

    A reader of some departments sees their targets, and the city's where they may see its total.
    """
    return tuple(
        target
        for target in targets(home)
        if target.year == year
        and (not departments or target.department in departments)
        and _is_visible(target, scope)
    )


def _is_visible(target: Target, scope: Scope) -> bool:
    if target.department is None:
        return city_total_scope(catalogue().metrics[target.metric], scope) is not None
    return scope.departments is None or target.department in scope.departments


def table(year: int, departments: Sequence[str], scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return a row per target with every part of its path; columns ``COLUMNS``, NaN for no value.

    Values are in the metric's unit, ``distance`` of a rate in percentage points. Raises WrongReference.
    """
    rows = [
        _row(progress(target, build, scope)) for target in of_year(year, departments, scope, home=build.home)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    amounts = ["target", "year_before", "year_before_to_date", "path", "to_date", "distance"]
    return frame.astype(dict.fromkeys(amounts, "float64"))


def course_of(
    metric: str, year: int, departments: Sequence[str], scope: Scope, *, build: Build
) -> pd.DataFrame:
    """Return one target by month, see ``goals.course``: the department's, or without one the city's.

    Raises QueryError if there is no such target, or the viewer may not see it.
    """
    owner = departments[0] if departments else None
    matching = [
        t
        for t in of_year(year, departments, scope, home=build.home)
        if (t.metric, t.department) == (metric, owner)
    ]
    if not matching:
        raise QueryError(f"there is no target of {metric!r} in {year} for {owner or CITY}")
    return course(matching[0], build, scope)


def _row(progress: Progress) -> tuple[object, ...]:
    target = progress.target
    return (
        target.metric,
        target.department or CITY,
        target.year,
        catalogue().metrics[target.metric].unit,
        progress.direction,
        target.value,
        progress.baseline.value,
        progress.before.value,
        progress.days,
        progress.days_in_year,
        progress.path,
        progress.now.value,
        progress.distance,
        progress.status,
        progress.through.isoformat(),
        progress.now.suppressed,
    )
