"""Times that a format writes with words or fractions: names of months, names of time zones, parts of a day.

The engine's formats know digits only, so ``plain_readings`` rewrites the cell and gives the format of what it
then is. ``moment`` reads one text, for a draft.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.custom.date_formats import FRACTION, MONTH_NAME, ZONE_NAME, engine_format, plain
from etl.landing.sql_quoting import literal

_FILE = Path(__file__).parent / "month_names.toml"
#: A part of a day, alone or after a day: 0.75, 0,75, 0 or 1.
_FRACTION = "(^| )([01]?[.,][0-9]+|[01])$"
#: A day after 1899-12-30, and in another cell the part of the day.
_SERIAL_PARTS = "^([0-9]{5}) 0?([.,][0-9]+)?$"


@functools.cache
def month_numbers() -> Mapping[str, str]:
    """Return the number of a month by its name in small letters: ``11`` for ``marraskuuta``."""
    names: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: number for number, of_month in names.items() for name in of_month}


@functools.cache
def _month_pattern() -> str:
    """Return the pattern of a name, which is group 2, with the point and the Spanish words around it."""
    longest_first = sorted(month_numbers(), key=len, reverse=True)
    return rf"(?i)(de )?({'|'.join(longest_first)})\.?( de)?"


def has_month_name(text: str) -> bool:
    """Return whether the name of a month is in the text."""
    return bool(re.search(_month_pattern(), text))


def moment(written: str, text: str) -> dt.datetime:
    """Return the moment of a text in a declared format. Raises ValueError if it is not in that format."""
    if MONTH_NAME in written:
        text = re.sub(_month_pattern(), lambda name: month_numbers()[name[2].lower()], text, count=1)
    return dt.datetime.strptime(text, engine_format(written)).replace(tzinfo=None)


@functools.cache
def zone_offsets(zone: str) -> Mapping[str, str]:
    """Return the offset by what a zone calls its times, as ``EET`` and ``EEST``; numbers are no names."""
    moments = [dt.datetime(2025, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
    return {name: f"{moment:%z}" for moment in moments if (name := moment.tzname() or "").isalpha()}


def plain_readings(written: str, cell: str, zone: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a cell of a declared format: a format without words, and SQL of the cell for it.

    A name of a time zone must be that of the mapping, ``zone``: its name, or what it calls its times.
    """
    form = plain(written)
    if MONTH_NAME in written:
        cell = _with_month_numbers(cell)
    if FRACTION in written:
        cell = _with_clock(cell)
    if ZONE_NAME in written:
        yield f"{form} ZZ", _with_offset(cell, zone)
        cell = f"regexp_replace({cell}, {literal(rf' ?[(]?{re.escape(zone)}[)]?$')}, '')"
    yield form, cell


def _with_month_numbers(cell: str) -> str:
    pattern = literal(_month_pattern())
    pairs = ", ".join(f"{literal(name)}: '{number}'" for name, number in month_numbers().items())
    number = f"MAP {{{pairs}}}[lower(regexp_extract({cell}, {pattern}, 2))]"
    return f"regexp_replace({cell}, {pattern}, {number})"


def _with_clock(cell: str) -> str:
    """Return SQL of the cell with a time of day in the place of a part of a day; a whole day is 24:00."""
    part = f"TRY_CAST(replace(regexp_extract({cell}, '{_FRACTION}', 2), ',', '.') AS DOUBLE)"
    seconds = f"to_seconds(CAST(round({part} * 86400) AS BIGINT))"
    clock = f"strftime(TIMESTAMP '2000-01-01' + {seconds}, '%H:%M:%S')"
    clock = f"CASE WHEN {part} = 1 THEN '24:00:00' ELSE {clock} END"
    return (
        f"CASE WHEN regexp_matches({cell}, '{_SERIAL_PARTS}') "
        f"THEN regexp_replace({cell}, '{_SERIAL_PARTS}', '\\1\\2') "
        f"ELSE regexp_replace({cell}, '{_FRACTION}', '\\1' || {clock}) END"
    )


def _with_offset(cell: str, zone: str) -> str:
    """Return SQL of the cell with an offset in the place of what the zone calls the time, else NULL."""
    cases = " ".join(
        f"WHEN regexp_matches({cell}, {literal(pattern)}) "
        f"THEN regexp_replace({cell}, {literal(pattern)}, ' {offset}')"
        for name, offset in zone_offsets(zone).items()
        for pattern in [rf" ?[(]?\b{name}[)]?$"]
    )
    return f"CASE {cases} END" if cases else "NULL::VARCHAR"
