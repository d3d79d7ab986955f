"""Test on all rows of a file whether a proposed key is unique; extend or drop it if it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from data.text.messages import message
from etl.custom.mapping import KEYS
from etl.suggest.beginning import Beginning, all_rows
from etl.suggest.columns import ColumnProfile
from etl.suggest.matching import Matched

#: Columns that may make a key unique, in the order in which they are tried.
_EXTENDED_BY = {
    "bookings": ("begin_utc", "space", "space_name", "unit_name", "end_utc"),
    "spaces": ("unit", "unit_name"),
    "event_records": ("start_date", "district"),
    "volunteer_records": ("start_date", "place_name", "activity", "role"),
}
_MOST_ADDED = 3


def with_unique_keys(beginning: Beginning, matched: Matched) -> tuple[Matched, list[str]]:
    """Return the match with keys unique but for exact repeats, and a stored message of each change."""
    columns, messages = dict(matched.columns), []
    used = sorted({_header(column) for columns_used in columns.values() for column in columns_used})
    used = [header for header in used if header in beginning.headers]
    for name in KEYS[matched.table.name]:
        if name not in columns:
            continue
        rows = _distinct_rows(beginning, used, columns[name])
        repeated = len(rows) - _count(rows, used, columns[name])
        if not repeated:
            continue
        facts = {"column": " + ".join(column.header for column in columns[name]), "rows": repeated}
        added = _extension(rows, used, name, matched)
        if added:
            columns[name] = (*columns[name], *added)
            headers = " + ".join(column.header for column in added)
            messages.append(message("suggest_key_widened", added=headers, **facts))
        elif not matched.table.columns[name].required:
            del columns[name]
            messages.append(message("suggest_key_left_out", key=name, **facts))
    return replace(matched, columns=columns), messages


def _header(column: ColumnProfile) -> str:
    """Return the header of the file that has a column, or of which it is a part."""
    return column.part_of or column.header


def _distinct_rows(
    beginning: Beginning, used: Sequence[str], key: Sequence[ColumnProfile]
) -> set[tuple[object, ...]]:
    """Return the different rows that have the key, each as its cells under the ``used`` headers."""
    positions = [beginning.headers.index(header) for header in used]
    key_positions = [beginning.headers.index(_header(column)) for column in key]
    width = max(positions) + 1
    return {
        tuple(row[n] for n in positions)
        for row in all_rows(beginning)
        if len(row) >= width and all(row[n] not in ("", None) for n in key_positions)
    }


def _count(rows: set[tuple[object, ...]], used: Sequence[str], key: Sequence[ColumnProfile]) -> int:
    positions = [used.index(_header(column)) for column in key]
    return len({tuple(row[n] for n in positions) for row in rows})


def _extension(
    rows: set[tuple[object, ...]], used: Sequence[str], name: str, matched: Matched
) -> tuple[ColumnProfile, ...]:
    """Return the fewest columns that make the key unique; none if no combination of them does."""
    key = matched.columns[name]
    candidates = [
        matched.columns[other]
        for other in _EXTENDED_BY[matched.table.name]
        if other in matched.columns
        and not any(column.why_personal or _header(column) not in used for column in matched.columns[other])
    ]
    for size in range(1, _MOST_ADDED + 1):
        for chosen in combinations(candidates, size):
            # One column may be part of several: the day of start and end.
            added = tuple({column.header: column for columns in chosen for column in columns}.values())
            if _count(rows, used, (*key, *added)) == len(rows):
                return added
    return ()
