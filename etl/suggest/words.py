"""The words that systems use for our columns, their values, measures and times (words.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from data.catalogue.tables import normalise

_FILE = Path(__file__).parent / "words.toml"
#: Similarity of a header and a known word (of 100): enough for a match, and certain.
NEAR, SURE = 84, 93
#: Last words of nested headers that say nothing without those before them.
_GENERIC = frozenset(("name", "title", "label", "value", "text", "nimi", "namn", "nimetus", "navn", "naam"))
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_DATES = ("begin_utc", "end_utc", "created_date", "handled_date", "updated_utc", "start_date")


@functools.cache
def words() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the words: ``headers`` per table and column, ``values`` per column, ``kinds`` of columns."""
    read: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return read


def spoken(header: str) -> str:
    """Return a header as words: ``startHour`` and ``start_hour`` are ``start hour``."""
    return re.sub(
        r"[\s_.]+", " ", re.sub(r"(?<=[a-zäöå])(?=[A-Z])", " ", header.strip("\ufeff \t\r\n")).lower()
    )


def nearest(header: str, names: Iterable[str]) -> tuple[int, str]:
    """Return the similarity of a header and the most similar of ``names``, and that name.

    Of a nested header (``space.name``) its last word counts too or, if that says nothing, the one before it.
    """
    forms = [spoken(header), _BRACKETS.sub("", spoken(header)).strip()]
    steps = header.split(".")
    if len(steps) > 1:
        last = spoken(steps[-1])
        forms.append(spoken(steps[-2]) if last in _GENERIC else last)
        if last == "id":
            forms[2:] = [f"{spoken(steps[-2])} id"]
    candidates = ((round(fuzz.ratio(form, spoken(name))), name) for name in names for form in forms)
    return max(candidates, key=lambda candidate: candidate[0], default=(0, ""))


def is_measure_header(header: str) -> bool:
    """Return whether a header says that its column counts or measures something: ``volunteer_hours``."""
    measures = words()["kinds"]["measure"]
    parts = _parts(header)
    is_compound = any(part.endswith(tuple(measures["end"])) for part in parts)
    return is_compound or not parts.isdisjoint(measures["word"])


def is_clock_header(header: str) -> bool:
    """Return whether a header says that its column holds times of day: ``Klo alkaa``."""
    bookings = words()["headers"]["bookings"]
    sides = {spoken(word) for side in ("begin_utc", "end_utc") for word in bookings[side]}
    clocks = words()["kinds"]["clock"]["word"]
    if spoken(header) in sides:
        return True
    is_measure = is_length_header(header) or is_measure_header(header)
    return not is_measure and not _parts(header).isdisjoint(clocks)


def is_date_header(header: str) -> bool:
    """Return whether a header says that its column holds days or moments."""
    return any(near >= NEAR for near in _near_dates(header)) or is_of_kind(header, "day")


def is_length_header(header: str) -> bool:
    """Return whether a header says that its column holds lengths of time."""
    known = words()["headers"]
    names = [*known["bookings"]["duration"]]
    names += [
        word for column in ("hours", "total_hours", "minutes") for word in known["volunteer_records"][column]
    ]
    return nearest(header, names)[0] >= SURE


def is_of_kind(header: str, kind: str) -> bool:
    """Return whether a header is one of the words of a kind, such as ``weekday``."""
    return nearest(header, words()["kinds"][kind]["word"])[0] >= SURE


def meaning(value: str, column: str) -> str:
    """Return our value for a word, such as ``1`` for Monday; '' for an unknown one."""
    plain = normalise(value).replace("_", " ").rstrip(".")
    return next((ours for ours, names in words()["values"][column].items() if plain in names), "")


def _near_dates(header: str) -> Sequence[int]:
    tables = words()["headers"].values()
    return [nearest(header, columns[name])[0] for columns in tables for name in _DATES if name in columns]


def _parts(header: str) -> set[str]:
    return set(re.split(r"[\W_]+", spoken(header)))
