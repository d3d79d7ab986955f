"""Every format, written exactly from canonical rows and read back: the same rows, whatever is in them.

Respa, Hauki and the mappings of other exports have theirs beside their own tests.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.sample.volunteering import V4S
from tests.exports import HELSINKI, spans_json, statistics_csv, statistics_json, units_csv
from tests.landed import LENGTHS, MOMENTS, NAMES, in_utc, landed
from tests.participation import (
    analytics_json,
    applications_csv,
    decidim_csv,
    hearing_xlsx,
    kukkuu_json,
    kultus_list,
    kultus_report,
    pabulib,
    plans_csv,
    results_csv,
    votes_xlsx,
)

Row = dict[str, Any]
IDS = st.integers(0, 2**40)
COUNTS = st.sampled_from([None, 0, 1, 7, 999_999])
DAYS = st.dates(dt.date(2000, 1, 2), dt.date(2099, 12, 30))
HOURS = st.sampled_from([None, Decimal(0), Decimal("1.5"), Decimal("0.25"), Decimal(100_000)])
NO_QUOTES = NAMES.filter(lambda name: not {'"', "\n", ","} & set(name))


@dataclass(frozen=True)
class Case:
    """A format: canonical rows, how they are written, and the columns they are read back from."""

    rows: Mapping[str, st.SearchStrategy[Any]]
    write: Callable[[Path, list[Row]], Path]
    columns: str
    back: Callable[[Row], tuple[Any, ...]]
    name: str = "export.csv"


def text(value: object) -> str:
    return "" if value is None else str(value)


def trimmed(value: str) -> str:
    return value.strip(" ")


def local(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=HELSINKI).astimezone(dt.UTC).replace(tzinfo=None)


def zulu(moment: dt.datetime) -> str:
    return f"{utc(moment):%Y-%m-%dT%H:%M:%SZ}"


def rows_csv(path: Path, header: Sequence[str], rows: list[Row], **dialect: Any) -> Path:
    encoding = dialect.pop("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, restval="", **dialect)
        writer.writeheader()
        writer.writerows(rows)
    return path


def envelope(path: Path, rows: list[Row]) -> Path:
    body = {"count": len(rows), "next": None, "previous": None, "results": rows}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path


def _ends(row: Row) -> dt.datetime:
    end: dt.datetime = row["begin"] + row["length"]
    return end + dt.timedelta(hours=1) if (end.month, end.hour) == (3, 3) else end


BOOKING = {"begin": MOMENTS, "length": LENGTHS, "space": NAMES, "purpose": NAMES, "persons": COUNTS}
BOOKING_BACK = "begin_utc, end_utc, space_name, purpose, persons"


def _bookings(write: Callable[[Path, list[Row]], Path]) -> Callable[[Path, list[Row]], Path]:
    def written(path: Path, rows: list[Row]) -> Path:
        return write(
            path,
            [
                {
                    "begin": local(row["begin"]),
                    "end": local(_ends(row)),
                    "primary_reservation_unit_name": row["space"],
                    "purpose_name": row["purpose"],
                    "num_persons": text(row["persons"]),
                    "reservation_uuid": str(n),
                }
                for n, row in enumerate(rows)
            ],
        )

    return written


def _booking_back(row: Row, *, last: bool) -> tuple[Any, ...]:
    ends = in_utc(local(_ends(row)), last=last)
    names = (trimmed(row["space"]), trimmed(row["purpose"]))
    return (in_utc(local(row["begin"])), ends, *names, row["persons"])


def _named(path: Path, rows: list[Row], **about: Any) -> Path:
    return envelope(
        path,
        [{"id": str(row["id"]), "name": {"fi": row["fi"], "sv": row["sv"]}, **about} for row in rows],
    )


def _flat(path: Path, rows: list[Row], **about: Any) -> Path:
    found = [{"id": row["id"], "name_fi": row["fi"], "name_sv": row["sv"], **about} for row in rows]
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


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


SERVICE = (
    *("Number", "Site", "Place", "Assignment", "From date", "To date", "From time", "To time", "Hours"),
    *("No Call/No Show", "Call/Email to miss shift", "Absence", "Volunteers"),
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
    # All is quoted but an empty value, which is a bare space.
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
NAMED = {"id": IDS, "fi": NAMES, "sv": NAMES}
NAMES_BACK = "name_fi, name_sv"


def _names_back(row: Row) -> tuple[Any, ...]:
    return (str(row["id"]), trimmed(row["fi"]), trimmed(row["sv"]))


WINDOWS = st.dictionaries(st.sampled_from(["ma", "ke", "su"]), st.integers(0, 22), max_size=3)
CASES: dict[str, Case] = {
    "varaamo statistics csv": Case(
        BOOKING, _bookings(statistics_csv), BOOKING_BACK, lambda r: _booking_back(r, last=True)
    ),
    "varaamo statistics json": Case(
        BOOKING, _bookings(statistics_json), BOOKING_BACK, lambda r: _booking_back(r, last=False), "a.json"
    ),
    "varaamo units": Case(
        {"id": IDS, "fi": NAMES, "people": COUNTS},
        lambda path, rows: units_csv(
            path,
            [
                {
                    "Reservation unit ID": r["id"],
                    "Name_fi": r["fi"],
                    "Maximum number of persons": text(r["people"]),
                }
                for r in rows
            ],
        ),
        "space, name_fi, capacity",
        lambda r: (str(r["id"]), trimmed(r["fi"]), r["people"]),
    ),
    "varaamo spans": Case(
        {"begin": MOMENTS, "length": LENGTHS},
        lambda path, rows: spans_json(
            path, [(n, r["begin"].isoformat(), _ends(r).isoformat()) for n, r in enumerate(rows)]
        ),
        "begin_utc, end_utc",
        lambda r: (utc(r["begin"]), utc(_ends(r))),
        "a.json",
    ),
    "service map units": Case(
        NAMED,
        lambda path, rows: _named(
            path,
            rows,
            department="d",
            root_department="r",
            service_nodes=[],
            contract_type=None,
            connections=[],
        ),
        f"unit, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "service map departments": Case(
        NAMED,
        lambda path, rows: _named(
            path, rows, parent=None, organization_type="M", business_id="0", level=1, municipality="helsinki"
        ),
        f"department_id, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "tpr units": Case(
        NAMED,
        lambda path, rows: _flat(
            path,
            rows,
            org_id="o",
            dept_id="d",
            ontologyword_ids=[],
            displayed_service_owner_fi="x",
            latitude=60.2,
        ),
        f"unit, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "tpr departments": Case(
        NAMED,
        lambda path, rows: _flat(
            path, rows, parent_id=None, hierarchy_level=1, business_id="0", organization_type="M"
        ),
        f"department_id, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
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
    "linked events": Case(
        {"id": NAMES, "publisher": NAMES, "begin": MOMENTS, "gone": st.booleans()},
        lambda path, rows: analytics_json(
            path,
            "event",
            [
                {
                    "id": r["id"],
                    "publisher": r["publisher"],
                    "start_time": zulu(r["begin"]),
                    "deleted": r["gone"],
                }
                for r in rows
            ],
        ),
        "event, publisher, start_date, is_deleted",
        lambda r: (trimmed(r["id"]), trimmed(r["publisher"]), r["begin"].date(), r["gone"]),
        "a.json",
    ),
    "registrations": Case(
        {"id": IDS, "event": NAMES, "signups": st.lists(IDS, max_size=4)},
        lambda path, rows: analytics_json(path, "registration", rows),
        "registration, event, signups",
        lambda r: (str(r["id"]), trimmed(r["event"]), [str(n) for n in r["signups"]]),
        "a.json",
    ),
    "signups": Case(
        {"id": IDS, "attendee_status": st.sampled_from(["attending", "waitlisted", "awaiting_payment"])},
        lambda path, rows: analytics_json(path, "signup", rows),
        "signup, attendee_status",
        lambda r: (str(r["id"]), r["attendee_status"]),
        "a.json",
    ),
    "organisations": Case(
        {"id": NAMES, "name": NAMES, "parent": st.one_of(st.none(), NAMES)},
        lambda path, rows: analytics_json(path, "organization", rows),
        "organisation, name_fi, parent",
        lambda r: (
            *(trimmed(r["id"]), trimmed(r["name"])),
            None if r["parent"] is None else trimmed(r["parent"]),
        ),
        "a.json",
    ),
    "kultus list": Case(
        {"id": IDS, "day": DAYS.filter(lambda d: d.year < 2069), "children": COUNTS, "place": NAMES},
        lambda path, rows: kultus_list(
            path,
            [
                {
                    "Enrolment id": r["id"],
                    "Event starting date": f"{r['day']:%d.%m.%y}",
                    "Amount of children": text(r["children"]),
                    "Event location": r["place"],
                }
                for r in rows
            ],
        ),
        "enrolment, start_date, children",
        lambda r: (str(r["id"]), r["day"], r["children"]),
    ),
    "kultus report": Case(
        {"id": IDS, "begin": MOMENTS, "adults": COUNTS, "publisher": NAMES, "school": NAMES},
        lambda path, rows: kultus_report(
            path,
            [
                {
                    "_enrolment": f"{r['id']} {r['school']}",
                    "occurrence_start_time": f"{utc(r['begin'])}+00:00",
                    "study_group_amount_of_adult": text(r["adults"]),
                    "publisher": r["publisher"],
                }
                for r in rows
            ],
        ),
        "enrolment, start_date, adults, publisher",
        lambda r: (str(r["id"]), r["begin"].date(), r["adults"], trimmed(r["publisher"])),
    ),
    "kukkuu": Case(
        {"id": IDS, "begin": MOMENTS, "enrolled": COUNTS},
        lambda path, rows: kukkuu_json(
            path,
            [
                {
                    "id": r["id"],
                    "occurrences": [{"id": 1, "time": zulu(r["begin"]), "enrolment_count": r["enrolled"]}],
                }
                for r in rows
            ],
        ),
        "culture_event, occurrences[1].date, occurrences[1].enrolment_count",
        lambda r: (str(r["id"]), r["begin"].date(), r["enrolled"]),
        "a.json",
    ),
    "kerrokantasi": Case(
        {"content": NAMES, "begin": MOMENTS, "votes": st.integers(0, 999)},
        lambda path, rows: hearing_xlsx(
            path,
            [
                {"Content": r["content"], "Created": r["begin"].replace(tzinfo=HELSINKI).isoformat()}
                for r in rows
            ],
        ),
        "contribution, date, contacts",
        lambda r: ("comment", r["begin"].date(), 1),
        "a.xlsx",
    ),
    "omastadi votes": Case(
        {
            "begin": MOMENTS,
            "code": st.sampled_from([("00100", "1"), ("00890", "8"), ("99999", None), ("", None)]),
        },
        lambda path, rows: votes_xlsx(
            path, [{"checked_out_at": local(r["begin"]), "postal_code": r["code"][0]} for r in rows]
        ),
        "budget, date, home_major_district",
        lambda r: ("21", r["begin"].date(), r["code"][1]),
        "a.xlsx",
    ),
    "omastadi plans": Case(
        {"id": IDS, "begin": MOMENTS, "scope": st.one_of(st.none(), IDS), "title": NAMES},
        lambda path, rows: plans_csv(
            path,
            [
                {
                    "id": r["id"],
                    "title/fi": r["title"],
                    "published_at": r["begin"].replace(tzinfo=HELSINKI).strftime("%Y-%m-%d %H:%M:%S %z"),
                    "section_32/value/scope_id": text(r["scope"]),
                }
                for r in rows
            ],
        ),
        "plan, published_date, scope",
        lambda r: (str(r["id"]), r["begin"].date(), None if r["scope"] is None else str(r["scope"])),
    ),
    "omastadi results": Case(
        {"scope": IDS, "name": NAMES, "description": NAMES},
        lambda path, rows: decidim_csv(
            path,
            (
                "id",
                "scope/id",
                "scope/name/fi",
                "parent/id",
                "description/fi",
                "status/key",
                "progress",
                "proposal_urls",
            ),
            [
                {
                    "id": 1,
                    "scope/id": r["scope"],
                    "scope/name/fi": r["name"],
                    "description/fi": r["description"],
                }
                for r in rows
            ],
        ),
        "scope, scope_name",
        lambda r: (str(r["scope"]), trimmed(r["name"])),
    ),
    "pabulib": Case(
        {"nothing": st.none()},
        lambda path, rows: pabulib(path, len(rows)),
        "budget, date, is_vote_list",
        lambda r: ("Eteläinen Helsinki", dt.date(2024, 4, 10), False),
        "a.pb",
    ),
    "application round": Case(
        {"section": IDS, "space": NAMES, "minutes": st.integers(1, 1439), "windows": WINDOWS},
        lambda path, rows: applications_csv(
            path,
            [
                {
                    "hakemusosan numero": r["section"],
                    "tilatoive 1": r["space"],
                    "minimi aika": " ".join(
                        part
                        for part in (
                            f"{r['minutes'] // 60} h" if r["minutes"] >= 60 else "",
                            f"{r['minutes'] % 60} min" if r["minutes"] % 60 else "",
                        )
                        if part
                    ),
                    "first": {day: f"{hour}:00-{hour + 1}:30" for day, hour in r["windows"].items()},
                }
                for r in rows
            ],
        ),
        "section, wished_space_name, minimum_minutes, wish_windows",
        lambda r: (
            *(str(r["section"]), trimmed(r["space"]), r["minutes"]),
            [
                {"weekday": n, "begin_minute": 60 * hour, "end_minute": 60 * hour + 90}
                for n, day in ((1, "ma"), (3, "ke"), (7, "su"))
                if (hour := r["windows"].get(day)) is not None
            ]
            or None,
        ),
    ),
    "application results": Case(
        {"section": IDS, "space": NAMES, "unit": NAMES, "begin": st.integers(0, 1439)},
        lambda path, rows: results_csv(
            path,
            [
                {
                    "hakemusosan numero": r["section"],
                    "varausyksikkö": r["space"],
                    "toimipiste": r["unit"],
                    "toistoviikonpäivä": "SUNDAY",
                    "aloitusaika": f"{r['begin'] // 60}:{r['begin'] % 60:02d}",
                    "päättymisaika": "0:00",
                }
                for r in rows
            ],
        ),
        "section, space_name, unit_name, weekday, slot_begin_minute, slot_end_minute",
        lambda r: (str(r["section"]), trimmed(r["space"]), trimmed(r["unit"]), "7", r["begin"], 0),
    ),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rows_read_back_as_they_were_written(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    rows = data.draw(st.lists(st.fixed_dictionaries(dict(case.rows)), min_size=1, max_size=5))
    with tempfile.TemporaryDirectory() as folder:
        path = case.write(Path(folder) / case.name, rows)
        assert landed(Path(folder), path, case.columns) == [case.back(row) for row in rows]
