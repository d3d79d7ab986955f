"""How many people live where: the residents of each sub-district at the start of each year.

``residents.csv`` in the home's folder ``reference`` (``python -m etl reference`` writes it), else the one
that is shipped. An empty figure is one that the source suppresses: unknown, not nought.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from data.reference_tables.reader import WrongReference, reference_file, rows_of
from data.settings import REFERENCE
from data.text.messages import message

RESIDENTS = "residents.csv"
COLUMNS = ("sub_district", "start_of_year", "residents")
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Residents:
    """The residents of a sub-district on 1 January of a year; None where the figure is suppressed."""

    sub_district: str
    start_of_year: int
    residents: int | None


@functools.cache
def area_parents(level: str) -> dict[str, str]:
    """Code → code of the area it lies in, of a level (``major_district``, ``district``, ``sub_district``)."""
    with (REFERENCE / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == level]
    return {row["area_code"]: row["parent_code"] for row in rows}


def residents(home: Path | None = None) -> tuple[Residents, ...]:
    """The rows of the table in use. Raises WrongReference where one cannot be used."""
    return read(reference_file(RESIDENTS, home))


def read(path: Path) -> tuple[Residents, ...]:
    """The rows of a table of residents. Raises WrongReference where one cannot be used."""
    seen: set[tuple[str, int]] = set()
    found = []
    for number, row in rows_of(path, COLUMNS):
        if row["sub_district"] not in area_parents("sub_district"):
            expected = message("expected_sub_district")
            raise WrongReference(path, number, "sub_district", row["sub_district"], expected)
        year, count = _whole(row["start_of_year"]), _whole(row["residents"])
        if year is None or year not in YEARS:
            found_year = row["start_of_year"]
            raise WrongReference(path, number, "start_of_year", found_year, message("expected_year"))
        if row["residents"] and count is None:
            raise WrongReference(path, number, "residents", row["residents"], message("expected_count"))
        if (row["sub_district"], year) in seen:
            expected = message("expected_once_a_start")
            raise WrongReference(path, number, "start_of_year", row["start_of_year"], expected)
        seen.add((row["sub_district"], year))
        found.append(Residents(row["sub_district"], year, count))
    if not any(row.residents for row in found):
        raise WrongReference(path, 2, "residents", "", message("expected_count"))
    return tuple(found)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
