"""Translate date formats as people write them (``dd.mm.yyyy HH:MM``) to the engine's (``%d.%m.%Y %H:%M``)."""

from __future__ import annotations

import functools
import re

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
_BETWEEN = re.compile(r"[ .:/,T-]*")
EXAMPLE = "dd.mm.yyyy HH:MM, yyyy-mm-dd, mm/dd/yyyy hh:MM AM"


@functools.cache
def engine_format(written: str) -> str:
    """Return ``%d.%m.%Y %H:%M`` for ``dd.mm.yyyy HH:MM``. Raises ValueError for an unusable format."""
    parts = _TOKEN.findall(written)
    if not all(_BETWEEN.fullmatch(separator) for separator in _TOKEN.split(written)):
        raise ValueError(written)
    codes = [_TOKENS[part] for part in parts]
    is_unambiguous = len(codes) == len(set(codes)) and not {"%Y", "%y"} <= set(codes)
    has_day = {"%m", "%d"} <= set(codes) and bool({"%Y", "%y"} & set(codes))
    hours = {"%H", "%I"} & set(codes)
    is_clock_whole = len(hours) < 2 and bool(hours) == ("%M" in codes) and ("%I" in codes) == ("%p" in codes)
    if not (is_unambiguous and has_day and is_clock_whole):
        raise ValueError(written)
    return _TOKEN.sub(lambda token: _TOKENS[token.group()], written)


def has_time(written: str) -> bool:
    """Return whether a format has a time of day."""
    return "MM" in written
