"""From the text of an export to typed values, in SQL: one expression per canonical type.

Each cast gives NULL for a text that is no such value; landing then rejects the row. Session time zone
is Europe/Helsinki, so a time without an offset is local and one with an offset is what it says.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue.tables import Column
from data.settings import REFERENCE, TIME_ZONE


@dataclass(frozen=True)
class Cast:
    """SQL type, expression over ``{text}`` (cleaned, NULL where empty), and what was expected."""

    type: str
    expression: str
    expected: str | None = None


_INSTANT = (
    "coalesce(TRY_CAST({text} AS TIMESTAMPTZ), "
    f"timezone('{TIME_ZONE}', try_strptime({{text}}, '%d.%m.%Y %H:%M')))"
)
# The engine reads an ambiguous local hour as its second, winter-time run. A begin means the first one.
_IS_AMBIGUOUS = (
    "month({local}) = 10 AND hour({local}) = 3 AND NOT regexp_matches({text}, '([+-][0-9:]{{4,5}}|Z)$')"
    f" AND timezone('{TIME_ZONE}', {{instant}} - INTERVAL 1 HOUR) = {{local}}"
)


# Nothing was booked before 2000 and nothing will be after 2099: such a year is a slip of the pen.
_PLAUSIBLE = "{us} BETWEEN 946684800000000 AND 4102444799999999"


def _seconds(instant: str) -> str:
    """The instant in UTC, whole seconds. By its microseconds: calendar functions cost ten times as much."""
    us = f"epoch_us({instant})"
    return f"CASE WHEN {_PLAUSIBLE.format(us=us)} THEN make_timestamp({us} // 1000000 * 1000000) END"


def _local_date(text: str) -> str:
    """The local day of a date, a local time (both are their first ten letters) or a time with an offset."""
    plain = f"TRY_CAST({text} AS DATE)"
    finnish = f"CAST(try_strptime({text}, '%d.%m.%Y') AS DATE)"
    exact = f"coalesce(CAST({_INSTANT.format(text=text)} AS DATE), {finnish})"
    day = f"CASE WHEN length({text}) IN (10, 19) AND {plain} IS NOT NULL THEN {plain} ELSE {exact} END"
    return f"CASE WHEN {day} BETWEEN DATE '2000-01-01' AND DATE '2099-12-31' THEN {day} END"


# The lists of an API, kept with their row: a list counts as one row of its file, and one that does not
# hold what it should is rejected as a whole.
_IDS = "TRY_CAST(TRY_CAST({text} AS JSON) AS VARCHAR[])"
_OCCURRENCES = (
    "TRY_CAST(TRY_CAST({text} AS JSON) AS STRUCT(id VARCHAR, time VARCHAR, enrolment_count INTEGER,"
    " attended_count INTEGER)[])"
)
_OCCURRENCE_DAY = _local_date("o.time")
_WRONG_OCCURRENCE = (
    f"o.id IS NULL OR {_OCCURRENCE_DAY} IS NULL"
    " OR o.enrolment_count NOT BETWEEN 0 AND 999999 OR o.attended_count NOT BETWEEN 0 AND 999999"
)
# ``1 9:00-12:00, 18:00-0:00;4 17:00-20:00``: weekday, begin and end. An end at 0:00 is the day's end.
_CLOCK = "[0-9]{{1,2}}:[0-5][0-9]"
_WINDOW = f"{_CLOCK}-{_CLOCK}"
_DAY_WINDOWS = f"[1-7] {_WINDOW}(, {_WINDOW})*"
_MINUTES = "CAST(split_part({clock}, ':', 1) AS INTEGER) * 60 + CAST(split_part({clock}, ':', 2) AS INTEGER)"
_BEGIN, _END = (_MINUTES.replace("{clock}", f"split_part(span, '-', {place})") for place in (1, 2))
_WINDOWS = (
    "flatten(list_transform(string_split({text}, ';'), lambda day: list_transform("
    "string_split(substr(day, 3), ', '), lambda span: struct_pack("
    "weekday := CAST(substr(day, 1, 1) AS INTEGER), "
    f"begin_minute := {_BEGIN}, "
    f"end_minute := {_END}))))"
)


_DAYS = (
    "from_json(CASE WHEN json_valid({text}) THEN {text} END, "
    """'[{{"date": "VARCHAR", "begin": "VARCHAR", "end": "VARCHAR", "state": "VARCHAR"}}]')"""
)
_BEGINS, _ENDS = (_seconds(f"TRY_CAST(d.{side} AS TIMESTAMPTZ)") for side in ("begin", '"end"'))
_IS_DAY = (
    "(TRY_CAST(d.date AS DATE) IS NOT NULL AND d.state IS NOT NULL "
    f'AND (coalesce({_BEGINS} < {_ENDS}, false) OR (d.begin IS NULL AND d."end" IS NULL)))'
)
_DAY = (
    "struct_pack(date := TRY_CAST(d.date AS DATE), "
    f"begin_utc := {_BEGINS}, end_utc := {_ENDS}, state := d.state)"
)

CASTS = {
    "text": Cast("VARCHAR", "{text}"),
    "id": Cast("VARCHAR", "CASE WHEN starts_with({text}, 'tprek:') THEN substr({text}, 7) ELSE {text} END"),
    "key": Cast("BLOB", "{hmac}"),
    # Whole numbers; the engine alone would round 3.7 to 4. Few have a point, so they are looked at closer.
    "count": Cast(
        "INTEGER",
        "CASE WHEN NOT contains({text}, '.') AND NOT contains({text}, ',') THEN TRY_CAST({text} AS INTEGER)"
        " WHEN regexp_full_match({text}, '-?[0-9]+[.,]0+')"
        " THEN TRY_CAST(replace({text}, ',', '.') AS INTEGER) END",
        "count",
    ),
    # Up to ten millions: what is larger is a slip, and its products would not fit the model's columns.
    "decimal": Cast(
        "DECIMAL(18, 6)",
        "CAST(TRY_CAST(replace(replace({text}, chr(160), ''), ',', '.') AS DECIMAL(13, 6))"
        " AS DECIMAL(18, 6))",
        "decimal",
    ),
    "coordinate": Cast(
        "DECIMAL(9, 3)", "CAST(round(TRY_CAST({text} AS DOUBLE), 3) AS DECIMAL(9, 3))", "decimal"
    ),
    "boolean": Cast(
        "BOOLEAN",
        "CASE WHEN lower({text}) IN ('1', 'true', 'yes', 'kyllä', 'ja') THEN true"
        " WHEN lower({text}) IN ('0', 'false', 'no', 'ei', 'nej') THEN false END",
        "boolean",
    ),
    "instant": Cast("TIMESTAMP", _seconds(_INSTANT), "instant"),
    "instant_begin": Cast(
        "TIMESTAMP",
        f"{_seconds(_INSTANT)} - CASE WHEN {{ambiguous}} THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END",
        "instant",
    ),
    "instant_end": Cast("TIMESTAMP", _seconds(_INSTANT), "instant"),
    "local_date": Cast("DATE", _local_date("{text}"), "local_date"),
    "postal_area": Cast("VARCHAR", "{postal_area}"),
    "division": Cast("VARCHAR", "{division}", "division"),
    "district": Cast("VARCHAR", "{district}", "district"),
    # A JSON list of {date, begin, end, state}; a day without begin and end is one without hours.
    "opening_hours": Cast(
        "STRUCT(date DATE, begin_utc TIMESTAMP, end_utc TIMESTAMP, state VARCHAR)[]",
        f"CASE WHEN len(list_filter({_DAYS}, lambda d: NOT {_IS_DAY})) = 0 THEN list_transform({_DAYS}, "
        f"lambda d: {_DAY}) END",
        "opening_hours",
    ),
    "enum": Cast("VARCHAR", "{enum}", "one_of"),
    "id_list": Cast("VARCHAR[]", _IDS, "list"),
    "occurrence_list": Cast(
        "STRUCT(id VARCHAR, date DATE, enrolment_count INTEGER, attended_count INTEGER)[]",
        f"CASE WHEN len(list_filter({_OCCURRENCES}, lambda o: {_WRONG_OCCURRENCE})) = 0 THEN list_transform("
        f"{_OCCURRENCES}, lambda o: struct_pack(id := o.id, date := {_OCCURRENCE_DAY},"
        " enrolment_count := o.enrolment_count, attended_count := o.attended_count)) END",
        "list",
    ),
    "time_windows": Cast(
        "STRUCT(weekday INTEGER, begin_minute INTEGER, end_minute INTEGER)[]",
        f"CASE WHEN regexp_full_match({{text}}, '{_DAY_WINDOWS}(;{_DAY_WINDOWS})*') THEN {_WINDOWS} END",
        "time_windows",
    ),
    "clock": Cast(
        "INTEGER",
        f"CASE WHEN regexp_full_match({{text}}, '{_CLOCK}') THEN {_MINUTES.replace('{clock}', '{text}')} END",
        "clock",
    ),
    "duration": Cast(
        "INTEGER",
        "CASE WHEN regexp_full_match({text}, '([0-9]+ h)?( ?[0-9]+ min)?') THEN"
        " coalesce(TRY_CAST(regexp_extract({text}, '([0-9]+) h', 1) AS INTEGER), 0) * 60"
        " + coalesce(TRY_CAST(regexp_extract({text}, '([0-9]+) min', 1) AS INTEGER), 0) END",
        "duration",
    ),
}


def cast(column: Column, source: str, text: str, pads: tuple[bytes, bytes]) -> str:
    """The SQL that turns ``text`` (an expression, NULL where empty) into the column's value."""
    return CASTS[column.type].expression.format(
        text=text,
        hmac=hmac_sql(text, pads) if column.type == "key" else "",
        enum=_enum_sql(column, source, text) if column.type == "enum" else "",
        postal_area=_postal_area_sql(text) if column.type == "postal_area" else "",
        division=_coded_sql(text, _divisions()) if column.type == "division" else "",
        district=_coded_sql(text, _districts()) if column.type == "district" else "",
        ambiguous=ambiguous_sql(text) if column.type == "instant_begin" else "",
    )


def clean(column: Column, expression: str) -> str:
    """The text of a cell, NULL where it is empty or, for words and keys, the literal ``None``.

    Trimming costs more than casting, so only words are trimmed; a blank that is no value of another
    type is told from a wrong one where the cast failed (see etl/landing/statement.py).
    """
    if column.type == "text":
        return f"nullif(nullif(trim({expression}), ''), 'None')"
    if column.type in ("enum", "id", "key"):
        return f"nullif(nullif({expression}, ''), 'None')"
    return f"nullif({expression}, '')"


def ambiguous_sql(text: str) -> str:
    """Whether a text states a local time without offset in the hour that comes twice in autumn."""
    local = f"TRY_CAST({text} AS TIMESTAMP)"
    instant = _INSTANT.format(text=text)
    return _IS_AMBIGUOUS.format(text=text, local=local, instant=instant)


def hmac_sql(text: str, pads: tuple[bytes, bytes]) -> str:
    """HMAC-SHA256 of ``text`` as a BLOB (RFC 2104); equals Python's hmac over the UTF-8 bytes."""
    inner, outer = (f"unhex('{pad.hex()}')" for pad in pads)
    digest = f"unhex(sha256({inner} || encode({text})))"
    return f"unhex(sha256({outer} || {digest}))"


def _enum_sql(column: Column, source: str, text: str) -> str:
    cases = " ".join(
        f"WHEN '{theirs.replace(chr(39), chr(39) * 2)}' THEN '{ours}'"
        for theirs, ours in column.values[source].items()
    )
    otherwise = f" ELSE '{column.other}'" if column.other else ""
    chosen = f"CASE {text} {cases}{otherwise} END"
    if column.default is None:
        return chosen
    return f"CASE WHEN {text} IS NULL THEN '{column.default}' ELSE {chosen} END"


@functools.cache
def _major_districts() -> dict[str, str]:
    with (REFERENCE / "postal_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["postal_code"]: row["major_district"] for row in csv.DictReader(file)}


def _postal_area_sql(text: str) -> str:
    """Postal code to major district: the code itself is a quasi-identifier and is not kept."""
    groups: dict[str, list[str]] = {}
    for code, district in _major_districts().items():
        groups.setdefault(district, []).append(f"'{code}'")
    cases = " ".join(f"WHEN {{code}} IN ({', '.join(c)}) THEN '{d}'" for d, c in groups.items())
    return f"CASE {cases} END".replace("{code}", f"replace({text}, ' ', '')")


@functools.cache
def _divisions() -> dict[str, str]:
    """Codes and names of the divisions, in small letters, with the code that each means."""
    with (REFERENCE / "departments.csv").open(encoding="utf-8", newline="") as file:
        return _known(file, "department", ("department", "name_fi", "name_sv", "name_en"))


@functools.cache
def _districts() -> dict[str, str]:
    """Codes and names of the districts (peruspiiri), in small letters, with the code that each means."""
    with (REFERENCE / "areas.csv").open(encoding="utf-8", newline="") as file:
        return _known(file, "area_code", ("area_code", "name_fi", "name_sv"), level="district")


def _known(file: Iterable[str], code: str, names: tuple[str, ...], **where: str) -> dict[str, str]:
    rows = [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]
    return {row[name].lower(): row[code] for name in reversed(names) for row in rows if row[name]}


def _coded_sql(text: str, codes: dict[str, str]) -> str:
    """The code that a code or a name means, whatever its case."""
    cases = " ".join(f"WHEN '{name.replace(chr(39), chr(39) * 2)}' THEN '{c}'" for name, c in codes.items())
    return f"CASE lower(trim({text})) {cases} END"
