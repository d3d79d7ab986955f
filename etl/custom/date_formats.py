"""Translate date formats as people write them (``dd.mm.yyyy HH:MM``) to the engine's (``%d.%m.%Y %H:%M``)."""

from __future__ import annotations

import functools
import re

#: Formats that are no patterns: ISO 8601 with or without time, fraction and offset; days since 1899-12-30 as
#: spreadsheets count them, whole or with the time as fraction.
ISO, SERIAL_DAY, SERIAL = SPECIAL = ("iso", "serial", "serial HH:MM")
#: Parts of formats that the engine does not know (written_times.py): a month by its name, the name of the
#: time zone at the end, and the time of day as the part of the day that spreadsheets store.
MONTH_NAME, ZONE_NAME, FRACTION = "mmm", "ZONE", "FRACTION"
#: Dates in small letters, times in capitals; ``hh`` is the hour of a 12-hour clock, followed by ``AM``.
_TOKENS = {
    "yyyy": "%Y",
    "yy": "%y",
    "mm": "%m",
    "m": "%m",
    "dd": "%d",
    "d": "%d",
    "HH": "%H",
    "H": "%H",
    "hh": "%I",
    "h": "%I",
    "MM": "%M",
    "SS": "%S",
    "AM": "%p",
    "ZZ": "%z",
}
_TOKEN = re.compile("|".join(sorted(_TOKENS, key=len, reverse=True)))
_BETWEEN = re.compile(r"[ .:/,T年月日時分-]*")
_YEARS, _HOURS = {"%Y", "%y"}, {"%H", "%I"}
EXAMPLE = "dd.mm.yyyy HH:MM, yyyy-mm-dd, mm/dd/yyyy hh:MM AM, iso, serial"


def plain(written: str) -> str:
    """Return the format of a cell whose words became digits: ``dd mm yyyy`` for ``dd mmm yyyy``."""
    form = written.replace(f"{SERIAL_DAY} {FRACTION}", SERIAL).replace(MONTH_NAME, "mm")
    return form.removesuffix(ZONE_NAME).rstrip().replace(FRACTION, "HH:MM:SS")


@functools.cache
def engine_format(written: str) -> str:
    """Return ``%d.%m.%Y %H:%M`` for ``dd.mm.yyyy HH:MM``. Raises ValueError for an unusable format."""
    form = plain(written)
    parts = _TOKEN.findall(form)
    if not all(_BETWEEN.fullmatch(separator) for separator in _TOKEN.split(form)):
        raise ValueError(written)
    codes = [_TOKENS[part] for part in parts]
    is_unambiguous = len(codes) == len(set(codes)) and not set(codes) >= _YEARS and not set(codes) >= _HOURS
    has_whole_day = {"%m", "%d"} <= set(codes) and bool(_YEARS & set(codes))
    is_clock_alone = bool(_HOURS & set(codes)) and not {"%m", "%d", "%z", *_YEARS} & set(codes)
    # Minutes need an hour, and a 12-hour clock its half of the day; whole hours are a time, too.
    needs_hour = bool({"%M", "%S", "%p", "%z"} & set(codes))
    is_clock_whole = bool(_HOURS & set(codes)) or not needs_hour
    is_half_known = ("%I" in codes) == ("%p" in codes) and ("%S" not in codes or "%M" in codes)
    if not (is_unambiguous and (has_whole_day or is_clock_alone) and is_clock_whole and is_half_known):
        raise ValueError(written)
    return _TOKEN.sub(lambda token: _TOKENS[token.group()], form)


def is_usable(written: str) -> bool:
    """Return whether a mapping may declare the format."""
    try:
        is_zoned = ZONE_NAME in written
        if is_zoned and (not has_time(written) or "ZZ" in written or plain(written) in SPECIAL):
            return False
        return plain(written) in SPECIAL or bool(engine_format(written))
    except ValueError:
        return False


def has_time(written: str) -> bool:
    """Return whether a format has a time of day."""
    return written == ISO or "H" in plain(written) or "h" in written


def has_day(written: str) -> bool:
    """Return whether a format has a day; one without is a time of day on the day of the start."""
    return plain(written) in SPECIAL or "d" in written
