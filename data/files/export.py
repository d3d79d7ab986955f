"""What can be downloaded as a file: bookings row by row, any figure by any dimensions, or a report.

An ``Export`` names the content, the build, the filters and the scope; a signed link contains it
(data/files/signing.py). Rows come in Arrow batches, so that a large file needs little memory;
data/files/writers.py writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from data import query
from data.analyses import goals_table, potential, spaces, week
from data.analyses.potential import Search
from data.catalogue import dictionary
from data.catalogue.metrics import catalogue
from data.catalogue.tables import Column
from data.disclosure import is_open
from data.filters import Filters, QueryError, filter_sql
from data.members import check_members
from data.query import calculate
from data.reference_tables.reader import WrongReference
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build

BOOKINGS, FIGURES, REPORT = "bookings", "figures", "report"
#: The targets of a year (of departments) with their paths, or the target of a ``metric`` by month; and the
#: dictionary, which has no filters.
GOALS, DICTIONARY = "goals", "dictionary"
#: The result of the potential finder (``metric`` names the table of ``potential.TABLES``), a metric by part
#: of the week, and a list of spaces (``metric`` names the list of ``spaces.LISTS``).
POTENTIAL, WEEK, SPACES = "potential", "week", "spaces"
KINDS = (BOOKINGS, FIGURES, REPORT, GOALS, DICTIONARY, POTENTIAL, WEEK, SPACES)
#: Kinds that are small enough for one frame.
FRAMES = (FIGURES, GOALS, DICTIONARY, POTENTIAL, WEEK, SPACES)
FORMS = ("csv", "xlsx", "parquet")
#: Dialects of CSV: for a Finnish Excel (semicolons, decimal commas), or RFC 4180.
DIALECTS = ("fi", "rfc4180")
#: Keys of a booking or a person: with them the rows of two files could be joined.
KEYS = ("booking_id", "booker", "organisation")
MEASURES = ("value", "numerator", "denominator", "suppressed")
#: Small batches: the memory of a download depends on them, its time does not.
ROWS_PER_BATCH = 4_000


@dataclass(frozen=True)
class Export:
    """A file to write, of what the ``scope`` of its reader lets through.

    ``metric`` and ``by`` are of figures, ``dialect`` of a CSV, ``search`` of the finder.
    """

    what: str
    build_id: str
    language: str
    filters: Filters
    scope: Scope
    metric: str = ""
    by: tuple[str, ...] = ()
    dialect: str = "fi"
    search: Search = field(default_factory=Search)


def check(export: Export, build: Build) -> None:
    """Raise QueryError for an export that does not exist, or that its reader may not have.

    The message names those that exist, or says why.
    """
    if export.what not in KINDS:
        raise QueryError(f"unknown export {export.what!r}; there are: {', '.join(KINDS)}")
    if export.dialect not in DIALECTS:
        raise QueryError(f"unknown dialect {export.dialect!r}; there are: {', '.join(DIALECTS)}")
    if export.what == FIGURES:
        _check_figures(export, export.by, build)
        return
    if export.what == REPORT:
        department_and_month(export)
        return
    if export.what == GOALS:
        _goals_year_and_departments(export)
    if export.what == POTENTIAL and export.metric not in potential.TABLES:
        raise QueryError(f"unknown table {export.metric!r}; there are: {', '.join(potential.TABLES)}")
    if export.what == SPACES and export.metric not in spaces.LISTS:
        raise QueryError(f"unknown list {export.metric!r}; there are: {', '.join(spaces.LISTS)}")
    if export.what == WEEK:
        _check_figures(export, ("weekday", "hour"), build)
    if export.what in FRAMES:
        return
    if is_open(export.scope):
        raise QueryError(say("disclosure.no_rows", "en"))
    for dimension, _ in export.filters.where:
        if dimension not in booking_dimensions():
            raise QueryError(
                f"bookings have no dimension {dimension!r}; they have: {', '.join(booking_dimensions())}"
            )


def _check_figures(export: Export, by: Sequence[str], build: Build) -> None:
    metric = query.find_metric(export.metric)
    query.check_question(metric, by, export.filters)
    query.check_shown(metric, by, export.filters, export.scope, build)


def department_and_month(export: Export) -> tuple[str, str]:
    """Return the department and month of a report. Raises QueryError unless the filters are one of each."""
    filters = export.filters
    departments = dict(filters.where).get("department", ())
    if len(departments) != 1 or len(filters.where) != 1 or filters.from_month is None:
        raise QueryError("a report is of one department")
    if filters.from_month != filters.to_month:
        raise QueryError("a report is of one month")
    return departments[0], filters.from_month


def booking_columns() -> dict[str, Column]:
    """Return the columns of an exported booking: all but the keys."""
    columns = catalogue().tables["booking"].columns
    return {name: column for name, column in columns.items() if name not in KEYS}


def booking_dimensions() -> tuple[str, ...]:
    """Return the dimensions that bookings can be filtered by."""
    dimensions = catalogue().metrics["bookings"].dimensions
    return tuple(name for name in booking_columns() if name in dimensions)


def count(export: Export, build: Build) -> int:
    """Return the number of rows of the file."""
    check(export, build)
    if export.what in FRAMES:
        return len(_frame(export, build))
    where, parameters = _booking_conditions(export, build)
    return int(build.query(f"SELECT count(*) AS rows FROM booking {where}", parameters)["rows"].iloc[0])


def rows(export: Export, build: Build) -> pa.RecordBatchReader:
    """Return the rows of the file in Arrow batches; figures as ``python -m data`` prints them."""
    check(export, build)
    if export.what in FRAMES:
        return pa.Table.from_pandas(_frame(export, build), preserve_index=False).to_reader(ROWS_PER_BATCH)
    where, parameters = _booking_conditions(export, build)
    columns = ", ".join(booking_columns())
    # Not sorted: sorting millions of rows would hold them all in memory.
    return build.reader(f"SELECT {columns} FROM booking {where}", parameters, ROWS_PER_BATCH)


def _frame(export: Export, build: Build) -> pd.DataFrame:
    """Return the rows of an export that is small enough for one frame."""
    if export.what == DICTIONARY:
        return dictionary.table(export.language)
    if export.what == GOALS:
        year, departments = _goals_year_and_departments(export)
        try:
            if export.metric:
                return goals_table.course_of(export.metric, year, departments, export.scope, build=build)
            return goals_table.table(year, departments, export.scope, build=build)
        except WrongReference as error:
            raise QueryError(str(error)) from None
    if export.what == POTENTIAL:
        result = potential.find(export.search, export.filters, export.scope, build=build)
        return potential.with_names(result.table[export.metric], export.language, build)
    if export.what == SPACES:
        listed = spaces.LISTS[export.metric](export.filters, export.scope, build=build)
        return potential.with_names(listed, export.language, build)
    if export.what == WEEK:
        return week.by_part(export.metric, export.filters, export.scope, build=build)
    return calculate(export.metric, export.by, export.filters, scope=export.scope, build=build)


def _goals_year_and_departments(export: Export) -> tuple[int, tuple[str, ...]]:
    """Return the year and departments of an export of targets. Raises QueryError unless it is of one year."""
    start, end = export.filters.from_month or "", export.filters.to_month or ""
    if start[:4] != end[:4] or not start[:4].isdecimal():
        raise QueryError("targets are of one year")
    return int(start[:4]), dict(export.filters.where).get("department", ())


def _booking_conditions(export: Export, build: Build) -> tuple[str, list[object]]:
    check_members(export.filters, export.scope, build)
    conditions, parameters = filter_sql(export.filters, export.scope)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), parameters
