"""Read the action programme's measures: responsible unit, due date and state.

``reference/measures.csv`` in the home replaces that of the city profile, as for targets. Units that may be
responsible are in the city profile.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.catalogue.metrics import catalogue
from data.city_profile.in_use import current_city
from data.reference_tables.reader import Row, WrongReference, one_of, reference_file, rows_of, texts_of
from data.scope import Scope
from data.settings import LANGUAGES
from data.text.messages import message
from data.text.texts import say

PLANNED, UNDER_WAY, DONE, CANCELLED = STATES = ("planned", "under_way", "done", "cancelled")
COLUMNS = (
    "id",
    *(f"title_{language}" for language in LANGUAGES),
    *("responsible_unit", "metric", "start", "due", "state"),
    *(f"note_{language}" for language in LANGUAGES),
)


@dataclass(frozen=True)
class Measure:
    """A measure of the action programme.

    ``responsible_unit`` is a code of ``responsible_units``; ``metric`` is the figure it should change;
    ``titles`` and ``notes`` are by language; a note may be empty.
    """

    id: str
    titles: Mapping[str, str]
    responsible_unit: str
    metric: str
    start: dt.date
    due: dt.date
    state: str
    notes: Mapping[str, str]

    def days_late(self, today: dt.date) -> int:
        """Return the days past due on ``today``; 0 if the measure is on time, done or cancelled."""
        return max((today - self.due).days, 0) if self.state in (PLANNED, UNDER_WAY) else 0

    def starts_late(self, today: dt.date) -> bool:
        """Return whether the measure should have started before ``today`` but is only planned."""
        return self.state == PLANNED and self.start < today

    def is_late(self, today: dt.date) -> bool:
        """Return whether the measure is past due, or should have started."""
        return self.days_late(today) > 0 or self.starts_late(today)


def measures(home: Path) -> tuple[Measure, ...]:
    """Return all measures of a home, in file order. Raises WrongReference, as ``targets`` does."""
    path = reference_file("measures.csv", home)
    return _read(path, path.stat().st_mtime_ns)


def of_scope(measures: Iterable[Measure], scope: Scope) -> list[Measure]:
    """Return the measures that the reader may see: those that one of their departments is responsible for."""
    visible = scope.departments
    return [m for m in measures if visible is None or m.responsible_unit in visible]


def by_urgency(measures: Iterable[Measure], today: dt.date) -> list[Measure]:
    """Return the longest overdue measures first, then the others by due date, finished ones last."""
    return sorted(measures, key=lambda m: (m.state in (DONE, CANCELLED), -m.days_late(today), m.due))


def responsible_units() -> Mapping[str, Mapping[str, str]]:
    """Return the units that may be responsible for a measure or a figure: code → name by language."""
    return {
        row["unit"]: {language: row[f"name_{language}"] for language in LANGUAGES}
        for row in current_city().responsible_units
    }


def owner_name(owner: str, language: str) -> str:
    """Return the name of a metric's owner, a code, in ``language``: the city's, else a general one."""
    names = responsible_units().get(owner)
    return names[language] if names else say(f"terms.owner_{owner}", language)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Measure, ...]:
    by_id: dict[str, Measure] = {}
    for number, row in rows_of(path, COLUMNS):
        measure = _measure(path, number, row)
        if measure.id in by_id:
            raise WrongReference(path, number, "id", measure.id, message("expected_once"))
        by_id[measure.id] = measure
    return tuple(by_id.values())


def _measure(path: Path, number: int, row: Row) -> Measure:
    for column in ("id", *(f"title_{language}" for language in current_city().languages)):
        if not row[column]:
            raise WrongReference(path, number, column, "", message("expected_required"))
    for column, allowed in (
        ("responsible_unit", tuple(responsible_units())),
        ("metric", tuple(catalogue().metrics)),
        ("state", STATES),
    ):
        one_of(path, number, row, column, allowed)
    start, due = (_day(path, number, column, row[column]) for column in ("start", "due"))
    if due < start:
        raise WrongReference(path, number, "due", row["due"], message("expected_after", column="start"))
    titles, notes = texts_of(row, "title"), texts_of(row, "note")
    return Measure(row["id"], titles, row["responsible_unit"], row["metric"], start, due, row["state"], notes)


def _day(path: Path, number: int, column: str, text: str) -> dt.date:
    try:
        if len(text) == len("2026-12-31"):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongReference(path, number, column, text, message("expected_local_date"))
