"""Suggest spaces for those of the former booking system (Respa) that are not mapped yet.

Nothing is mapped by likeness alone: a person checks what is suggested here
(data/reference_tables/space_mapping.py).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process, utils

from data.reference_tables.space_mapping import COLUMNS
from data.settings import LANGUAGES
from data.warehouse import Build

#: Spaces suggested per legacy space, and the minimum likeness (0 to 100): lower in the same unit.
OFFERED = 3
LIKE_IN_THE_HOUSE, LIKE_ELSEWHERE = 60, 85
#: The weight of the unit's name in the likeness.
_HOUSE = 0.4

_UNMAPPED = """
SELECT legacy_space, coalesce(space_name, '') AS space_name, coalesce(unit_name, '') AS unit_name, unit,
    bookings, first_date, last_date
FROM legacy_space WHERE NOT is_mapped ORDER BY bookings DESC, legacy_space
"""
_ASTRAY = """
SELECT l.legacy_space, l.space FROM legacy_space AS l INNER JOIN space AS s ON s.space = l.space
WHERE l.is_mapped AND NOT s.is_registered ORDER BY l.legacy_space
"""
_COUNT = "SELECT count(*) AS spaces FROM legacy_space"
#: Builds from before legacy spaces were loaded lack their table.
_HAS_ANY = "SELECT count(*) AS tables FROM information_schema.tables WHERE table_name = 'legacy_space'"
_SPACES = """
SELECT s.space, s.unit, s.name_fi, s.name_sv, s.name_en,
    coalesce(u.name_fi, '') AS unit_fi, coalesce(u.name_sv, '') AS unit_sv, coalesce(u.name_en, '') AS unit_en
FROM space AS s LEFT JOIN unit AS u ON u.unit = s.unit
WHERE s.is_registered AND s.source <> 'respa' ORDER BY s.space
"""


@dataclass(frozen=True)
class Match:
    """A suggested space: its id, its Finnish name with its unit's, and the likeness in %."""

    space: str
    name: str
    likeness: int


def known(build: Build) -> int:
    """Return the number of legacy spaces in the build, mapped or not."""
    if not build.query(_HAS_ANY)["tables"].iloc[0]:
        return 0
    return int(build.query(_COUNT)["spaces"].iloc[0])


def unmapped(build: Build, shown: int) -> tuple[pd.DataFrame, int]:
    """Return the first unmapped legacy spaces, those with most bookings first, and their total number.

    Columns: legacy_space, space_name, unit_name, unit, bookings, first_date, last_date, matches (a tuple
    of Match, the likeliest first).
    """
    every = build.query(_UNMAPPED)
    frame = every.head(shown)
    matches = pd.Series(likely(frame, build.query(_SPACES)), index=frame.index, dtype=object)
    return frame.assign(matches=matches), len(every)


def astray(build: Build) -> pd.DataFrame:
    """Return legacy spaces mapped to a space in no register, perhaps by mistake: legacy_space, space."""
    return build.query(_ASTRAY)


def likely(rooms: pd.DataFrame, spaces: pd.DataFrame) -> list[tuple[Match, ...]]:
    """Return, per legacy space, the spaces whose names and units are similar in any of the three languages.

    Other units are searched only if its own has no similar space.
    """
    if rooms.empty or spaces.empty:
        return [()] * len(rooms)
    house = _likeness(rooms["unit_name"], spaces, "unit")
    house[rooms["unit_name"].eq("").to_numpy()] = 0
    same = (rooms["unit"].to_numpy()[:, None] == spaces["unit"].to_numpy()[None, :]) | (house == 100)
    house[same] = 100
    like = _HOUSE * house + (1 - _HOUSE) * _likeness(rooms["space_name"], spaces, "name")
    at_home = same & (like >= LIKE_IN_THE_HOUSE)
    wanted = np.where(at_home.any(axis=1)[:, None], at_home, like >= LIKE_ELSEWHERE)
    found = []
    for room in range(len(rooms)):
        best = sorted(wanted[room].nonzero()[0].tolist(), key=lambda space: (-like[room, space], space))
        found.append(
            tuple(
                Match(
                    str(spaces["space"].iloc[space]),
                    ", ".join(filter(None, (spaces["name_fi"].iloc[space], spaces["unit_fi"].iloc[space]))),
                    round(like[room, space]),
                )
                for space in best[:OFFERED]
            )
        )
    return found


def draft(rooms: pd.DataFrame) -> str:
    """Return the best matches as rows of the mapping (CSV), to be checked and pasted into it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for room, matches in zip(rooms["legacy_space"], rooms["matches"], strict=True):
        if matches:
            writer.writerow([room, matches[0].space, f"{matches[0].name} ({matches[0].likeness} %)"])
    return text.getvalue()


def _likeness(names: pd.Series, spaces: pd.DataFrame, of: str) -> npt.NDArray[np.float32]:
    """Return how similar each name is to each space's (0 to 100), in the best of the three languages."""
    found = [
        process.cdist(
            names.tolist(),
            spaces[f"{of}_{language}"].tolist(),
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
        )
        for language in LANGUAGES
    ]
    best: npt.NDArray[np.float32] = np.max(found, axis=0)
    return best
