"""Areas, residents and divisions for the recomputation, from ``data/reference`` and the registers."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.oracle.recompute_time import UNKNOWN, Row

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@functools.cache
def table(name: str) -> list[Row]:
    """A reference table."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def residents(district: str, year: int) -> int:
    """People living in a district at the start of a year; of the nearest year on file otherwise."""
    inside = {code for parent, code in named_areas("sub_district").values() if parent == district}
    rows = [row for row in table("residents.csv") if row["sub_district"] in inside]
    nearest = min((int(row["start_of_year"]) for row in rows), key=lambda known: abs(known - year))
    return sum(int(r["residents"] or 0) for r in rows if int(r["start_of_year"]) == nearest)


def peopled(year: int, home: str = "") -> Iterator[tuple[Row, int]]:
    """The districts and who lives in each; ``home`` is set before the names of the dimensions."""
    for major, code in named_areas("district").values():
        yield {f"{home}district": code, f"{home}major_district": major}, residents(code, year)


@functools.cache
def named_areas(level: str) -> dict[str, tuple[str, str]]:
    """Finnish name in lower case → code of the parent and own code."""
    areas = [area for area in table("areas.csv") if area["level"] == level]
    return {area["name_fi"].lower(): (area["parent_code"], area["area_code"]) for area in areas}


def district_named(district: str, sub_district: str = "") -> str:
    """The code of a peruspiiri by its name, else that of the osa-alue's."""
    if matches := named_areas("district").get(district.strip().lower()):
        return matches[1]
    return named_areas("sub_district").get(sub_district.strip().lower(), (UNKNOWN,))[0]


def in_district(code: str) -> Row:
    """The members of the dimensions of place for a district."""
    majors = {own: parent for parent, own in named_areas("district").values()}
    return {"district": code, "major_district": majors.get(code, UNKNOWN)}


def major_named_first(text: str) -> str:
    """The code of the major district that a text names first, in Finnish."""
    matches = [
        (match.start(), code)
        for name, (_, code) in named_areas("major_district").items()
        if (match := re.search(rf"\b{re.escape(name)}\b", text.lower()))
    ]
    return min(matches)[1] if matches else UNKNOWN


def in_place(divisions: Iterable[Row], postal_code: Any) -> Row:
    """Return the district of a place of Linked Events, else the major district of its postal code."""
    named = {row["type"]: str(row["name"].get("fi")) for row in divisions if isinstance(row, dict)}
    there = in_district(district_named(named.get("district", ""), named.get("sub_district", "")))
    if there["district"] == UNKNOWN:
        there["major_district"] = major_of_postal_code(postal_code)
    return there


def major_of_postal_code(code: Any) -> str:
    """The major district of a postal code; unknown where it is empty, foreign or ``00000``."""
    known = {row["postal_code"]: row["major_district"] for row in table("postal_codes.csv")}
    return str(known.get(str(code or "").strip(), UNKNOWN))


def division_named(name: str) -> str:
    """The division of a name in any language, or of its abbreviation."""
    for row in table("departments.csv"):
        if name.strip().lower() in {row[key].lower() for key in _NAMES}:
            return str(row["department"])
    return UNKNOWN


_NAMES = ("department", "name_fi", "name_sv", "name_en")


def division_above(departments: Mapping[str, tuple[str, set[str]]], department: str) -> str:
    """The division that a department is or belongs to."""
    divisions = {row["name_fi"]: row["department"] for row in table("departments.csv")}
    while department in departments:
        department, names = departments[department]
        for name in names & set(divisions):
            return str(divisions[name])
    return UNKNOWN
