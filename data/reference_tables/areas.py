"""The city's areas: how they nest, and how many people live in each.

``residents.csv`` in the home's folder ``reference`` (``python -m etl reference`` writes it) replaces that of
the city profile; a city may have none. It has the residents of each of the smallest areas at the start of
each year. An empty figure is one that the source suppresses: unknown, not zero.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from data.city_profile.city import City
from data.city_profile.in_use import city_of, current_city, profile_folder
from data.reference_tables.reader import Row, WrongReference, codes_by_name, reference_file, rows_of
from data.text.messages import message

RESIDENTS = "residents.csv"
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Residents:
    """The residents of a sub-district on 1 January of a year; None if the figure is suppressed."""

    sub_district: str
    start_of_year: int
    residents: int | None


def areas(level: str) -> tuple[Row, ...]:
    """Return the areas of a level (``major_district``, ``district``, ``sub_district``), as in the file."""
    return current_city().area_rows(level)


def area_parents(level: str) -> dict[str, str]:
    """Return code → code of the parent area, for the areas of a level."""
    return _parents(current_city(), level)


@functools.lru_cache(maxsize=32)
def _parents(city: City, level: str) -> dict[str, str]:
    return {row["area_code"]: row["parent_code"] for row in city.area_rows(level)}


def district_codes() -> dict[str, str]:
    """Return the code of each district by its code and names, in lower case."""
    return codes_by_name(areas("district"), "area_code", ("name_fi", "name_sv", "name_en"))


def residents(home: Path) -> tuple[Residents, ...]:
    """Return the rows of the home's table of residents. Raises WrongReference if one cannot be used."""
    path = reference_file(RESIDENTS, home)
    return read_residents(path, city_of(home)) if path.is_file() else ()


def read_residents(path: Path, city: City) -> tuple[Residents, ...]:
    """Return the rows of a table of residents. Raises WrongReference if one cannot be used."""
    seen: set[tuple[str, int]] = set()
    table = []
    level = city.levels[-1]
    parents = _parents(city, level)
    for number, row in rows_of(path, columns(city)):
        if row[level] not in parents:
            expected = message("expected_area_code")
            raise WrongReference(path, number, level, row[level], expected)
        year, count = _whole_number(row["start_of_year"]), _whole_number(row["residents"])
        if year is None or year not in YEARS:
            year_text = row["start_of_year"]
            raise WrongReference(path, number, "start_of_year", year_text, message("expected_year"))
        if row["residents"] and count is None:
            raise WrongReference(path, number, "residents", row["residents"], message("expected_count"))
        if (row[level], year) in seen:
            expected = message("expected_once_a_start")
            raise WrongReference(path, number, "start_of_year", row["start_of_year"], expected)
        seen.add((row[level], year))
        table.append(Residents(row[level], year, count))
    if not any(row.residents for row in table):
        raise WrongReference(path, 2, "residents", "", message("expected_count"))
    return tuple(table)


def columns(city: City) -> tuple[str, ...]:
    """Return the columns of the table of residents: the level of the smallest areas, year, residents."""
    return (city.levels[-1], "start_of_year", "residents")


def district_residents(home: Path) -> dict[str, int]:
    """Return district → residents of the newest year; from the city profile if the home's file is broken.

    Empty if the residents are not known.
    """
    try:
        rows = residents(home)
    except WrongReference:
        rows = read_residents(profile_folder(home) / RESIDENTS, city_of(home))
    newest = max((row.start_of_year for row in rows), default=0)
    by_district: Counter[str] = Counter()
    for row in rows:
        if row.start_of_year == newest:
            by_district[_parents(city_of(home), "sub_district")[row.sub_district]] += row.residents or 0
    return dict(by_district)


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
