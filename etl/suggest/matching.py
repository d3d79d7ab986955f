"""Match the columns of an unknown file with the columns of our tables, and say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.catalogue.tables import Column, Table, normalise, tables
from data.settings import LANGUAGES
from data.text.messages import message, render
from etl.custom.mapping import DERIVING, LENGTHS, TABLES, vocabulary
from etl.suggest.columns import ColumnProfile
from etl.suggest.kinds import (
    DAY,
    DECIMAL,
    EMPTY,
    FEW,
    LENGTH,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
)
from etl.suggest.times import DURATION, END, fill_times
from etl.suggest.words import NEAR, SURE, nearest, spoken, words

_KINDS = {
    **{time: {MOMENT} for time in ("instant", "instant_begin", "instant_end")},
    "local_date": {MOMENT, DAY},
    "count": {WHOLE, YES_NO, DECIMAL},
    "decimal": {WHOLE, DECIMAL, YES_NO},
    "coordinate": {DECIMAL},
    "boolean": {YES_NO, FEW, WHOLE},
    "enum": {FEW, YES_NO, TEXT},
    "key": {WHOLE, TEXT, FEW, YES_NO},
    "id": {WHOLE, TEXT, FEW, YES_NO},
    "text": {TEXT, FEW, WHOLE},
    "municipality": {TEXT, FEW},
    "postal_area": {WHOLE, TEXT, FEW},
    "division": {TEXT, FEW},
    "district": {TEXT, FEW, WHOLE},
}
#: Headers that may name people as well as things.
_ANY_NAME = frozenset(
    ("name", "nimi", "namn", "nimetus", "navn", "naam", "bezeichnung", "nom", "nombre", "nome")
)
#: What a required column that is missing costs a table, and what a header typical of it brings, in points.
_MISSING, _TYPICAL = 300, 60
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Matched:
    """A table and the columns of the file that fill its columns, with the similarity of their headers.

    ``reasons`` are stored messages by canonical column; ``alternatives``, by header, other columns that it
    could fill, the nearest first; ``signals`` the headers that are typical of the table; ``weekly`` the
    headers of a weekly pattern.
    """

    table: Table
    columns: Mapping[str, tuple[ColumnProfile, ...]]
    nearness: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signals: tuple[str, ...] = ()
    weekly: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Required columns that no column of the file seems to fill."""
        made = {made for name, made in DERIVING.get(self.table.name, {}).items() if name in self.columns}
        filled = {*self.columns, *made}
        return [c.name for c in self.table.columns.values() if c.required and c.name not in filled]

    @property
    def points(self) -> int:
        """How well the file fits the table: similar and typical headers, less required columns it lacks."""
        required = [c for c in self.table.columns.values() if c.required]
        cost = _MISSING * len(self.missing) // max(len(required), 1)
        if self.table.name == "bookable_spans" and not self.signals:
            # A space with a start and an end is a booking, unless a header speaks of opening.
            cost += _MISSING
        return sum(self.nearness.values()) + _TYPICAL * len(self.signals) - cost


def tables_known() -> list[str]:
    """Return the tables for which there are words, in the order in which they are tried."""
    return [name for name in TABLES if name in tables() and name in words()["headers"]]


def matches(profiles: Sequence[ColumnProfile]) -> list[Matched]:
    """Match the file with each table; the one that fits best is first."""
    return sorted((match(profiles, name) for name in tables_known()), key=lambda m: -m.points)


def best_match(profiles: Sequence[ColumnProfile], table: str | None = None) -> Matched:
    """Match the file with the table that fits best, or with ``table``."""
    return match(profiles, table) if table else matches(profiles)[0]


def columns_of(table: str) -> dict[str, Column]:
    """Return the columns that a mapping may name: those of the table, and those of which others are made."""
    declared = tables()[table]
    texts = {language: render(message("suggest_duration"), language) for language in LANGUAGES}
    duration = Column("bookings", "duration", "decimal", "min", texts)
    known = {**tables()["bookings"].columns, "duration": duration}
    return {**declared.columns, **{name: known[name] for name in DERIVING.get(table, {})}}


def match(profiles: Sequence[ColumnProfile], table: str) -> Matched:
    """Match the file with ``table``: by header, most similar first, each column once; then by content."""
    known = columns_of(table)
    pairs = [
        (near, column, profile, word)
        for column in known.values()
        for profile in profiles
        if not profile.part_of
        for near, word in [_nearness(column, profile, table)]
        if near >= NEAR
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].name))
    found: dict[str, tuple[ColumnProfile, ...]] = {}
    nearness: dict[str, int] = {}
    reasons: dict[str, str] = {}
    taken: set[str] = set()
    for near, column, profile, word in pairs:
        if column.name not in found and profile.header not in taken:
            found[column.name], nearness[column.name] = (profile,), near
            reasons[column.name] = message("suggest_why_header", word=word, near=near)
            taken.add(profile.header)
    if END in found:
        found.pop(DURATION, None)
    if "unit_name" in found and "space_name" in known and not {"space", "space_name"} & found.keys():
        # A system of one place per booking names the place only: that is what is booked.
        found["space_name"], nearness["space_name"] = found.pop("unit_name"), nearness.pop("unit_name")
        reasons["space_name"] = message("suggest_why_only_place")
    weekly = fill_times(profiles, table, found) if {"begin_utc", END} <= known.keys() else {}
    for name in found:
        if name not in reasons:
            reasons[name], nearness[name] = message("suggest_why_content"), NEAR
    alternatives: dict[str, list[str]] = {}
    for _, column, profile, _ in pairs:
        if profile not in found.get(column.name, ()):
            alternatives.setdefault(profile.header, []).append(column.name)
    return Matched(
        tables()[table],
        {name: found[name] for name in known if name in found},
        {name: near for name, near in nearness.items() if name in found},
        reasons,
        {header: tuple(names[:_MOST_ALTERNATIVES]) for header, names in alternatives.items()},
        _signals(profiles, table),
        weekly,
    )


def _signals(profiles: Sequence[ColumnProfile], table: str) -> tuple[str, ...]:
    """Return headers, and kinds of columns, that are typical of the table."""
    typical = words()["signals"].get(table, {"part": []})["part"]
    return tuple(p.header for p in profiles if any(part in spoken(p.header) for part in typical))


def _nearness(column: Column, profile: ColumnProfile, table: str) -> tuple[int, str]:
    """Return the similarity of a header and a word for the column; 0 if the cells cannot be of its type."""
    kinds = _KINDS.get(column.type, set()) | ({LENGTH} if column.name in LENGTHS else set())
    if profile.kind != EMPTY and profile.kind not in kinds:
        return 0, ""
    near, word = nearest(profile.header, words()["headers"].get(table, {}).get(column.name, ()))
    if profile.why_personal == "names" and profile.plain in _ANY_NAME:
        return 0, ""
    needs = SURE if profile.kind == EMPTY or profile.why_personal == "names" else NEAR
    if profile.why_personal in ("header", "content"):
        # Only into a hashed key or a coarse area, and never an address or a telephone number.
        hashed = column.personal in ("K", "Q") and profile.why_personal == "header"
        needs = SURE if hashed else 101
    return (near, word) if near >= needs else (0, "")


def translations(column: Column, values: Sequence[str]) -> dict[str, str]:
    """Translate each of ``values`` into our vocabulary; '' if no word is similar enough."""
    allowed = ("true", "false") if column.type == "boolean" else vocabulary(column)
    named = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    known = {word: named.get(word, []) for word in allowed}
    translated = {}
    for value in values:
        near = {word: nearest(value, [*names, word])[0] for word, names in known.items()}
        best = max(near, key=lambda word: near[word], default="")
        translated[value] = best if best and near[best] >= NEAR else ""
    return translated


def words_for(column: Column) -> set[str]:
    """Return every word, normalised, that is known as a value of the column."""
    known = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    return {normalise(word) for names in known.values() for word in names} | set(known)
