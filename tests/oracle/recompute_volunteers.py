"""What the records of volunteering add to each figure of the recomputation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from tests.oracle.recompute_areas import (
    UNKNOWN,
    department_named,
    district_code,
    in_district,
    major_district_of_postal_code,
)
from tests.oracle.recompute_reading import Exports
from tests.oracle.recompute_spaces import NOWHERE, members_of_unit
from tests.oracle.recompute_time import HOUR, Part, Row, calendar, cut_by_day, instant, local, number


def _members_of_place(exports: Exports, site: str, place: str) -> Row:
    """Return the members of Volgistics' free texts: the place names a unit, a peruspiiri or an osa-alue, and
    the site a department or its abbreviation; else the department is the unit's."""
    unit = exports.named_units.get(place.strip().lower(), "")
    members = members_of_unit(exports, unit) if unit else NOWHERE | in_district(district_code(place, place))
    department = department_named(site)
    return members if department == UNKNOWN else members | {"department": department}


def volunteer_parts(exports: Exports) -> tuple[dict[str, list[Part]], list[tuple[Row, str]]]:
    """Return what records of volunteering add to each metric, and who was active, with place and time."""
    parts: dict[str, list[Part]] = defaultdict(list)
    active: list[tuple[Row, str]] = []

    def completed(day: dt.date, hours: float, key: str = "", where: Row = NOWHERE) -> None:
        when = calendar(day) | where
        parts["volunteer_hours"].append((when, hours, 0))
        parts["volunteer_shifts"].append((when, 1, 0))
        if key:
            active.append((when, key))

    def attendance(day: dt.date, absent: float, present: float, where: Row = NOWHERE) -> None:
        parts["volunteer_no_show_rate"].append((calendar(day) | where, absent, absent + present))

    for row in exports.v4s.values():
        day = dt.date.fromisoformat(row["Start_Date__c"])
        people = number(row["Number_of_Volunteers__c"]) or 1
        if row["Status__c"] == "Completed":
            hours = number(row["Total_Hours_Worked__c"])
            if hours is None:
                hours = (number(row["Hours_Worked__c"]) or 0) * people
            key = row["Contact__c"]
            completed(day, hours, f"v4s {key}" if key else "")
            attendance(day, 0, people)
        elif row["Status__c"] == "No-Show":
            attendance(day, people, 0)
    for row in exports.volgistics:
        if not row.get("From date"):
            continue
        day = row["From date"]
        day = day.date() if isinstance(day, dt.datetime) else day
        hours, absent = number(row["Hours"]) or 0, number(row["No Call/No Show"]) or 0
        where = _members_of_place(exports, str(row["Site"]), str(row["Place"]))
        if hours > 0:
            key = number(row["Number"])
            completed(day, hours, f"volgistics {key:.0f}" if key is not None else "", where)
        attendance(day, absent, (number(row["Volunteers"]) or 1) if hours > 0 else 0, where)
    for _, row in exports.rows["civivolunteer"]:
        day = dt.date.fromisoformat(row["Scheduled Date/Time"].strip()[:10])
        if row["Activity Status"] == "Completed":
            completed(day, (number(row["Time Completed in Minutes"]) or 0) / 60)
            attendance(day, 0, 1)
        elif row["Activity Status"] == "No-show":
            attendance(day, 1, 0)
    for row in exports.rosterfy.values():
        day = dt.date.fromisoformat(row["Event Shift - Date/Time From"][:10])
        demand, attended = (number(row[f"Event Shift - {name}"]) or 0 for name in ("Demand", "Attended"))
        where = NOWHERE | {"major_district": major_district_of_postal_code(row["Event Shift - Postal Code"])}
        if attended > 0:
            hours = number(row["Event Shift - Hours"]) or 0
            completed(day, hours / demand * attended if demand else 0, where=where)
        if demand > 0:
            parts["shift_fill_rate"].append((calendar(day) | where, attended, demand))
    for _, row in exports.clean_ups.values():
        begin, end = instant(row["start_time"]) or 0, instant(row["end_time"]) or 0
        if row["state"] != "approved":
            continue
        a_day = [min(8 * HOUR, until - since) for _, (since, until) in cut_by_day((begin, end))]
        hours = sum(a_day) / HOUR * (number(row["estimated_attendee_count"]) or 0)
        parts["volunteer_hours_estimated"].append((calendar(local(begin).date()) | NOWHERE, hours, 0))
    return parts, active
