"""A city profile: what Talkootila knows about a city, read from the files of one folder.

A build keeps the files that it was made with, so a profile is read from texts, whatever holds them. Areas
have three levels everywhere: a level that a city does not have repeats the districts, and no page offers it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from data.city_profile.days import WEEKDAYS
from data.city_profile.problems import Problem, WrongProfile
from data.city_profile.settings_file import FILE, LEVELS, CitySettings, LevelWords, read_settings
from data.city_profile.tables import (
    Row,
    read_areas,
    read_departments,
    read_members,
    read_postal_codes,
    read_responsible_units,
    read_tiles,
)
from data.settings import LANGUAGES

Value = TypeVar("Value")
POSTAL_CODES = "postal_codes.csv"
#: The files that describe a city. Other files of a profile are read when they are needed.
FILES = (
    *(FILE, "areas.csv", "departments.csv", POSTAL_CODES, "tiles.csv", "responsible_units.csv"),
    *("members.csv", "residents.csv"),
)
MAJOR, DISTRICT, SUB = LEVELS


@dataclass(frozen=True, eq=False)
class City:
    """A city: its settings and tables. Two cities are equal if their files are.

    ``areas`` have all three levels; ``levels`` are those that the city really has. ``postal_codes`` map a
    code, or the start of codes with ``*``, to a major district.
    """

    files: Mapping[str, str]
    digest: str
    settings: CitySettings
    areas: tuple[Row, ...]
    departments: tuple[Row, ...]
    postal_codes: Mapping[str, str]
    tiles: tuple[Row, ...]
    responsible_units: tuple[Row, ...]
    members: tuple[Row, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, City) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of areas that the city has, from the largest areas to the smallest."""
        return tuple(level for level in LEVELS if level in self.settings.levels)

    @property
    def top_level(self) -> str:
        """The level of the largest areas."""
        return self.levels[0]

    @property
    def has_residents(self) -> bool:
        """Whether the residents of the areas are known."""
        return "residents.csv" in self.files

    @property
    def hidden_dimensions(self) -> frozenset[str]:
        """The dimensions of levels that the city does not have."""
        missing = set(LEVELS) - set(self.levels)
        return frozenset({*missing, *(f"home_{level}" for level in missing)})

    def uses(self, sources: str) -> bool:
        """Return whether the city has one of the systems, separated by spaces; true for none."""
        known = self.settings.sources
        return not sources or not known or any(source in known for source in sources.split())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that pages offer; the first is the default."""
        return self.settings.languages

    @property
    def municipality(self) -> str:
        """What landed rows call the city as a home municipality: its first name, in small letters."""
        return in_language(self.settings.name, self.languages[0]).lower()

    @property
    def time_zone(self) -> str:
        """The IANA name of the time zone."""
        return self.settings.time_zone

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The ISO weekdays in the order of the city's week."""
        first = WEEKDAYS.index(self.settings.week_starts_on)
        return tuple((first + n) % 7 + 1 for n in range(7))

    @functools.cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """What texts may call the city: value by placeholder, by language."""
        return {language: self._words(language) for language in LANGUAGES}

    def _words(self, language: str) -> dict[str, str]:
        settings = self.settings
        words = {
            "city": in_language(settings.name, language),
            "city_genitive": in_language(settings.genitive, language),
            "attribution": in_language(settings.attribution or {"": ""}, language),
            "feedback_address": settings.feedback,
            "district_count": str(sum(row["level"] == DISTRICT for row in self.areas)),
            "major_district_count": str(sum(row["level"] == MAJOR for row in self.areas)),
        }
        for level in LEVELS:
            # A level that the city lacks is in no text that is shown, but texts are checked with every word.
            level_words = settings.levels.get(level, settings.levels[DISTRICT])
            spoken: LevelWords = in_language(level_words, language)
            words |= {
                level: spoken.name,
                f"{level}_plural": spoken.plural,
                f"{level}_plural_title": spoken.plural[:1].upper() + spoken.plural[1:],
                f"by_{level}": spoken.by,
                f"home_{level}": spoken.home or spoken.name,
                f"by_home_{level}": spoken.by_home or spoken.by,
            }
        return words

    def division(self, source: str, level: str) -> str:
        """Return what a system calls the divisions of a level; the level's own name unless the city says."""
        return self.settings.divisions.get(source, {}).get(level, level)

    def area_rows(self, level: str) -> tuple[Row, ...]:
        """Return the areas of a level, in the order of the file."""
        return tuple(row for row in self.areas if row["level"] == level)


def in_language(values: Mapping[str, Value], language: str) -> Value:
    """Return the value of a language, else the first one that the city gives."""
    return values[language] if language in values else next(iter(values.values()))


@functools.lru_cache(maxsize=32)
def read_files(paths: tuple[Path, ...], _stamps: tuple[tuple[int, int], ...]) -> City:
    """Return the city that files describe; the stamps are those of the files, so that an edited one is read
    again. Raises WrongProfile with all problems."""
    return read_city({path.name: _text(path) for path in paths})


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise WrongProfile((Problem(path.name, row, "–", "?", "utf8"),)) from None


def read_city(files: Mapping[str, str]) -> City:
    """Return the city that the files describe. Raises WrongProfile with all problems."""
    problems: list[Problem] = []
    settings = read_settings(files.get(FILE), problems)
    if settings is None:
        raise WrongProfile(tuple(problems))
    areas = read_areas(files, settings, problems)
    departments = read_departments(files, settings, problems)
    postal_codes = read_postal_codes(files, areas, problems)
    tiles = read_tiles(files, areas, problems)
    units = read_responsible_units(files, settings, problems)
    members = read_members(files, settings, problems)
    owners = {row["department"] for row in departments}
    for source, owner in settings.owners.items():
        if owner not in owners:
            known = (("values", ", ".join(sorted(owners))),)
            problems.append(Problem(FILE, 0, f"owners.{source}", owner, "one_of", known))
    if problems:
        raise WrongProfile(tuple(problems))
    digest = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
    return City(files, digest, settings, areas, departments, postal_codes, tiles, units, members)
