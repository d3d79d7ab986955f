"""Write the events of the sample city as the data-analytics API of Linked Events gives them.

The API names no person.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from data.city_profile.in_use import city_zone, current_city
from etl.sample.city import City, Unit
from etl.sample.files import json_file, pick
from etl.sample.period import Period

PAGE = 100
ASSOCIATIONS = ("Esimerkin Kylätalo ry", "Mallin Partio ry", "Esimerkkiseura ry", "Mallföreningen rf")


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write events, registrations, sign-ups and organisations, page by page; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    events: list[dict[str, Any]] = []
    registrations: list[dict[str, Any]] = []
    signups: list[dict[str, Any]] = []
    days = period.days
    # An event every other day.
    for number, day in enumerate(days[::2]):
        unit = city.units[(number * 13) % len(city.units)]
        event = _event(number, day, unit.id, unit.kind.department, random)
        events.append(event)
        if number % 4 == 3:
            continue
        attendees = [len(signups) + n for n in range(int(random.integers(1, 18)))]
        is_recorded = random.random() < 0.6
        for attendee in attendees:
            signups.append(_signup(attendee, event, is_recorded, random))
        registrations.append(_registration(number, event, [40_000 + n for n in attendees]))
    return [
        *_pages(folder, "event", events),
        *_pages(folder, "registration", registrations),
        *_pages(folder, "signup", signups),
        *_pages(folder, "organization", _organisations()),
        *_pages(folder, "place", [_place(unit) for unit in city.units]),
    ]


def _pages(folder: Path, endpoint: str, records: list[dict[str, Any]]) -> list[Path]:
    """Write all records as one page without a next one."""
    meta = {"count": len(records), "next": None, "previous": None}
    path = folder / f"linkedevents_data_analytics_{endpoint}.json"
    return [json_file(path, {"meta": meta, "data": records})]


def _event(
    number: int, day: dt.date, unit: str, department: str, random: np.random.Generator
) -> dict[str, Any]:
    begin = dt.datetime.combine(day, dt.time(int(random.integers(9, 19))), city_zone()).astimezone(dt.UTC)
    created = begin - dt.timedelta(days=30)
    provider = ASSOCIATIONS[number % len(ASSOCIATIONS)] if number % 5 == 0 else "Esimerkkitoimija"
    return {
        "id": f"{current_city().words['fi']['city'].lower()}:sample{number:05d}",
        "publisher": f"ahjo:sample{department.lower()}",
        "deleted": False,
        "date_published": _time(created),
        "event_status": pick(random, ("EventScheduled", "EventCancelled"), (0.95, 0.05)),
        "publication_status": pick(random, ("public", "draft"), (0.98, 0.02)),
        "location": f"tprek:{unit}",
        "environment": None,
        "start_time": _time(begin),
        "end_time": _time(begin + dt.timedelta(hours=2)),
        "has_start_time": True,
        "has_end_time": True,
        "super_event": None,
        "super_event_type": None,
        "type_id": pick(random, ("General", "Course", "Volunteering"), (0.6, 0.2, 0.2)),
        "keywords": [],
        "audience": [],
        "offers": [],
        "created_time": _time(created),
        "last_modified_time": _time(created),
        "name": {"fi": f"Esimerkkitapahtuma {number}"},
        "provider": {"fi": provider},
    }


def _registration(number: int, event: dict[str, Any], signups: list[int]) -> dict[str, Any]:
    return {
        "id": 300 + number,
        "event": event["id"],
        "attendee_registration": False,
        "audience_min_age": None,
        "audience_max_age": None,
        "enrolment_start_time": event["created_time"],
        "enrolment_end_time": event["start_time"],
        "maximum_attendee_capacity": 20,
        "minimum_attendee_capacity": None,
        "waiting_list_capacity": 5,
        "maximum_group_size": None,
        "remaining_attendee_capacity": 20 - len(signups),
        "remaining_waiting_list_capacity": 5,
        "signup_groups": [],
        "signups": signups,
        "created_time": event["created_time"],
        "last_modified_time": event["start_time"],
    }


def _signup(
    number: int, event: dict[str, Any], is_recorded: bool, random: np.random.Generator
) -> dict[str, Any]:
    is_present = is_recorded and random.random() < 0.8
    return {
        "id": 40_000 + number,
        "signup_group": None,
        "deleted": False,
        "attendee_status": pick(random, ("attending", "waitlisted"), (0.93, 0.07)),
        "presence_status": "present" if is_present else "not_present",
        "created_time": event["created_time"],
        "last_modified_time": event["start_time"],
    }


def _organisations() -> list[dict[str, Any]]:
    """Return each department by its number, and below it the service that publishes its events."""
    created = "2020-05-01T06:00:00.000000Z"
    rows = []
    for department in current_city().departments:
        parent = department["linked_events_id"] or f"sample:{department['department']}"
        code = department["department"].lower()
        for id_, name, parent_of_row in (
            (parent, department["name_fi"], None),
            (f"ahjo:sample{code}", f"Esimerkkipalvelu {department['department']}", parent),
        ):
            rows.append(
                {
                    "id": id_,
                    "data_source": "ahjo",
                    "name": name,
                    "classification": None,
                    "parent": parent_of_row,
                    "internal_type": "normal",
                    "dissolution_date": None,
                    "created_time": created,
                    "last_modified_time": created,
                }
            )
    return rows


def _place(unit: Unit) -> dict[str, Any]:
    """Return a place as the analytics API gives it: areas are numbers, only the postal code is readable."""
    created = "2019-05-01T06:00:00.000000Z"
    return {
        "id": f"tprek:{unit.id}",
        "parent": None,
        "replaced_by": None,
        "position": {"type": "Point", "coordinates": [unit.longitude, unit.latitude]},
        "postal_code": unit.postal_code,
        "address_country": None,
        "address_region": None,
        "post_office_box_num": None,
        "divisions": [90],
        "deleted": False,
        "n_events": 1,
        "created_time": created,
        "last_modified_time": created,
        "name": {"fi": unit.name_fi},
    }


def _time(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%S.000000Z}"
