"""Read ``city.toml``: names, languages, time zone, currency, levels of areas, calendar, and systems."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from data.city_profile.days import RULE
from data.city_profile.problems import Problem

FILE = "city.toml"
Language = Literal["fi", "sv", "en"]
LEVELS = ("major_district", "district", "sub_district")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
#: Keys are of LANGUAGES and of the levels, which the readers of the file check.
ByLanguage = dict[str, str]


class LevelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a level of areas is called: one, several, figures grouped by it, and the area of a home."""

    name: str
    plural: str
    by: str
    home: str = ""
    by_home: str = ""


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days without work, and days without school, as rules of ``data.city_profile.days``."""

    public_holidays: tuple[str, ...] = ()
    school_holidays: tuple[str, ...] = ()


class CitySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The keys of ``city.toml``, which docs/city.md describes."""

    languages: tuple[Language, ...]
    time_zone: str
    currency: str
    country: str = ""
    name: ByLanguage
    genitive: ByLanguage
    levels: dict[str, dict[str, LevelWords]]
    attribution: ByLanguage = {}
    week_starts_on: Weekday = "monday"
    sources: tuple[str, ...] = ()
    feedback: str = ""
    north_west: tuple[float, float] = (0.0, 0.0)
    sample_owners: tuple[str, ...] = ()
    owners: dict[str, str] = {}
    divisions: dict[str, dict[str, str]] = {}
    calendar: Calendar = Calendar()


def read_settings(text: str | None, problems: list[Problem]) -> CitySettings | None:
    """Return the settings, or None if their shape is wrong; what is wrong is added to ``problems``."""
    if text is None:
        problems.append(Problem(FILE, 0, "–", "", "profile_file"))
        return None
    try:
        settings = msgspec.convert(tomllib.loads(text), CitySettings)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(FILE, _line_of(error), "–", str(error), "toml"))
        return None
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at `$")
        keys = (("values", ", ".join(CitySettings.__struct_encode_fields__)),)
        problems.append(Problem(FILE, 0, key.strip("`.") or "–", reason, "city_keys", keys))
        return None
    problems.extend(_wrong_values(settings))
    return None if not settings.languages or "district" not in settings.levels else settings


def _line_of(error: tomllib.TOMLDecodeError) -> int:
    line = re.search(r"line (\d+)", str(error))
    return int(line[1]) if line else 0


def _wrong_values(settings: CitySettings) -> Iterator[Problem]:
    if not settings.languages:
        yield Problem(FILE, 0, "languages", "", "one_of", (("values", "fi, sv, en"),))
    if not _is_time_zone(settings.time_zone):
        yield Problem(FILE, 0, "time_zone", settings.time_zone, "time_zone")
    if not re.fullmatch("[A-Z]{3}", settings.currency):
        yield Problem(FILE, 0, "currency", settings.currency, "currency")
    for level in settings.levels:
        if level not in LEVELS:
            yield Problem(FILE, 0, "levels", level, "one_of", (("values", ", ".join(LEVELS)),))
    if "district" not in settings.levels:
        yield Problem(FILE, 0, "levels", ", ".join(settings.levels), "level_district")
    spoken: dict[str, Mapping[str, object]] = {"name": settings.name, "genitive": settings.genitive}
    spoken |= {f"levels.{level}": words for level, words in settings.levels.items()}
    for key, texts in spoken.items():
        for language in settings.languages:
            if not texts.get(language):
                yield Problem(FILE, 0, f"{key}.{language}", "", "required")
    for key, rules in (
        ("public_holidays", settings.calendar.public_holidays),
        ("school_holidays", settings.calendar.school_holidays),
    ):
        for rule in rules:
            if not RULE.fullmatch(rule):
                yield Problem(FILE, 0, f"calendar.{key}", rule, "day_rule")


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, KeyError):
        return False
