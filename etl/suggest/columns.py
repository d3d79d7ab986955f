"""What the columns of an unknown file hold: kind, form of dates, shape, and whether it looks personal."""

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

#: What is in a cell; ``day`` and ``clock`` are a date and a time of day that stand apart.
MOMENT, DAY, CLOCK, WHOLE, DECIMAL, YES_NO, FEW, TEXT, EMPTY = KINDS = (
    *("moment", "day", "clock", "whole", "decimal", "yes_no", "few", "text", "empty"),
)
_DAYS = ("dd.mm.yyyy", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd-mm-yyyy", "yyyy/mm/dd", "dd.mm.yy")
_TIMES = (" HH:MM", " HH:MM:SS", "THH:MM", "THH:MM:SS", "THH:MM:SSZZ", " hh:MM AM", ", HH:MM", " HH.MM")
_CLOCKS = ("HH:MM", "HH:MM:SS", "hh:MM AM")
#: How every date and time starts: what does not is tried with no format.
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
class Looked:
    """A column of an unknown file. ``values`` counts its cells and must not be shown: see ``tellable``.

    ``formats`` are the forms that all its dates have; ``mark`` is its decimal mark, where one shows.
    ``why_personal`` is ``header``, ``content`` or, with names alone to go by, ``names``; else ''.
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


def columns(beginning: Beginning) -> list[Looked]:
    """What each named column of the file holds."""
    found = []
    for place, header in enumerate(beginning.headers):
        if header:
            found.append(_looked(header, [row[place] for row in beginning.rows if place < len(row)]))
    return found


def tellable(column: Looked, words: Iterable[str] = ()) -> tuple[list[str], int]:
    """Values that may be shown, most frequent first, and how many others there are.

    A row that slipped by a column can bring a name into any cell. So only known ``words`` (normalised)
    are shown, and what comes often and is neither like a name nor a number of somebody.
    """
    known = set(words)
    often = max(3, column.filled // 20)
    shown = [
        value
        for value, count in column.values.most_common()
        if normalise(value) in known or (count >= often and len(value) <= 40 and not _is_like_a_person(value))
    ]
    return shown, len(column.values) - len(shown)


def _is_like_a_person(value: str) -> bool:
    return (
        is_like_a_name(value)
        or names_someone(value)
        or is_phone(value)
        or sum(letter.isdigit() for letter in value) > 4
    )


def _looked(header: str, cells: Sequence[object]) -> Looked:
    filled = [cell for cell in cells if cell not in ("", None)]
    texts = [_text(cell) for cell in filled]
    values = Counter(texts)
    personal = _why_personal(header, texts)
    kind, formats, mark = _kind(header, filled, texts, values)
    if personal == "header" and kind in _NUMERIC and is_measure_header(header):
        personal = ""
    shape = Counter(map(_shape, texts)).most_common(1)[0][0] if texts and not personal else ""
    return Looked(header, kind, values, shape, formats, mark, personal, len(filled))


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
        for kind, tried in (
            (MOMENT, [day + time for day in _DAYS for time in _TIMES]),
            (DAY, list(_DAYS)),
            (CLOCK, list(_CLOCKS)),
        ):
            formats = tuple(f for f in tried if _mostly(sample, functools.partial(_fits, f)))
            if formats:
                return kind, formats, ""
    # 2.30 is a number, unless the header speaks of a time of day and no cell speaks against it.
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
    """Whether nearly all texts pass: some cells of every export are slips, and the load will tell them."""
    may_fail = len(texts) // 5
    for text in texts:
        if not test(text):
            may_fail -= 1
            if may_fail < 0:
                return False
    return True


def _fits(written: str, text: str) -> bool:
    code = engine_format(written) if "dd" in written else _clock_code(written)
    try:
        dt.datetime.strptime(text, code)
    except ValueError:
        return False
    return True


def _clock_code(written: str) -> str:
    return engine_format("dd.mm.yyyy " + written).removeprefix("%d.%m.%Y ")


def _why_personal(header: str, texts: list[str]) -> str:
    if is_personal_header(header):
        return "header"
    if any(map(names_someone, texts)) or (texts and sum(map(is_phone, texts)) * 2 > len(texts)):
        return "content"
    # Names of rooms come again and again, names of people less so.
    distinct = set(texts)
    if texts and sum(map(is_like_a_name, distinct)) * 2 > len(distinct):
        return "names"
    return ""


def _shape(text: str) -> str:
    """``Saal 2`` as ``Aaaa 9``: how a cell looks, without what it says."""
    told = "".join(
        "9" if letter.isdigit() else "A" if letter.isupper() else "a" if letter.isalpha() else letter
        for letter in text
    )
    told = re.sub(r"[^\w\s.,:;/+'’()-]", "·", re.sub(r"\s+", " ", told))
    return told if len(told) <= _LONGEST_SHAPE else told[: _LONGEST_SHAPE - 1] + "…"
