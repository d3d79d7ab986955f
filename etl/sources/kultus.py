"""Kultus, culture visits of schools and day care: the list of approved enrolments, and the report of all."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb

from data.city_profile.in_use import current_city
from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw, Span, association, known_headers
from etl.sources.readers.csv import read_csv
from etl.sources.readers.json import read_json

# By default the engine reads ``01.09.25`` as a day of 2001. A text that is not a date is kept, so that its
# row is rejected.
_DAY = "coalesce(strftime(try_strptime({text}, '%d.%m.%y'), '%Y-%m-%d'), {text})"
# The report writes lists as Python or as JSON text; in both an area is the end of its OCD id. The JSON may
# give names instead.
_AREA = "nullif(replace(regexp_extract({divisions}, '{level}:([^''\",\\]]+)', 1), '_', ' '), '')"
_NAMED = "json_extract_string(TRY_CAST({divisions} AS JSON), '$.{name}')"
_REPORT = frozenset(
    (
        *("_study_group", "_enrolment", "_occurrence", "enrolment_status", "study_group_unit_id"),
        *("study_group_unit_divisions", "occurrence_place_divisions", "occurrence_cancelled"),
    )
)
_LIST = frozenset(
    (
        *("enrolment_id", "linkedevents_id", "event_starting_date", "event_ending_date", "group_name"),
        *("amount_of_children", "amount_of_adults", "extra_needs", "contact_mail", "contact_phone"),
    )
)
_OCCURRENCE = Span("occurrence_start_time", "occurrence_end_time")
_PARTS = ("study_group_unit_divisions", "occurrence_place_divisions", "_enrolment")


def _enrolments(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export)
    derived = {"derived_status": "'approved'", "derived_is_report": "'false'"}
    for header in ("event_starting_date", "event_ending_date"):
        if header in raw.columns:
            derived[header] = _DAY.format(text=raw.columns[header])
    return replace(raw, columns={**raw.columns, **derived})


def _report_csv(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return _report(read_csv(connection, export))


def _report_json(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    headers = (header for header in known_headers("school_enrolments", "kultus") if header not in _LIST)
    return _report(read_json(connection, export, sorted({*headers, *_PARTS})))


def _report(raw: Raw) -> Raw:
    columns = {header: cell for header, cell in raw.columns.items() if header != "enrolment_id"}
    columns["derived_is_report"] = "'true'"
    if "provider" in columns:
        columns["organiser_identity"] = association(columns["provider"])
    if "_enrolment" in columns:
        # The number at the start of the text; the rest names the school.
        columns["derived_enrolment"] = f"nullif(regexp_extract({columns['_enrolment']}, '^[0-9]+'), '')"
    for role, header in (("home", _PARTS[0]), ("place", _PARTS[1])):
        if header in columns:
            for level in ("district", "sub_district"):
                kind = re.escape(current_city().division("kultus", level)).replace("'", "''")
                by_id = _AREA.format(divisions=columns[header], level=kind)
                by_name = _NAMED.format(divisions=columns[header], name=level)
                columns[f"{role}_{level}"] = f"coalesce({by_id}, {by_name})"
    return replace(raw, columns=columns)


_AREAS = frozenset(("district_name", "sub_district_name", "home_district_name", "home_sub_district_name"))

FEEDS = (
    Feed(
        source="kultus",
        name="approved_enrolments",
        table="school_enrolments",
        kind="csv",
        signature=_LIST,
        minimum=5,
        read=_enrolments,
        span=Span("event_starting_date", "event_ending_date", "local_date"),
        page_size=2000,
        lacks=_AREAS | {"is_cancelled", "publisher", "organiser_key", "updated_utc"},
    ),
    Feed(
        source="kultus",
        name="enrolment_report_csv",
        table="school_enrolments",
        kind="csv",
        signature=_REPORT,
        minimum=4,
        read=_report_csv,
        span=_OCCURRENCE,
    ),
    Feed(
        source="kultus",
        name="enrolment_report_json",
        table="school_enrolments",
        kind="json",
        signature=_REPORT,
        minimum=3,
        read=_report_json,
        span=_OCCURRENCE,
    ),
)
