"""Puistotalkoot, the park clean-ups: the officials' list of events and the yearly report by zone."""

from __future__ import annotations

import duckdb

from data.text.messages import message
from etl.inbox.inspect import Export
from etl.landing.sql_quoting import file_literal, literal
from etl.sources.base import Feed, Raw
from etl.sources.readers.json import json_paths, read_json

# The report's header follows the language of its user interface; its cells have a fixed order.
_REPORT_HEADERS = frozenset(
    (
        *("talkoopiiri", "yhteyshenkilö", "sähköposti", "puhelin", "talkoita", "osallistujia"),
        *("talkodistrikt", "kontaktperson", "e-post", "telefon", "talkon", "deltagare"),
        *("volunteer_district", "contact_person", "e-mail", "phone", "volunteer_activities", "volunteers"),
    )
)
_LIST = frozenset(("estimated_attendee_count", "contract_zone", "trash_picker_count", "is_anonymized"))
_ZONES = frozenset(("contact_person", "event_count", "estimated_attendee_count", "active"))


def _events(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("volunteer_events", "puistotalkoot"))


def _report(_: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Read both shapes: a line per zone, or (since 2024-12) one line whose cells are whole records.

    Quotes inside values are not escaped, so whole records are recognised by their quotes and commas. A
    collapsed record with more than five commas cannot be split safely: a part of a contact's name
    could be taken for the zone's. It is rejected as a row without a zone.
    """
    file = file_literal(export.path)
    relation = f"""(SELECT CASE WHEN contains(record, '","') THEN
            regexp_extract(record, '^"(.*)","(.*)","(.*)","(.*)","(.*)","(.*)"$', {_GROUPS})
        WHEN len(record) - len(replace(record, ',', '')) = 5
            THEN regexp_extract(record, '^"?(.*),([^,]*),([^,]*),([^,]*),([^,]*),([^,"]*)"?$', {_GROUPS})
        END AS cells
        FROM (
            SELECT unnest(CASE WHEN len(lines) = 1
                AND NOT regexp_full_match(lines[1], '("[^"]*",){{5}}"[^"]*"')
                THEN string_split(lines[1], '","') ELSE lines END) AS record
            FROM (
                SELECT list_filter(string_split(replace(content, chr(13), ''), chr(10)),
                    lambda line: line <> '')[2:] AS lines
                FROM read_text({file}))))"""
    year = export.sidecar.get("year")
    messages = () if year else (message("year_unknown", sidecar=export.path.name + ".toml"),)
    columns = {name: f"cells.{name}" for name in ("zone", "events", "expected_people")}
    columns["year"] = literal(str(year)) if year else "NULL::VARCHAR"
    return Raw(relation, columns, first_row=2, messages=messages)


_GROUPS = "['zone', 'contact_person', 'email', 'phone', 'events', 'expected_people']"


def _zones(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_json(connection, export, ["name", "event_count", "estimated_attendee_count"])
    year = export.sidecar.get("year")
    columns = {
        "zone": raw.columns["name"],
        "events": raw.columns["event_count"],
        "expected_people": raw.columns["estimated_attendee_count"],
        "year": literal(str(year)) if year else "NULL::VARCHAR",
    }
    messages = () if year else (message("year_unknown", sidecar=export.path.name + ".toml"),)
    return Raw(raw.relation, columns, messages=messages)


FEEDS = (
    Feed(
        source="puistotalkoot",
        name="events",
        table="volunteer_events",
        kind="json",
        signature=_LIST,
        minimum=3,
        read=_events,
    ),
    Feed(
        source="puistotalkoot",
        name="yearly_report",
        table="volunteer_zone_years",
        kind="csv",
        signature=_REPORT_HEADERS,
        minimum=4,
        read=_report,
    ),
    Feed(
        source="puistotalkoot",
        name="zone_statistics",
        table="volunteer_zone_years",
        kind="json",
        signature=_ZONES,
        minimum=3,
        read=_zones,
    ),
)
