"""Worlds of volunteering."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import xlsxwriter

from tests.oracle.worlds.registry import base, world


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
    """Kallio: 3 h of a group of 12 (hours as recorded); Kannelmäki is in district 205; one absence."""
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
