"""Describe the columns of an unknown file: kind, date formats, shape, and whether they look personal."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from data.catalogue.tables import normalise
from etl.custom.date_formats import engine_format
from etl.custom.personal_data import is_like_a_name, is_personal_header, is_phone, names_someone
from etl.suggest.beginning import Beginning
from etl.suggest.words import is_clock_header, is_measure_header

#: Kinds of columns; ``day`` and ``clock`` are a date and a time of day in columns of their own.
MOMENT, DAY, CLOCK, WHOLE, DECIMAL, YES_NO, FEW, TEXT, EMPTY = KINDS = (
    *("moment", "day", "clock", "whole", "decimal", "yes_no", "few", "text", "empty"),
)
_DAYS = ("dd.mm.yyyy", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd-mm-yyyy", "yyyy/mm/dd", "dd.mm.yy")
_TIMES = (" HH:MM", " HH:MM:SS", "THH:MM", "THH:MM:SS", "THH:MM:SSZZ", " hh:MM AM", ", HH:MM", " HH.MM")
_CLOCKS = ("HH:MM", "HH:MM:SS", "hh:MM AM")
#: Every date and time starts like this: formats are tried on nothing else.
_TIME_START = re.compile(r"\d{1,4}[./:-]\d")
_POINT_CLOCK = re.compile(r"([01]?\d|2[0-3])\.[0-5]\d")
_NUMERIC = (WHOLE, DECIMAL, YES_NO)
_WHOLE = re.compile(r"[-+]?\d{1,15}")
_GROUPS = r"[-+]?(\d+|\d{1,3}(?:[ '’\u00a0\u202fGROUP]\d{3})+)"
_COMMA = re.compile(_GROUPS.replace("GROUP", ".") + r"(,\d+)?")
_POINT = re.compile(_GROUPS.replace("GROUP", ",") + r"(\.\d+)?")
_YES_NO = frozenset(
    (
        *("0", "1", "x", "-", "yes", "no", "true", "false", "kyllä", "ei"),
        *("ja", "nej", "nein", "jah", "nei", "oui", "non"),
    )
)
_FEW = 12
_SAMPLE = 300
_LONGEST_SHAPE = 24


@dataclass(frozen=True)
class ColumnProfile:
    """A column of an unknown file. ``values`` counts its cells and must not be shown: see ``showable``.

    ``formats`` are the formats that fit its dates; ``mark`` is its decimal mark, if it has one.
    ``why_personal`` is ``header``, ``content`` or, if only its words look like names, ``names``; else ''.
    """

    header: str
    kind: str
    values: Counter[str]
    shape: str
    formats: tuple[str, ...] = ()
    mark: str = ""
    why_personal: str = ""
    filled: int = 0

    @property
    def plain(self) -> str:
        """The header, normalised."""
        return normalise(self.header)


def columns(beginning: Beginning) -> list[ColumnProfile]:
    """Describe each named column of the file."""
    described = []
    for n, header in enumerate(beginning.headers):
        if header:
            described.append(_profile(header, [row[n] for row in beginning.rows if n < len(row)]))
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


def _profile(header: str, cells: Sequence[object]) -> ColumnProfile:
    filled = [cell for cell in cells if cell not in ("", None)]
    texts = [_text(cell) for cell in filled]
    values = Counter(texts)
    personal = _why_personal(header, texts)
    kind, formats, mark = _kind(header, filled, texts, values)
    if personal == "header" and kind in _NUMERIC and is_measure_header(header):
        personal = ""
    shape = Counter(map(_shape, texts)).most_common(1)[0][0] if texts and not personal else ""
    return ColumnProfile(header, kind, values, shape, formats, mark, personal, len(filled))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _kind(
    header: str, filled: Sequence[object], texts: list[str], values: Counter[str]
) -> tuple[str, tuple[str, ...], str]:
    """Return the kind of a column, the formats that fit its dates, and its decimal mark."""
    if not filled:
        return EMPTY, (), ""
    if all(isinstance(cell, dt.datetime | dt.date) for cell in filled):
        is_day = all(not isinstance(c, dt.datetime) or c.time() == dt.time() for c in filled)
        return (DAY if is_day else MOMENT), (), ""
    if all(isinstance(cell, dt.time) for cell in filled):
        return CLOCK, (), ""
    if all(isinstance(cell, bool) for cell in filled) or {t.lower() for t in texts} <= _YES_NO:
        return YES_NO, (), ""
    if all(isinstance(cell, int | float) for cell in filled):
        return (WHOLE if all(map(_WHOLE.fullmatch, texts)) else DECIMAL), (), ""
    sample = texts[:_SAMPLE]
    if _mostly(sample, _TIME_START.match):
        for kind, candidates in (
            (MOMENT, [day + time for day in _DAYS for time in _TIMES]),
            (DAY, list(_DAYS)),
            (CLOCK, list(_CLOCKS)),
        ):
            formats = tuple(f for f in candidates if _mostly(sample, functools.partial(_fits, f)))
            if formats:
                return kind, formats, ""
    # 2.30 is a number, unless the header names a time of day and every cell can be one.
    if is_clock_header(header) and all(map(_POINT_CLOCK.fullmatch, texts)):
        return CLOCK, ("HH.MM",), ""
    if _mostly(texts, _WHOLE.fullmatch):
        return WHOLE, (), ""
    for mark, pattern in ((",", _COMMA), (".", _POINT)):
        if _mostly(texts, pattern.fullmatch):
            return DECIMAL, (), mark
    few = len(values) <= _FEW and (len(values) < len(texts) or len(values) == 1)
    return (FEW if few and all(len(value) <= 40 for value in values) else TEXT), (), ""


def _mostly(texts: Sequence[str], test: Callable[[str], object]) -> bool:
    """Return whether at least four fifths of the texts pass. A load reports the cells that do not."""
    failures_left = len(texts) // 5
    for text in texts:
        if not test(text):
            failures_left -= 1
            if failures_left < 0:
                return False
    return True


def _fits(form: str, text: str) -> bool:
    code = engine_format(form) if "dd" in form else _clock_code(form)
    try:
        dt.datetime.strptime(text, code)
    except ValueError:
        return False
    return True


def _clock_code(form: str) -> str:
    return engine_format("dd.mm.yyyy " + form).removeprefix("%d.%m.%Y ")


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
