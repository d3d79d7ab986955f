"""Stage what the model reads: valid rows of the loads in use, reference tables, and the settings."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from data.catalogue.tables import Table, tables
from data.city_profile.city import POSTAL_CODES
from data.city_profile.in_use import city_of, city_zone, current_city
from data.city_profile.zone import minutes_past
from data.reference_tables.areas import RESIDENTS, residents
from data.reference_tables.reader import COMMON, reference_file
from data.reference_tables.space_mapping import mapped_spaces
from data.settings import LANGUAGES, volgistics_hours_are_per_person
from etl.landing.casting import CASTS
from etl.landing.sql_quoting import file_literal, file_pattern
from etl.landing.store import Landing, Load
from etl.warehouse import points
from etl.warehouse.evidence import stage_as_of
from etl.warehouse.scratch import SCRATCH


def in_use(loads: Sequence[Load]) -> list[Load]:
    """Return the loads that a build uses, in their order.

    Sample loads are left out as soon as a real load exists. If a file was loaded again with another
    sidecar or mapping, its last load is used.
    """
    last = {load.sha256: load for load in loads}
    current = [load for load in loads if last[load.sha256] is load]
    return [load for load in current if not load.is_sample] or current


def stage(connection: duckdb.DuckDBPyConnection, landing: Landing, loads: Sequence[Load]) -> None:
    """Create what the model reads: landing_* views of valid rows, reference_* tables, the settings."""
    _stage_loads(connection, landing, loads)
    _stage_custom_sources(connection, loads)
    for table in tables().values():
        if table.layer == "landing":
            paths = [str(landing.path(load)) for load in loads if load.table_name == table.name]
            connection.execute(
                f"CREATE VIEW {SCRATCH}.landing_{table.name} AS {landed_sql(connection, table, paths)}"
            )
    _stage_mapping(connection, landing.folder.parent)
    _stage_residents(connection, landing.folder.parent)
    points.stage(connection, landing.folder.parent)
    _stage_city(connection)
    stage_as_of(connection)
    connection.execute(f"CREATE MACRO {SCRATCH}.local_hour_start(t) AS {local_hour_start_sql()}")
    connection.execute(
        f"CREATE TABLE {SCRATCH}.build_parameter AS"
        " SELECT ?::BOOLEAN AS volgistics_hours_per_person, ?::VARCHAR AS time_zone",
        [volgistics_hours_are_per_person(), current_city().time_zone],
    )


def local_hour_start_sql() -> str:
    """Return the SQL of the instant at which the local hour of ``t`` starts: not every zone is whole hours
    away from UTC."""
    minutes = minutes_past(city_zone())
    if not minutes:
        return "date_trunc('hour', t)"
    return f"date_trunc('hour', t - INTERVAL {minutes} MINUTE) + INTERVAL {minutes} MINUTE"


def _stage_city(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of the city in use, and ``city_file``, which the build keeps."""
    city = current_city()
    named = ("name_fi", "name_sv", "name_en")
    _create(connection, "reference_areas", city.areas, ("area_code", "level", *named, "parent_code"))
    department = ("department", *named, "linked_events_id")
    _create(connection, "reference_departments", city.departments, department)
    with (COMMON / "members.csv").open(encoding="utf-8", newline="") as file:
        common = [row for row in csv.DictReader(file) if city.uses(row["source"])]
    own = {(row["dimension"], row["member"]) for row in city.members}
    members = [row for row in common if (row["dimension"], row["member"]) not in own]
    columns = ("dimension", "member", *named, "sort_order")
    _create(connection, "reference_members", [*members, *city.members], columns)
    owners = [{"source": source, "department": owner} for source, owner in city.settings.owners.items()]
    _create(connection, "reference_owners", owners, ("source", "department"))
    # Only landing reads postal codes, and a build holds none, as those of people identify them.
    kept = {name: text for name, text in city.files.items() if name != POSTAL_CODES}
    files = [{"profile_file": name, "content": text} for name, text in kept.items()]
    _create(connection, "city_file", files, ("profile_file", "content"), is_kept=True)


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    *,
    is_kept: bool = False,
) -> None:
    """Create a table of text columns from rows; an empty text is NULL."""
    place = table if is_kept else f"{SCRATCH}.{table}"
    lists = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
    values = [[row.get(column) or None for row in rows] for column in columns]
    connection.execute(f"CREATE TABLE {place} AS SELECT {lists}", values)


def _stage_loads(connection: duckdb.DuckDBPyConnection, landing: Landing, loads: Sequence[Load]) -> None:
    """Create ``staged_load``: each load's file, its rank by landing and by export, and its export's day."""
    columns = {
        "filename VARCHAR": [str(landing.path(load)) for load in loads],
        "source VARCHAR": [load.source for load in loads],
        "table_name VARCHAR": [load.table_name for load in loads],
        "load_rank BIGINT": load_ranks(loads),
        "export_rank BIGINT": _ranks([(load.exported_at, load.landed_at, load.sha256) for load in loads]),
        "export_date DATE": [local_date(load.exported_at) for load in loads],
        "export_end_utc TIMESTAMP": [_end_utc(local_date(load.exported_at)) for load in loads],
    }
    connection.execute(f"CREATE TABLE {SCRATCH}.staged_load ({', '.join(columns)})")
    lists = ", ".join(f"unnest(?::{column.split()[1]}[])" for column in columns)
    connection.execute(f"INSERT INTO staged_load SELECT {lists}", list(columns.values()))


def _stage_custom_sources(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load]) -> None:
    """Create ``custom_source``: the titles and notes of mapped sources, by the last mapping of each."""
    texts = {}
    for load in loads:
        mapping = json.loads(load.sidecar).get("mapping") or {}
        if mapping.get("title"):
            title, note = mapping["title"], mapping.get("note") or {}
            texts[load.source] = [load.source, *map(title.get, LANGUAGES), *map(note.get, LANGUAGES)]
    names = ", ".join(f"{kind}_{language} VARCHAR" for kind in ("name", "note") for language in LANGUAGES)
    connection.execute(f"CREATE TABLE custom_source (source VARCHAR, {names})")
    if texts:
        connection.executemany(
            f"INSERT INTO custom_source VALUES ({', '.join('?' * 7)})", list(texts.values())
        )


def load_ranks(loads: Sequence[Load]) -> list[int]:
    """Return the rank of each load by the time of its landing. A row's id starts with it."""
    return _ranks([(load.landed_at, load.exported_at, load.sha256) for load in loads])


def _ranks(keys: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the rank of each key in sorted order; equal keys share the rank of the first."""
    ranks: dict[tuple[str, ...], int] = {}
    for rank, key in enumerate(sorted(keys)):
        ranks.setdefault(key, rank)
    return [ranks[key] for key in keys]


def _end_utc(day: dt.date) -> dt.datetime:
    """Return the instant (UTC) at which a local day ends."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), city_zone())
    return midnight.astimezone(dt.UTC).replace(tzinfo=None)


def _stage_mapping(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Create ``reference_space_mapping``: which space each mapped legacy space is."""
    connection.execute(f"CREATE TABLE {SCRATCH}.reference_space_mapping (respa_space VARCHAR, space VARCHAR)")
    mapped = mapped_spaces(home)
    connection.execute(
        "INSERT INTO reference_space_mapping SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [[m.respa_space for m in mapped], [m.space for m in mapped]],
    )


def _stage_residents(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Create ``reference_residents``, and record in ``reference_info`` which area files the build uses."""
    connection.execute(
        f"CREATE TABLE {SCRATCH}.reference_residents"
        " (sub_district VARCHAR, start_of_year INTEGER, residents INTEGER)"
    )
    rows = residents(home)
    connection.execute(
        "INSERT INTO reference_residents"
        " SELECT unnest(?::VARCHAR[]), unnest(?::INTEGER[]), unnest(?::INTEGER[])",
        [[r.sub_district for r in rows], [r.start_of_year for r in rows], [r.residents for r in rows]],
    )
    connection.execute(
        "CREATE TABLE reference_info AS SELECT ?::VARCHAR AS digest", [area_files_digest(home)]
    )


def area_files_digest(home: Path) -> str:
    """Return a digest of the city, the residents and the boundaries, to compare with those a build used."""
    digest = hashlib.sha256(city_of(home).digest.encode())
    for path in (reference_file(RESIDENTS, home), *points.boundary_files(home)):
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    return digest.hexdigest()


def landed_sql(
    connection: duckdb.DuckDBPyConnection, table: Table, paths: Sequence[str], *, places: str = ""
) -> str:
    """Return the SELECT of a landing table's valid rows; ``row_id`` orders them by load, then by position.

    Files are never rewritten: a column declared later is missing in older files, and is NULL. ``places`` is a
    SELECT of the load ranks and positions of the only rows to return: only those parts of files are read.
    """
    landed, are_alike = _columns_of(connection, paths)
    if not paths:
        empty = ", ".join(
            f"CAST(NULL AS {CASTS[column.type].type}) AS {name}" for name, column in table.columns.items()
        )
        return (
            f"SELECT {empty}, '' AS source, 0::BIGINT AS load_rank, 0::BIGINT AS export_rank, "
            "NULL::DATE AS export_date, 0::BIGINT AS row_id WHERE false"
        )
    # The engine plans as if every file had as many rows as the first.
    largest_first = sorted(paths, key=os.path.getsize, reverse=True)
    files = ", ".join(map(file_literal, largest_first))
    # The engine opens every file to unify their columns, each time that a table of the model reads them.
    unified = "" if are_alike else "union_by_name = true, "
    sql = valid_rows_sql(
        table,
        landed,
        f"read_parquet([{files}], {unified}filename = true, file_row_number = true)",
    )
    return f"{sql} AND (l.load_rank, f.file_row_number) IN ({places})" if places else sql


def valid_rows_sql(table: Table, landed: Collection[str], relation: str) -> str:
    """Return the SELECT of the valid rows of a relation of landed rows, which has the columns ``landed``."""
    columns = ", ".join(
        f"f.{name}" if name in landed else f"CAST(NULL AS {CASTS[column.type].type}) AS {name}"
        for name, column in table.columns.items()
    )
    return (
        f"SELECT {columns}, l.source, l.load_rank, l.export_rank, l.export_date, "
        "l.load_rank * 10000000000 + f.file_row_number AS row_id "
        f"FROM {relation} AS f INNER JOIN staged_load AS l ON f.filename = l.filename "
        "WHERE f.rejected_column IS NULL"
    )


def _columns_of(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> tuple[set[str], bool]:
    """Return the columns that any of the Parquet files has, and whether all files have the same ones."""
    if not paths:
        return set(), True
    rows = connection.execute(
        "SELECT list(name ORDER BY name) FROM parquet_schema(?) GROUP BY file_name",
        [list(map(file_pattern, paths))],
    ).fetchall()
    return {name for (names,) in rows for name in names}, all(names == rows[0][0] for (names,) in rows)


def local_date(iso: str) -> dt.date:
    """Return the day in the city of an instant in ISO form."""
    return dt.datetime.fromisoformat(iso).astimezone(city_zone()).date()
