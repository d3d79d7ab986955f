"""Describe every metric and column, as entries that can be searched and downloaded."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.catalogue.metrics import Metric, catalogue
from data.catalogue.tables import LANDING, MODEL, RECORD, Column, Table
from data.city_profile.city import City
from data.city_profile.in_use import current_city
from data.reference_tables.measures import owner_name
from data.text import numbers
from data.text.texts import find_text

#: The order in which the dictionary lists columns.
LAYER_ORDER = (MODEL, LANDING, RECORD)
METRIC, COLUMN = KINDS = ("metric", "column")
COLUMNS = (
    *("entry", "kind", "title", "definition", "unit", "formula", "how_to_read", "caveats", "owner"),
    *("dimensions", "source"),
)


@dataclass(frozen=True)
class Entry:
    """A metric or a column in one language; a text that it lacks is empty.

    ``id``: of a metric ('booking_rate'), or table and column ('space_hour.occupied_minutes').
    ``source``: the next steps towards the export, a line each.
    """

    id: str
    kind: str
    title: str
    definition: str
    unit: str
    formula: str = ""
    how_to_read: str = ""
    caveats: str = ""
    owner: str = ""
    dimensions: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


def entries(language: str) -> tuple[Entry, ...]:
    """Return every metric of the city, by title, then every column of the warehouse and of landing."""
    return _entries(language, current_city())


@functools.lru_cache(maxsize=8)
def _entries(language: str, city: City) -> tuple[Entry, ...]:
    metrics = sorted(
        (_of_metric(metric, language) for metric in catalogue().metrics.values()),
        key=lambda entry: entry.title.lower(),
    )
    tables = sorted(catalogue().tables.values(), key=lambda table: LAYER_ORDER.index(table.layer))
    columns = [
        _of_column(t, c, language)
        for t in tables
        if city.uses(" ".join(t.sources))
        for c in t.columns.values()
        if c.name not in city.hidden_dimensions and (not c.headers or city.uses(" ".join(c.headers)))
    ]
    return (*metrics, *columns)


def find(entry_id: str, language: str) -> Entry | None:
    """Return the entry of this id, or None."""
    return next((entry for entry in entries(language) if entry.id == entry_id), None)


def search(text: str, language: str, kind: str = "") -> tuple[Entry, ...]:
    """Return the entries that contain every word of ``text``, those with the words in id or title first."""
    words = text.lower().split()
    matching = [
        entry
        for entry in entries(language)
        if (not kind or entry.kind == kind) and all(word in _searched(entry) for word in words)
    ]
    return tuple(sorted(matching, key=lambda entry: not _is_named(entry, words)))


def _searched(entry: Entry) -> str:
    return " ".join((entry.id, entry.title, entry.definition, entry.unit, *entry.source)).lower()


def _is_named(entry: Entry, words: Sequence[str]) -> bool:
    return all(word in f"{entry.id} {entry.title}".lower() for word in words)


def used_by(column: str, language: str) -> tuple[Entry, ...]:
    """Return the metrics made of a column, or of a warehouse column that is made of it."""
    known = entries(language)
    made_of_it = {column, *(entry.id for entry in known if entry.kind == COLUMN and column in entry.source)}
    return tuple(entry for entry in known if entry.kind == METRIC and made_of_it & set(entry.source))


def table(language: str) -> pd.DataFrame:
    """Return the whole dictionary in one language, a row per entry; columns as in ``COLUMNS``, all text."""
    rows = [
        (
            *(entry.id, entry.kind, entry.title, entry.definition, entry.unit, entry.formula),
            *(entry.how_to_read, entry.caveats, entry.owner),
            *(", ".join(entry.dimensions), "; ".join(entry.source)),
        )
        for entry in entries(language)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_metric(metric: Metric, language: str) -> Entry:
    text = metric.texts[language]
    per = "" if metric.per == 1 else f"{numbers.number(metric.per, language)} × "
    return Entry(
        id=metric.id,
        kind=METRIC,
        title=text.title,
        definition=text.description,
        unit=numbers.unit_name(metric.unit, language),
        formula=f"{per}{text.numerator} ÷ {text.denominator}" if text.denominator else text.numerator,
        how_to_read=text.how_to_read,
        caveats=text.caveats,
        owner=owner_name(metric.owner, language),
        dimensions=metric.groupings,
        source=(f"data/metrics/{metric.id}.sql", *(c for c in metric.source_columns if _counts(metric, c))),
    )


def _counts(metric: Metric, column: str) -> bool:
    """Return whether a metric is calculated from a column, and not only grouped by it."""
    return column.partition(".")[2] not in (*metric.dimensions, "date")


def _of_column(table: Table, column: Column, language: str) -> Entry:
    return Entry(
        id=f"{table.name}.{column.name}",
        kind=COLUMN,
        title=column.name,
        definition=column.texts[language],
        unit=unit_name(column.unit, language),
        source=_origins(table, column),
    )


def _origins(table: Table, column: Column) -> tuple[str, ...]:
    """Return a warehouse column's model file and origins, or a landed column's headers per source."""
    if table.layer == MODEL:
        return (f"etl/warehouse/model/tables/{table.name}.sql", *column.origins)
    if table.layer == RECORD:
        return ("etl/warehouse/build.py",)
    uses = current_city().uses
    return tuple(f"{source}: {', '.join(names)}" for source, names in column.headers.items() if uses(source))


def unit_name(unit: str, language: str) -> str:
    """Return the name of a column's unit or kind, or the unit itself if every language writes it the same."""
    if unit == numbers.CURRENCY:
        return numbers.unit_name(unit, language)
    texts = find_text(f"column_units.{unit}")
    return texts[language] if texts else unit
