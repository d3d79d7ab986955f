"""Which of our columns the columns of an unknown file are likely to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from data.catalogue.tables import Column, Table, normalise, tables
from etl.custom.mapping import TABLES, vocabulary
from etl.suggest.columns import CLOCK, DAY, DECIMAL, EMPTY, FEW, MOMENT, TEXT, WHOLE, YES_NO, Looked
from etl.suggest.words import words

#: A header this near to a known word is taken for it; that near to say it without a doubt (of 100).
NEAR, SURE = 84, 93
_TIMES = ("instant", "instant_begin", "instant_end")
_SUITS = {
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

#: Headers that say no more than that somebody or something is named.
_ANY_NAME = frozenset(("name", "nimi", "namn", "nimetus", "navn", "naam", "bezeichnung", "nom", "nombre"))


@dataclass(frozen=True)
class Matched:
    """A table and what fills it: canonical column → columns of the file, and how near their headers are."""

    table: Table
    columns: Mapping[str, tuple[Looked, ...]]
    nearness: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Required columns that nothing in the file seems to be."""
        return [c.name for c in self.table.columns.values() if c.required and c.name not in self.columns]


def tables_known() -> list[str]:
    """The tables for which there are words, in the order in which they are tried."""
    return [name for name in TABLES if name in tables() and name in words()["headers"]]


def best_match(looked: Sequence[Looked], table: str | None = None) -> Matched:
    """The table that the file seems to fill, and with what. ``table`` says which one it is to be."""
    tried = [match(looked, name) for name in ([table] if table else tables_known())]
    return max(tried, key=_weight)


def _weight(matched: Matched) -> float:
    """How near the headers are in sum, less what is lacking of the required columns."""
    required = [c.name for c in matched.table.columns.values() if c.required]
    return sum(matched.nearness.values()) - 300 * len(matched.missing) / max(len(required), 1)


def match(looked: Sequence[Looked], table: str) -> Matched:
    """What fills ``table``: by header first, nearest first, each column of the file once; then by content."""
    declared = tables()[table]
    pairs = [
        (near, column, theirs)
        for column in declared.columns.values()
        for theirs in looked
        if (near := _nearness(column, theirs, table)) >= NEAR
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].name))
    found: dict[str, tuple[Looked, ...]] = {}
    nearness: dict[str, int] = {}
    taken: set[str] = set()
    for near, column, theirs in pairs:
        if column.name not in found and theirs.header not in taken:
            found[column.name], nearness[column.name] = (theirs,), near
            taken.add(theirs.header)
    _by_content(declared, looked, found, nearness, taken)
    ours = [name for name in declared.columns if name in found]
    return Matched(declared, {name: found[name] for name in ours}, nearness)


def _nearness(column: Column, theirs: Looked, table: str) -> int:
    """How near a header is to the words for a column, of 100; 0 where its cells cannot be that."""
    suits = _SUITS.get(column.type, set())
    if theirs.kind != EMPTY and theirs.kind not in suits:
        return 0
    near = _nearest(theirs.plain, words()["headers"].get(table, {}).get(column.name, ()))
    if theirs.why_personal == "names" and theirs.plain in _ANY_NAME:
        return 0
    needs = SURE if theirs.kind == EMPTY or theirs.why_personal == "names" else NEAR
    if theirs.why_personal in ("header", "content"):
        # Only what becomes a hashed key or a coarse area, and never an address or a telephone number.
        hashed = column.personal in ("K", "Q") and theirs.why_personal == "header"
        needs = SURE if hashed else 101
    return near if near >= needs else 0


def _nearest(header: str, names: Sequence[str]) -> int:
    plain = header.replace("_", " ")
    return max((round(fuzz.ratio(plain, normalise(name).replace("_", " "))) for name in names), default=0)


def _by_content(
    table: Table,
    looked: Sequence[Looked],
    found: dict[str, tuple[Looked, ...]],
    nearness: dict[str, int],
    taken: set[str],
) -> None:
    """Begins and ends that no header gave away: a day with two times of day, or two moments."""
    pair = [name for name in ("begin_utc", "end_utc") if name in table.columns]
    free = [theirs for theirs in looked if theirs.header not in taken]
    if not pair or all(name in found for name in pair):
        return
    days = [theirs for theirs in looked if theirs.kind == DAY]
    clocks = [theirs for theirs in free if theirs.kind == CLOCK]
    moments = [theirs for theirs in free if theirs.kind == MOMENT]
    open_ends = [name for name in pair if name not in found]
    if days and len(clocks) >= len(open_ends):
        ordered = _in_order(clocks, table.name)
        # The day that is near in the file, not the one on which somebody booked.
        day = min(days, key=lambda d: (d.header in taken, abs(looked.index(d) - looked.index(ordered[0]))))
        for name, clock in zip(open_ends, ordered, strict=False):
            found[name], nearness[name] = (day, clock), NEAR
    elif len(moments) == len(open_ends):
        for name, theirs in zip(open_ends, moments, strict=True):
            found[name], nearness[name] = (theirs,), NEAR


def _in_order(clocks: Sequence[Looked], table: str) -> list[Looked]:
    """Times of day, those called a begin before those called an end, else as they stand in the file."""
    headers = words()["headers"][table]
    return sorted(
        clocks, key=lambda c: _nearest(c.plain, headers["end_utc"]) - _nearest(c.plain, headers["begin_utc"])
    )


def translations(column: Column, values: Sequence[str]) -> dict[str, str]:
    """What each of ``values`` is likely to mean in our vocabulary; '' where nothing is near enough."""
    allowed = ("true", "false") if column.type == "boolean" else vocabulary(column)
    named = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    known = {ours: named.get(ours, []) for ours in allowed}
    told = {}
    for value in values:
        plain = normalise(value)
        near = {ours: _nearest(plain, [*names, ours]) for ours, names in known.items()}
        best = max(near, key=lambda ours: near[ours], default="")
        told[value] = best if best and near[best] >= NEAR else ""
    return told


def words_for(column: Column) -> set[str]:
    """Every word, normalised, that is known as a value of the column."""
    known = words()["values"].get("boolean" if column.type == "boolean" else column.name, {})
    return {normalise(word) for names in known.values() for word in names} | set(known)
