"""Dates as people write them down, ``dd.mm.yyyy HH:MM``, and what the engine calls them."""

from __future__ import annotations

import functools
import re

#: Date in small letters, time in capitals; ``hh`` is the hour of a half day, with ``AM`` behind it.
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
    """``dd.mm.yyyy HH:MM`` as ``%d.%m.%Y %H:%M``. Raises ValueError for what is no such format."""
    parts = _TOKEN.findall(written)
    if not all(_BETWEEN.fullmatch(rest) for rest in _TOKEN.split(written)):
        raise ValueError(written)
    codes = [_TOKENS[part] for part in parts]
    once = len(codes) == len(set(codes)) and not {"%Y", "%y"} <= set(codes)
    day = {"%m", "%d"} <= set(codes) and bool({"%Y", "%y"} & set(codes))
    hour = {"%H", "%I"} & set(codes)
    clock = len(hour) < 2 and bool(hour) == ("%M" in codes) and ("%I" in codes) == ("%p" in codes)
    if not (once and day and clock):
        raise ValueError(written)
    return _TOKEN.sub(lambda token: _TOKENS[token.group()], written)


def has_time(written: str) -> bool:
    """Whether a format tells the time of day."""
    return "MM" in written
