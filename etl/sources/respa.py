"""Respa, the former Varaamo: reservations (XLSX, JSON), resources and units (see formats F).

A workbook names unit and resource and has neither ids nor states; the API has both. The model joins
the two (etl/warehouse/model/intermediate/respa_booking.sql).
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from data.catalogue.tables import tables
from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.sources.base import Feed, Raw, known_headers
from etl.sources.readers.json import json_paths, read_json
from etl.sources.readers.xlsx import read_sheet

#: Default rows of a page of the API, and the most rows of its workbooks.
PAGE, WORKBOOK_END = 20, 50_000
_COLUMNS = 29
#: Columns, counted from 0, whose headers a translation of the system may have changed.
_BY_POSITION = {4: "created_at", 7: "staff_event", 11: "reserver_address_zip", 24: "number_of_participants"}

_SPACE = "'respa:' || {id}"
# A booking by staff is the city's own; a blocked time is a closure, whoever made it.
_KIND = """CASE WHEN {type} IS DISTINCT FROM 'normal' AND {type} IS NOT NULL THEN {type}
    WHEN lower({staff}) IN ('true', '1', 'kyllä', 'ja', 'yes') THEN 'staff'
    WHEN lower(coalesce({staff}, '')) IN ('', 'false', '0', 'ei', 'nej', 'no') THEN 'normal'
    ELSE {staff} END"""
# Of a day without hours only the date is kept: in Respa it is closed.
_HOURS = """CAST(to_json(list_transform(
    from_json({hours}, '[{{"date": "VARCHAR", "opens": "VARCHAR", "closes": "VARCHAR"}}]'),
    lambda d: {{'date': d.date, 'begin': nullif(d.opens, ''), 'end': nullif(d.closes, ''),
        'state': 'with_reservation'}})) AS VARCHAR)"""


def _workbook(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    sheet = max(export.sheets, key=lambda name: len(_XLSX & set(export.sheets[name])))
    declared = tables()["bookings"].columns
    wanted = {h for column in declared.values() for h in column.headers.get("respa", ())}
    raw = read_sheet(connection, export, sheet, 1, wanted, _match)
    unit, space = (
        next((raw.columns[h] for h in declared[name].headers["respa"] if h in raw.columns), None)
        for name in ("unit_name", "space_name")
    )
    if unit is None or space is None:
        raise Refused(message("missing_columns", columns="Unit, Resource"))
    columns = dict(raw.columns)
    names = f"nullif(concat_ws('/', trim({unit}), trim({space})), '')"
    columns["legacy_space"] = _SPACE.format(id=names)
    columns["state"] = "'confirmed'"
    staff = columns.get("staff_event", "NULL::VARCHAR")
    columns["staff_event"] = _KIND.format(type="NULL::VARCHAR", staff=staff)
    row = connection.execute(f"SELECT count(*) FROM {raw.relation}").fetchone()
    is_full = row is not None and row[0] in (PAGE, WORKBOOK_END)
    messages = (message("page_full", rows=row[0]),) if row and is_full else ()
    return replace(raw, columns=columns, messages=messages)


def _match(headers: list[str]) -> list[str]:
    """Return the headers; translated ones are known by position, if the 29 columns are in order."""
    while headers and not headers[-1]:
        headers = headers[:-1]
    first = ("unit_name", "space_name", "begin_utc", "end_utc")
    declared = tables()["bookings"].columns
    is_ordered = all(h in declared[c].headers["respa"] for h, c in zip(headers, first, strict=False))
    if len(headers) != _COLUMNS or not is_ordered:
        return headers
    aliases = {h for column in declared.values() for h in column.headers.get("respa", ())}
    return [h if h in aliases else _BY_POSITION.get(n, h) for n, h in enumerate(headers)]


def _reservations(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    wanted = ("state", "begin", "end", "reserver_address_zip", "number_of_participants", "created_at")
    paths = [*wanted, "cancel_reason.category.name.fi", "id", "resource", "type", "staff_event"]
    raw = read_json(connection, export, paths)
    columns = dict(raw.columns)
    columns["reservation_identity"] = f"'respa:' || {columns.pop('id')}"
    columns["legacy_space"] = _SPACE.format(id=columns.pop("resource"))
    columns["type"] = _KIND.format(type=columns["type"], staff=columns.pop("staff_event"))
    return replace(raw, columns=columns)


def _resources(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    derived = ("legacy_space", "bookable_days")
    raw = read_json(connection, export, [*json_paths("spaces", "respa", *derived), "id", "opening_hours"])
    columns = dict(raw.columns)
    columns["legacy_space"] = _SPACE.format(id=columns.pop("id"))
    columns["bookable_days"] = _HOURS.format(hours=columns.pop("opening_hours"))
    return replace(raw, columns=columns)


def _units(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("legacy_units", "respa"))


_JSON = frozenset(
    (
        *("resource", "begin", "end", "state", "is_own", "need_manual_confirmation", "staff_event"),
        *("user_permissions", "cancel_reason", "has_catering_order"),
    )
)
_XLSX = known_headers("bookings", "respa") - _JSON - {"id", "type"} | {"resource"}
_RESOURCES = frozenset(
    (
        *("people_capacity", "slot_size", "min_period", "max_period", "max_reservations_per_user"),
        *("supported_reservation_extra_fields", "reservable"),
    )
)
_UNITS = frozenset(
    (
        *("reservable_max_days_in_advance", "reservable_min_days_in_advance", "data_source_hours"),
        *("opening_hours_today", "disallow_overlapping_reservations"),
    )
)

FEEDS = (
    Feed(
        source="respa",
        name="reservations_xlsx",
        table="bookings",
        kind="xlsx",
        signature=_XLSX,
        minimum=5,
        read=_workbook,
        lacks=frozenset(("reservation_key", "cancel_reason")),
    ),
    Feed(
        source="respa",
        name="reservations_json",
        table="bookings",
        kind="json",
        signature=_JSON,
        minimum=5,
        read=_reservations,
        page_size=PAGE,
    ),
    Feed(
        source="respa",
        name="resources",
        table="spaces",
        kind="json",
        signature=_RESOURCES,
        minimum=3,
        read=_resources,
        page_size=PAGE,
    ),
    Feed(
        source="respa",
        name="units",
        table="legacy_units",
        kind="json",
        signature=_UNITS,
        minimum=2,
        read=_units,
        page_size=PAGE,
    ),
)
