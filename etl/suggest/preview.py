"""Read a file with a drafted mapping as a load would: counts, and some rows as they would land."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from data.catalogue.tables import Column
from data.text.messages import message
from etl.custom.identify import identify_by_mapping
from etl.custom.mapping import GAP, vocabulary
from etl.custom.validate import validated
from etl.inbox.inspect import Export, Refused
from etl.landing.engine import engine
from etl.landing.secret import Keys
from etl.landing.sql_quoting import identifier
from etl.landing.statement import landing_sql
from etl.sources.base import Feed
from etl.suggest.columns import ColumnProfile, showable
from etl.suggest.matching import columns_of

#: Larger files take too long to read for a preview.
MOST_BYTES = 64 << 20
ROWS = 5
_EXAMPLES = 3
#: What is shown instead of a value that may be about a person, and of one that is still to decide.
MASKED, OPEN = "•••", "?"


@dataclass(frozen=True)
class RejectedGroup:
    """Rows that are rejected for the same reason; the texts may be stored messages."""

    column: str
    expected: str
    rows: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Preview:
    """What a load would do with the file: counts, why rows are rejected, and some accepted rows.

    ``problem`` is a stored message if the mapping cannot read the file at all.
    """

    rows_read: int = 0
    rows_accepted: int = 0
    rejected: tuple[RejectedGroup, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    messages: tuple[str, ...] = ()
    problem: str = ""


def preview(path: Path, entries: Mapping[str, Any], profiles: Sequence[ColumnProfile]) -> Preview:
    """Read the file with the mapping in ``entries``; gaps of enumerations are filled with any value.

    Personal columns are masked, and so are words that are not those of the headers' own frequent values.
    """
    if path.stat().st_size > MOST_BYTES:
        return Preview(problem=message("suggest_large", limit=MOST_BYTES >> 20))
    table = str(entries["table"])
    known = columns_of(table)
    filled, opened = _filled(entries, known)
    mapping, errors = validated("draft", filled)
    if mapping is None:
        return Preview(problem="\n".join(errors))
    try:
        mapped = identify_by_mapping(path, path.parent, [mapping])
        if mapped is None:
            return Preview(problem=message("unknown_format"))
        with engine().cursor() as connection:
            counted, shown = _read(connection, *mapped)
            rows = _rows(connection, shown, known, opened, _words(entries, profiles))
            return replace(counted, columns=shown, rows=rows)
    except Refused as error:
        return Preview(problem=error.stored)
    except duckdb.Error as error:
        return Preview(problem=message("unreadable", reason=type(error).__name__))


def preview_of_known(export: Export, feed: Feed) -> Preview:
    """Read a file that needs no draft: counts, and why rows are rejected."""
    if export.path.stat().st_size > MOST_BYTES:
        return Preview(problem=message("suggest_large", limit=MOST_BYTES >> 20))
    try:
        with engine().cursor() as connection:
            return _read(connection, export, feed)[0]
    except Refused as error:
        return Preview(problem=error.stored)
    except duckdb.Error as error:
        return Preview(problem=message("unreadable", reason=type(error).__name__))


def _read(
    connection: duckdb.DuckDBPyConnection, export: Export, feed: Feed
) -> tuple[Preview, tuple[str, ...]]:
    """Read a file into a table of the connection; return its counts, and the columns that it fills."""
    raw = feed.read(connection, export)
    sql = landing_sql(feed, export, raw, Keys((secrets.token_bytes(32),)))
    connection.execute(f"CREATE TEMP TABLE previewed AS {sql}")
    broken = 0
    if raw.keeps_broken_rows:
        [broken] = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone() or (0,)
    [read, accepted] = connection.execute(
        "SELECT count(*), count(*) FILTER (rejected_column IS NULL) FROM previewed"
    ).fetchone() or (0, 0)
    rejected = (*_rejected(connection), *_broken(broken))
    shown = tuple(name for name in feed.canonical.columns if name in raw.columns)
    return Preview(read + broken, accepted, rejected, messages=raw.messages), shown


def _filled(entries: Mapping[str, Any], known: Mapping[str, Column]) -> tuple[dict[str, Any], set[str]]:
    """Return the entries with a name and with values for enumerations that are open, and those columns."""
    filled = {key: value.copy() if isinstance(value, dict) else value for key, value in entries.items()}
    opened: set[str] = set()
    if filled.get("name") == GAP:
        filled["name"] = "draft"
    for name, value in filled.get("constants", {}).items():
        if value == GAP:
            filled["constants"][name] = next(iter(vocabulary(known[name])), "")
            opened.add(name)
    for name, pairs in filled.get("values", {}).items():
        column = known.get(name)
        if column is not None and GAP in (*pairs, *pairs.values()):
            any_value = "true" if column.type == "boolean" else next(iter(vocabulary(column)))
            filled["values"][name] = {k: any_value if v == GAP else v for k, v in pairs.items()}
    return filled, opened


def _rejected(connection: duckdb.DuckDBPyConnection) -> tuple[RejectedGroup, ...]:
    groups = connection.execute(
        "SELECT rejected_column, rejected_expected, count(*), "
        f"list({{'row': source_row, 'found': rejected_found}} ORDER BY source_row)[:{_EXAMPLES}] "
        "FROM previewed WHERE rejected_column IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1, 2"
    ).fetchall()
    return tuple(
        RejectedGroup(column, expected, rows, tuple((e["row"], e["found"] or "") for e in examples))
        for column, expected, rows, examples in groups
    )


def _broken(rows: int) -> tuple[RejectedGroup, ...]:
    return (RejectedGroup("", message("expected_structure"), rows, ()),) if rows else ()


def _words(entries: Mapping[str, Any], profiles: Sequence[ColumnProfile]) -> dict[str, set[str]]:
    """Return the values of each canonical column that may be shown."""
    by_header = {profile.header: profile for profile in profiles}
    words = {}
    for name, headers in entries["columns"].items():
        used = [by_header[h] for h in ([headers] if isinstance(headers, str) else headers) if h in by_header]
        words[name] = {value for p in used if not p.why_personal for value in showable(p)[0]}
    return words


def _rows(
    connection: duckdb.DuckDBPyConnection,
    shown: Collection[str],
    known: Mapping[str, Column],
    opened: Collection[str],
    words: Mapping[str, Collection[str]],
) -> tuple[tuple[str, ...], ...]:
    columns = ", ".join(f"CAST({identifier(name)} AS VARCHAR)" for name in shown)
    rows = connection.execute(
        f"SELECT {columns} FROM previewed WHERE rejected_column IS NULL LIMIT {ROWS}"
    ).fetchall()

    def cell(name: str, value: str | None) -> str:
        column = known[name]
        if value is None or name in opened:
            return OPEN if name in opened else ""
        is_word = column.type in ("text", "id") and value not in words.get(name, ())
        return MASKED if column.personal != "-" or is_word else value

    return tuple(tuple(cell(n, value) for n, value in zip(shown, row, strict=True)) for row in rows)
