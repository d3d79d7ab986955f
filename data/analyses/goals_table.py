"""All targets of a year as one table, for the goals page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.analyses.goals import Progress, course, progress
from data.catalogue.metrics import catalogue
from data.filters import EVERYTHING, QueryError, Scope
from data.reference_tables.targets import Target, targets
from data.warehouse import Build

#: The city's own targets in a file, where a division's have its code.
CITY = "city"
COLUMNS = (
    *("metric", "department", "year", "unit", "direction", "target", "year_before", "year_before_to_date"),
    *("elapsed_days", "days_in_year", "path", "to_date", "distance", "status", "through_date", "suppressed"),
)
COURSE = ("month", "value", "path", "suppressed", "partial")


def years(home: Path) -> tuple[int, ...]:
    """The years that have a target, oldest first. Raises WrongReference."""
    return tuple(sorted({target.year for target in targets(home)}))


def year_shown(build: Build) -> int:
    """The year that the page opens with: that of the last day with data where it has targets, else the
    latest before it, else the first. Raises WrongReference; ValueError where there is no target at all."""
    known, now = years(build.home), build.as_of.year
    if not known:
        raise ValueError("there are no targets")
    return max((year for year in known if year <= now), default=known[0])


def of_year(
    year: int, departments: Sequence[str] = (), scope: Scope = EVERYTHING, *, home: Path
) -> tuple[Target, ...]:
    """The targets of a year that a viewer may see, those of ``departments`` only where some are given."""
    may_see = scope.departments
    return tuple(
        target
        for target in targets(home)
        if target.year == year
        and (not departments or target.department in departments)
        and (may_see is None or target.department in may_see)
    )


def table(
    year: int, departments: Sequence[str] = (), scope: Scope = EVERYTHING, *, build: Build
) -> pd.DataFrame:
    """A row per target with every part of its path; columns as in ``COLUMNS``, NaN where there is none.

    Values are in the metric's unit, ``distance`` of a rate in percentage points. Raises WrongReference.
    """
    rows = [
        _row(progress(target, build, scope)) for target in of_year(year, departments, scope, home=build.home)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    amounts = ["target", "year_before", "year_before_to_date", "path", "to_date", "distance"]
    return frame.astype(dict.fromkeys(amounts, "float64"))


def course_of(
    metric: str, year: int, departments: Sequence[str], scope: Scope = EVERYTHING, *, build: Build
) -> pd.DataFrame:
    """One target by month, see ``data.goals.course``: of the division, or of the city where none is given.

    Raises QueryError where there is no such target, or the viewer may not see it.
    """
    whose = departments[0] if departments else None
    found = [
        t
        for t in of_year(year, departments, scope, home=build.home)
        if (t.metric, t.department) == (metric, whose)
    ]
    if not found:
        raise QueryError(f"there is no target of {metric!r} in {year} for {whose or CITY}")
    return course(found[0], build, scope)


def _row(found: Progress) -> tuple[object, ...]:
    target = found.target
    return (
        target.metric,
        target.department or CITY,
        target.year,
        catalogue().metrics[target.metric].unit,
        found.direction,
        target.value,
        found.baseline.value,
        found.before.value,
        found.days,
        found.days_in_year,
        found.path,
        found.now.value,
        found.distance,
        found.status,
        found.through.isoformat(),
        found.now.suppressed,
    )
