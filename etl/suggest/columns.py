"""Describe the columns of an unknown file: kind, date formats, shape, and whether they look personal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.catalogue.tables import normalise
from etl.custom.expand import split_range
from etl.custom.mapping import RANGE_END, RANGE_START
from etl.custom.personal_data import is_like_a_name, is_personal_header, is_phone, names_someone
from etl.suggest.beginning import Beginning
from etl.suggest.kinds import NUMERIC, RANGE, recognise
from etl.suggest.words import is_measure_header

_LONGEST_SHAPE = 24


@dataclass(frozen=True)
class ColumnProfile:
    """A column of an unknown file. ``values`` counts its cells and must not be shown: see ``showable``.

    ``formats`` are the formats that fit its dates; ``marks`` the decimal marks that fit its numbers; ``unit``
    is that of its lengths; ``zones`` are the names of time zones at the end of its times. ``part_of`` is the
    header of the column whose cells have this as a part. ``why_personal`` is ``header``, ``content`` or, if
    only its words look like names, ``names``; else ''.
    """

    header: str
    kind: str
    values: Counter[str]
    shape: str
    formats: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unit: str = ""
    why_personal: str = ""
    filled: int = 0
    part_of: str = ""
    zones: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The header, normalised."""
        return normalise(self.header)


def columns(beginning: Beginning) -> list[ColumnProfile]:
    """Describe each named column of the file, and after a column of ranges its two parts."""
    described = []
    for n, header in enumerate(beginning.headers):
        if header:
            cells = [row[n] for row in beginning.rows if n < len(row)]
            described.append(_profile(header, cells))
            if described[-1].kind == RANGE:
                described += _parts(header, cells)
    return described


def showable(column: ColumnProfile, words: Iterable[str] = ()) -> tuple[list[str], int]:
    """Return the values that may be shown, most frequent first, and how many others there are.

    A row shifted by one column can bring a name into any cell. So a value is shown only if it is one of
    the known ``words`` (normalised), or if it is frequent and looks neither like a name nor like a
    number of a person.
    """
    known = set(words)
    frequent = max(3, column.filled // 20)
    shown = [
        value
        for value, count in column.values.most_common()
        if normalise(value) in known
        or (count >= frequent and len(value) <= 40 and not _looks_personal(value))
    ]
    return shown, len(column.values) - len(shown)


def _looks_personal(value: str) -> bool:
    return (
        is_like_a_name(value)
        or names_someone(value)
        or is_phone(value)
        or sum(letter.isdigit() for letter in value) > 4
    )


def _profile(header: str, cells: Sequence[object], part_of: str = "") -> ColumnProfile:
    filled = [cell for cell in cells if cell not in ("", None)]
    texts = [_text(cell) for cell in filled]
    values = Counter(texts)
    personal = _why_personal(header, texts)
    recognised = recognise(header, filled, texts, values)
    # Measures come before the words of personal data: volunteer_hours is about hours.
    if personal == "header" and recognised.kind in NUMERIC and is_measure_header(header):
        personal = ""
    shape = Counter(map(_shape, texts)).most_common(1)[0][0] if texts and not personal else ""
    return ColumnProfile(
        *(header, recognised.kind, values, shape, recognised.formats, recognised.marks, recognised.unit),
        *(personal, len(filled), part_of, recognised.zones),
    )


def _parts(header: str, cells: Sequence[object]) -> list[ColumnProfile]:
    """Describe the starts and the ends of ranges."""
    pairs = [split_range(_text(cell)) or ("", "") for cell in cells]
    return [
        _profile(form.format(header), [pair[n] for pair in pairs], header)
        for n, form in enumerate((RANGE_START, RANGE_END))
    ]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _why_personal(header: str, texts: list[str]) -> str:
    if is_personal_header(header):
        return "header"
    if any(map(names_someone, texts)) or (texts and sum(map(is_phone, texts)) * 2 > len(texts)):
        return "content"
    # Names of spaces repeat more often than names of people, so each different text counts once.
    distinct = set(texts)
    if texts and sum(map(is_like_a_name, distinct)) * 2 > len(distinct):
        return "names"
    return ""


def _shape(text: str) -> str:
    """Return the shape of a cell without its content: ``Aaaa 9`` for ``Saal 2``."""
    shape = "".join(
        "9" if letter.isdigit() else "A" if letter.isupper() else "a" if letter.isalpha() else letter
        for letter in text
    )
    shape = re.sub(r"[^\w\s.,:;/+'’()-]", "·", re.sub(r"\s+", " ", shape))
    return shape if len(shape) <= _LONGEST_SHAPE else shape[: _LONGEST_SHAPE - 1] + "…"
