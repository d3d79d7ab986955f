"""What can be taken away as a file: bookings row by row, any figure by any dimensions, or a report.

An ``Export`` says what, of which build, under which filters and scope; a signed link carries it
(data/files/signing.py). Rows come in Arrow batches, so that a large file needs no large memory; how they are
written stands in data/files/writers.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from data import query
from data.analyses import goals_table, potential, week
from data.analyses.potential import Search
from data.catalogue import dictionary
from data.catalogue.metrics import catalogue
from data.catalogue.tables import Column
from data.filters import EVERYTHING, Filters, QueryError, Scope, filter_sql
from data.members import check_members
from data.query import calculate
from data.reference_tables.reader import WrongReference
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build

BOOKINGS, FIGURES, REPORT = "bookings", "figures", "report"
#: Targets of a year (of divisions) with their paths, or by month the one of a ``metric``; and the
#: dictionary, which has no filters.
GOALS, DICTIONARY = "goals", "dictionary"
#: What the potential finder found (``metric`` names the table: rooms or districts), and a metric by part
#: of the week.
POTENTIAL, WEEK = "potential", "week"
KINDS = (BOOKINGS, FIGURES, REPORT, GOALS, DICTIONARY, POTENTIAL, WEEK)
#: Kinds that are small enough to be made as one frame.
FRAMES = (FIGURES, GOALS, DICTIONARY, POTENTIAL, WEEK)
FORMS = ("csv", "xlsx", "parquet")
#: How a CSV is written: for a Finnish Excel (semicolons, decimal commas), or by RFC 4180.
DIALECTS = ("fi", "rfc4180")
#: Numbers that stand for a booking or a person, and would join rows of two files to one another.
KEYS = ("booking_id", "booker", "organisation")
MEASURES = ("value", "numerator", "denominator", "suppressed")
#: Small batches: the memory of a download hangs on them, its time does not.
ROWS_PER_BATCH = 4_000


@dataclass(frozen=True)
class Export:
    """One file to be made. ``metric`` and ``by`` count for figures; ``dialect`` for CSV; ``search`` for what
    the potential finder found."""

    what: str
    build_id: str
    language: str
    filters: Filters = field(default_factory=Filters)
    scope: Scope = EVERYTHING
    metric: str = ""
    by: tuple[str, ...] = ()
    dialect: str = "fi"
    search: Search = field(default_factory=Search)


def check(export: Export) -> None:
    """Raise QueryError where there is no such export; the message names what exists."""
    if export.what not in KINDS:
        raise QueryError(f"unknown export {export.what!r}; there are: {', '.join(KINDS)}")
    if export.dialect not in DIALECTS:
        raise QueryError(f"unknown dialect {export.dialect!r}; there are: {', '.join(DIALECTS)}")
    if export.what == FIGURES:
        query.check_question(query.find_metric(export.metric), export.by, export.filters, export.scope)
        return
    if export.what == REPORT:
        department_and_month(export)
        return
    if export.what == GOALS:
        _goals_asked(export)
    if export.what == POTENTIAL and export.metric not in potential.TABLES:
        raise QueryError(f"unknown table {export.metric!r}; there are: {', '.join(potential.TABLES)}")
    if export.what == WEEK:
        query.check_question(
            query.find_metric(export.metric), ("weekday", "hour"), export.filters, export.scope
        )
    if export.what in FRAMES:
        return
    for dimension, _ in export.filters.where:
        if dimension not in booking_dimensions():
            raise QueryError(
                f"bookings have no dimension {dimension!r}; they have: {', '.join(booking_dimensions())}"
            )


def department_and_month(export: Export) -> tuple[str, str]:
    """What a report is of. Raises QueryError where its filters are not one division and one month."""
    filters = export.filters
    departments = dict(filters.where).get("department", ())
    if len(departments) != 1 or len(filters.where) != 1 or filters.from_month is None:
        raise QueryError("a report is of one division")
    if filters.from_month != filters.to_month:
        raise QueryError("a report is of one month")
    return departments[0], filters.from_month


def booking_columns() -> dict[str, Column]:
    """The columns of an exported booking: all but the keys."""
    columns = catalogue().tables["booking"].columns
    return {name: column for name, column in columns.items() if name not in KEYS}


def booking_dimensions() -> tuple[str, ...]:
    """The dimensions that bookings can be filtered by."""
    known = catalogue().metrics["bookings"].dimensions
    return tuple(name for name in booking_columns() if name in known)


def count(export: Export, build: Build) -> int:
    """How many rows the file will have."""
    check(export)
    if export.what in FRAMES:
        return len(_frame(export, build))
    where, parameters = _booking_conditions(export, build)
    return int(build.query(f"SELECT count(*) AS rows FROM booking {where}", parameters)["rows"].iloc[0])


def rows(export: Export, build: Build) -> pa.RecordBatchReader:
    """The rows of the file in Arrow batches; figures as ``python -m data`` gives them."""
    check(export)
    if export.what in FRAMES:
        return pa.Table.from_pandas(_frame(export, build), preserve_index=False).to_reader(ROWS_PER_BATCH)
    where, parameters = _booking_conditions(export, build)
    columns = ", ".join(booking_columns())
    # In no order of its own: sorting millions of rows would hold them all in memory.
    return build.reader(f"SELECT {columns} FROM booking {where}", parameters, ROWS_PER_BATCH)


def _frame(export: Export, build: Build) -> pd.DataFrame:
    """The rows of what is small enough to be a frame."""
    if export.what == DICTIONARY:
        return dictionary.table(export.language)
    if export.what == GOALS:
        year, departments = _goals_asked(export)
        try:
            if export.metric:
                return goals_table.course_of(export.metric, year, departments, export.scope, build=build)
            return goals_table.table(year, departments, export.scope, build=build)
        except WrongReference as error:
            raise QueryError(str(error)) from None
    if export.what == POTENTIAL:
        found = potential.find(export.search, export.filters, export.scope, build=build)
        return potential.with_names(found.table[export.metric], export.language, build)
    if export.what == WEEK:
        return week.by_part(export.metric, export.filters, export.scope, build=build)
    return calculate(export.metric, export.by, export.filters, export.scope, build=build)


def _goals_asked(export: Export) -> tuple[int, tuple[str, ...]]:
    """The year and the divisions of an export of targets. Raises QueryError where it says no one year."""
    start, end = export.filters.from_month or "", export.filters.to_month or ""
    if start[:4] != end[:4] or not start[:4].isdecimal():
        raise QueryError("targets are of one year")
    return int(start[:4]), dict(export.filters.where).get("department", ())


def _booking_conditions(export: Export, build: Build) -> tuple[str, list[object]]:
    check_members(export.filters, build)
    conditions, parameters = filter_sql(export.filters, export.scope)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), parameters


def file_name(export: Export, form: str) -> str:
    """A name that tells files apart: what, period and build."""
    start, end = export.filters.from_month, export.filters.to_month
    named = export.what in (POTENTIAL, WEEK)
    parts = ["talkootila", *([export.what] if named else []), export.metric or export.what, *export.by]
    parts += [month for month in (start, end) if month]
    if export.what == DICTIONARY:
        parts.append(export.language)
    return f"{'-'.join([*parts, export.build_id])}.{form}"


def filter_lines(export: Export, build: Build, row_count: int) -> list[tuple[str, str]]:
    """What a file was made of, as pairs of name and value: build, period, filters, number of rows."""
    language, filters = export.language, export.filters
    lines = [
        (say("terms.data_build", language), build.id),
        (say("terms.built_at", language), f"{build.built_at:%Y-%m-%d %H:%M} UTC"),
        (say("files.from", language), filters.from_month or say("files.all", language)),
        (say("files.to", language), filters.to_month or say("files.all", language)),
    ]
    if filters.through_date:
        lines.append((say("terms.last_day_counted", language), filters.through_date))
    for dimension, members in filters.where:
        lines.append((dimension, ", ".join(members)))
    if export.what == POTENTIAL:
        lines += _search_lines(export)
    lines.append((say("terms.rows", language), str(row_count)))
    if build.is_sample:
        lines.append((say("files.note", language), say("files.sample", language)))
    return lines


def _search_lines(export: Export) -> list[tuple[str, str]]:
    """What the finder looked for, as pairs of name and value."""
    search, language = export.search, export.language
    everything = say("files.all", language)
    return [
        (say("files.search_owners", language), ", ".join(search.owners) or everything),
        (say("files.search_weekdays", language), ", ".join(map(str, search.weekdays)) or everything),
        (say("files.search_hours", language), f"{search.from_hour}–{search.to_hour}"),
        (say("files.search_least", language), f"{search.least_idle_hours:g}"),
    ]


def description_lines(export: Export) -> list[tuple[str, str]]:
    """What the columns of a file mean, as pairs of name and text."""
    language = export.language
    if export.what == BOOKINGS:
        return [
            (name, f"{column.texts[language]} [{column.unit}]") for name, column in booking_columns().items()
        ]
    if export.what in (GOALS, DICTIONARY):
        columns: tuple[str, ...] = dictionary.COLUMNS
        if export.what == GOALS:
            columns = goals_table.COURSE if export.metric else goals_table.COLUMNS
        return [(name, say(f"files.{export.what}_{name}", language)) for name in columns]
    if export.what == POTENTIAL:
        lines = [("", say("files.potential", language))]
        for name in potential.TABLES[export.metric]:
            lines.append((name, say(f"files.potential_{name}", language)))
            if name in potential.NAMED:
                lines.append((f"{name}_name", say(f"files.potential_{name}_name", language)))
        return lines
    metric = catalogue().metrics[export.metric]
    text = metric.texts[language]
    lines = [(text.title, text.description), ("", text.how_to_read), ("", text.caveats)]
    lines += [(dimension, say("files.dimension", language)) for dimension in export.by]
    if export.what == WEEK:
        lines.append(("part", say("files.week_part", language)))
    lines += [
        ("value", f"{text.title} [{numbers.unit_name(metric.unit, language)}]"),
        ("numerator", text.numerator),
    ]
    if text.denominator:
        lines.append(("denominator", text.denominator))
    lines.append(("suppressed", say("files.suppressed", language)))
    return lines
