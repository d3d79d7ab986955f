"""Determine the day up to which each source's data run, from the evidence in its rows.

It is the day of the newest stamp in the source's rows (created, handled, confirmed, updated), at most the day
of the export; without stamps, the day of the last start up to the export. data/columns marks both kinds of
columns. The file's own time is no evidence, because copying changes it.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from data.catalogue.tables import EVIDENCE, Column, Table, tables
from data.city_profile.in_use import current_city

STAMP, START = EVIDENCE


def stage_as_of(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``source_as_of``: a row per source with evidence, and the day up to which its data run.

    A source whose rows all start after their export, without a stamp, ends on the day before the export.
    """
    selects = " UNION ALL ".join(
        _evidence_sql(table)
        for table in tables().values()
        if any(column.evidence for column in table.columns.values())
    )
    connection.execute(
        "CREATE TABLE source_as_of AS "
        # ``least`` takes the other value where one is missing, so a missing stamp is tested for.
        "SELECT source, coalesce("
        "max(least(stamp, export_date)) FILTER (WHERE stamp IS NOT NULL), max(start), max(export_date) - 1"
        ") AS as_of "
        f"FROM ({selects}) GROUP BY source ORDER BY source"
    )


def as_of(connection: duckdb.DuckDBPyConnection) -> dt.date:
    """Return the day up to which the build's data run.

    It is the newest day of the sources with bookings; else of any source; else the day before the newest
    export.
    """
    row = connection.execute(
        "SELECT coalesce(max(a.as_of) FILTER (WHERE l.table_name = 'bookings'), max(a.as_of),"
        " max(l.export_date) - 1, current_date - 1)"
        " FROM staged_load AS l LEFT JOIN source_as_of AS a USING (source)"
    ).fetchone()
    assert row is not None
    day: dt.date = row[0]
    return day


def _evidence_sql(table: Table) -> str:
    """Return the SELECT of the newest stamp and start in a landing table's valid rows, per export day."""
    stamps = [_local_day(column, f"max(r.{column.name})") for column in _marked(table, STAMP)]
    starts = [
        _local_day(column, f"max(r.{column.name}) FILTER (WHERE r.{column.name} {_until_export(column)})")
        for column in _marked(table, START)
    ]
    stamp = f"greatest(NULL, {', '.join(stamps)})" if stamps else "CAST(NULL AS DATE)"
    start = f"greatest(NULL, {', '.join(starts)})" if starts else "CAST(NULL AS DATE)"
    return (
        f"SELECT l.source, l.export_date, {stamp} AS stamp, {start} AS start "
        f"FROM landing_{table.name} AS r INNER JOIN staged_load AS l ON r.load_rank = l.load_rank "
        "GROUP BY l.source, l.export_date"
    )


def _marked(table: Table, evidence: str) -> list[Column]:
    return [column for column in table.columns.values() if column.evidence == evidence]


def _is_day(column: Column) -> bool:
    return column.type == "local_date"


def _local_day(column: Column, sql: str) -> str:
    if _is_day(column):
        return sql
    return f"CAST({sql} AT TIME ZONE 'UTC' AT TIME ZONE '{current_city().time_zone}' AS DATE)"


def _until_export(column: Column) -> str:
    return "<= l.export_date" if _is_day(column) else "< l.export_end_utc"
