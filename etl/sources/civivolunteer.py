"""CiviVolunteer: the volunteer report. Minutes, not hours; an empty value is written as one blank."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from data.text.messages import message
from etl.inbox.inspect import Export
from etl.sources.base import Feed, Raw, known_headers
from etl.sources.readers.csv import read_csv


def _report(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export)
    # An empty value is written as one blank.
    raw = replace(raw, columns={header: f"trim({text})" for header, text in raw.columns.items()})
    project = raw.columns.get("project")
    if project is None:
        return raw
    blank = connection.execute(
        f"SELECT count(*) FROM {raw.relation} WHERE coalesce({project}, '') = ''"
    ).fetchone()
    if not blank or not blank[0]:
        return raw
    # The report leaves out repeated values: the project and role of a row are on a row above.
    filled = {
        header: f"last_value(nullif({raw.columns[header]}, '') IGNORE NULLS) OVER (ROWS UNBOUNDED PRECEDING)"
        for header in ("project", "volunteer_role")
        if header in raw.columns
    }
    minutes, status = raw.columns.get("time_completed_in_minutes"), raw.columns.get("activity_status")
    if minutes and status:
        # Minutes left out as a repetition look like minutes that were not recorded: the row is rejected.
        left_out = f"{project} = '' AND {minutes} = '' AND lower({status}) = 'completed'"
        filled["time_completed_in_minutes"] = f"CASE WHEN {left_out} THEN '(left out)' ELSE {minutes} END"
    warning = message("blank_repeats", rows=blank[0])
    return replace(raw, columns=dict(raw.columns) | filled, messages=(*raw.messages, warning))


_REPORT = known_headers("volunteer_records", "civivolunteer") - {"subject", "email", "phone"}

FEEDS = (
    Feed(
        source="civivolunteer",
        name="report",
        table="volunteer_records",
        kind="csv",
        signature=_REPORT,
        minimum=3,
        read=_report,
    ),
)
