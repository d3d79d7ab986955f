"""Take the cells of a mapped export apart: ranges of time, several spaces in a cell, weekly bookings.

A range gives two headers. Several spaces, and the days of a weekly booking, give a row each; these rows have
the number of the row that they come from.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

import duckdb

from etl.custom.mapping import RANGE_END, RANGE_START, WEEKLY_DAY, Mapping, part_of
from etl.custom.moment_sql import MomentSql
from etl.landing.sql_quoting import identifier, literal

#: The table of rows taken apart.
PIECES = "pieces"
#: Columns of rows taken apart: what distinguishes a row from the others of its row in the file ('' for the
#: first one), and whether it is of the first space and of the first day.
PIECE, IS_FIRST_SPACE, IS_FIRST_DAY = '"Piece"', '"Is First Space"', '"Is First Day"'
#: Words around times of day that say nothing else.
_FILLER = r"(?i)\b(klo|kl\.|uhr|o'clock|h)(\s|$)"
_CLOCK = r"[0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)?(?: ?[AaPp][Mm])?"
#: A range with blanks around its sign or word; and one of times of day without blanks, after a day or not.
SPACED = r"^(.*\S)\s+(?:-|–|—|−|~|〜|→|bis|to|until|till|til|kuni|tot|à|a|al|alle|até|ad)\s+(\S.*)$"
TIGHT = rf"^((?:.* )?{_CLOCK})[-–—−~〜]({_CLOCK})$"
#: A season has at most as many days as this; a longer one is a mistake in its years.
_MOST_DAYS = 800
_WEEKS = re.compile(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?")


def range_cells(cell: str) -> tuple[str, str]:
    """Return SQL of the start and the end of a range in a cell, NULL if it is none."""
    bare = f"trim(regexp_replace({cell}, {literal(_FILLER)}, ' ', 'g'))"
    start, end = (
        "coalesce("
        + ", ".join(f"nullif(regexp_extract({bare}, {literal(p)}, {n}), '')" for p in (SPACED, TIGHT))
        + ")"
        for n in (1, 2)
    )
    return start, end


def split_range(cell: str) -> tuple[str, str] | None:
    """Return the start and the end of a range as ``range_cells`` does; None if it is none."""
    bare = re.sub(_FILLER, " ", cell).strip()
    match = re.match(SPACED, bare) or re.match(TIGHT, bare)
    return (match[1], match[2]) if match else None


def made_headers(mapping: Mapping, present: Collection[str]) -> set[str]:
    """Return the headers that ranges and weekly bookings add to the ``present`` ones of a file."""
    ranges = [header for header in mapping.ranges if header in present]
    made = {part_of(header, form) for header in ranges for form in (RANGE_START, RANGE_END)}
    if mapping.weekly and set(mapping.weekly_headers.values()) <= set(present):
        made.add(WEEKLY_DAY)
    return made


def with_ranges(mapping: Mapping, made: Collection[str], relation: str) -> str:
    """Return the relation with the ``made`` headers of its ranges as columns."""
    cells = [
        f"{cell} AS {identifier(part_of(header, form))}"
        for header in mapping.ranges
        if part_of(header, RANGE_START) in made
        for form, cell in zip((RANGE_START, RANGE_END), range_cells(identifier(header)), strict=True)
    ]
    return f"(SELECT *, {', '.join(cells)} FROM {relation})" if cells else relation


def expand(connection: duckdb.DuckDBPyConnection, mapping: Mapping, relation: str) -> str:
    """Return a relation with a row for each space and each day of the rows of ``relation``."""
    if not (mapping.several or mapping.weekly):
        return relation
    connection.execute(
        f"CREATE TEMP TABLE pieces AS SELECT *, '' AS {PIECE}, true AS {IS_FIRST_SPACE}, "
        f"true AS {IS_FIRST_DAY} FROM {relation}"
    )
    for header, mark in mapping.several.items():
        _split(connection, identifier(header), mark)
    if mapping.weekly:
        _repeat(connection, mapping)
    return PIECES


def _split(connection: duckdb.DuckDBPyConnection, column: str, mark: str) -> None:
    """Give each name in a cell, between marks, a row of its own."""
    trimmed = f"list_transform(string_split({column}, {literal(mark)}), lambda name: trim(name))"
    names = f"list_filter({trimmed}, lambda name: name <> '')"
    numbers = f"range(1, greatest(coalesce(len({names}), 0), 1) + 1)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE pieces AS SELECT * EXCLUDE (names, number) REPLACE ("
        f"names[number] AS {column}, "
        f"{PIECE} || CASE WHEN number = 1 THEN '' ELSE '/' || number END AS {PIECE}, "
        f"{IS_FIRST_SPACE} AND number = 1 AS {IS_FIRST_SPACE}) "
        f"FROM (SELECT *, {names} AS names, unnest({numbers}) AS number FROM pieces)"
    )


def _repeat(connection: duckdb.DuckDBPyConnection, mapping: Mapping) -> None:
    """Give each row the days of its weekly pattern; a row whose pattern cannot be read has none."""
    parts = ", ".join(f"'{part}': {_part(mapping, part)}" for part in mapping.weekly_headers)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE pieces AS SELECT *, CAST(MAP {{{parts}}} AS VARCHAR) AS pattern, "
        f"MAP {{{parts}}} AS parts FROM pieces"
    )
    patterns = connection.execute("SELECT DISTINCT pattern, parts FROM pieces").fetchall()
    constant = {part: value for part, value in mapping.weekly.items() if value.isdecimal()}
    days = [
        (pattern, number, day.isoformat())
        for pattern, texts in patterns
        for number, day in enumerate(weekly_days(**{k: v or "" for k, v in {**texts, **constant}.items()}), 1)
    ]
    columns = [[day[n] for day in days] for n in range(3)]
    lists = "unnest(?::VARCHAR[]) AS pattern, unnest(?::BIGINT[]) AS number, unnest(?::VARCHAR[]) AS day"
    connection.execute(f"CREATE TEMP TABLE weekly_days AS SELECT {lists}", columns)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE pieces AS SELECT p.* EXCLUDE (pattern, parts) REPLACE ("
        f"p.{PIECE} || coalesce('/' || d.day, '') AS {PIECE}, "
        f"coalesce(d.number, 1) = 1 AS {IS_FIRST_DAY}), d.day AS {identifier(WEEKLY_DAY)} "
        "FROM pieces AS p LEFT JOIN weekly_days AS d ON p.pattern = d.pattern"
    )


def _part(mapping: Mapping, part: str) -> str:
    """SQL of a part of a row's weekly pattern as ``weekly_days`` reads it: an ISO day, a number or a word."""
    cell = f"trim({identifier(mapping.weekly_headers[part])})"
    if part in ("first", "last"):
        day = MomentSql(mapping, mapping.canonical(), lambda _: None).day(cell)
        return f"CAST({day} AS VARCHAR)"
    cases = " ".join(
        f"WHEN {literal(t)} THEN {literal(ours)}" for t, ours in mapping.values.get(part, {}).items()
    )
    return f"CASE {cell} {cases} ELSE {cell} END" if cases else cell


def weekly_days(
    weekday: str, weeks: str = "", year: str = "", first: str = "", last: str = ""
) -> list[dt.date]:
    """Return the days of a weekly booking; none if its pattern cannot be read.

    ``weekday`` is 1 (Monday) to 7; ``weeks`` are ISO weeks such as ``36-50, 2``, or ``all``,
    ``odd`` or ``even``; ``first`` and ``last`` are ISO days that bound it. Weeks after a fall in their
    numbers are of the next year.
    """
    if not re.fullmatch("[1-7]", weekday):
        return []
    try:
        bounds = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        bounds = None
    if bounds is not None:
        length = min((bounds[1] - bounds[0]).days + 1, _MOST_DAYS)
        days = [bounds[0] + dt.timedelta(days=n) for n in range(length)]
        days = [day for day in days if day.isoweekday() == int(weekday)]
    elif re.fullmatch("20[0-9]{2}", year):
        days = [day for week in range(1, 54) if (day := _iso_day(int(year), week, int(weekday)))]
    else:
        return []
    parity = {"odd": 1, "even": 0}.get(weeks)
    if parity is not None:
        return [day for day in days if day.isocalendar().week % 2 == parity]
    if weeks in ("", "all"):
        return days
    numbers = _week_numbers(weeks)
    if bounds is not None:
        return [day for day in days if day.isocalendar().week in numbers]
    weeks_of_years = [(int(year) + shift, week) for week, shift in _in_years(numbers)]
    return [day for of, week in weeks_of_years if (day := _iso_day(of, week, int(weekday)))]


def _iso_day(year: int, week: int, weekday: int) -> dt.date | None:
    try:
        return dt.date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


def _week_numbers(weeks: str) -> list[int]:
    """Return the numbers of weeks in their order; none if one is not a week or a word is unknown."""
    numbers: list[int] = []
    rest = _WEEKS.sub("", weeks)
    if re.sub(r"[\s,;+/&.]", "", rest):
        return []
    for start, end in _WEEKS.findall(weeks):
        first, last = int(start), int(end or start)
        numbers += range(first, last + 1) if last >= first else [*range(first, 54), *range(1, last + 1)]
    return numbers if all(1 <= n <= 53 for n in numbers) else []


def _in_years(numbers: list[int]) -> list[tuple[int, int]]:
    """Return each week with the number of years after the first week's: one more after each fall."""
    shift, before, weeks = 0, 0, []
    for number in numbers:
        shift += number < before
        weeks.append((number, shift))
        before = number
    return weeks
