"""Suggest spaces for legacy spaces, those of the former booking system (Respa), that are not mapped yet.

Nothing is mapped by likeness alone: a person checks the suggestions
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

from data.disclosure import is_open
from data.reference_tables.space_mapping import COLUMNS
from data.scope import Scope
from data.settings import LANGUAGES
from data.warehouse import Build

#: Spaces suggested per legacy space, and the minimum likeness (0 to 100): lower in the same unit.
SUGGESTED = 3
MINIMUM_IN_UNIT, MINIMUM_ELSEWHERE = 60, 85
#: The weight of the unit's name in the likeness.
_UNIT_WEIGHT = 0.4

_UNMAPPED = """
SELECT legacy_space, coalesce(space_name, '') AS space_name, coalesce(unit_name, '') AS unit_name, unit,
    bookings, first_date, last_date
FROM legacy_space WHERE NOT is_mapped ORDER BY bookings DESC, legacy_space
"""
_MAPPED_TO_UNREGISTERED = """
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


def count(scope: Scope, build: Build) -> int:
    """Return the number of legacy spaces in the build, mapped or not.

    None of them has a department yet: a reader of some departments, or of the level *open*, sees none.
    """
    if scope.departments is not None or is_open(scope):
        return 0
    if not build.query(_HAS_ANY)["tables"].iloc[0]:
        return 0
    return int(build.query(_COUNT)["spaces"].iloc[0])


def unmapped(build: Build, shown: int) -> tuple[pd.DataFrame, int]:
    """Return the first unmapped legacy spaces, most bookings first, and their total number.

    Columns: legacy_space, space_name, unit_name, unit, bookings, first_date, last_date, matches (a tuple
    of Match, the most similar first).
    """
    all_unmapped = build.query(_UNMAPPED)
    frame = all_unmapped.head(shown)
    matches = pd.Series(similar_spaces(frame, build.query(_SPACES)), index=frame.index, dtype=object)
    return frame.assign(matches=matches), len(all_unmapped)


def mapped_to_unregistered(build: Build) -> pd.DataFrame:
    """Return legacy spaces mapped to a space in no register, perhaps by mistake: legacy_space, space."""
    return build.query(_MAPPED_TO_UNREGISTERED)


def similar_spaces(legacy_spaces: pd.DataFrame, spaces: pd.DataFrame) -> list[tuple[Match, ...]]:
    """Return, per legacy space, the spaces whose names and units are similar in any of the three languages.

    Other units are searched only if the same unit has no similar space.
    """
    if legacy_spaces.empty or spaces.empty:
        return [()] * len(legacy_spaces)
    unit_likeness = _likeness(legacy_spaces["unit_name"], spaces, "unit")
    unit_likeness[legacy_spaces["unit_name"].eq("").to_numpy()] = 0
    legacy_units, units = legacy_spaces["unit"].to_numpy(), spaces["unit"].to_numpy()
    same_unit = (legacy_units[:, None] == units[None, :]) | (unit_likeness == 100)
    unit_likeness[same_unit] = 100
    name_likeness = _likeness(legacy_spaces["space_name"], spaces, "name")
    likeness = _UNIT_WEIGHT * unit_likeness + (1 - _UNIT_WEIGHT) * name_likeness
    in_unit = same_unit & (likeness >= MINIMUM_IN_UNIT)
    is_similar = np.where(in_unit.any(axis=1)[:, None], in_unit, likeness >= MINIMUM_ELSEWHERE)
    matches = []
    for row in range(len(legacy_spaces)):
        best = sorted(is_similar[row].nonzero()[0].tolist(), key=lambda space: (-likeness[row, space], space))
        matches.append(
            tuple(
                Match(
                    str(spaces["space"].iloc[space]),
                    ", ".join(filter(None, (spaces["name_fi"].iloc[space], spaces["unit_fi"].iloc[space]))),
                    round(likeness[row, space]),
                )
                for space in best[:SUGGESTED]
            )
        )
    return matches


def draft(legacy_spaces: pd.DataFrame) -> str:
    """Return the best matches as rows of the mapping (CSV), to be checked and pasted into it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for legacy_space, matches in legacy_spaces[["legacy_space", "matches"]].itertuples(index=False):
        if matches:
            writer.writerow([legacy_space, matches[0].space, f"{matches[0].name} ({matches[0].likeness} %)"])
    return text.getvalue()


def _likeness(names: pd.Series, spaces: pd.DataFrame, of: str) -> npt.NDArray[np.float32]:
    """Return how similar each name is to each space's (0 to 100), in the best of the three languages."""
    by_language = [
        process.cdist(
            names.tolist(),
            spaces[f"{of}_{language}"].tolist(),
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
        )
        for language in LANGUAGES
    ]
    best: npt.NDArray[np.float32] = np.max(by_language, axis=0)
    return best
