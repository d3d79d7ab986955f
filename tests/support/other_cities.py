"""Samples of other cities than Helsinki, and the search for what is Helsinki's alone."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from data.city_profile.in_use import BUILT_IN, city_in
from data.settings import CITIES
from etl.sample import write_sample
from tests.support.commands import SECRET, command_here

_WORDS = (
    *(
        "helsin",
        "helsing",
        r"stadi\b",
        r"hel\.fi",
        "palautteet",
        "peruspiiri",
        "suurpiiri",
        "kotipiiri",
        "piiriss",
    ),
    *("osa-alue", "stordistrikt", "toimiala", r"\bahjo", "aluesarjat", "€", "euro"),
    # Systems that the two cities do not have.
    *("kultus", "kukkuu", "kerrokantasi", "puistotalkoot", "omastadi", r"\brespa", r"\bv4s\b", r"\btpr\b"),
)
#: Whole words, as a signed link has any letters.
_CODES = tuple(rf"\b{code}\b" for code in ("KUVA", "KASKO", "KYMP", "SOTEPE", "KESKUSHALLINTO"))
HELSINKI = re.compile("|".join((*_WORDS, *_CODES)), re.IGNORECASE)
#: General words of Finnish that the search finds; other Finnish cities have departments and pay in euros too.
FINNISH = frozenset({"toimiala", "kuva", "euro", "€"})


def loaded_sample(folder: Path, city: str) -> Path:
    """Return the home of a small sample of a shipped city."""
    exports, home, profile = folder / "exports", folder / "home", CITIES / city
    period = {"first_month": "2025-09", "last_month": "2026-10"}
    write_sample(exports, bookings_count=1_500, seed=7, profile=profile, **period)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_SECRET", SECRET)
        loaded = command_here("etl", "load", "--exports", exports, "--home", home, "--city", profile)
    # 1: the export of CiviVolunteer lacks a column, which is a message.
    assert loaded.returncode in (0, 1), loaded.stderr
    return home


def names_of_helsinki(text: str) -> list[str]:
    """Return what a text has of Helsinki: its name, words, codes, systems, areas, departments and units."""
    found = {match[0] for match in HELSINKI.finditer(text)}
    words = set(re.findall(r"\w+", text))
    names = (name for name in _own_names() if set(re.findall(r"\w+", name)) <= words)
    return sorted(found | {name for name in names if name in text})


@functools.cache
def _own_names() -> frozenset[str]:
    """Return the names of Helsinki's tables that no other shipped city has."""
    city = city_in(BUILT_IN)
    rows = (*city.areas, *city.departments, *city.members)
    names = {row[column] for row in rows for column in ("name_fi", "name_sv", "name_en")}
    others = "".join(
        file.read_text(encoding="utf-8") for name in ("espoo", "port_maren") for file in _files(name)
    )
    return frozenset(name for name in names | {*city.settings.attribution.values()} if name not in others)


def _files(city: str) -> list[Path]:
    return [path for path in (CITIES / city).iterdir() if path.suffix in (".csv", ".toml")]
