"""Areas, residents and departments for the recomputation, from the city profile and the registers."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.oracle.recompute_time import UNKNOWN, Row

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "cities" / "helsinki"


@functools.cache
def table(name: str) -> list[Row]:
    """Return the rows of a reference table."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def residents(district: str, year: int) -> int:
    """Return the residents of a district at the start of a year, or of the nearest known year."""
    inside = {code for parent, code in named_areas("sub_district").values() if parent == district}
    rows = [row for row in table("residents.csv") if row["sub_district"] in inside]
    nearest = min((int(row["start_of_year"]) for row in rows), key=lambda known: abs(known - year))
    return sum(int(r["residents"] or 0) for r in rows if int(r["start_of_year"]) == nearest)


def residents_by_district(year: int, home: str = "") -> Iterator[tuple[Row, int]]:
    """Yield each district and its residents; ``home`` is the prefix of the names of its dimensions."""
    for major, code in named_areas("district").values():
        yield {f"{home}district": code, f"{home}major_district": major}, residents(code, year)


@functools.cache
def named_areas(level: str) -> dict[str, tuple[str, str]]:
    """Return code of the parent and own code by Finnish name in lower case."""
    areas = [area for area in table("areas.csv") if area["level"] == level]
    return {area["name_fi"].lower(): (area["parent_code"], area["area_code"]) for area in areas}


def district_code(district: str, sub_district: str = "") -> str:
    """Return the code of a peruspiiri by its name, else that of the osa-alue's peruspiiri."""
    if matches := named_areas("district").get(district.strip().lower()):
        return matches[1]
    return named_areas("sub_district").get(sub_district.strip().lower(), (UNKNOWN,))[0]


def in_district(code: str) -> Row:
    """Return the members of the area dimensions for a district."""
    majors = {own: parent for parent, own in named_areas("district").values()}
    return {"district": code, "major_district": majors.get(code, UNKNOWN)}


def first_major_district(text: str) -> str:
    """Return the code of the major district whose Finnish name a text contains first."""
    matches = [
        (match.start(), code)
        for name, (_, code) in named_areas("major_district").items()
        if (match := re.search(rf"\b{re.escape(name)}\b", text.lower()))
    ]
    return min(matches)[1] if matches else UNKNOWN


def in_place(divisions: Iterable[Row], postal_code: Any) -> Row:
    """Return the district of a place of Linked Events, else the major district of its postal code."""
    named = {row["type"]: str(row["name"].get("fi")) for row in divisions if isinstance(row, dict)}
    place = in_district(district_code(named.get("district", ""), named.get("sub_district", "")))
    if place["district"] == UNKNOWN:
        place["major_district"] = major_district_of_postal_code(postal_code)
    return place


def major_district_of_postal_code(code: Any) -> str:
    """Return the major district of a postal code; unknown if it is empty, foreign or ``00000``."""
    known = {row["postal_code"]: row["major_district"] for row in table("postal_codes.csv")}
    return str(known.get(str(code or "").strip(), UNKNOWN))


def department_named(name: str) -> str:
    """Return the department with a name, in any language, or abbreviation."""
    for row in table("departments.csv"):
        if name.strip().lower() in {row[key].lower() for key in _NAMES}:
            return str(row["department"])
    return UNKNOWN


_NAMES = ("department", "name_fi", "name_sv", "name_en")


def department_above(organisations: Mapping[str, tuple[str, set[str]]], organisation: str) -> str:
    """Return the department (toimiala) that an organisation is or belongs to."""
    departments = {row["name_fi"]: row["department"] for row in table("departments.csv")}
    while organisation in organisations:
        organisation, names = organisations[organisation]
        for name in names & set(departments):
            return str(departments[name])
    return UNKNOWN
