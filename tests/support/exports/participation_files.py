"""Write small exports of participation in their exact formats; missing values have defaults."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.sample.culture import LIST, REPORT
from etl.sample.hearings import COMMENTS, PLANS, VOTES
from etl.sample.rounds import APPLICATIONS, DAYS, RESULTS

STAFF = ("Author", "Email", *COMMENTS)
HEARING: dict[str, str] = {
    "Title (fi)": "Puisto",
    "Title (sv)": "Park",
    "Created": "2025-03-03T09:12:44.120000+02:00",
    "Close": "2025-04-01T00:00:00+03:00",
    "Abstract (fi)": "Kerro mielipiteesi.",
    "Borough (fi)": "Kallio",
    "Labels": "Puistot",
    "Comments": "0",
    "Sections": "1",
}


def _folder(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def hearing_xlsx(
    path: Path,
    comments: Sequence[Mapping[str, Any]],
    options: Sequence[tuple[Any, ...]] = (),
    about: Mapping[str, str] | None = None,
    headers: Sequence[str] = COMMENTS,
) -> Path:
    """The report of a hearing with one section; ``comments`` by header, ``options`` of one poll."""
    with xlsxwriter.Workbook(_folder(path)) as workbook:
        sheet = workbook.add_worksheet("Hearing")
        for row, pair in enumerate((HEARING | dict(about or {})).items()):
            sheet.write_row(row, 0, pair)
        section = workbook.add_worksheet("Pääosio")
        section.write(0, 0, "Section")
        section.write(1, 0, "Pääosio")
        section.write(3, 0, "Comments")
        section.write_row(4, 0, headers)
        for row, comment in enumerate(comments, start=5):
            defaults = {"Content": "Hyvä!", "Created": "2025-03-04T00:00:00.000000+02:00", "Votes": 0}
            whole = {**defaults, "Geojson": "null", **comment}
            section.write_row(row, 0, [whole.get(header, "") for header in headers])
        if options:
            row = 5 + len(comments) + 4
            section.write(row, 0, "Polls")
            section.write_row(row + 1, 0, ("Poll question", "Poll type", "Total votes"))
            section.write_row(row + 2, 0, ("Mitä?", "multiple-choice", 0))
            section.write_row(row + 3, 0, ("Options", "Votes", "Votes %"))
            for n, option in enumerate(options):
                section.write_row(row + 4 + n, 0, option)
    return path


def votes_xlsx(path: Path, votes: Iterable[Mapping[str, Any]], budget: str = "Eteläinen Helsinki") -> Path:
    """The votes of one budget; dates are Excel dates."""
    defaults = {"user_hash": "a" * 32, "order_hash": "b" * 32, "budget_id": 21, "age": "20-29", "gender": "f"}
    with xlsxwriter.Workbook(_folder(path)) as workbook:
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = workbook.add_worksheet(f"{budget} - Votes"[:31])
        sheet.write_row(0, 0, VOTES)
        for row, vote in enumerate(votes, start=1):
            whole = {**defaults, "budget_name": budget, "checked_out_at": "2024-03-25 19:35:00", **vote}
            for column, header in enumerate(VOTES):
                value = whole.get(header, "")
                if header == "checked_out_at" and value[:2] == "20":
                    sheet.write_datetime(row, column, dt.datetime.fromisoformat(value), moment)
                else:
                    sheet.write(row, column, value)
        workbook.add_worksheet("Projects").write_row(0, 0, ("id", "title", "votes"))
    return path


def pabulib(path: Path, voters: int, *, declared: int | None = None, **about: str) -> Path:
    """A Pabulib file as OmaStadi writes it: a semicolon in a title is not quoted."""
    meta = {"description": "PB", "subunit": "Eteläinen Helsinki", "date_end": "10.04.2024", **about}
    meta["num_votes"] = str(voters if declared is None else declared)
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    lines += ["PROJECTS", "project_id;name;cost;votes;selected", "4001;Puita; penkkejä;60000;12;0"]
    lines += ["VOTES", "voter_id;vote", *(f"{7000 + n};4001" for n in range(voters))]
    _folder(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def decidim_csv(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    """A CSV of Decidim: semicolons, no BOM, line feeds."""
    with _folder(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def plans_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Plans of OmaStadi; the area is in a section of the form."""
    defaults = {"id": 600, "published_at": "2023-10-01 12:00:00 +0300", "section_31/value/fi": "a; b"}
    return decidim_csv(path, PLANS, [{**defaults, **row} for row in rows])


def kultus_list(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The list of approved enrolments: BOM, semicolons, dd.mm.yy."""
    defaults = {
        "Enrolment id": 500,
        "Event starting date": "01.09.25",
        "Amount of children": 20,
        "Amount of adults": 2,
        "Is part of cultural route": "Ei / Tuntematon",
    }
    return _kultus(path, LIST, [{**defaults, **row} for row in rows])


def kultus_report(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The report of all enrolments: lists are Python text, times are UTC."""
    return _kultus(path, REPORT, [{**KULTUS, **row} for row in rows])


KULTUS: dict[str, Any] = {
    "id": 1,
    "updated_at": "2025-08-12 07:02:00+00:00",
    "_study_group": "900 Koulu",
    "study_group_amount_of_children": 20,
    "study_group_amount_of_adult": 2,
    "study_group_unit_divisions": "['ocd-division/country:fi/kunta:helsinki/peruspiiri:kallio']",
    "_enrolment": "500 2025-09-01 07:00:00+00:00 Koulu",
    "enrolment_status": "approved",
    "_occurrence": "Event kultus:1",
    "occurrence_place_divisions": "['ocd-division/country:fi/kunta:helsinki/osa-alue:keski-vuosaari']",
    "occurrence_cancelled": "False",
    "occurrence_start_time": "2025-09-01 07:00:00+00:00",
    "provider": "Toimija",
    "publisher": "ahjo:u420300",
}


def _kultus(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    with _folder(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def kukkuu_json(path: Path, events: Iterable[Mapping[str, Any]]) -> Path:
    """Kukkuu's report of events."""
    defaults: dict[str, Any] = {
        "id": 1,
        "name": {"fi": "Esitys"},
        "project": {"id": 2, "year": 2025},
        "event_group": None,
        "occurrences": [],
        "ticket_system": "internal",
        "occurrences_count": 1,
        "enrolment_count": 0,
        "attended_count": 0,
        "capacity": 30,
    }
    _folder(path).write_text(json.dumps([{**defaults, **event} for event in events]), encoding="utf-8")
    return path


def occurrence(number: int, enrolled: int, attended: int = 0, time: str = "2025-08-04T08:00:00Z") -> Any:
    """An occurrence of a Kukkuu event."""
    counts = {"enrolment_count": enrolled, "attended_count": attended, "capacity": 30}
    return {"id": number, "time": time, "venue": {"id": 1}, **counts}


_ANALYTICS: dict[str, dict[str, Any]] = {
    "event": {
        "id": "helsinki:1",
        "publisher": "ahjo:u480400",
        "deleted": False,
        "date_published": "2025-07-21T08:00:00.000000Z",
        "event_status": "EventScheduled",
        "publication_status": "public",
        "location": "tprek:990101",
        "start_time": "2025-08-20T08:00:00.000000Z",
        "super_event_type": None,
        "type_id": "General",
        "last_modified_time": "2025-08-20T08:00:00.000000Z",
        "provider": {"fi": "Toimija"},
    },
    "registration": {
        "id": 300,
        "event": "helsinki:1",
        "attendee_registration": False,
        "signup_groups": [],
        "waiting_list_capacity": None,
        "signups": [],
        "last_modified_time": "2025-08-20T08:00:00.000000Z",
    },
    "signup": {
        "id": 9001,
        "signup_group": None,
        "deleted": False,
        "attendee_status": "attending",
        "presence_status": "not_present",
        "last_modified_time": "2025-08-20T08:00:00.000000Z",
    },
    "organization": {
        "id": "ahjo:1",
        "name": "Palvelu",
        "classification": None,
        "parent": None,
        "internal_type": "normal",
        "dissolution_date": None,
        "last_modified_time": "2025-08-20T08:00:00.000000Z",
    },
}


def analytics_json(path: Path, endpoint: str, records: Iterable[Mapping[str, Any]]) -> Path:
    """A page of the data-analytics API of Linked Events."""
    data = [{**_ANALYTICS[endpoint], **record} for record in records]
    body = {"meta": {"count": len(data), "next": None, "previous": None}, "data": data}
    _folder(path).write_text(json.dumps(body), encoding="utf-8")
    return path


_APPLICATION: dict[str, Any] = {
    "hakemuksen numero": 100,
    "hakemuksen tila": "HANDLED",
    "hakija": "Esimerkkiseura ry",
    "hakemusosan numero": 900,
    "hakemusosan tila": "HANDLED",
    "hakijan ilmoittaman kauden alkupäivä": "1.9.2025",
    "hakijan ilmoittaman kauden loppupäivä": "31.5.2026",
    "hakijan tyyppi": "NONPROFIT",
    "vuoroja, kpl / vko": 1,
    "minimi aika": "1 h 30 min",
    "maksimi aika": "2 h",
}


def applications_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Applications of a round: three header rows; ``first`` and ``second`` are wishes by weekday (ma …)."""
    blank = [""] * len(APPLICATIONS)
    with _folder(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(
            [*blank, "Ensisijaiset aikatoiveet", *[""] * 6, "Toissijaiset aikatoiveet", *[""] * 6]
        )
        writer.writerow([*blank, "KAIKKI TILAT", *[""] * 6, "KAIKKI TILAT", *[""] * 6])
        writer.writerow([*APPLICATIONS, *DAYS, *DAYS, "tilatoive 1"])
        for row in rows:
            whole = {**_APPLICATION, **row}
            cells = [whole.get(header, "") for header in APPLICATIONS]
            wishes = [whole.get(part, {}).get(day, "") for part in ("first", "second") for day in DAYS]
            writer.writerow([*cells, *wishes, whole.get("tilatoive 1", "")])
    return path


def results_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Results of a round: a row per slot, or one without a slot."""
    with _folder(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, RESULTS, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        writer.writeheader()
        writer.writerows([{**_APPLICATION, **row} for row in rows])
    return path
