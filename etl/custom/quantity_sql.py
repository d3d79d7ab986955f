"""SQL of the numbers and lengths of time in the cells of a mapped export."""

from __future__ import annotations

from etl.custom.moment_sql import WRONG
from etl.landing.sql_quoting import literal

#: How many of our unit a column of lengths has in an hour.
_IN_AN_HOUR = {"minutes": 60, "duration": 60, "hours": 1, "total_hours": 1}


def number(cell: str, mark: str) -> str:
    """Return SQL of a number with the declared decimal mark, its digits in groups of three or ungrouped."""
    groups = "[ '\u2019\u00a0\u202f" + (".]" if mark == "," else ",]")
    pattern = f"[+-]?([0-9]+|[0-9]{{1,3}}({groups}[0-9]{{3}})+)([{mark}][0-9]+)?"
    bare = f"replace(regexp_replace({cell}, {literal(groups)}, '', 'g'), '{mark}', '.')"
    fits = f"regexp_full_match({cell}, {literal(pattern)})"
    return f"CASE WHEN {fits} THEN {bare} ELSE {WRONG} || {cell} END"


def minutes(cell: str, unit: str) -> str:
    """Return SQL of the minutes in a cell of a length written in ``unit``; NULL for another text."""
    if unit in ("min", "h"):
        bare = f"regexp_replace(lower({cell}), ' *[a-zäöåüõ.]+$', '')"
        factor = 60 if unit == "h" else 1
        return f"TRY_CAST(replace({bare}, ',', '.') AS DOUBLE) * {factor}"
    if unit == "HH:MM":
        hours, rest = (f"TRY_CAST(split_part({cell}, ':', {n}) AS DOUBLE)" for n in (1, 2))
        seconds = f"coalesce(TRY_CAST(nullif(split_part({cell}, ':', 3), '') AS DOUBLE), 0)"
        fits = f"regexp_full_match({cell}, '[0-9]{{1,4}}:[0-5][0-9](:[0-5][0-9])?')"
        return f"CASE WHEN {fits} THEN {hours} * 60 + {rest} + {seconds} / 60 END"
    # 2 h 30 min, 2,5 h or 90 min, in words that start with h, t (tunti, timme), s (Stunde), u (uur) or m.
    amount = "([0-9]+([.,][0-9]+)?)"
    hours, rest = (
        f"coalesce(TRY_CAST(replace(regexp_extract(lower({cell}), '{amount} ?{letter}', 1), ',', '.')"
        " AS DOUBLE), 0)"
        for letter in ("[htsu]", "m")
    )
    fits = f"regexp_full_match(lower({cell}), '({amount} ?[htsu][a-zé]*[.]?)? ?({amount} ?m[a-z]*[.]?)?')"
    return f"CASE WHEN {fits} AND {cell} <> '' THEN {hours} * 60 + {rest} END"


def length(cell: str, unit: str, name: str) -> str:
    """Return SQL of a length as the number of the unit of the column ``name``, as text."""
    amount = f"round({minutes(cell, unit)} * {_IN_AN_HOUR[name]} / 60, 6)"
    return f"coalesce(CAST(CAST({amount} AS DECIMAL(18, 6)) AS VARCHAR), {WRONG} || {cell})"
