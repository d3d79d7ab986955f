"""What a file says about itself: its name, the filters it was made with, and the meaning of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from data.analyses import goals_table, potential, spaces
from data.catalogue import dictionary
from data.catalogue.metrics import catalogue
from data.disclosure import rounds
from data.files.export import (
    BOOKINGS,
    DICTIONARY,
    FIGURES,
    GOALS,
    POTENTIAL,
    SPACES,
    WEEK,
    Export,
    booking_columns,
)
from data.inputs import reason
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build


def file_name(export: Export, form: str) -> str:
    """Return a name that differs per kind of file, period and build."""
    start, end = export.filters.from_month, export.filters.to_month
    kind = [export.what] if export.what in (POTENTIAL, WEEK, SPACES) else []
    parts = ["talkootila", *kind, export.metric or export.what, *export.by]
    parts += [month for month in (start, end) if month]
    if export.what == DICTIONARY:
        parts.append(export.language)
    return f"{'-'.join([*parts, export.build_id])}.{form}"


def filter_lines(export: Export, build: Build, row_count: int) -> list[tuple[str, str]]:
    """Return build, period, filters and number of rows of a file, as pairs of name and value."""
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
    notes = []
    if export.what in (FIGURES, WEEK):
        metric = catalogue().metrics[export.metric]
        if unknown := reason(metric, export.by, filters, export.scope, language, build=build):
            notes.append(unknown)
        if rounds(metric, export.scope):
            notes.append(say("disclosure.rounded", language))
    if build.is_sample:
        notes.append(say("files.sample", language))
    # One line, since the names of a Parquet file differ.
    return [*lines, (say("files.note", language), " ".join(notes))] if notes else lines


def _search_lines(export: Export) -> list[tuple[str, str]]:
    """Return the reader's search for potential, as pairs of name and value."""
    search, language = export.search, export.language
    everything = say("files.all", language)
    return [
        (say("files.search_owners", language), ", ".join(search.owners) or everything),
        (say("files.search_weekdays", language), ", ".join(map(str, search.weekdays)) or everything),
        (say("files.search_hours", language), f"{search.from_hour}–{search.to_hour}"),
        (say("files.search_least", language), f"{search.minimum_idle_hours:g}"),
    ]


def description_lines(export: Export) -> list[tuple[str, str]]:
    """Return the meaning of a file's columns, as pairs of name and text."""
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
        about = ("", say("files.potential", language))
        return [about, *_with_names("potential", potential.TABLES[export.metric], language)]
    if export.what == SPACES:
        return _with_names("spaces", spaces.COLUMNS[export.metric], language)
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


def _with_names(kind: str, columns: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return the meaning of columns whose codes are followed by their names."""
    lines = []
    for name in columns:
        lines.append((name, say(f"files.{kind}_{name}", language)))
        if name in potential.NAMED:
            lines.append((f"{name}_name", say(f"files.{kind}_{name}_name", language)))
    return lines
