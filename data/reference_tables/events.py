"""Read the events that charts by month are annotated with.

``events.csv`` in the home's folder ``reference``, else the shipped file. ``start`` and ``end`` are months;
``sources`` names the sources whose figures are affected, separated by spaces, and is empty for all.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.city_profile.in_use import current_city
from data.reference_tables.reader import Row, WrongReference, reference_file, rows_of, texts_of
from data.settings import LANGUAGES
from data.text.messages import message

EVENTS = "events.csv"
COLUMNS = ("event", "start", "end", "sources", *(f"label_{language}" for language in LANGUAGES), "note")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Event:
    """Something that a figure's course shows: its months, the sources concerned, and a word per language."""

    start: str
    end: str
    sources: tuple[str, ...]
    labels: Mapping[str, str]


def events(home: Path) -> tuple[Event, ...]:
    """Return the events. Raises WrongReference, which names file, row and column."""
    path = reference_file(EVENTS, home)
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Event, ...]:
    return tuple(_event(path, number, row) for number, row in rows_of(path, COLUMNS))


def _event(path: Path, number: int, row: Row) -> Event:
    for column in ("start", "end"):
        if not _MONTH.fullmatch(row[column]):
            raise WrongReference(path, number, column, row[column], message("expected_month"))
    if row["end"] < row["start"]:
        expected = message("expected_end_month", start=row["start"])
        raise WrongReference(path, number, "end", row["end"], expected)
    for language in current_city().languages:
        if not row[f"label_{language}"]:
            raise WrongReference(path, number, f"label_{language}", "", message("expected_label"))
    return Event(row["start"], row["end"], tuple(row["sources"].split()), texts_of(row, "label"))
