"""Write volunteering in the sample city as five systems export it. Names and contacts are invented."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xlsxwriter

from data.city_profile.in_use import city_zone, current_city
from etl.sample.city import City, postal_codes
from etl.sample.files import csv_file, in_spoken_language, pick
from etl.sample.period import Period

V4S = (
    *("Id", "Name", "GW_Volunteers__Contact__c", "GW_Volunteers__Volunteer_Job__c"),
    *("GW_Volunteers__Volunteer_Shift__c", "GW_Volunteers__Volunteer_Recurrence_Schedule__c"),
    *("GW_Volunteers__Status__c", "GW_Volunteers__Start_Date__c", "GW_Volunteers__End_Date__c"),
    *("GW_Volunteers__Planned_Start_Date_Time__c", "GW_Volunteers__Shift_Start_Date_Time__c"),
    *("GW_Volunteers__Number_of_Volunteers__c", "GW_Volunteers__Hours_Worked__c"),
    *("GW_Volunteers__Total_Hours_Worked__c", "GW_Volunteers__Volunteer_Campaign__c"),
    *("GW_Volunteers__Volunteer_Campaign_Name__c", "GW_Volunteers__Full_Name__c"),
    *("GW_Volunteers__Comments__c", "GW_Volunteers__System_Note__c"),
)
VOLGISTICS_MASTER = (
    *("Last name", "First name", "Middle name", "Number", "Complete address", "Street 1", "Street 2"),
    *("Street 3", "City", "State", "Zip", "All phone numbers", "Home", "Work", "Cell", "Email"),
)
CAMPAIGNS = ("Kotikäynnit", "Lukukoirat", "Ruoka-apu", "Kielikahvila", "Läksykerho", "Digituki")
ASSIGNMENTS = ("Iltakahvila", "Puistokummi", "Satutunti", "Opastus", "Vertaistuki")
ASSIGNMENTS_IN_ENGLISH = ("Evening café", "Park friend", "Story time", "Visitor guide", "Peer support")


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write the exports of all volunteering systems; return the files, sidecars included."""
    folder.mkdir(parents=True, exist_ok=True)
    years = sorted({day.year for day in period.days})
    uses = current_city().uses
    files: list[Path] = []
    if uses("v4s"):
        files.append(_v4s(folder / "GW_Volunteers__Volunteer_Hours__c.csv", period, random))
    if uses("volgistics"):
        files.append(_volgistics(folder / "volgistics_export.xlsx", city, period, random))
    if uses("rosterfy"):
        files.append(_rosterfy(folder / "volunteering-hours.csv", period, random))
        files.append(_checkpoints(folder / "current-checkpoint.csv", period))
    if uses("civivolunteer"):
        files.append(_civivolunteer(folder / "Report_volunteers.csv", period, random))
    if uses("puistotalkoot"):
        files += _puistotalkoot(folder, period, years, random)
    return files


def _days(period: Period, random: np.random.Generator, per_month: float) -> list[dt.date]:
    """Draw the days of records: more from year to year, fewer in July and December."""
    days = period.days
    weights = np.array([0.6 if day.month in (7, 12) else 1.0 for day in days])
    weights *= np.linspace(1, 1.4, len(days))
    count = int(per_month * len(days) / 30)
    return [days[n] for n in sorted(random.choice(len(days), count, p=weights / weights.sum()).tolist())]


def _volunteer(random: np.random.Generator, pool: int, skew: float, day: dt.date, period: Period) -> int:
    """Draw the number of a volunteer: a few come often, and three tenths of the pool change per year."""
    return _left(pool, day, period) + int(random.random() ** skew * pool)


def _left(pool: int, day: dt.date, period: Period) -> int:
    """Return how many volunteers have left by the day; as many have joined."""
    return int(0.3 * pool * (day - period.days[0]).days / 365)


def _v4s(path: Path, period: Period, random: np.random.Generator) -> Path:
    rows = []
    for number, day in enumerate(_days(period, random, 260)):
        person = _volunteer(random, 420, 1.7, day, period)
        status = pick(random, ("Completed", "Canceled", "No-Show", "Confirmed"), (0.82, 0.09, 0.06, 0.03))
        group = int(random.integers(3, 9)) if person % 40 == 0 else 1
        hours = f"{float(random.choice([1.5, 2, 3, 4])):g}" if status == "Completed" else ""
        total = f"{float(hours) * group:g}" if hours else ""
        campaign = person % len(CAMPAIGNS)
        rows.append(
            [
                *(f"a0V{number:012d}AAA", f"VH-{number:05d}", f"003{person:012d}AAA"),
                *(f"a0W{campaign:012d}AAA", f"a0X{number:012d}AAA", "", status, day.isoformat()),
                *(day.isoformat() if hours else "", f"{day}T07:00:00.000Z", f"{day}T07:00:00.000Z", group),
                *(hours, total, f"701{campaign:012d}AAA", CAMPAIGNS[campaign]),
                *(f"Esimerkki{person}, Etu{person}", "", ""),
            ]
        )
    return csv_file(path, V4S, rows, quoting=csv.QUOTE_ALL, line="\n")


def _volgistics(path: Path, city: City, period: Period, random: np.random.Generator) -> Path:
    names = {row["department"]: row["name_fi"] for row in current_city().departments}
    assignments = in_spoken_language(ASSIGNMENTS, ASSIGNMENTS_IN_ENGLISH)
    header = (
        *("Number", "Site", "Place", "Assignment", "From date", "To date", "From time", "To time", "Hours"),
        *("No Call/No Show", "Call/Email to miss shift", "Absence", "Volunteers"),
    )
    with xlsxwriter.Workbook(path) as workbook:
        # Without a fixed creation time the workbook would differ from run to run.
        workbook.set_properties({"created": dt.datetime(2020, 1, 1)})
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        time = workbook.add_format({"num_format": "hh:mm"})
        master = workbook.add_worksheet("Master")
        master.write_row(0, 0, VOLGISTICS_MASTER)
        for person in range(300 + _left(300, period.days[-1], period)):
            name, street = [f"Esimerkki{person}", f"Etu{person}", ""], f"Esimerkkikatu {person}"
            town = current_city().words["fi"]["city"]
            address = [f"{street}, {town}", street, "", "", town, "FI", "00530"]
            contact = ["+358 50 0000000", "", "", "", f"vapaaehtoinen{person}@example.invalid"]
            master.write_row(person + 1, 0, [*name, 1_000 + person, *address, *contact])
        service = workbook.add_worksheet("Service")
        service.write_row(0, 0, header)
        for row, day in enumerate(_days(period, random, 330), start=1):
            person = _volunteer(random, 300, 1.5, day, period)
            unit = city.units[(person * 7) % len(city.units)]
            missed = random.random() < 0.05
            hours = 0.0 if missed else float(random.choice([1, 1.5, 2, 3, 4]))
            start = int(random.integers(9, 18))
            assignment = assignments[person % len(assignments)]
            site = names[unit.kind.department] if person % 3 else unit.kind.department
            service.write_row(row, 0, [1_000 + person, site, unit.name_fi, assignment])
            for column in (4, 5):
                service.write_datetime(row, column, dt.datetime.combine(day, dt.time()), date)
            for column, hour in ((6, start), (7, start + 3)):
                service.write_datetime(row, column, dt.time(hour), time)
            service.write_row(row, 8, [hours, int(missed), 0, 0, 1])
    return path


def _rosterfy(path: Path, period: Period, random: np.random.Generator) -> Path:
    codes = postal_codes()
    header = (
        *("Event - ID", "Event - Name", "Event - Type", "Event Shift - ID", "Event Shift - Postal Code"),
        *("Event Shift - Date/Time From", "Event Shift - Date/Time To", "Event Shift - Demand"),
        *("Event Shift - Hours", "Event Shift - Attended"),
    )
    rows = []
    for number, day in enumerate(_days(period, random, 18)):
        demand = int(random.integers(2, 25))
        attended = int(random.binomial(demand, 0.78)) if random.random() > 0.04 else 0
        length = float(random.choice([2, 3, 4.5]))
        begin = dt.datetime.combine(day, dt.time(int(random.integers(9, 17))))
        kind = pick(random, ("", "City Events", "Partner Events"), (0.2, 0.5, 0.3))
        rows.append(
            [
                *(8_000 + number // 6, f"Esimerkkitapahtuma {number // 6}", kind, 41_000 + number),
                *(
                    codes[int(random.integers(len(codes)))] if codes else "",
                    begin,
                    begin + dt.timedelta(hours=length),
                    demand,
                ),
                *(f"{length * demand:g}", attended),
            ]
        )
    return csv_file(path, header, rows, line="\n")


def _checkpoints(path: Path, period: Period) -> Path:
    """Write the checkpoint of each volunteer of Rosterfy, without drawing random numbers."""
    header = (
        *("User - ID", "User - Sign Up Date", "User - Postal Code", "User - Checkpoint"),
        "User - Modified Date",
    )
    steps = ("2 Application Completed (HOLDING)", "5b ATTENDED INDUCTION", "6 Confirmed Volunteer")
    rows = [
        [200_000 + n, f"{day} 09:00:00", "00530", steps[n % len(steps)], f"{day} 12:00:00"]
        for n, day in enumerate(period.days[::9])
    ]
    return csv_file(path, header, rows, line="\n")


def _civivolunteer(path: Path, period: Period, random: np.random.Generator) -> Path:
    header = (
        *("Project", "Volunteer Name", "Subject", "Scheduled Date/Time", "Activity Status"),
        *("Volunteer Role", "Time Scheduled in Minutes", "Time Completed in Minutes"),
    )
    rows = []
    for day in _days(period, random, 35):
        person = _left(90, day, period) + int(random.integers(0, 90))
        status = pick(random, ("Completed", "No-show", "Cancelled", "Scheduled"), (0.78, 0.08, 0.08, 0.06))
        minutes = int(random.choice([60, 90, 120]))
        project = f"Projekti {person % 6}"
        rows.append(
            [
                *(project, f"Esimerkki{person}, Etu{person}", f"{project} - tehtävä"),
                *(dt.datetime.combine(day, dt.time(17)), status, ("Kahvila", "Opas", "Siivous")[person % 3]),
                *(minutes, minutes if status == "Completed" else " "),
            ]
        )
    # Every value is quoted except an empty one, which is a bare blank.
    lines = (",".join(" " if cell == " " else f'"{cell}"' for cell in row) for row in [header, *rows])
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-8"))
    return path


def _puistotalkoot(
    folder: Path, period: Period, years: Sequence[int], random: np.random.Generator
) -> list[Path]:
    season = [day for day in period.days if 4 <= day.month <= 10]
    zones = [f"Urakka-alue {a['name_fi']}" for a in current_city().area_rows("district")][::2]
    west, north = current_city().settings.north_west
    events: list[dict[str, object]] = []
    for number, day in enumerate(season[::2]):
        begin = dt.datetime.combine(day, dt.time(int(random.integers(9, 18))), city_zone()).astimezone(dt.UTC)
        length = dt.timedelta(days=3) if number % 40 == 0 else dt.timedelta(hours=int(random.integers(2, 5)))
        events.append(
            {
                "id": 500 + number,
                "state": "waiting_for_approval" if number % 11 == 0 else "approved",
                "created_at": f"{begin - dt.timedelta(days=20):%Y-%m-%dT%H:%M:%S.000123Z}",
                "modified_at": f"{begin - dt.timedelta(days=18):%Y-%m-%dT%H:%M:%S.000456Z}",
                "name": f"Kevätsiivous {number}",
                "description": "Siivotaan lähipuisto yhdessä.",
                "start_time": f"{begin:%Y-%m-%dT%H:%M:%SZ}",
                "end_time": f"{begin + length:%Y-%m-%dT%H:%M:%SZ}",
                "location": {"type": "Point", "coordinates": [round(west + 0.12, 5), round(north - 0.07, 5)]},
                "organizer_first_name": "Etu",
                "organizer_last_name": f"Esimerkki{number}",
                "organizer_email": f"jarjestaja{number}@example.invalid",
                "organizer_phone": "",
                "estimated_attendee_count": int(random.choice([5, 8, 10, 15, 25, 40, 120])),
                "targets": "Puiston käytävät",
                "maintenance_location": "",
                "additional_information": "",
                "small_trash_bag_count": 1,
                "large_trash_bag_count": 4,
                "trash_picker_count": 10,
                "equipment_information": "",
                "is_anonymized": False,
                "contract_zone": 1 + number % len(zones),
            }
        )
    body = {"count": len(events), "next": None, "previous": None, "results": events}
    path = folder / "puistotalkoot_event_list.json"
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    return [path, *(file for year in years for file in _yearly_report(folder, year, zones, events))]


def _yearly_report(
    folder: Path, year: int, zones: Sequence[str], events: Sequence[dict[str, object]]
) -> list[Path]:
    """Write a line per zone, since 2025 one line with whole records; the sidecar has the year."""
    header = ("Talkoopiiri", "Yhteyshenkilö", "Sähköposti", "Puhelin", "Talkoita", "Osallistujia")
    lines = []
    for number, zone in enumerate(zones, start=1):
        zone_events = [
            e
            for e in events
            if e["contract_zone"] == number
            and e["state"] == "approved"
            and str(e["start_time"]).startswith(str(year))
        ]
        people = sum(int(str(e["estimated_attendee_count"])) for e in zone_events)
        contact = (f"Esimerkki {number}", f"alue{number}@example.invalid", "")
        lines.append([zone, *contact, str(len(zone_events)), str(people)])
    cells = [[",".join(line) for line in lines]] if year >= 2025 else lines
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [list(header), *cells])
    path = folder / f"Linked Volunteering - Report {year}.csv"
    path.write_text("\ufeff" + text, encoding="utf-8")
    sidecar = path.with_name(path.name + ".toml")
    sidecar.write_text(f"year = {year}\n", encoding="utf-8")
    return [path, sidecar]
