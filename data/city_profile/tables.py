"""Read the tables of a city profile: areas, departments, postal codes, tiles, responsible units, members.

They are CSV in UTF-8 with a header, with commas or semicolons. A name that a city gives in some of the three
languages only is its first one in the others, because every language may be asked for it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence

from data.city_profile.problems import Problem
from data.city_profile.settings_file import CitySettings
from data.settings import LANGUAGES

Row = dict[str, str]
Numbered = list[tuple[int, Row]]
_PARENT_LEVEL = {"district": "major_district", "sub_district": "district"}
_NAMES = tuple(f"name_{language}" for language in LANGUAGES)


def read_areas(files: Mapping[str, str], settings: CitySettings, problems: list[Problem]) -> tuple[Row, ...]:
    """Return the areas, completed to three levels: area_code, level, names, parent_code, coordinates."""
    name = "areas.csv"
    columns = ("area_code", "level", "parent_code", *_name_columns(settings))
    rows = _rows(files, name, columns, (*_NAMES, "longitude", "latitude"), problems)
    codes = {(row["level"], row["area_code"]) for _, row in rows}
    seen: set[tuple[str, str]] = set()
    for number, row in rows:
        key = (row["level"], row["area_code"])
        if row["level"] not in settings.levels:
            problems.append(_not_one_of(name, number, "level", row["level"], settings.levels))
        if not row["area_code"] or key in seen:
            problems.append(Problem(name, number, "area_code", row["area_code"], "once_a_level"))
        seen.add(key)
        parent_level = _PARENT_LEVEL.get(row["level"])
        if parent_level in settings.levels and (parent_level, row["parent_code"]) not in codes:
            level = (("level", str(parent_level)),)
            problems.append(Problem(name, number, "parent_code", row["parent_code"], "parent", level))
        _check_numbers(name, number, row, ("longitude", "latitude"), problems)
    if files.get(name) is not None and not any(level == "district" for level, _ in codes):
        problems.append(Problem(name, 1, "level", "", "level_district"))
    return tuple(_completed([row for _, row in rows], settings))


def _completed(rows: list[Row], settings: CitySettings) -> Iterator[Row]:
    """Yield the areas with the levels that the city lacks: each district again."""
    for row in rows:
        is_top = row["level"] == "district" and "major_district" not in settings.levels
        yield {**row, "parent_code": row["area_code"]} if is_top else row
    for row in rows:
        if row["level"] == "district" and "major_district" not in settings.levels:
            yield {**row, "level": "major_district", "parent_code": ""}
        if row["level"] == "district" and "sub_district" not in settings.levels:
            yield {**row, "level": "sub_district", "parent_code": row["area_code"]}


def read_departments(
    files: Mapping[str, str], settings: CitySettings, problems: list[Problem]
) -> tuple[Row, ...]:
    """Return the departments: department, names, and the organisation's id in Linked Events."""
    name = "departments.csv"
    columns = ("department", *_name_columns(settings))
    rows = _rows(files, name, columns, (*_NAMES, "valid_from", "valid_to", "linked_events_id"), problems)
    _check_once(name, rows, "department", problems)
    return tuple(row for _, row in rows)


def read_postal_codes(
    files: Mapping[str, str], areas: Sequence[Row], problems: list[Problem]
) -> dict[str, str]:
    """Return postal code, or its start and ``*``, → major district, which the area of any level is in."""
    name = "postal_codes.csv"
    levels = ("major_district", "district", "sub_district")
    rows = _rows(files, name, ("postal_code",), levels, problems, is_required=False)
    _check_once(name, rows, "postal_code", problems)
    parents = {(row["level"], row["area_code"]): row["parent_code"] for row in areas}
    codes = {}
    for number, row in rows:
        level = next((level for level in reversed(levels) if row[level]), "")
        if (level, row[level] if level else "") not in parents:
            problems.append(Problem(name, number, level or "district", row.get(level, ""), "area_code"))
            continue
        code = row[level]
        for step in levels[levels.index(level) : 0 : -1]:
            code = parents[step, code]
        codes[row["postal_code"].replace(" ", "")] = code
    return codes


def read_tiles(files: Mapping[str, str], areas: Sequence[Row], problems: list[Problem]) -> tuple[Row, ...]:
    """Return the tile map: district, tile_column, tile_row; empty if the city has none of its own."""
    name = "tiles.csv"
    rows = _rows(files, name, ("district", "tile_column", "tile_row"), (), problems, is_required=False)
    _check_once(name, rows, "district", problems)
    districts = {row["area_code"] for row in areas if row["level"] == "district"}
    places: set[tuple[str, str]] = set()
    for number, row in rows:
        if row["district"] not in districts:
            problems.append(Problem(name, number, "district", row["district"], "area_code"))
        for column in ("tile_column", "tile_row"):
            if not row[column].isascii() or not row[column].isdigit():
                problems.append(Problem(name, number, column, row[column], "count"))
        place = (row["tile_column"], row["tile_row"])
        if place in places:
            problems.append(Problem(name, number, "tile_row", ", ".join(place), "free_tile"))
        places.add(place)
    if rows and (missing := sorted(districts - {row["district"] for _, row in rows})):
        values = (("values", ", ".join(missing)),)
        problems.append(Problem(name, 0, "district", "", "every_district", values))
    return tuple(row for _, row in rows)


def read_responsible_units(
    files: Mapping[str, str], settings: CitySettings, problems: list[Problem]
) -> tuple[Row, ...]:
    """Return the units that may be responsible for a measure or a figure: unit and names."""
    name = "responsible_units.csv"
    columns = ("unit", *_name_columns(settings))
    rows = _rows(files, name, columns, _NAMES, problems, is_required=False)
    _check_once(name, rows, "unit", problems)
    return tuple(row for _, row in rows)


def read_members(
    files: Mapping[str, str], settings: CitySettings, problems: list[Problem]
) -> tuple[Row, ...]:
    """Return the city's own names of members: dimension, member, names."""
    columns = ("dimension", "member", *_name_columns(settings))
    rows = _rows(files, "members.csv", columns, (*_NAMES, "sort_order"), problems, is_required=False)
    return tuple(row for _, row in rows)


def _name_columns(settings: CitySettings) -> tuple[str, ...]:
    return (f"name_{settings.languages[0]}",)


def _rows(
    files: Mapping[str, str],
    name: str,
    required: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
    *,
    is_required: bool = True,
) -> Numbered:
    """Return the rows of a file with their numbers and every column, '' where one is missing."""
    text = files.get(name)
    if text is None:
        if is_required:
            problems.append(Problem(name, 0, "–", "", "profile_file"))
        return []
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    headers = [cell.strip() for cell in lines[0]] if lines else []
    known = (*required, *(column for column in optional if column not in required))
    if not set(required) <= set(headers) or not set(headers) <= set(known):
        columns = (("values", ", ".join(known)),)
        problems.append(Problem(name, 1, "–", ", ".join(headers), "headers", columns))
        return []
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headers):
            problems.append(Problem(name, number, "–", delimiter.join(cells), "structure"))
            continue
        row = dict.fromkeys(known, "") | dict(zip(headers, map(str.strip, cells), strict=True))
        for column in required:
            if not row[column] and column != "parent_code":
                problems.append(Problem(name, number, column, "", "required"))
        rows.append((number, _named(row)))
    return rows


def _named(row: Row) -> Row:
    """Return the row with a name in every language."""
    first = next((row[name] for name in _NAMES if row.get(name)), "")
    return row | {name: row[name] or first for name in _NAMES if name in row}


def _check_once(name: str, rows: Numbered, column: str, problems: list[Problem]) -> None:
    seen: set[str] = set()
    for number, row in rows:
        if row[column] in seen:
            problems.append(Problem(name, number, column, row[column], "once"))
        seen.add(row[column])


def _check_numbers(name: str, number: int, row: Row, columns: Iterable[str], problems: list[Problem]) -> None:
    for column in columns:
        try:
            float(row[column] or 0)
        except ValueError:
            problems.append(Problem(name, number, column, row[column], "decimal"))


def _not_one_of(name: str, number: int, column: str, found: str, allowed: Iterable[str]) -> Problem:
    return Problem(name, number, column, found, "one_of", (("values", ", ".join(allowed)),))
