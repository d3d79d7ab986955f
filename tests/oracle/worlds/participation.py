"""Hand-made worlds of participation: hearings, votes, proposals, events, culture, organisers.

Two units as in ``worlds/``: 990101 in Kallio (301, major district 3) and 990102 in Lauttasaari (105, 1);
the expected figures are in ``expected_sources.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.oracle.worlds.registry import base, booked, numbered, set_date, world
from tests.support.exports.participation_files import (
    STAFF,
    analytics_json,
    decidim_csv,
    hearing_xlsx,
    kukkuu_json,
    kultus_list,
    kultus_report,
    occurrence,
    pabulib,
    plans_csv,
    votes_xlsx,
)
from tests.support.exports.varaamo_files import statistics_csv

PROJECTS = ("id", "scope/id", "scope/name/fi", "budget/id", "budget_amount", "confirmed_votes", "created_at")


@world
def hearings(folder: Path) -> None:
    """Comments and replies count equally; a report with fewer comments of a hearing is an older one."""
    base(folder)
    # 23:30 in UTC is the next month in Helsinki.
    comments: list[dict[str, Any]] = [
        *[{"Created": "2025-03-31T23:30:00.000000+00:00", "Votes": 9}] * 5,
        {"Content": "", "Subcontent": "Samaa mieltä."},
        {"Content": "'- Ei", "Created": "2025-03-30T03:30:00.000000+03:00"},
        *[{}] * 5,
    ]
    poll = [("1) Penkkejä", 30, 0.6), ("2) Puita", 20, 0.4), ("3) Ei mitään", 0, 0)]
    hearing_xlsx(folder / "park.xlsx", comments, poll)
    set_date(folder / "park.xlsx", 1)
    # Later, but with fewer comments; and as many in the staff's layout, with other votes.
    hearing_xlsx(folder / "fewer.xlsx", comments[:3])
    set_date(folder / "fewer.xlsx", 3)
    hearing_xlsx(folder / "staff.xlsx", comments, [("1) Penkkejä", 7, 1)], headers=STAFF)
    set_date(folder / "staff.xlsx", 2)
    # Same title, created at another time: another hearing. Keski-Vuosaari is an osa-alue of Vuosaari.
    other = {"Created": "2025-03-05T09:00:00+02:00", "Borough (fi)": "Keski-Vuosaari"}
    hearing_xlsx(folder / "other.xlsx", [{}] * 6, [("1) Kyllä", 5, 1)], other)
    city = {"Title (fi)": "Muu", "Borough (fi)": "Koko kaupunki", "Close": "2025-05-31T22:00:00+00:00"}
    hearing_xlsx(folder / "city.xlsx", [{}] * 7, [("1) Kyllä", 8, 1)], city)


@world
def votes(folder: Path) -> None:
    """Two rounds, of which the first ends in the April of the next file; a Pabulib file of each year."""
    base(folder)
    south, east = "Eteläinen Helsinki", "Itäinen Helsinki ja Östersundom"
    first = [{"postal_code": code} for code in ("00100", "00100", "00900", "00000", "", "12345")]
    votes_xlsx(folder / "old.xlsx", [*first, {}], south)
    set_date(folder / "old.xlsx", 1)
    late = [{"postal_code": "00900", "checked_out_at": "2024-04-10 23:59:59"}] * 5
    votes_xlsx(folder / "new.xlsx", [*first, *late], south)
    set_date(folder / "new.xlsx", 2)
    votes_xlsx(folder / "east.xlsx", [{"postal_code": "00890", "budget_id": 22}] * 5, east)
    next_round = [{"postal_code": "00100", "checked_out_at": "2026-01-01 00:00:00"}] * 6
    votes_xlsx(folder / "next.xlsx", next_round, south)
    pabulib(folder / "2024.pb", 9)
    pabulib(folder / "2023.pb", 11, date_end="10.04.2023", district="Läntinen Helsinki")
    pabulib(folder / "2021.pb", 12, date_end="31.12.2021")


@world
def proposals(folder: Path) -> None:
    """Plans by their scope or a section's, which a list of projects names; some are unpublished."""
    base(folder)
    scope = "section_32/value/scope_id"
    decidim_csv(
        folder / "projects.csv", PROJECTS, [{"id": 1, "scope/id": 2, "scope/name/fi": "Läntinen Helsinki"}]
    )
    plans_csv(
        folder / "plans.csv",
        [
            *[{"id": number, scope: "2", "state": "rejected"} for number in range(6)],
            *[{"id": number, scope: "9", "state": "withdrawn"} for number in range(10, 15)],
            *[
                {"id": number, "scope/id": "5", "scope/name": "Koillinen Helsinki"}
                for number in range(20, 27)
            ],
            *[{"id": number, scope: "2", "published_at": ""} for number in range(30, 40)],
            # Still the last of October in Helsinki, and already the first of November.
            *[{"id": number, "published_at": "2023-10-31 21:59:59 UTC"} for number in range(40, 45)],
            *[{"id": number, "published_at": "2023-10-31 22:00:00 UTC"} for number in range(50, 56)],
        ],
    )
    set_date(folder / "plans.csv", 1)
    plans_csv(folder / "later.csv", [{"id": 0, scope: "5"}])
    set_date(folder / "later.csv", 2)


@world
def events(folder: Path) -> None:
    """Sign-ups through registrations; events that are drafts, deleted, cancelled; versions; presence."""
    base(folder)
    later = {"last_modified_time": "2025-09-01T08:00:00.000000Z"}
    place = {
        **{"id": "helsinki:9", "divisions": [90], "postal_code": "00900", "deleted": False, "n_events": 1},
        **{"parent": None, "replaced_by": None, "position": None, "name": {"fi": "Ranta"}},
    }
    (folder / "place.json").write_text(
        json.dumps({"meta": {"next": None}, "data": [place]}), encoding="utf-8"
    )
    analytics_json(
        folder / "organization.json",
        "organization",
        [
            {"id": "ahjo:1", "parent": "ahjo:2"},
            {"id": "ahjo:2", "name": "Kaupunkiympäristön toimiala"},
            {"id": "ahjo:3", "name": "Palvelu", "parent": "ahjo:u420300"},
            {"id": "ahjo:u420300", "name": "Kasko"},
            {"id": "ahjo:u480400", "name": "Kuva"},
            {"id": "others:1", "name": "Seura ry", "parent": "others:2"},
            {"id": "others:2", "name": "Liitto ry", "parent": "others:1"},
        ],
    )
    analytics_json(
        folder / "event.json",
        "event",
        [
            {},
            # 21:30 in UTC is the next day, and the next month, in Helsinki.
            {
                "id": "h:2",
                "type_id": "Volunteering",
                "publisher": "ahjo:1",
                "start_time": "2025-08-31T21:30:00Z",
            },
            {"id": "h:3", "type_id": "Course", "publisher": "ahjo:3", "location": "helsinki:9"},
            {"id": "h:4", "event_status": "EventCancelled"},
            {"id": "h:5", "publication_status": "draft"},
            {"id": "h:6", "deleted": True},
            {"id": "h:7", "event_status": "EventPostponed", "publisher": "others:1", "location": None},
            {"id": "h:8", **later, "location": "tprek:990102"},
            {"id": "h:8", "event_status": "EventCancelled"},
        ],
    )
    signups: list[dict[str, Any]] = []
    registrations = []
    for number in range(1, 9):
        own_signups = [number * 100 + n for n in range(10)]
        event = f"h:{number}" if number > 1 else "helsinki:1"
        registrations.append({"id": number, "event": event, "signups": [*own_signups, 99_999]})
        signups += [{"id": signup} for signup in own_signups]
    # Of the first, seven are present: one is waitlisted, one deleted; of the second, nobody is marked.
    marked = [{"id": 100 + n, "presence_status": "present"} for n in range(7)]
    marked[0]["attendee_status"], marked[1]["deleted"] = "waitlisted", True
    signups = [*signups[10:], *marked, *signups[7:10]]
    # Of the third, only a waitlisted one is marked; the eighth's registration is reduced to six.
    signups += [{"id": 300, "attendee_status": "waitlisted", "presence_status": "present", **later}]
    registrations.append({"id": 8, "event": "h:8", "signups": list(range(800, 806)), **later})
    analytics_json(folder / "registration.json", "registration", registrations)
    analytics_json(folder / "signup.json", "signup", signups)


@world
def culture(folder: Path) -> None:
    """Enrolments in the list and in the report; Kukkuu's occurrences, one of which was loaded twice."""
    base(folder)
    analytics_json(folder / "organization.json", "organization", [{"id": "ahjo:9"}, {"id": "ahjo:u420300"}])
    kultus_list(
        folder / "list.csv",
        [
            {"Enrolment id": 500, "Amount of children": 99},
            {"Enrolment id": 501},
            {"Enrolment id": 1, "Event starting date": "02.03.26"},
        ],
    )
    number, at = "_enrolment", "ocd-division/country:fi/kunta:helsinki"
    kultus_report(
        folder / "report.csv",
        [
            {"id": 1, "occurrence_start_time": "2025-09-30 21:00:00+00:00"},
            {"id": 2, number: "501 2025-09-01 07:00:00+00:00 Koulu", "enrolment_status": "cancelled"},
            {"id": 3, number: "502 2025-09-01 07:00:00+00:00 Koulu", "occurrence_cancelled": "True"},
            {"id": 4, number: "503 2025-09-01 07:00:00+00:00 Koulu", "enrolment_status": "declined"},
            {
                **{"id": 5, number: "504 2025-09-01 07:00:00+00:00 1. Koulu", "publisher": "ahjo:9"},
                **{"study_group_unit_divisions": "['ocd-division/country:fi/kunta:espoo']"},
                "occurrence_place_divisions": f"['{at}/peruspiiri:lauttasaari', '{at}/osa-alue:kotkavuori']",
            },
        ],
    )
    outside = {"id": 2, "ticket_system": "lippupiste", "occurrences": [occurrence(3, 50)]}
    kukkuu_json(folder / "a.json", [{"occurrences": [occurrence(1, 20, 9), occurrence(2, 30)]}, outside])
    set_date(folder / "a.json", 1)
    # 22:00 in UTC on the last of August is September in Helsinki.
    again = occurrence(1, 25, 15, "2025-08-31T22:00:00Z")
    kukkuu_json(folder / "b.json", [{"occurrences": [again]}])
    set_date(folder / "b.json", 2)


@world
def partners(folder: Path) -> None:
    """One association by its business id and another by its name; the latter organises events, too."""
    base(folder)
    ngo = {"reservee_type": "NONPROFIT"}
    rows = [
        booked("10:00", "11:00", **ngo, reservee_id="1234567-1", reservee_organisation_name="Seura ry"),
        booked(
            "11:00", "12:00", **ngo, reservee_id="1234567-1", reservee_organisation_name="Seuran nuoret ry"
        ),
        booked("12:00", "13:00", **ngo, reservee_organisation_name="Kylä  Yhdistys RY"),
        booked("13:00", "14:00", **ngo, reservee_organisation_name="Toinen ry", state="CANCELLED"),
        booked("14:00", "15:00", **ngo, reservee_organisation_name="Kolmas ry", reservation_type="STAFF"),
        booked("15:00", "16:00", **ngo, reservee_organisation_name="Neljäs ry", reservation_type="BLOCKED"),
        booked("16:00", "17:00", reservee_type="COMPANY", reservee_organisation_name="Viides ry"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))
    departments = [{"id": "ahjo:u480400"}, {"id": "ahjo:u420300"}]
    analytics_json(folder / "organization.json", "organization", departments)
    march = "2025-03-20T08:00:00Z"
    names = ["Kylä yhdistys ry", "Föreningen r.f.", "Uusi R.Y.", "Ramppi rf", "Kaupunki", "Harry"]
    held: list[dict[str, Any]] = [
        {"id": f"h:{n}", "provider": {"fi": name}, "start_time": march} for n, name in enumerate(names)
    ]
    held += [
        {
            "id": "h:20",
            "provider": {"fi": "Peruttu ry"},
            "event_status": "EventCancelled",
            "start_time": march,
        },
        {"id": "h:21", "provider": {"sv": "Svenska rf"}, "start_time": march},
        {"id": "h:22", "provider": None, "start_time": march},
    ]
    analytics_json(folder / "event.json", "event", held)
    number, at = "_enrolment", {"occurrence_start_time": "2025-03-21 08:00:00+00:00"}
    kultus_report(
        folder / "report.csv",
        [
            {"provider": "Teatteri ry", **at},
            {number: "501 x", "provider": "Hylätty ry", "enrolment_status": "declined", **at},
            {number: "502 x", "provider": "Peruttu näytös ry", "occurrence_cancelled": "True", **at},
        ],
    )
