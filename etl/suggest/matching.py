"""Match the columns of an unknown file with the columns of our tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from data.catalogue.tables import Column, Table, normalise, tables
from etl.custom.mapping import TABLES, vocabulary
from etl.suggest.columns import CLOCK, DAY, DECIMAL, EMPTY, FEW, MOMENT, TEXT, WHOLE, YES_NO, ColumnProfile
from etl.suggest.words import words

#: Similarity of a header and a known word (of 100): enough for a match, and certain.
NEAR, SURE = 84, 93
_TIMES = ("instant", "instant_begin", "instant_end")
_KINDS = {
    **{time: {MOMENT} for time in _TIMES},
    "local_date": {MOMENT, DAY},
    "count": {WHOLE, YES_NO},
    "decimal": {WHOLE, DECIMAL, YES_NO},
    "coordinate": {DECIMAL},
    "boolean": {YES_NO, FEW, WHOLE},
    "enum": {FEW, YES_NO, TEXT},
    "key": {WHOLE, TEXT, FEW, YES_NO},
    "id": {WHOLE, TEXT, FEW, YES_NO},
    "text": {TEXT, FEW, WHOLE},
    "postal_area": {WHOLE, TEXT, FEW},
    "division": {TEXT, FEW},
    "district": {TEXT, FEW, WHOLE},
}

#: Headers that may name people as well as things.
_ANY_NAME = frozenset(("name", "nimi", "namn", "nimetus", "navn", "naam", "bezeichnung", "nom", "nombre"))


@dataclass(frozen=True)
class Matched:
    """A table and the columns of the file that fill its columns, with the similarity of their headers."""

    table: Table
    columns: Mapping[str, tuple[ColumnProfile, ...]]
    nearness: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Required columns that no column of the file seems to fill."""
        return [c.name for c in self.table.columns.values() if c.required and c.name not in self.columns]


def tables_known() -> list[str]:
    """Return the tables for which there are words, in the order in which they are tried."""
    return [name for name in TABLES if name in tables() and name in words()["headers"]]


def best_match(profiles: Sequence[ColumnProfile], table: str | None = None) -> Matched:
    """Match the file with the table that fits best, or with ``table``."""
    candidates = [match(profiles, name) for name in ([table] if table else tables_known())]
    return max(candidates, key=_weight)


def _weight(matched: Matched) -> float:
    """Return the sum of similarities, less a penalty for required columns that are missing."""
    required = [c.name for c in matched.table.columns.values() if c.required]
    return sum(matched.nearness.values()) - 300 * len(matched.missing) / max(len(required), 1)


def match(profiles: Sequence[ColumnProfile], table: str) -> Matched:
    """Match the file with ``table``: by header, most similar first, each column once; then by content."""
    declared = tables()[table]
    pairs = [
        (near, column, profile)
        for column in declared.columns.values()
        for profile in profiles
        if (near := _nearness(column, profile, table)) >= NEAR
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].name))
    matches: dict[str, tuple[ColumnProfile, ...]] = {}
    nearness: dict[str, int] = {}
    taken: set[str] = set()
    for near, column, profile in pairs:
        if column.name not in matches and profile.header not in taken:
            matches[column.name], nearness[column.name] = (profile,), near
            taken.add(profile.header)
    _by_content(declared, profiles, matches, nearness, taken)
    ordered = {name: matches[name] for name in declared.columns if name in matches}
    return Matched(declared, ordered, nearness)


def _nearness(column: Column, profile: ColumnProfile, table: str) -> int:
    """Return the similarity of a header and the words for a column; 0 if the cells cannot be of its type."""
    kinds = _KINDS.get(column.type, set())
    if profile.kind != EMPTY and profile.kind not in kinds:
        return 0
    near = _nearest(profile.plain, words()["headers"].get(table, {}).get(column.name, ()))
    if profile.why_personal == "names" and profile.plain in _ANY_NAME:
        return 0
    needs = SURE if profile.kind == EMPTY or profile.why_personal == "names" else NEAR
    if profile.why_personal in ("header", "content"):
        # Only into a hashed key or a coarse area, and never an address or a telephone number.
        hashed = column.personal in ("K", "Q") and profile.why_personal == "header"
        needs = SURE if hashed else 101
    return near if near >= needs else 0


def _nearest(header: str, names: Sequence[str]) -> int:
    plain = header.replace("_", " ")
    return max((round(fuzz.ratio(plain, normalise(name).replace("_", " "))) for name in names), default=0)


def _by_content(
    table: Table,
    profiles: Sequence[ColumnProfile],
    matches: dict[str, tuple[ColumnProfile, ...]],
    nearness: dict[str, int],
    taken: set[str],
) -> None:
    """Match starts and ends that no header names: a day with two times of day, or two moments."""
    pair = [name for name in ("begin_utc", "end_utc") if name in table.columns]
    free = [profile for profile in profiles if profile.header not in taken]
    if not pair or all(name in matches for name in pair):
        return
    days = [profile for profile in profiles if profile.kind == DAY]
    clocks = [profile for profile in free if profile.kind == CLOCK]
    moments = [profile for profile in free if profile.kind == MOMENT]
    open_ends = [name for name in pair if name not in matches]
    if days and len(clocks) >= len(open_ends):
        ordered = _in_order(clocks, table.name)
        # The day column next to the times, because another may be the day of booking.
        day = min(
            days, key=lambda d: (d.header in taken, abs(profiles.index(d) - profiles.index(ordered[0])))
        )
        for name, clock in zip(open_ends, ordered, strict=False):
            matches[name], nearness[name] = (day, clock), NEAR
    elif len(moments) == len(open_ends):
        for name, profile in zip(open_ends, moments, strict=True):
            matches[name], nearness[name] = (profile,), NEAR


def _in_order(clocks: Sequence[ColumnProfile], table: str) -> list[ColumnProfile]:
    """Sort times of day: headers like a start before headers like an end, else in the order of the file."""
    headers = words()["headers"][table]
    return sorted(
        clocks, key=lambda c: _nearest(c.plain, headers["end_utc"]) - _nearest(c.plain, headers["begin_utc"])
    )


def translations(column: Column, values: Sequence[str]) -> dict[str, str]:
    """Translate each of ``values`` into our vocabulary; '' if no word is similar enough."""
    allowed = ("true", "false") if column.type == "boolean" else vocabulary(column)
    named = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    known = {word: named.get(word, []) for word in allowed}
    translated = {}
    for value in values:
        plain = normalise(value)
        near = {word: _nearest(plain, [*names, word]) for word, names in known.items()}
        best = max(near, key=lambda word: near[word], default="")
        translated[value] = best if best and near[best] >= NEAR else ""
    return translated


def words_for(column: Column) -> set[str]:
    """Return every word, normalised, that is known as a value of the column."""
    known = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    return {normalise(word) for names in known.values() for word in names} | set(known)
