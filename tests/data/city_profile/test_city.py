"""City profiles: what is read, and what is wrong in one, with file, row, column, found and expected."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from data.catalogue.metrics import catalogue
from data.city_profile import days
from data.city_profile.city import read_city
from data.city_profile.in_use import BUILT_IN, city_in, city_of, current_city, using
from data.city_profile.problems import Problem, WrongProfile
from data.city_profile.zone import minutes_past, repeated_hours
from data.reference_tables.district_map import laid_out, tiles
from data.settings import CITIES
from data.text import numbers
from data.text.texts import known_language, say
from etl.landing.casting import cast, create_macros

PORT_MAREN, ESPOO = CITIES / "port_maren", CITIES / "espoo"
Change = Callable[[str], str]


def files_of(folder: Path, **changes: Change) -> dict[str, str]:
    """Return the texts of a profile, some of them changed: ``areas`` is areas.csv, ``city`` city.toml."""
    files = dict(city_in(folder).files)
    for name, change in changes.items():
        file = "city.toml" if name == "city" else f"{name}.csv"
        changed = change(files[file])
        assert changed != files[file], name
        files[file] = changed
    return files


def problems_of(**changes: Change) -> tuple[Problem, ...]:
    with pytest.raises(WrongProfile) as raised:
        read_city(files_of(PORT_MAREN, **changes))
    return raised.value.problems


#: What is changed in Port Maren, and the problem: file, row, column, found, expected.
WRONG: dict[str, tuple[dict[str, Change], tuple[str, int, str, str, str]]] = {
    "zone": (
        {"city": lambda t: t.replace("New_York", "Gotham")},
        ("city.toml", 0, "time_zone", "America/Gotham", "time_zone"),
    ),
    "currency": (
        {"city": lambda t: t.replace('"USD"', '"$"')},
        ("city.toml", 0, "currency", "$", "currency"),
    ),
    "day": (
        {"city": lambda t: t.replace('"12-25"', '"25.12."')},
        ("city.toml", 0, "calendar.public_holidays", "25.12.", "day_rule"),
    ),
    "no name in an offered language": (
        {"city": lambda t: t.replace('languages = ["en"]', 'languages = ["en", "sv"]')},
        ("city.toml", 0, "name.sv", "", "required"),
    ),
    "parent": (
        {"areas": lambda t: t.replace("N1,district,N,", "N1,district,X,")},
        ("areas.csv", 6, "parent_code", "X", "parent"),
    ),
    "level": (
        {"areas": lambda t: t.replace("N2,district", "N2,quarter")},
        ("areas.csv", 7, "level", "quarter", "one_of"),
    ),
    "area twice": (
        {"areas": lambda t: t.replace("N2,district", "N1,district")},
        ("areas.csv", 7, "area_code", "N1", "once_a_level"),
    ),
    "postal code of no area": (
        {"postal_codes": lambda t: t.replace("99901*,N2", "99901*,N9")},
        ("postal_codes.csv", 3, "district", "N9", "area_code"),
    ),
    "department twice": (
        {"departments": lambda t: t.replace("PARKS,", "LIBRARY,")},
        ("departments.csv", 3, "department", "LIBRARY", "once"),
    ),
    "cells": (
        {"departments": lambda t: t.replace("PARKS,", "PARKS,,")},
        ("departments.csv", 3, "–", "PARKS,,Parks and Recreation", "structure"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_names_file_row_column_found_and_expected(name: str) -> None:
    changes, expected = WRONG[name]
    found = [(p.file, p.row, p.column, p.found, p.expected) for p in problems_of(**changes)]
    assert expected in found


def test_all_problems_are_reported_at_once() -> None:
    wrong = problems_of(**WRONG["parent"][0], **WRONG["currency"][0], **WRONG["department twice"][0])
    assert {problem.file for problem in wrong} == {"areas.csv", "city.toml", "departments.csv"}


def test_a_level_that_a_city_lacks_repeats_its_districts_and_is_not_offered() -> None:
    with using(city_in(ESPOO)) as espoo:
        assert espoo.levels == ("district",)
        assert [row["area_code"] for row in espoo.area_rows("major_district")] == list("1234567")
        assert "sub_district" not in catalogue().metrics["booked_hours"].groupings
        # Residents are not known, and OmaStadi is not one of the city's systems.
        assert {"booked_hours_per_1000", "omastadi_turnout"}.isdisjoint(catalogue().metrics)
    assert {"booked_hours_per_1000", "omastadi_turnout"} <= set(catalogue().metrics)


def test_texts_money_and_weeks_are_those_of_the_city() -> None:
    with using(city_in(PORT_MAREN)) as city:
        assert city.weekdays == (7, 1, 2, 3, 4, 5, 6)
        assert say("dimensions.by_district", "en") == "by neighborhood"
        assert numbers.quantity(1240, numbers.CURRENCY, "en") == "$1,240"
        # Its only language is that of every reader.
        assert known_language("fi") == "en"
        assert numbers.instant(dt.datetime(2026, 7, 1, 12), "en") == "1 July 2026, 8:00"
    assert numbers.quantity(1240, numbers.CURRENCY, "fi") == "1\u00a0240\u00a0€"
    assert known_language("de") == "fi"


def test_the_home_s_profile_replaces_the_built_in_one(tmp_path: Path) -> None:
    assert city_of(tmp_path) == city_in(BUILT_IN) == current_city()
    shutil.copytree(PORT_MAREN, tmp_path / "city")
    assert city_of(tmp_path) == city_in(PORT_MAREN)
    file = tmp_path / "city" / "areas.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Old Market", "New Market"), encoding="utf-8")
    assert any(row["name_en"] == "New Market" for row in city_of(tmp_path).areas)


def test_the_start_of_postal_codes_is_enough_and_a_whole_code_goes_first() -> None:
    files = files_of(PORT_MAREN, postal_codes=lambda t: t + "99900,S1\n999*,C4\n")
    with using(read_city(files)) as city, duckdb.connect() as connection:
        create_macros(connection)
        column = next(c for c in _columns() if c.type == "postal_area")
        sql = cast(column, "varaamo", "t", "", None)  # type: ignore[arg-type]
        rows = connection.execute(
            f"SELECT {sql} FROM (VALUES ('99900'), ('99901-22'), ('99 977'), ('10115')) AS v (t)"
        ).fetchall()
        assert [area for (area,) in rows] == ["S", "N", "C", None]
        assert city.postal_codes["99900"] == "S"


@pytest.mark.parametrize(
    ("folder", "names", "own"),
    [
        (BUILT_IN, ("HELSINKI", "Helsinki", "Helsingfors"), "helsinki"),
        (ESPOO, ("ESPOO", "Esbo"), "espoo"),
        (PORT_MAREN, ("Port Maren", "PORT MAREN"), "port maren"),
    ],
)
def test_a_home_municipality_is_the_city_another_or_unknown(
    folder: Path, names: tuple[str, ...], own: str
) -> None:
    with using(city_in(folder)), duckdb.connect() as connection:
        create_macros(connection)
        column = next(c for c in _columns() if c.name == "home_municipality")
        sql = cast(column, "varaamo", "t", "", None)  # type: ignore[arg-type]
        values = ", ".join(f"('{name}')" for name in (*names, "OTHER", "Vantaa", "unknown"))
        rows = connection.execute(f"SELECT {sql} FROM (VALUES {values}, (NULL)) AS v (t)").fetchall()
        assert [value for (value,) in rows] == [*[own] * len(names), "other", "other", "unknown", "unknown"]


def _columns() -> list:
    return list(catalogue().tables["bookings"].columns.values())


@pytest.mark.parametrize(
    ("zone", "hours", "minutes"),
    [
        ("Europe/Helsinki", {60: {3}}, 0),
        ("America/New_York", {60: {1}}, 0),
        ("America/Santiago", {60: {23}}, 0),
        ("Asia/Kolkata", {}, 30),
        ("Australia/Lord_Howe", {30: {1}}, 30),
        ("Pacific/Chatham", {60: {2, 3}}, 15),
    ],
)
def test_a_zone_says_which_hours_occur_twice_and_where_hours_start(
    zone: str, hours: dict[int, set[int]], minutes: int
) -> None:
    assert repeated_hours(ZoneInfo(zone)) == hours
    # In summer Chatham and Lord Howe are ahead: the minutes are those of the last known January.
    assert minutes_past(ZoneInfo(zone)) in {minutes, 0}


def test_rules_name_days() -> None:
    rules = ("12-06", "easter-2", "friday 06-19", "12-21/01-06", "week 8")
    named = {dt.date(2026, 12, 6), dt.date(2026, 4, 3), dt.date(2026, 6, 19), dt.date(2026, 1, 6)}
    assert all(days.is_any(rules, day) for day in named | {dt.date(2026, 12, 21), dt.date(2026, 2, 20)})
    other = (dt.date(2026, 12, 7), dt.date(2026, 4, 5), dt.date(2026, 6, 26), dt.date(2026, 1, 7))
    assert not any(days.is_any(rules, day) for day in other)
    assert days.easter(2027) == dt.date(2027, 3, 28)


def test_tiles_are_laid_out_where_districts_are() -> None:
    corners = {"nw": (24.0, 60.2), "ne": (24.4, 60.2), "sw": (24.0, 60.0), "se": (24.4, 60.0)}
    tile = laid_out(corners)
    assert len(set(tile.values())) == 4
    assert tile["nw"][0] < tile["ne"][0]
    assert tile["nw"][1] < tile["sw"][1]
    with using(city_in(ESPOO)):
        frame = tiles(ESPOO)
        assert len(frame) == 7
        assert not frame.duplicated(["tile_column", "tile_row"]).any()
