"""Small hand-made cities, each a folder of exports in the real formats with one thing that is easy to
get wrong.

Every world has two houses, 990101 in Kallio (district 301) and 990102 in Lauttasaari (105), and in the
first the hall 501 for 10 people. Unless it says otherwise, a booking is a resident's, confirmed, on
Monday 3 March 2025. What the figures must be stands in ``test_recompute.py``.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.exports import city, spans_json, statistics_csv, statistics_json, units_csv

HOUSES = {"990101": "Kallio", "990102": "Lauttasaari"}
World = Callable[[Path], None]
WORLDS: dict[str, World] = {}


def world(write: World) -> World:
    """Register a world under the name of the function that writes it."""
    WORLDS[write.__name__] = write
    return write


def booked(begin: str, end: str, **given: Any) -> dict[str, Any]:
    """A row of statistics; ``10:00`` is on 3 March 2025, ``04 10:00`` on 4 March."""
    return {"begin": _moment(begin), "end": _moment(end)} | given


def _moment(text: str) -> str:
    if len(text) == 5:
        return f"2025-03-03 {text}:00"
    return f"2025-03-{text}:00" if len(text) == 8 else text


def base(folder: Path, spans: Iterable[tuple[int, str, str]] = (), **hall: Any) -> None:
    """The two houses, the hall 501 and, where given, its bookable spans."""
    city(folder / "city", HOUSES)
    units_csv(folder / "spaces.csv", [hall])
    if spans := list(spans):
        spans_json(folder / "spans.json", [(r, _moment(begin), _moment(end)) for r, begin, end in spans])


def numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as reservations of their own: statistic id, reservation id and booker follow the order."""
    return [
        {
            "id": number,
            "reservation": 7000 + number,
            "reservation_uuid": f"u{number}",
            "reservee_uuid": f"p{number}",
        }
        | row
        for number, row in enumerate(rows, 1)
    ]


def aged(path: Path, day: int) -> None:
    """Let the file have been made on a day of March 2026."""
    moment = datetime(2026, 3, day, 12).timestamp()
    os.utime(path, (moment, moment))


@world
def double_bookings(folder: Path) -> None:
    """Three bookings at once: a resident 10–12, an association 11–13, the city itself 11–12; open 8–16."""
    base(folder, [(880501, "08:00", "16:00")])
    rows = [
        booked("10:00", "12:00"),
        booked("11:00", "13:00", reservee_type="NONPROFIT"),
        booked("11:00", "12:00", reservation_type="STAFF", reservee_type="NONPROFIT"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def midnight(folder: Path) -> None:
    """Monday 22 to Tuesday 2, and a whole Wednesday that ends at 00:00; open Monday 18 to Tuesday 4."""
    base(folder, [(880501, "18:00", "04 04:00")])
    rows = [booked("22:00", "04 02:00"), booked("05 00:00", "06 00:00")]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def month_end(folder: Path) -> None:
    """31 March 23:00 to 1 April 01:30, 5 of 10 people; open until 1:00."""
    base(folder, [(880501, "31 20:00", "2025-04-01 01:00:00")])
    row = booked("31 23:00", "2025-04-01 01:30:00", num_persons=5)
    statistics_csv(folder / "statistics.csv", numbered([row]))


@world
def dst_nights(folder: Path) -> None:
    """Both nights in local time (CSV) and with offsets (JSON); open from 20:00 to 8:00 on both."""
    nights = [
        (880501, "2025-03-29 20:00:00", "2025-03-30 08:00:00"),
        (880501, "2025-10-25 20:00:00", "2025-10-26 08:00:00"),
    ]
    base(folder, nights)
    rows = [
        booked("2025-03-30 02:00:00", "2025-03-30 05:00:00"),  # 2 h
        booked("2025-10-26 02:00:00", "2025-10-26 05:00:00"),  # 4 h
        booked("2025-10-26 03:45:00", "2025-10-26 03:15:00"),  # 3:45 summer to 3:15 winter: 0.5 h
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))
    offsets = [
        booked("2025-03-30T02:30:00+02:00", "2025-03-30T04:30:00+03:00"),  # 1 h
        booked("2025-10-26T03:30:00+03:00", "2025-10-26T03:30:00+02:00"),  # 1 h
        booked("2025-10-26T03:00:00+02:00", "2025-10-26T04:00:00+02:00"),  # 1 h, the second time it is 3
    ]
    uuids = [row | {"reservation_uuid": f"j{n}"} for n, row in enumerate(offsets)]
    statistics_json(folder / "statistics.json", uuids)


@world
def closures(folder: Path) -> None:
    """Open 8–20, closed 12–14; a cancelled and a denied closure close nothing; booked 11–15."""
    base(folder, [(880501, "08:00", "20:00")])
    rows = [
        booked("11:00", "15:00"),
        booked("12:00", "14:00", reservation_type="BLOCKED"),
        booked("15:00", "16:00", reservation_type="BLOCKED", state="CANCELLED"),
        booked("16:00", "17:00", reservation_type="BLOCKED", state="DENIED"),
        booked("17:00", "18:00", state="CANCELLED"),
        booked("18:00", "19:00", state="DENIED"),
        booked("18:00", "19:00", state="DENIED"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def partly_outside(folder: Path) -> None:
    """Open 10–14: booked 8–12 that day, and two hours of a day without any span."""
    base(folder, [(880501, "10:00", "14:00")])
    rows = [booked("08:00", "12:00"), booked("04 08:00", "04 10:00")]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def without_spans(folder: Path) -> None:
    """501 open 8–12 and booked 9–10; 502 has a resource without spans, 503 no resource, 999 no register."""
    base(folder, [(880501, "08:00", "12:00")])
    units_csv(
        folder / "more.csv",
        [
            {"Reservation unit ID": "502", "Hauki resource id": "880502"},
            {"Reservation unit ID": "503", "Hauki resource id": ""},
        ],
    )
    spaces = {"501": "10:00", "502": "11:00", "503": "12:00", "999": "13:00"}
    rows = [booked("09:00", end, primary_reservation_unit=space) for space, end in spaces.items()]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def versions(folder: Path) -> None:
    """One reservation told of several times, in CSV and JSON, with keys that come and go.

    A: three versions chained through id, then uuid; the last, in JSON, is cancelled.
    B: rescheduled, so a new statistic id under the same reservation id; the older file has the newer version.
    C: a later version is broken and must not replace the valid one.
    D: two rows that nothing joins but a third, which shares the id with one and the uuid with the other.
    E: without any key, in JSON: a reservation of its own.
    """
    base(folder)
    old = [
        booked("08:00", "09:00", id=1, reservation=71, updated_at="2025-03-04 10:00:00"),
        booked("10:00", "11:00", id=2, reservation=72, updated_at="2025-03-09 10:00:00"),
        booked(
            "12:00", "14:00", id=3, reservation=73, reservation_uuid="c", updated_at="2025-03-04 10:00:00"
        ),
        booked("15:00", "16:00", id=4, updated_at="2025-03-04 10:00:00"),
    ]
    new = [
        booked("08:00", "09:30", id=1, reservation_uuid="a", updated_at="2025-03-05 10:00:00"),
        booked("10:00", "13:00", id=22, reservation=72, updated_at="2025-03-05 10:00:00"),
        booked(
            "14:00", "12:00", id=3, reservation=73, reservation_uuid="c", updated_at="2025-03-07 10:00:00"
        ),
        booked("15:00", "19:00", id=4, reservation_uuid="d", updated_at="2025-03-06 10:00:00"),
    ]
    feed = [
        booked("08:00", "09:30", reservation_uuid="a", updated_at="2025-03-06 10:00:00", state="CANCELLED"),
        booked("15:00", "17:00", reservation_uuid="d", updated_at="2025-03-05 10:00:00"),
        booked("20:00", "20:45"),
    ]
    statistics_csv(folder / "z_old.csv", old)
    statistics_csv(folder / "a_new.csv", new)
    statistics_json(folder / "m_feed.json", feed)
    for day, name in enumerate(("z_old.csv", "m_feed.json", "a_new.csv"), 1):
        aged(folder / name, day)


@world
def rejected_rows(folder: Path) -> None:
    """One good row of one hour; all others must be refused."""
    base(folder)
    rows = [
        booked("08:00", "09:00"),
        booked("08:00", "08:00"),
        booked("09:00", "08:00"),
        booked("2025-13-03 08:00:00", "09:00"),
        booked("08:00", "09:00", state="MAYBE"),
        booked("08:00", "09:00", state=""),
        booked("08:00", "09:00", reservation_type="PARTY"),
        booked("08:00", "09:00", reservee_type="MARTIAN"),
        booked("08:00", "09:00", num_persons=-1),
        booked("08:00", "09:00", reservation_handled_at="yesterday"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def shared_resource(folder: Path) -> None:
    """Two spaces of two houses on one Hauki resource, open 8–12; a closure 8–9 names the first only."""
    base(folder, [(880501, "08:00", "12:00")])
    units_csv(folder / "second.csv", [{"Reservation unit ID": "502", "TPRek ID": "990102"}])
    rows = [
        booked("08:00", "09:00", reservation_type="BLOCKED"),
        booked("08:00", "10:00", primary_reservation_unit="501"),
        booked("08:00", "10:00", primary_reservation_unit="502"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def contradicting_spans(folder: Path) -> None:
    """Exports of spans that differ; the older ones sort last by name.

    880501: 8–20 on Monday and Tuesday; the next day's export says 10–18 on Monday, and nothing on Tuesday.
    880502: one span over four days; a later export says that it ends on Wednesday, and from then on 8–12.
    880503: two pages of one export, which meet at noon.
    880504: said to be 8–20, then 10–18, then 8–20 again.
    """
    base(folder)
    spaces = [{"Reservation unit ID": f"50{n}", "Hauki resource id": f"88050{n}"} for n in (2, 3, 4)]
    units_csv(folder / "more.csv", spaces)
    exports = {
        "z_first.json": [
            (880501, "03 08:00", "03 20:00"),
            (880501, "04 08:00", "04 20:00"),
            (880502, "03 00:00", "07 00:00"),
            (880503, "03 08:00", "03 12:00"),
            (880504, "03 08:00", "03 20:00"),
        ],
        "y_second_page.json": [(880503, "03 12:00", "03 16:00")],
        "m_later.json": [
            (880501, "03 10:00", "03 18:00"),
            (880502, "03 00:00", "05 00:00"),
            (880502, "05 08:00", "05 12:00"),
            (880504, "03 10:00", "03 18:00"),
        ],
        "a_last.json": [(880504, "03 08:00", "03 20:00")],
    }
    for name, day in (
        ("z_first.json", 1),
        ("y_second_page.json", 1),
        ("m_later.json", 2),
        ("a_last.json", 3),
    ):
        spans_json(folder / name, [(r, _moment(begin), _moment(end)) for r, begin, end in exports[name]])
        aged(folder / name, day)
    statistics_csv(folder / "statistics.csv", numbered([booked("08:00", "11:00")]))


@world
def drafts(folder: Path) -> None:
    """Only one of five is confirmed; drafts that nobody finished and requests are no bookings."""
    base(folder, [(880501, "08:00", "18:00")])
    states = ("CONFIRMED", "CREATED", "WAITING_FOR_PAYMENT", "REQUIRES_HANDLING", "CANCELLED")
    rows = [booked("08:00", "10:00", state=state, num_persons=3) for state in states]
    rows[1]["reservation"] = ""
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def vocabularies(folder: Path) -> None:
    """Words of old and new exports: one hour for each, on days of their own."""
    base(folder)
    given = [
        ("NORMAL", "BUSINESS"),
        ("NORMAL", "COMPANY"),
        ("NORMAL", "None"),
        ("NORMAL", ""),
        ("", "INDIVIDUAL"),
        ("BEHALF", "NONPROFIT"),
        ("SEASONAL", "NONPROFIT"),
        ("STAFF", "NONPROFIT"),
        ("STAFF", ""),
    ]
    rows = [
        booked("08:00", "09:00", reservation_type=kind, reservee_type=reservee) for kind, reservee in given
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def persons(folder: Path) -> None:
    """A hall for 10: 5 people for 1 h, 20 for 2 h, 0, none said, all in a month; 4 in a room of no size."""
    base(folder)
    units_csv(folder / "second.csv", [{"Reservation unit ID": "502", "Maximum number of persons": ""}])
    rows = [
        booked("08:00", "09:00", num_persons=5),
        booked("09:00", "11:00", num_persons=20),
        booked("11:00", "12:00", num_persons=0),
        booked("12:00", "13:00", num_persons=""),
        booked("13:00", "14:00", num_persons=4, primary_reservation_unit="502"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def lead_times(folder: Path) -> None:
    """Begins on 3 March: created 1 March 23:30 (2 days), 3 March 7:00 (0), 4 March (never mind);
    28 February 22:30 UTC, which is 1 March here (2); staff and seasonal ones do not count."""
    base(folder)
    created = [
        {"reservation_created_at": "2025-03-01 23:30:00"},
        {"reservation_created_at": "2025-03-03 07:00:00"},
        {"reservation_created_at": "2025-03-04 07:00:00"},
        {"reservation_created_at": ""},
        {"reservation_created_at": "2025-02-01 07:00:00", "reservation_type": "STAFF"},
        {"reservation_created_at": "2025-02-01 07:00:00", "reservation_type": "SEASONAL"},
    ]
    rows = [booked("08:00", "09:00", **given) for given in created]
    statistics_csv(folder / "statistics.csv", numbered(rows))
    far = booked("10:00", "11:00", reservation_uuid="j1", reservation_created_at="2025-02-28T22:30:00+00:00")
    statistics_json(folder / "statistics.json", [far])


@world
def bookers(folder: Path) -> None:
    """Kallio: five bookers, one of them twice, and the city's own; Lauttasaari: four; no key, no booker."""
    base(folder)
    units_csv(folder / "second.csv", [{"Reservation unit ID": "502", "TPRek ID": "990102"}])
    rows = [booked("08:00", "09:00", reservee_uuid=f"k{n % 5}") for n in range(6)]
    rows.append(booked("08:00", "09:00", reservee_uuid="staff", reservation_type="STAFF"))
    rows.append(booked("08:00", "09:00", reservee_uuid=""))
    rows.append(booked("08:00", "09:00", reservee_uuid="gone", state="CANCELLED"))
    rows += [
        booked("08:00", "09:00", reservee_uuid=f"k{n}", primary_reservation_unit="502") for n in range(4)
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def prices(folder: Path) -> None:
    """Decimals with a comma and with a dot: 30 − 10,50, 5.25 − 0, and a cancelled one."""
    base(folder)
    rows = [
        booked("08:00", "09:00", price="10,50", non_subsidised_price="30,00"),
        booked("09:00", "10:00", price="0", non_subsidised_price="5.25"),
        booked("10:00", "11:00", price="0,00", non_subsidised_price="99,00", state="CANCELLED"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def divisions(folder: Path) -> None:
    """Three houses: a service two levels under one division, a division itself (TPR), the city alone."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = [
        ("d0", None, "Helsingin kaupunki"),
        ("d1", "d0", "Kulttuurin ja vapaa-ajan toimiala"),
        ("d2", "d1", "Kirjastopalvelut"),
        ("d3", "d2", "Keskustan kirjastot"),
        ("d4", "d0", "Kasvatuksen ja koulutuksen toimiala"),
    ]
    departments = [
        {"id": key, "parent_id": parent, "name_fi": name, "organization_type": "MUNICIPALITY"}
        | {"hierarchy_level": 0, "business_id": "0", "municipality_code": 91}
        for key, parent, name in tree
    ]
    houses = [("990101", "d3"), ("990102", "d4"), ("990103", "d0")]
    units = [
        {"id": int(unit), "org_id": "d0", "dept_id": department, "name_fi": f"Talo {unit}"}
        | {"arealcity_id": 91, "provider_type": "SELF_PRODUCED", "sources": [], "address_zip": "00530"}
        | {"displayed_service_owner_type": "MUNICIPAL_SERVICE", "modified_time": "2025-05-01T08:00:00"}
        for unit, department in houses
    ]
    (folder / "departments.json").write_text(json.dumps(departments), encoding="utf-8")
    (folder / "units.json").write_text(json.dumps(units), encoding="utf-8")
    spaces = {f"50{n}": unit for n, (unit, _) in enumerate(houses, 1)}
    units_csv(
        folder / "spaces.csv",
        [{"Reservation unit ID": space, "TPRek ID": unit} for space, unit in spaces.items()],
    )
    ends = {"501": "09:00", "502": "10:00", "503": "12:00", "999": "16:00"}
    rows = [booked("08:00", end, primary_reservation_unit=space) for space, end in ends.items()]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def volunteers(folder: Path) -> None:
    """A few records of each source of volunteering, in 2024 and 2025."""
    base(folder)
    v4s = [
        ("a", "Completed", "2024-06-01", "1", "2"),
        *[(key, "Completed", "2025-03-03", "1", "2") for key in "abcde"],
        ("group", "Completed", "2025-03-04", "10", "1.5"),
        ("a", "Completed", "2025-03-05", "1", ""),
        ("f", "Confirmed", "2025-03-05", "1", "3"),
        ("g", "No-Show", "2025-03-05", "2", ""),
        ("a", "Completed", "2025-04-01", "1", "4"),
    ]
    header = ["Id", "Contact__c", "Status__c", "Start_Date__c", "Number_of_Volunteers__c"]
    lines = [[*header, "Hours_Worked__c", "Total_Hours_Worked__c"]]
    for number, (key, status, day, people, hours) in enumerate(v4s):
        total = str(float(hours) * int(people)) if hours and status == "Completed" else ""
        lines.append([f"h{number}", key, status, day, people, hours, total])
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    (folder / "hours.csv").write_text(text + "\n", encoding="utf-8")

    shifts = [
        "Event - ID,Event - Name,Event - Type,Event Shift - ID,Event Shift - Postal Code,"
        "Event Shift - Date/Time From,Event Shift - Date/Time To,Event Shift - Demand,"
        "Event Shift - Hours,Event Shift - Attended",
        "1,Talkoot,City Events,1,00500,2025-03-03 09:00:00,2025-03-03 12:00:00,4,12,6",  # 18 h
        "1,Talkoot,City Events,2,00500,2025-03-31 23:00:00,2025-04-01 01:00:00,10,20,5",  # 10 h, in March
        "1,Talkoot,City Events,3,00500,2025-03-04 09:00:00,2025-03-04 12:00:00,6,18,0",  # nobody came
    ]
    (folder / "shifts.csv").write_text("\n".join(shifts) + "\n", encoding="utf-8")

    assignments = [
        '"Project","Volunteer Name","Subject","Scheduled Date/Time","Activity Status","Volunteer Role",'
        '"Time Scheduled in Minutes","Time Completed in Minutes"',
        '"P","A, B","S","2025-03-03 12:00:00","Completed","Opas","90","60"',
        '"P","A, B","S","2025-03-04 12:00:00","Completed","Opas","90"," "',
        '"P","A, B","S","2025-03-05 12:00:00","No-show","Opas","90"," "',
        '"P","A, B","S","2025-03-06 12:00:00","Scheduled","Opas","90"," "',
    ]
    (folder / "report.csv").write_text("\r\n".join(assignments) + "\r\n", encoding="utf-8")
    _volgistics(folder / "volgistics.xlsx")
    _clean_ups(folder / "events.json")


def _volgistics(path: Path) -> None:
    """Kallio: 3 h of a group of 12 (hours as recorded); Kannelmäki lies in district 205; one absence."""
    names = ["Number", "Site", "Place", "Assignment", "From date", "To date", "From time", "To time", "Hours"]
    names += ["No Call/No Show", "Call/Email to miss shift", "Absence", "Volunteers"]
    rows = [
        (1, "Kirjastot", "Kallio", 3, 0, 12),
        (2, "Kirjastot", "Kannelmäki", 2, 0, 1),
        (1, "Kirjastot", "Kallio", 0, 1, 1),
        ("", "Kirjastot", "Jossain", 4, 0, 1),
    ]
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Master").write_row(0, 0, ["Number", "Last name"])
    sheet = book.add_worksheet("Service")
    sheet.write_row(0, 0, names)
    date = book.add_format({"num_format": "dd.mm.yyyy"})
    for line, (number, site, place, hours, absent, people) in enumerate(rows, 1):
        sheet.write_row(line, 0, [number, site, place, "Lukukoira"])
        sheet.write_datetime(line, 4, datetime(2025, 3, 3), date)
        sheet.write_datetime(line, 5, datetime(2025, 3, 3), date)
        sheet.write_row(line, 8, [hours, absent, 0, 0, people])
    book.close()


def _clean_ups(path: Path) -> None:
    """10 people for 2 h; 5 people from Monday 20:00 to Wednesday 10:00 local; one not yet approved."""
    events = [
        (1, "approved", "2025-03-03T09:00:00Z", "2025-03-03T11:00:00Z", 10),
        (2, "approved", "2025-03-03T18:00:00Z", "2025-03-05T08:00:00Z", 5),
        (3, "waiting_for_approval", "2025-03-03T09:00:00Z", "2025-03-03T11:00:00Z", 100),
    ]
    results = [
        {
            "id": number,
            "state": state,
            "created_at": "2025-02-01T08:00:00.000123Z",
            "modified_at": "2025-02-02T08:00:00.000123Z",
            "name": "Kevätsiivous",
            "start_time": begin,
            "end_time": end,
            "location": {"type": "Point", "coordinates": [24.95, 60.18]},
            "estimated_attendee_count": people,
            "is_anonymized": False,
            "contract_zone": 1,
        }
        for number, state, begin, end, people in events
    ]
    body = {"count": len(results), "next": None, "previous": None, "results": results}
    path.write_text(json.dumps(body), encoding="utf-8")


@world
def everything_at_once(folder: Path) -> None:
    """400 drawn rows over both DST nights and two spaces of each house, half of them also in JSON:
    nobody has worked this out, the two programs must agree."""
    base(folder)
    spaces = [("502", "990101", "880502"), ("503", "990102", "880502"), ("504", "990102", "")]
    names = ("Reservation unit ID", "TPRek ID", "Hauki resource id")
    units_csv(folder / "more.csv", [dict(zip(names, space, strict=True)) for space in spaces])
    draw = random.Random(20251026)
    spans = []
    for first in (datetime(2025, 3, 24), datetime(2025, 10, 20)):
        for resource in (880501, 880502):
            for day in range(12):
                begin = first + timedelta(days=day, hours=draw.choice([6, 8, 20]))
                end = begin + timedelta(hours=draw.choice([4, 8]), minutes=draw.choice([0, 30]))
                spans.append((resource, str(begin), str(end)))
    spans_json(folder / "spans.json", spans)
    tables: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    moments = count()
    for number in range(400):
        begin = draw.choice([datetime(2025, 3, 24), datetime(2025, 10, 20)])
        begin += timedelta(minutes=15 * draw.randrange(12 * 96))
        end = begin + timedelta(minutes=15 * draw.randrange(1, 60))
        if any((m.month, m.day, m.hour) == (3, 30, 3) for m in (begin, end)):
            continue  # an hour that does not exist: no system books it
        created = begin - timedelta(hours=draw.randrange(-10, 2000))
        row = {
            "id": number,
            "reservation": draw.choice([number, ""]),
            "reservation_uuid": draw.choice([f"u{number}", f"u{number}", ""]),
            "reservee_uuid": f"p{draw.randrange(40)}",
            "begin": str(begin),
            "end": str(end),
            "reservation_created_at": str(created),
            "state": draw.choice(["CONFIRMED"] * 6 + ["CANCELLED", "DENIED", "CREATED", "REQUIRES_HANDLING"]),
            "reservation_type": draw.choice(["NORMAL"] * 4 + ["BLOCKED", "STAFF", "SEASONAL", "BEHALF", ""]),
            "reservee_type": draw.choice(["INDIVIDUAL", "NONPROFIT", "COMPANY", "BUSINESS", "None", ""]),
            "num_persons": draw.choice(["", 0, 1, 7, 30]),
            "price": draw.choice(["0,00", "3,50"]),
            "non_subsidised_price": draw.choice(["3,50", "20,00"]),
            "primary_reservation_unit": draw.choice(["501", "501", "502", "503", "504", "999", ""]),
            "updated_at": str(datetime(2025, 1, 1) + timedelta(minutes=next(moments))),
        }
        tables[0].append(row)
        if row["reservation_uuid"] and draw.random() < 0.5:
            later = datetime(2025, 1, 1) + timedelta(minutes=next(moments))
            tables[1].append(
                row | {"state": draw.choice(["CONFIRMED", "CANCELLED"]), "updated_at": str(later)}
            )
    statistics_csv(folder / "statistics.csv", tables[0])
    statistics_json(folder / "statistics.json", tables[1])
