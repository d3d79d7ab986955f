"""The action programme's measures: who does what by when, and in which state it is.

``reference/measures.csv`` in the home wins over the one that is shipped, as for targets
(data/reference_tables/targets.py). Units that may be
responsible are in ``reference/responsible_units.csv``.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.catalogue.metrics import catalogue
from data.reference_tables.reader import Row, WrongReference, one_of, reference_file, rows_of
from data.settings import LANGUAGES, REFERENCE
from data.text.messages import message

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

    ``responsible_unit`` is a code of ``responsible_units``; ``metric`` the figure that it shall move;
    ``titles`` and ``notes`` are by language, a note may be empty.
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
        """How many days past due the measure is on ``today``; 0 where it is in time, done or given up."""
        return max((today - self.due).days, 0) if self.state in (PLANNED, UNDER_WAY) else 0

    def starts_late(self, today: dt.date) -> bool:
        """Whether the measure should have begun by ``today`` and is still only planned."""
        return self.state == PLANNED and self.start < today


def measures(home: Path | None = None) -> tuple[Measure, ...]:
    """All measures, in the order of the file. Raises WrongReference as ``data.targets.targets`` does."""
    path = reference_file("measures.csv", home)
    return _read(path, path.stat().st_mtime_ns)


@functools.cache
def responsible_units() -> Mapping[str, Mapping[str, str]]:
    """The units that may be responsible for a measure or a figure: code → name by language."""
    with (REFERENCE / "responsible_units.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["unit"]: {language: row[f"name_{language}"] for language in LANGUAGES}
            for row in csv.DictReader(file)
        }


def owner_name(owner: str, language: str) -> str:
    """The name of a figure's owner, which the catalogue gives in Finnish, in ``language``."""
    for names in responsible_units().values():
        if names["fi"].lower() == owner.lower():
            return names[language]
    return owner


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Measure, ...]:
    found: dict[str, Measure] = {}
    for number, row in rows_of(path, COLUMNS):
        measure = _measure(path, number, row)
        if measure.id in found:
            raise WrongReference(path, number, "id", measure.id, message("expected_once"))
        found[measure.id] = measure
    return tuple(found.values())


def _measure(path: Path, number: int, row: Row) -> Measure:
    titles = {language: row[f"title_{language}"] for language in LANGUAGES}
    for column, text in (("id", row["id"]), *((f"title_{key}", text) for key, text in titles.items())):
        if not text:
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
    notes = {language: row[f"note_{language}"] for language in LANGUAGES}
    return Measure(row["id"], titles, row["responsible_unit"], row["metric"], start, due, row["state"], notes)


def _day(path: Path, number: int, column: str, text: str) -> dt.date:
    try:
        if len(text) == len("2026-12-31"):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongReference(path, number, column, text, message("expected_local_date"))
