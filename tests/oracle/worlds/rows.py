"""Worlds whose rows are easy to get wrong: versions, drafts, vocabularies, people, prices and owners."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.oracle.worlds.registry import base, booked, numbered, set_date, world
from tests.support.exports.varaamo_files import spans_json, statistics_csv, statistics_json, units_csv


@world
def versions(folder: Path) -> None:
    """One reservation in several exports, in CSV and JSON, with keys that come and go.

    A: three versions chained through id, then uuid; the last, in JSON, is cancelled.
    B: rescheduled, so a new statistic id under the same reservation id; the older file has the newer version.
    C: a later version is invalid and must not supersede the valid one.
    D: two rows joined only by a third, which shares the id with one and the uuid with the other.
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
        set_date(folder / name, day)


@world
def rejected_rows(folder: Path) -> None:
    """One valid row of one hour; all others must be rejected."""
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
def drafts(folder: Path) -> None:
    """Only one of five is confirmed; unfinished drafts and requests are not bookings."""
    base(folder, [(880501, "08:00", "18:00")])
    states = ("CONFIRMED", "CREATED", "WAITING_FOR_PAYMENT", "REQUIRES_HANDLING", "CANCELLED")
    rows = [booked("08:00", "10:00", state=state, num_persons=3) for state in states]
    rows[1]["reservation"] = ""
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def vocabularies(folder: Path) -> None:
    """Words of old and new exports, one hour for each."""
    base(folder)
    values = [
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
        booked("08:00", "09:00", reservation_type=kind, reservee_type=reservee) for kind, reservee in values
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def persons(folder: Path) -> None:
    """A hall for 10: 5 people for 1 h, 20 for 2 h, 0, unknown; 4 in a space without a capacity."""
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
    """Starts on 3 March: created 1 March 23:30 (2 days), 3 March 7:00 (0), 4 March (does not count);
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
    rows = [booked("08:00", "09:00", **values) for values in created]
    statistics_csv(folder / "statistics.csv", numbered(rows))
    far = booked("10:00", "11:00", reservation_uuid="j1", reservation_created_at="2025-02-28T22:30:00+00:00")
    statistics_json(folder / "statistics.json", [far])


@world
def bookers(folder: Path) -> None:
    """Kallio: five bookers, one of them twice, and the city; Lauttasaari: four; no key, no booker."""
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
def departments(folder: Path) -> None:
    """Three units: of a service two levels below a department, of a department itself (TPR), of the city."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = [
        ("d0", None, "Helsingin kaupunki"),
        ("d1", "d0", "Kulttuurin ja vapaa-ajan toimiala"),
        ("d2", "d1", "Kirjastopalvelut"),
        ("d3", "d2", "Keskustan kirjastot"),
        ("d4", "d0", "Kasvatuksen ja koulutuksen toimiala"),
    ]
    tpr_departments = [
        {"id": key, "parent_id": parent, "name_fi": name, "organization_type": "MUNICIPALITY"}
        | {"hierarchy_level": 0, "business_id": "0", "municipality_code": 91}
        for key, parent, name in tree
    ]
    departments_by_unit = [("990101", "d3"), ("990102", "d4"), ("990103", "d0")]
    units = [
        {"id": int(unit), "org_id": "d0", "dept_id": department, "name_fi": f"Talo {unit}"}
        | {"arealcity_id": 91, "provider_type": "SELF_PRODUCED", "sources": [], "address_zip": "00530"}
        | {"displayed_service_owner_type": "MUNICIPAL_SERVICE", "modified_time": "2025-05-01T08:00:00"}
        for unit, department in departments_by_unit
    ]
    (folder / "departments.json").write_text(json.dumps(tpr_departments), encoding="utf-8")
    (folder / "units.json").write_text(json.dumps(units), encoding="utf-8")
    spaces = {f"50{n}": unit for n, (unit, _) in enumerate(departments_by_unit, 1)}
    units_csv(
        folder / "spaces.csv",
        [{"Reservation unit ID": space, "TPRek ID": unit} for space, unit in spaces.items()],
    )
    ends = {"501": "09:00", "502": "10:00", "503": "12:00", "999": "16:00"}
    rows = [booked("08:00", end, primary_reservation_unit=space) for space, end in ends.items()]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def everything_at_once(folder: Path) -> None:
    """400 rows of a fixed seed around both DST nights, in two spaces of each unit, half also in JSON. Nothing
    is calculated by hand: the two programs must agree."""
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
