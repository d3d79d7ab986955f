"""Write culture for schools (Kultus) and for small children (Kukkuu) in the sample city."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from data.city_profile.in_use import city_zone, current_city
from etl.sample.city import City
from etl.sample.files import csv_file, json_file, pick
from etl.sample.period import Period

LIST = (
    *("Enrolment id", "LinkedEvents id", "LinkedEvents uri", "Event starting date", "Event starting time"),
    *("Event ending date", "Event ending time", "Enrolment date", "Enrolment time"),
    *("Kindergarten / school / college", "Group name", "Study levels", "Amount of children"),
    *("Amount of adults", "Event location", "Extra needs", "Contact mail", "Contact phone"),
    "Is part of cultural route",
)
REPORT = (
    *("id", "created_at", "updated_at", "_study_group", "study_group_unit_id"),
    *("study_group_amount_of_children", "study_group_amount_of_adult", "study_group_study_levels"),
    *("study_group_unit_position", "study_group_unit_divisions", "_enrolment", "is_part_of_cultural_route"),
    *(
        "enrolment_time",
        "enrolment_status",
        "_occurrence",
        "occurrence_place_id",
        "occurrence_place_position",
    ),
    *("occurrence_place_divisions", "occurrence_languages", "occurrence_cancelled"),
    *("occurrence_amount_of_seats", "occurrence_start_time", "occurrence_end_time", "linked_event_id"),
    *("enrolment_start_time", "enrolment_externally", "provider", "publisher", "keywords"),
    "distance_from_unit_to_event_place",
)


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write the enrolment report, the last year's list of approved enrolments, and Kukkuu's events."""
    folder.mkdir(parents=True, exist_ok=True)
    uses = current_city().uses
    visits = _kultus(folder, city, period, random) if uses("kultus") else []
    return [
        *visits,
        *([_kukkuu(folder / "kukkuu_reports_events.json", period, random)] if uses("kukkuu") else []),
    ]


def _kultus(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    term = period.in_term()
    days = [day for day, in_term in zip(period.days, term, strict=True) if in_term and day.weekday() < 5]
    visits = [_visit(n, day, city, random) for n, day in enumerate(days[::2])]
    latest_visits = [v for v in visits if v["day"].year == period.days[-1].year and v["status"] == "approved"]
    return [
        csv_file(
            folder / "kultus_enrolment_report.csv",
            REPORT,
            [_report_row(v) for v in visits],
            delimiter=";",
            encoding="utf-8-sig",
        ),
        csv_file(
            folder / "kultus_events_approved_enrolments.csv",
            LIST,
            [_list_row(v) for v in latest_visits],
            delimiter=";",
            encoding="utf-8-sig",
        ),
        json_file(folder / "kultus_enrolment_report.json", [_report_object(v) for v in visits[-20:]]),
    ]


def _visit(number: int, day: dt.date, city: City, random: np.random.Generator) -> dict[str, Any]:
    schools = [unit for unit in city.units if unit.kind.term_only] or list(city.units)
    return {
        "id": 500 + number,
        "day": day,
        "begin": dt.datetime.combine(day, dt.time(10), city_zone()).astimezone(dt.UTC),
        "school": schools[int(random.random() ** 1.3 * len(schools))],
        "place": city.units[(number * 11) % len(city.units)],
        "children": int(random.integers(8, 27)),
        "adults": int(random.integers(1, 5)),
        "status": pick(random, ("approved", "pending", "cancelled", "declined"), (0.84, 0.04, 0.09, 0.03)),
    }


def _report_row(visit: dict[str, Any]) -> list[object]:
    names = {(a["level"], a["area_code"]): a["name_fi"].lower() for a in current_city().areas}
    begin, school, place = visit["begin"], visit["school"], visit["place"]
    enrolled = begin - dt.timedelta(days=21)

    kinds = {level: current_city().division("kultus", level) for level in ("district", "sub_district")}

    def divisions(district: str, sub_district: str) -> str:
        base = f"ocd-division/country:fi/kunta:{current_city().words['fi']['city'].lower()}"
        return str(
            [
                base,
                f"{base}/{kinds['sub_district']}:{names['sub_district', sub_district]}",
                f"{base}/{kinds['district']}:{names['district', district]}",
            ]
        )

    return [
        *(visit["id"], _utc(enrolled), _utc(enrolled), f"{visit['id']} {school.name_fi}"),
        *(f"tprek:{school.id}", visit["children"], visit["adults"], "[['grade_3', '3. luokka']]"),
        f"[Decimal('{school.longitude}'), Decimal('{school.latitude}')]",
        divisions(school.district, school.sub_district),
        f"{visit['id']} {_utc(begin)} {school.name_fi}",
        *("Ei / Tuntematon", _utc(enrolled), visit["status"]),
        f"Event kultus:sample{visit['id']} at tprek:{place.id} ({_utc(begin)})",
        *(f"tprek:{place.id}", f"[Decimal('{place.longitude}'), Decimal('{place.latitude}')]"),
        divisions(place.district, place.sub_district),
        *("[['fi', 'Suomi']]", "False", 30, _utc(begin), _utc(begin + dt.timedelta(hours=1))),
        *(f"kultus:sample{visit['id']}", _utc(enrolled), "False", "Esimerkkitoimija"),
        *(f"ahjo:sample{place.kind.department.lower()}", "[['kultus:5', 'Musiikki']]", "3.21"),
    ]


def _report_object(visit: dict[str, Any]) -> dict[str, object]:
    """Return the report's row in its JSON form: objects instead of Python literals."""
    names = {(a["level"], a["area_code"]): a["name_fi"] for a in current_city().areas}
    row: dict[str, object] = dict(zip(REPORT, _report_row(visit), strict=True))
    for header, unit in (
        ("study_group_unit_divisions", visit["school"]),
        ("occurrence_place_divisions", visit["place"]),
    ):
        row[header] = {
            "ocd_ids": ast.literal_eval(str(row[header])),
            "country": "fi",
            "municipality": current_city().words["fi"]["city"],
            "district": names["district", unit.district],
            "sub_district": names["sub_district", unit.sub_district],
        }
    return {**row, "_enrolment": visit["id"], "occurrence_cancelled": False, "keywords": [], "provider": None}


def _list_row(visit: dict[str, Any]) -> list[object]:
    day, school, place = visit["day"], visit["school"], visit["place"]
    event = f"kultus:sample{visit['id']}"
    enrolled = day - dt.timedelta(days=21)
    return [
        *(visit["id"], event, f"https://api.example.invalid/v1/event/{event}"),
        *(f"{day:%d.%m.%y}", "10:00:00", f"{day:%d.%m.%y}", "11:00:00", f"{enrolled:%d.%m.%y}", "08:00:00"),
        *(school.name_fi, f"Luokka {visit['id'] % 6}", "3. luokka", visit["children"], visit["adults"]),
        *(place.name_fi, "", f"opettaja{visit['id']}@example.invalid", "+358 50 0000000", "Ei / Tuntematon"),
    ]


def _utc(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S+00:00}"


def _kukkuu(path: Path, period: Period, random: np.random.Generator) -> Path:
    """Write one event per month; if another system sells its tickets, attendance is unknown."""
    events = []
    for number, day in enumerate(d for d in period.days if d.day == 12 and d.month != 7):
        occurrences = [_occurrence(number, n, day, random) for n in range(2)]
        is_internal = number % 6 != 5
        events.append(
            {
                "id": 1 + number,
                "name": {"fi": f"Esitys {number}", "sv": f"Föreställning {number}", "en": ""},
                "project": {"id": 2, "year": day.year},
                "event_group": None,
                "occurrences": occurrences,
                "ticket_system": "internal" if is_internal else "lippupiste",
                "occurrences_count": len(occurrences),
                "enrolment_count": sum(o["enrolment_count"] for o in occurrences),
                "attended_count": sum(o["attended_count"] for o in occurrences),
                "capacity": 60,
            }
        )
    return json_file(path, events)


def _occurrence(event: int, number: int, day: dt.date, random: np.random.Generator) -> dict[str, Any]:
    enrolled = int(random.integers(12, 30))
    begin = dt.datetime.combine(day, dt.time(10 + 4 * number), city_zone()).astimezone(dt.UTC)
    return {
        "id": 10 * event + number,
        "time": f"{begin:%Y-%m-%dT%H:%M:%SZ}",
        "venue": {"url": "https://kukkuu.example.invalid/reports/venue/1/", "id": 1},
        "enrolment_count": enrolled,
        "attended_count": int(random.binomial(enrolled, 0.8)) if random.random() < 0.7 else 0,
        "capacity": 30,
    }
