"""The city's areas (``areas.csv``): how they nest, and how many people live in each.

``residents.csv`` in the home's folder ``reference`` (``python -m etl reference`` writes it) replaces the
shipped file. It has the residents of each sub-district at the start of each year. An empty figure is one
that the source suppresses: unknown, not zero.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from data.reference_tables.reader import (
    Row,
    WrongReference,
    codes_by_name,
    reference_file,
    rows_of,
    shipped_rows,
)
from data.settings import REFERENCE
from data.text.messages import message

RESIDENTS = "residents.csv"
COLUMNS = ("sub_district", "start_of_year", "residents")
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Residents:
    """The residents of a sub-district on 1 January of a year; None if the figure is suppressed."""

    sub_district: str
    start_of_year: int
    residents: int | None


def areas(level: str) -> tuple[Row, ...]:
    """Return the areas of a level (``major_district``, ``district``, ``sub_district``), as in the file."""
    return tuple(row for row in shipped_rows("areas.csv") if row["level"] == level)


@functools.cache
def area_parents(level: str) -> dict[str, str]:
    """Return code → code of the parent area, for the areas of a level."""
    return {row["area_code"]: row["parent_code"] for row in areas(level)}


@functools.cache
def district_codes() -> dict[str, str]:
    """Return the code of each district (peruspiiri) by its code and names, in lower case."""
    return codes_by_name(areas("district"), "area_code", ("name_fi", "name_sv"))


@functools.cache
def postal_codes() -> dict[str, str]:
    """Return postal code → code of the major district."""
    return {row["postal_code"]: row["major_district"] for row in shipped_rows("postal_codes.csv")}


def residents(home: Path) -> tuple[Residents, ...]:
    """Return the rows of the home's table of residents. Raises WrongReference if one cannot be used."""
    return read_residents(reference_file(RESIDENTS, home))


def read_residents(path: Path) -> tuple[Residents, ...]:
    """Return the rows of a table of residents. Raises WrongReference if one cannot be used."""
    seen: set[tuple[str, int]] = set()
    table = []
    for number, row in rows_of(path, COLUMNS):
        if row["sub_district"] not in area_parents("sub_district"):
            expected = message("expected_sub_district")
            raise WrongReference(path, number, "sub_district", row["sub_district"], expected)
        year, count = _whole_number(row["start_of_year"]), _whole_number(row["residents"])
        if year is None or year not in YEARS:
            year_text = row["start_of_year"]
            raise WrongReference(path, number, "start_of_year", year_text, message("expected_year"))
        if row["residents"] and count is None:
            raise WrongReference(path, number, "residents", row["residents"], message("expected_count"))
        if (row["sub_district"], year) in seen:
            expected = message("expected_once_a_start")
            raise WrongReference(path, number, "start_of_year", row["start_of_year"], expected)
        seen.add((row["sub_district"], year))
        table.append(Residents(row["sub_district"], year, count))
    if not any(row.residents for row in table):
        raise WrongReference(path, 2, "residents", "", message("expected_count"))
    return tuple(table)


def district_residents(home: Path) -> dict[str, int]:
    """Return district → residents of the newest year; from the shipped file if the home's is broken."""
    try:
        rows = residents(home)
    except WrongReference:
        rows = read_residents(REFERENCE / RESIDENTS)
    newest = max(row.start_of_year for row in rows)
    by_district: Counter[str] = Counter()
    for row in rows:
        if row.start_of_year == newest:
            by_district[area_parents("sub_district")[row.sub_district]] += row.residents or 0
    return dict(by_district)


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
