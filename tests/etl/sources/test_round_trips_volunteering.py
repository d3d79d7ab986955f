"""Every format of volunteering, written exactly from canonical rows and read back."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from etl.sample.volunteering import V4S
from tests.support.exports.varaamo_files import SERVICE, Row, envelope, rows_csv
from tests.support.landed import LENGTHS, MOMENTS, NAMES
from tests.support.round_trips import (
    COUNTS,
    DAYS,
    IDS,
    OFTEN,
    Case,
    local,
    reads_back,
    text,
    trimmed,
    utc,
    zulu,
)

HOURS = st.sampled_from([None, Decimal(0), Decimal("1.5"), Decimal("0.25"), Decimal(100_000)])
NO_QUOTES = NAMES.filter(lambda name: not {'"', "\n", ","} & set(name))


def _v4s(path: Path, rows: list[Row]) -> Path:
    prefix = "GW_Volunteers__"
    return rows_csv(
        path,
        V4S,
        [
            {
                "Id": row["id"],
                f"{prefix}Contact__c": "003",
                f"{prefix}Status__c": row["status"],
                f"{prefix}Start_Date__c": row["day"],
                f"{prefix}Hours_Worked__c": text(row["hours"]),
                f"{prefix}Number_of_Volunteers__c": text(row["people"]),
                f"{prefix}Volunteer_Campaign_Name__c": row["activity"],
                f"{prefix}Full_Name__c": "Nimi, Salainen",
            }
            for row in rows
        ],
        quoting=csv.QUOTE_ALL,
        lineterminator="\n",
    )


def _volgistics(path: Path, rows: list[Row]) -> Path:
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, plain) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Service")
        sheet.write_row(0, 0, SERVICE)
        for n, row in enumerate(rows, start=1):
            sheet.write_row(n, 0, [n, row["site"], row["place"], row["activity"]])
            sheet.write_datetime(n, 4, dt.datetime.combine(row["day"], dt.time()), day)
            hours = "" if row["hours"] is None else float(row["hours"])
            sheet.write_row(n, 8, [hours, 0, "", "", text(row["people"])])
    return path


def _rosterfy(path: Path, rows: list[Row]) -> Path:
    header = (
        *("Event - ID", "Event - Name", "Event - Type", "Event Shift - ID", "Event Shift - Postal Code"),
        *("Event Shift - Date/Time From", "Event Shift - Date/Time To", "Event Shift - Demand"),
        *("Event Shift - Hours", "Event Shift - Attended"),
    )
    values = [
        (1, "n", r["activity"], r["id"], "", local(r["at"]), "", text(r["demand"]), text(r["hours"]), "0")
        for r in rows
    ]
    return rows_csv(path, header, [dict(zip(header, value, strict=True)) for value in values])


def _civivolunteer(path: Path, rows: list[Row]) -> Path:
    header = (
        *("Project", "Volunteer Name", "Subject", "Scheduled Date/Time", "Activity Status"),
        *("Volunteer Role", "Time Scheduled in Minutes", "Time Completed in Minutes"),
    )
    values = [
        (r["activity"], "Nimi", "s", local(r["at"]), "Completed", r["role"], "60", text(r["minutes"]) or " ")
        for r in rows
    ]
    # Every value is quoted except an empty one, which is a bare blank.
    quoted = (
        ['"' + str(cell).replace('"', '""') + '"' if cell != " " else " " for cell in row] for row in values
    )
    lines = [",".join(f'"{h}"' for h in header), *(",".join(row) for row in quoted)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-8"))
    return path


def _clean_ups(path: Path, rows: list[Row]) -> Path:
    return envelope(
        path,
        [
            {
                "id": row["id"],
                "state": row["state"],
                "start_time": zulu(row["begin"]),
                "end_time": zulu(row["begin"] + row["length"]),
                "estimated_attendee_count": row["people"],
                "contract_zone": 1,
                "trash_picker_count": 1,
                "is_anonymized": False,
                "organizer_first_name": "Salainen",
            }
            for row in rows
        ],
    )


def _zones(path: Path, rows: list[Row], *, is_collapsed: bool) -> Path:
    lines = [(row["zone"], "Nimi", "a@example.invalid", "", row["events"], row["people"]) for row in rows]
    text_rows = [[str(cell) for cell in line] for line in lines]
    cells = [[",".join(line) for line in text_rows]] if is_collapsed else text_rows
    header = ["Talkoopiiri", "Yhteyshenkilö", "Sähköposti", "Puhelin", "Talkoita", "Osallistujia"]
    written = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [header, *cells])
    path.write_text("\ufeff" + written, encoding="utf-8")
    return path


VOLUNTEER = {
    "id": st.text("aZ09", min_size=15, max_size=15),
    "status": st.sampled_from(["Completed", "No-Show", "Canceled"]),
    "day": DAYS,
    "hours": HOURS,
    "people": COUNTS,
    "activity": NAMES,
}
STATUS = {"Completed": "completed", "No-Show": "no_show", "Canceled": "cancelled"}


CASES: dict[str, Case] = {
    "v4s": Case(
        VOLUNTEER,
        _v4s,
        "record_id, status, start_date, hours, people, activity",
        lambda r: (
            *(r["id"], STATUS[r["status"]], r["day"], r["hours"], r["people"], trimmed(r["activity"])),
        ),
    ),
    "volgistics": Case(
        {**VOLUNTEER, "site": NAMES, "place": NAMES},
        _volgistics,
        "start_date, hours, people, activity, site, place_name",
        lambda r: (
            *(r["day"], r["hours"], r["people"]),
            *(trimmed(r["activity"]), trimmed(r["site"]), trimmed(r["place"])),
        ),
        "a.xlsx",
    ),
    "rosterfy": Case(
        {"id": IDS, "activity": NAMES, "at": MOMENTS, "demand": COUNTS, "hours": HOURS},
        _rosterfy,
        "record_id, activity, start_date, demand, hours",
        lambda r: (str(r["id"]), trimmed(r["activity"]), r["at"].date(), r["demand"], r["hours"]),
    ),
    "civivolunteer": Case(
        {"activity": NAMES, "role": NAMES, "at": MOMENTS, "minutes": HOURS},
        _civivolunteer,
        "activity, role, start_date, minutes",
        lambda r: (trimmed(r["activity"]), trimmed(r["role"]), r["at"].date(), r["minutes"]),
    ),
    "puistotalkoot events": Case(
        {
            "id": IDS,
            "state": st.sampled_from(["approved", "waiting_for_approval"]),
            "begin": MOMENTS,
            "length": LENGTHS,
            "people": COUNTS,
        },
        _clean_ups,
        "record_id, begin_utc, end_utc, expected_people",
        lambda r: (str(r["id"]), utc(r["begin"]), utc(r["begin"] + r["length"]), r["people"]),
        "a.json",
    ),
    "puistotalkoot report": Case(
        {"zone": NO_QUOTES, "events": st.integers(0, 99), "people": st.integers(0, 999)},
        lambda path, rows: _zones(path, rows, is_collapsed=False),
        "zone, events, expected_people",
        lambda r: (trimmed(r["zone"]), r["events"], r["people"]),
    ),
    "puistotalkoot collapsed report": Case(
        {"zone": NO_QUOTES, "events": st.integers(0, 99), "people": st.integers(0, 999)},
        lambda path, rows: _zones(path, rows, is_collapsed=True),
        "zone, events, expected_people",
        lambda r: (trimmed(r["zone"]), r["events"], r["people"]),
    ),
}


@pytest.mark.parametrize("name", CASES)
@OFTEN
@given(data=st.data())
def test_rows_read_back_as_they_were_written(name: str, data: st.DataObject) -> None:
    reads_back(CASES[name], data)
