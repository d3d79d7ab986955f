"""Files of a city that delivers month after month, for tests of updated builds."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.support.exports.participation_files import analytics_json
from tests.support.exports.respa_files import reservations
from tests.support.exports.varaamo_files import city, spans_json, statistics_csv, statistics_json, units_csv

Row = dict[str, Any]
#: A file to write: its kind, its rows, the day of October 2025 on which it was exported.
File = tuple[str, list[Row], int]
#: Before and in the nights on which clocks change.
STARTS = (dt.datetime(2025, 3, 28, 20), dt.datetime(2025, 8, 31, 12), dt.datetime(2025, 10, 24, 22))
SPACES = ("501", "501", "502", "999", "")
EVENTS = range(1, 4)


@st.composite
def bookings(draw: st.DrawFn) -> Row:
    """A row of reservation statistics. Few ids: many rows supersede others, by one key or another."""
    begin = draw(st.sampled_from(STARTS)) + dt.timedelta(minutes=15 * draw(st.integers(0, 20 * 24 * 4)))
    end = begin + dt.timedelta(minutes=15 * draw(st.sampled_from([-1, 1, 3, 4, 6, 30, 95, 96, 97, 500])))
    keys = draw(st.sampled_from([("id",), ("id", "reservation"), ("id", "reservation", "reservation_uuid")]))
    number = draw(st.integers(1, 15))
    row = {
        "begin": f"{begin:%Y-%m-%d %H:%M:%S}",
        "end": f"{end:%Y-%m-%d %H:%M:%S}",
        "state": draw(st.sampled_from(["CONFIRMED"] * 4 + ["CANCELLED", "CREATED", "DENIED", "NONSENSE"])),
        "reservation_type": draw(st.sampled_from(["NORMAL", "NORMAL", "BLOCKED", "STAFF"])),
        "reservee_type": draw(st.sampled_from(["INDIVIDUAL", "NONPROFIT"])),
        "num_persons": draw(st.sampled_from(["", "3", "50"])),
        "primary_reservation_unit": draw(st.sampled_from(SPACES)),
        "primary_reservation_unit_name": draw(st.sampled_from(["Sali", "Pieni sali"])),
        "reservee_uuid": draw(st.sampled_from(["", *"abcdef"])),
        "reservee_organisation_name": draw(st.sampled_from(["", "Seura", "Toinen seura"])),
        "purpose_name": draw(st.sampled_from(["", "Soita", "Lue"])),
        "updated_at": f"2025-{draw(st.integers(1, 10)):02d}-01 10:00:00",
        "reservation_created_at": "2025-01-01 10:00:00",
        **dict.fromkeys(keys, f"{number}"),
    }
    if draw(st.booleans()) and "reservation" in row:
        # Two reservations that one row shows to be the same.
        row["reservation"] = f"{draw(st.integers(1, 15))}"
    return row


@st.composite
def files(draw: st.DrawFn) -> File:
    """A file of a delivery; most have bookings, some what else a city has."""
    kinds = ["csv"] * 6 + ["json"] * 2 + ["volunteers", "events", "registrations", "units", "spans", "respa"]
    kinds.append("registers")
    kind = draw(st.sampled_from(kinds))
    if kind in ("csv", "json"):
        rows = draw(st.lists(bookings(), min_size=1, max_size=6))
    else:
        ids = draw(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=2, unique=True))
        rows = [{"id": number, "n": draw(st.integers(1, 4))} for number in ids]
    return kind, rows, draw(st.integers(1, 28))


def first_delivery(folder: Path) -> None:
    """Registers with two spaces that are bookable from eight to eight, and every text that rows may have."""
    _registers(folder)
    texts = [
        {"reservation_type": kind, "reservee_type": booker, "primary_reservation_unit": space}
        for kind in ("NORMAL", "BLOCKED", "STAFF")
        for booker in ("INDIVIDUAL", "NONPROFIT")
        for space in ("501", "502", "999")
    ]
    rows = [
        {
            **text,
            "id": 100 + number,
            "begin": f"2025-09-{1 + number:02d} 10:00:00",
            "end": f"2025-09-{1 + number:02d} 12:00:00",
            "purpose_name": ("Soita", "Lue")[number % 2],
        }
        for number, text in enumerate(texts)
    ]
    rows[8] |= {"primary_reservation_unit_name": "Sali"}
    statistics_csv(folder / "first.csv", rows)
    write(folder, ("volunteers", [{"id": 1, "n": 2}], 1), 0)
    write(folder, ("events", [{"id": 1, "n": 2}], 1), 0)
    # Old bookings of Respa remain in every real home.
    write(folder, ("respa", [{"id": 9, "n": 2}], 1), 0)
    for path in folder.iterdir():
        _date(path, 1, 0)


def _registers(folder: Path) -> None:
    city(folder, {"990101": "Kallio", "990102": "Malmi"})
    _units(folder / "spaces.csv")
    days = [start.date() + dt.timedelta(days=number) for start in STARTS for number in range(-1, 22)]
    spans_json(
        folder / "spans.json",
        [(880501 + n, f"{day} 08:00:00", f"{day} 20:00:00") for n in (0, 1) for day in days],
    )


def write(folder: Path, file: File, number: int) -> Path:
    """Write the file of a delivery; ``number`` makes its name and its time its own."""
    kind, rows, day = file
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:03d}_{kind}.{'csv' if kind in ('csv', 'volunteers', 'units') else 'json'}"
    match kind:
        case "csv":
            statistics_csv(path, rows)
        case "json":
            statistics_json(path, rows)
        case "volunteers":
            header = "Id,Contact__c,Status__c,Start_Date__c,Number_of_Volunteers__c,Hours_Worked__c"
            lines = [f"h{row['id']},a{row['n']},Completed,2025-0{row['n']}-03,1,2" for row in rows]
            path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        case "events":
            at = [{"id": f"helsinki:{row['id']}", "provider": {"fi": f"Toimija {row['n']}"}} for row in rows]
            analytics_json(path, "event", at)
        case "registrations":
            listed = [{"id": row["id"], "event": "helsinki:1", "signups": [row["n"]]} for row in rows]
            analytics_json(path, "registration", listed)
        case "units":
            _units(path, f"Sali {rows[0]['n']}")
        case "spans":
            spans_json(path, [(880501, "2025-09-01 08:00:00", f"2025-09-01 1{rows[0]['n']}:00:00")])
        case "respa":
            reservations(path, [{"id": row["id"]} for row in rows])
        case "registers":
            return _write_again(folder / path.stem, day, number)
    _date(path, day, number)
    return path


def _write_again(folder: Path, day: int, number: int) -> Path:
    """Write the registers of the first delivery: equal rows, in files with other bytes."""
    _registers(folder)
    for path in folder.iterdir():
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        blanks = " " * number if path.suffix == ".json" else ""
        path.write_text("\n".join([header, *rows[::-1]]) + f"{blanks}\n", encoding="utf-8")
        _date(path, day, number)
    return folder


def _units(path: Path, name: str = "Sali") -> None:
    other = {"Reservation unit ID": "502", "TPRek ID": "990102", "Hauki resource id": "880502"}
    units_csv(path, [{"Name": name, "Name_fi": name}, other])


def _date(path: Path, day: int, number: int) -> None:
    moment = dt.datetime(2025, 10, day, 12, number // 60, number % 60).timestamp()
    os.utime(path, (moment, moment))
