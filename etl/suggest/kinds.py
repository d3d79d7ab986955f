"""Recognise what the cells of a column hold: moments, times of day, lengths, numbers, words."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from etl.custom.date_formats import (
    FRACTION,
    ISO,
    SERIAL,
    SERIAL_DAY,
    SPECIAL,
    ZONE_NAME,
)
from etl.custom.expand import split_range
from etl.custom.written_times import has_month_name, moment
from etl.suggest.time_zones import zone_at_end
from etl.suggest.words import is_clock_header, is_date_header, is_length_header, is_of_kind, meaning

#: Kinds of columns; ``day`` and ``clock`` are a date and a time of day in columns of their own, ``range`` is
#: a start and an end in one cell, ``length`` a duration with its unit.
MOMENT, DAY, CLOCK, RANGE, LENGTH, WEEKDAY, WEEKS, WHOLE, DECIMAL, YES_NO, FEW, TEXT, EMPTY = KINDS = (
    *("moment", "day", "clock", "range", "length", "weekday", "weeks"),
    *("whole", "decimal", "yes_no", "few", "text", "empty"),
)
NUMERIC = (WHOLE, DECIMAL, YES_NO, LENGTH)
_DAYS = (
    *("dd.mm.yyyy", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd-mm-yyyy", "yyyy/mm/dd", "dd.mm.yy"),
    *("mm-dd-yyyy", "dd/mm/yy", "mm/dd/yy", "yyyy.mm.dd", "yyyy年mm月dd日"),
)
_NAMED_DAYS = (
    *("dd mmm yyyy", "dd. mmm yyyy", "dd-mmm-yyyy", "dd/mmm/yyyy", "mmm dd, yyyy", "mmm dd yyyy"),
    *("yyyy-mmm-dd", "yyyy mmm dd", "dd-mmm-yy", "dd mmm yy"),
)
_TIMES = (" HH:MM", " HH:MM:SS", "THH:MM", "THH:MM:SS", "THH:MM:SSZZ", ", HH:MM", " HH.MM", " HH")
#: With a 12-hour clock, days are written with the month first more often than not.
_HALF_DAYS = (" hh:MM AM", " hh:MM:SS AM", " hhAM", ", hh:MM AM")
_AMERICAN = ("mm/dd/yyyy", "mm/dd/yy", "yyyy-mm-dd", "dd/mm/yyyy", "dd.mm.yyyy", "dd-mm-yyyy", "mm-dd-yyyy")
_MOMENTS = [day + time for day in _DAYS for time in _TIMES]
_MOMENTS += [day + time for day in _AMERICAN for time in _HALF_DAYS]
_NAMED_MOMENTS = [day + time for day in _NAMED_DAYS for time in (*_TIMES, *_HALF_DAYS)]
_CLOCKS = ("HH:MM", "HH:MM:SS", "hh:MM AM", "hh:MM:SS AM", "hhAM", "hh AM")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|z|UTC|[+-]\d\d(:?\d\d)?))?")
#: Every date and time starts like this: formats are tried on nothing else.
_TIME_START = re.compile(r"\d{1,4}[./:年-]\d|\d{1,2} ?[AaPp][Mm]")
_MIDNIGHT = re.compile(r"(^|[ T])24(?=([:.]00)*$)")
_POINT_CLOCK = re.compile(r"([01]?\d|2[0-3])\.[0-5]\d")
_PART_OF_DAY = re.compile(r"0?[.,]\d+|[01]([.,]0+)?")
_COMPACT_DAY = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_SERIAL = re.compile(r"(3[6-9]|[4-6]\d|7[0-2])\d{3}([.,]\d+)?")
_WHOLE = re.compile(r"[-+]?\d{1,15}")
_GROUPS = r"[-+]?(\d+|\d{1,3}(?:[ '’\u00a0\u202fGROUP]\d{3})+)"
_COMMA = re.compile(_GROUPS.replace("GROUP", ".") + r"(,\d+)?")
_POINT = re.compile(_GROUPS.replace("GROUP", ",") + r"(\.\d+)?")
_MINUTES = r"(m|min|mins|minutes?|minuuttia?|minuter|minuten?|minutos?|minuti|minutter|minutit)\.?"
_HOURS = (
    r"(h|hrs?|hours?|t|tuntia?|tunti|tim|timmar|timme|std|stunden?"
    r"|u|uur|uren|heures?|horas?|ore|ora|timer?|tundi?)\.?"
)
_LENGTHS = {
    "HH:MM": re.compile(r"\d{1,4}:[0-5]\d(:[0-5]\d)?"),
    "min": re.compile(rf"\d+([.,]\d+)? ?{_MINUTES}", re.IGNORECASE),
    "h": re.compile(rf"\d+([.,]\d+)? ?{_HOURS}", re.IGNORECASE),
    "h min": re.compile(rf"(\d+([.,]\d+)? ?{_HOURS} ?)?(\d+ ?{_MINUTES})?", re.IGNORECASE),
}
_WEEKS = re.compile(r"\D{0,12}\d{1,2}(\s*[-–—,;+/&]\s*\d{1,2})*")
_YES_NO = frozenset(("0", "1", "x", "-", "y", "n", "t", "f"))
_FEW = 12
Cell = TypeVar("Cell")
_SAMPLE = 300


@dataclass(frozen=True)
class Cells:
    """What a column holds: its kind, the formats or decimal marks that fit, and the unit of a length.

    ``zones`` are the names of time zones at the end of its cells.
    """

    kind: str
    formats: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unit: str = ""
    zones: tuple[str, ...] = ()


def recognise(header: str, filled: Sequence[object], texts: Sequence[str], values: Counter[str]) -> Cells:
    """Return what the filled cells under a header hold; ``values`` counts their ``texts``."""
    if not filled:
        return Cells(EMPTY)
    for recognised in (
        _stored(filled),
        _words(header, filled, texts),
        _numbered_day(header, texts),
        _hour(header, texts),
        _part_of_day(header, texts),
        _length(header, texts),
        _written_time(header, texts),
        _number(filled, texts),
    ):
        if recognised is not None:
            return recognised
    few = len(values) <= _FEW and (len(values) < len(texts) or len(values) == 1)
    return Cells(FEW if few and all(len(value) <= 40 for value in values) else TEXT)


def _stored(filled: Sequence[object]) -> Cells | None:
    """Recognise what a workbook stores as dates and times."""
    if all(isinstance(cell, dt.datetime | dt.date) for cell in filled):
        is_day = all(not isinstance(c, dt.datetime) or c.time() == dt.time() for c in filled)
        return Cells(DAY if is_day else MOMENT)
    if all(isinstance(cell, dt.time) for cell in filled):
        return Cells(CLOCK)
    return Cells(LENGTH, unit="HH:MM") if all(isinstance(cell, dt.timedelta) for cell in filled) else None


def _words(header: str, filled: Sequence[object], texts: Sequence[str]) -> Cells | None:
    """Recognise days of the week, weeks, and yes and no."""
    if is_of_kind(header, "weekday") and all(meaning(text, "weekday") for text in texts):
        return Cells(WEEKDAY)
    if is_of_kind(header, "weeks") and mostly(texts, lambda t: _WEEKS.fullmatch(t) or meaning(t, "weeks")):
        return Cells(WEEKS)
    plain = {text.lower() for text in texts}
    is_yes_no = all(text in _YES_NO or meaning(text, "boolean") for text in plain)
    return Cells(YES_NO) if is_yes_no or all(isinstance(cell, bool) for cell in filled) else None


def _numbered_day(header: str, texts: Sequence[str]) -> Cells | None:
    """Recognise days as spreadsheets number them, and days without marks, under the header of a date."""
    if not (mostly(texts[:_SAMPLE], _SERIAL.fullmatch) or mostly(texts[:_SAMPLE], _COMPACT_DAY.fullmatch)):
        return None
    if not is_date_header(header):
        return None
    if mostly(texts, _COMPACT_DAY.fullmatch):
        return Cells(DAY, ("yyyymmdd",))
    has_time = any("." in text or "," in text for text in texts)
    return Cells(MOMENT, (SERIAL,)) if has_time else Cells(DAY, (SERIAL_DAY,))


def _hour(header: str, texts: Sequence[str]) -> Cells | None:
    """Recognise whole hours of the day, under the header of a time of day."""
    is_hour = all(text.isdecimal() and int(text) <= 24 for text in texts)
    return Cells(CLOCK, ("HH",)) if is_hour and is_clock_header(header) else None


def _part_of_day(header: str, texts: Sequence[str]) -> Cells | None:
    """Recognise times of day as spreadsheets store them, under the header of a time of day: 0.75 is 18:00."""
    if not is_clock_header(header) or not all(map(_PART_OF_DAY.fullmatch, texts)):
        return None
    minutes = [float(text.replace(",", ".")) * 1440 for text in texts]
    if not any(0 < minute < 1440 for minute in minutes):
        return None
    # Times of bookings are mostly multiples of five minutes; of other numbers below one few are.
    is_time = mostly(minutes, lambda minute: abs(minute - 5 * round(minute / 5)) < 0.01)
    return Cells(CLOCK, (FRACTION,)) if is_time else None


def _length(header: str, texts: Sequence[str]) -> Cells | None:
    """Recognise lengths of time that are no plain numbers: with a unit, or as hours and minutes."""
    for unit, pattern in _LENGTHS.items():
        if mostly(texts, pattern.fullmatch) and (unit != "HH:MM" or is_length_header(header)):
            return Cells(LENGTH, unit=unit)
    return None


def _written_time(header: str, texts: Sequence[str]) -> Cells | None:
    """Recognise dates and times by the formats that fit, and ranges of them."""
    if cells := _formatted(texts) or _zoned(texts):
        return cells
    if mostly(texts[:_SAMPLE], split_range):
        return Cells(RANGE)
    # 2.30 is a number, unless the header names a time of day and every cell can be one.
    if is_clock_header(header) and all(map(_POINT_CLOCK.fullmatch, texts)):
        return Cells(CLOCK, ("HH.MM",))
    return None


def _formatted(texts: Sequence[str]) -> Cells | None:
    sample = texts[:_SAMPLE]
    known: tuple[tuple[str, Sequence[str]], ...]
    if mostly(sample, has_month_name):
        known = ((MOMENT, _NAMED_MOMENTS), (DAY, _NAMED_DAYS))
    elif mostly(sample, _TIME_START.match):
        known = ((MOMENT, _MOMENTS), (DAY, _DAYS), (CLOCK, _CLOCKS))
    else:
        return None
    for kind, candidates in known:
        formats = tuple(f for f in candidates if mostly(sample, functools.partial(_fits, f)))
        formats = tuple(f for f in formats if mostly(texts, functools.partial(_fits, f)))
        if kind == MOMENT and not formats and mostly(texts, _ISO.fullmatch):
            formats = (ISO,)
        if formats:
            best = max(_fitting(f, texts) for f in formats)
            return Cells(kind, tuple(f for f in formats if _fitting(f, texts) == best))
    return None


def _zoned(texts: Sequence[str]) -> Cells | None:
    """Recognise times that end with the name of a time zone."""
    ends = [zone_at_end(text) for text in texts]
    if not mostly(ends, bool):
        return None
    cells = _formatted([text for text, _ in filter(None, ends)])
    if cells is None or cells.kind == DAY or set(cells.formats) & set(SPECIAL):
        return None
    zones = tuple(dict.fromkeys(zone for _, zone in filter(None, ends)))
    return replace(cells, formats=tuple(f"{f} {ZONE_NAME}" for f in cells.formats), zones=zones)


def _number(filled: Sequence[object], texts: Sequence[str]) -> Cells | None:
    if all(isinstance(cell, int | float) for cell in filled):
        return Cells(WHOLE if all(map(_WHOLE.fullmatch, texts)) else DECIMAL)
    if mostly(texts, _WHOLE.fullmatch):
        return Cells(WHOLE)
    fitting = {mark: sum(bool(p.fullmatch(t)) for t in texts) for mark, p in ((",", _COMMA), (".", _POINT))}
    best = max(fitting.values())
    if best < len(texts) - len(texts) // 5:
        return None
    return Cells(DECIMAL, marks=tuple(mark for mark, count in fitting.items() if count == best))


def mostly(texts: Sequence[Cell], test: Callable[[Cell], object]) -> bool:
    """Return whether at least four fifths of the texts pass. A load reports the cells that do not."""
    failures_left = len(texts) // 5
    for text in texts:
        if not test(text):
            failures_left -= 1
            if failures_left < 0:
                return False
    return True


@functools.lru_cache(maxsize=1 << 16)
def _fits(form: str, text: str) -> bool:
    if form == ISO:
        return bool(_ISO.fullmatch(text))
    if "ZZ" in form and not text[-1:].isdecimal():
        return False  # the engine reads an offset in digits only
    if "HH" in form:
        text = _MIDNIGHT.sub(r"\g<1>00", text)
    try:
        moment(form, text.upper() if "AM" in form else text)
    except ValueError:
        return False
    return True


def _fitting(form: str, texts: Sequence[str]) -> int:
    return sum(_fits(form, text) for text in texts)
