"""Cast the text of an export to typed values with the macros of casts.sql, by type of column.

Only casts that depend on a vocabulary are written here: enumerations, and the codes of reference tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.catalogue.tables import Column
from data.city_profile.in_use import city_zone, current_city
from data.city_profile.zone import repeated_hours
from data.reference_tables.areas import district_codes
from data.reference_tables.departments import department_codes
from etl.landing.secret import Keys
from etl.landing.sql_quoting import literal

_MACROS = Path(__file__).parent / "casts.sql"


@dataclass(frozen=True)
class Cast:
    """The SQL type of a column type, the message that says what was expected, and the macro of its moment.

    ``cast_<type>`` of a time takes the moment as its second argument.
    """

    type: str
    expected: str | None = None
    moment: str | None = None


#: By column type; ``cast_<type>`` in casts.sql is the macro, where there is no vocabulary.
CASTS = {
    "text": Cast("VARCHAR"),
    "id": Cast("VARCHAR"),
    "key": Cast("BLOB"),
    "count": Cast("INTEGER", "count"),
    "decimal": Cast("DECIMAL(18, 6)", "decimal"),
    "coordinate": Cast("DECIMAL(9, 3)", "decimal"),
    "boolean": Cast("BOOLEAN", "boolean"),
    "instant": Cast("TIMESTAMP", "instant", moment="exact_time"),
    "instant_begin": Cast("TIMESTAMP", "instant", moment="exact_time"),
    "instant_end": Cast("TIMESTAMP", "instant", moment="exact_time"),
    "local_date": Cast("DATE", "local_date", moment="local_day"),
    "clock": Cast("INTEGER", "clock"),
    "duration": Cast("INTEGER", "duration"),
    "enum": Cast("VARCHAR", "one_of"),
    "municipality": Cast("VARCHAR"),
    "postal_area": Cast("VARCHAR"),
    "division": Cast("VARCHAR", "division"),
    "district": Cast("VARCHAR", "district"),
    "id_list": Cast("VARCHAR[]", "list"),
    "occurrence_list": Cast(
        "STRUCT(id VARCHAR, date DATE, enrolment_count INTEGER, attended_count INTEGER)[]", "list"
    ),
    "time_windows": Cast(
        "STRUCT(weekday INTEGER, begin_minute INTEGER, end_minute INTEGER)[]", "time_windows"
    ),
    "opening_hours": Cast(
        "STRUCT(date DATE, begin_utc TIMESTAMP, end_utc TIMESTAMP, state VARCHAR)[]", "opening_hours"
    ),
}


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros of casts.sql, and set the time zone that they need."""
    connection.execute(f"SET GLOBAL TimeZone = '{current_city().time_zone}'")
    connection.execute(_repeated_hour_macros())
    connection.execute(_MACROS.read_text(encoding="utf-8"))


def _repeated_hour_macros() -> str:
    """Return the macros on the hours that occur twice: whether a text has one, and the minutes back from its
    second run to its first. Zones without clock changes have none."""
    by_minutes = repeated_hours(city_zone())
    hours = sorted({hour for hours in by_minutes.values() for hour in hours})
    texts = [text for hour in hours for text in (f" {hour:02}:", f"T{hour:02}:", f" {hour}:")]
    tests = " OR ".join(f"contains(t, '{text}')" for text in dict.fromkeys(texts)) or "false"
    # A wall clock that shows the same some minutes earlier is in its second run.
    cases = " ".join(
        f"WHEN CAST(moment - INTERVAL {back} MINUTE AS TIMESTAMP) = CAST(moment AS TIMESTAMP) THEN {back}"
        for back in sorted(by_minutes)
    )
    minutes = f"CASE {cases} ELSE 0 END" if cases else "0"
    return (
        f"CREATE MACRO has_repeated_hour(t) AS ({tests});"
        f"CREATE MACRO minutes_since_first_run(moment) AS ({minutes});"
    )


def cast(column: Column, source: str, text: str, moment: str, keys: Keys) -> str:
    """Return the SQL that turns ``text`` (an expression, NULL where empty) into the column's value.

    ``moment`` is the expression of a time's moment.
    """
    if column.type == "enum":
        return _enum_sql(column, source, text)
    if column.type == "municipality":
        return _municipality_sql(column, text)
    if column.type == "postal_area":
        return _postal_area_sql(text)
    if column.type == "division":
        return _code_sql(text, department_codes())
    if column.type == "district":
        return _code_sql(text, district_codes())
    if column.type == "key":
        return keys.sql(f"encode({text})", column.domain)
    return f"cast_{column.type}({text}{f', {moment}' if CASTS[column.type].moment else ''})"


def clean(column: Column, expression: str) -> str:
    """Return the SQL of a cell's text, NULL where it is empty or, for words and keys, the literal ``None``.

    Trimming costs more than casting, so it is left to the cast of words; a blank that is no value of
    another type is distinguished from a wrong one where the cast failed (see etl/landing/statement.py).
    """
    if column.type in ("text", "enum", "municipality", "id", "key"):
        return f"nullif(nullif({expression}, ''), 'None')"
    return f"nullif({expression}, '')"


def _enum_sql(column: Column, source: str, text: str) -> str:
    values = column.values[source]
    member = _member_of([*values.values(), *filter(None, (column.other, column.default))])
    cases = " ".join(f"WHEN {literal(theirs)} THEN {member(ours)}" for theirs, ours in values.items())
    otherwise = f" ELSE {member(column.other)}" if column.other else ""
    value = f"CASE {text} {cases}{otherwise} END"
    if column.default is None:
        return value
    return f"CASE WHEN {text} IS NULL THEN {member(column.default)} ELSE {value} END"


def _member_of(values: Iterable[str]) -> Callable[[str], str]:
    """Return what writes a value as a member of an ENUM of ``values``.

    A column of few values is calculated and written faster as numbers of an ENUM than as texts. Parquet has
    texts either way.
    """
    members = ", ".join(map(literal, dict.fromkeys(values)))
    return lambda value: f"{literal(value)}::ENUM({members})"


def _municipality_sql(column: Column, text: str) -> str:
    """Return the SQL of a municipality: the city, by any of its names, or another, which is not kept."""
    city = current_city()
    default, other = column.default or "", column.other or ""
    member = _member_of([default, city.municipality, other])
    names = ", ".join(literal(name.lower()) for name in (city.municipality, *city.settings.name.values()))
    return (
        f"CASE WHEN coalesce({text}, {literal(default)}) = {literal(default)} THEN {member(default)}"
        f" WHEN lower(trim({text})) IN ({names}) THEN {member(city.municipality)} ELSE {member(other)} END"
    )


def _code_sql(text: str, codes: Mapping[str, str]) -> str:
    """Return the SQL of the code that a code or a name means, whatever its case."""
    return _looked_up(f"lower(trim({text}))", codes, _member_of(codes.values()))


def _postal_area_sql(text: str) -> str:
    """Return the SQL of a postal code's major district: the code may identify a person and is not kept.

    A whole code goes before the start of codes (``331*``), and a longer start before a shorter one.
    """
    code, codes = f"replace({text}, ' ', '')", current_city().postal_codes
    member = _member_of(codes.values())
    starts = sorted({len(start) - 1 for start in codes if start.endswith("*")}, reverse=True)
    parts = [_looked_up(code, {c: area for c, area in codes.items() if not c.endswith("*")}, member)]
    for length in starts:
        of_length = {c[:-1]: a for c, a in codes.items() if c.endswith("*") and len(c) == length + 1}
        parts.append(_looked_up(f"left({code}, {length})", of_length, member))
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _looked_up(key: str, values: Mapping[str, str], member: Callable[[str], str]) -> str:
    """Return the SQL of the value of a key; a map takes a third of the time of a long CASE."""
    if not values:
        return "CAST(NULL AS VARCHAR)"
    pairs = ", ".join(f"{literal(theirs)}: {member(ours)}" for theirs, ours in values.items())
    return f"MAP {{{pairs}}}[{key}]"
