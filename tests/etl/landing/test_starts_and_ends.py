"""Reject rows that end before or when they start, in every source with a start and an end."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.participation_files import analytics_json, kultus_list, kultus_report, results_csv
from tests.support.exports.varaamo_files import SERVICE

SHIFT = {
    "Event - ID": "1",
    "Event Shift - ID": "10",
    "Event Shift - Date/Time From": "2025-03-03 10:00:00",
    "Event Shift - Date/Time To": "2025-03-03 12:00:00",
    "Event Shift - Demand": "4",
    "Event Shift - Hours": "8",
    "Event Shift - Attended": "3",
}
V4S = {
    "Id": "a1",
    "Contact__c": "c1",
    "Status__c": "Completed",
    "Start_Date__c": "2025-01-02",
    "End_Date__c": "2025-01-02",
    "Number_of_Volunteers__c": "1",
    "Hours_Worked__c": "2",
}


def table(path: Path, row: Mapping[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        writer.writeheader()
        writer.writerow(row)


def shift(folder: Path, start: str, end: str) -> None:
    times = {"Event Shift - Date/Time From": start, "Event Shift - Date/Time To": end}
    table(folder / "shifts.csv", SHIFT | times)


def hours(folder: Path, start: str, end: str) -> None:
    table(folder / "hours.csv", V4S | {"Start_Date__c": start, "End_Date__c": end})


def service(folder: Path, start: str, end: str) -> None:
    """Write a workbook of Volgistics with true dates and times."""
    with xlsxwriter.Workbook(str(folder / "service.xlsx")) as book:
        sheet = book.add_worksheet("Service")
        sheet.write_row(0, 0, SERVICE)
        sheet.write_row(1, 0, [1, "S", "P", "A", "", "", "", "", 2, 0, 0, 0, 1])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        clock = book.add_format({"num_format": "hh:mm"})
        for side, text in enumerate((start, end)):
            if text:
                moment = dt.datetime.fromisoformat(text)
                sheet.write_datetime(1, 4 + side, dt.datetime.combine(moment, dt.time()), day)
                sheet.write_datetime(1, 6 + side, moment.time(), clock)


def event(folder: Path, start: str, end: str) -> None:
    analytics_json(folder / "event.json", "event", [{"start_time": start, "end_time": end or None}])


def visit(folder: Path, start: str, end: str) -> None:
    times = {"occurrence_start_time": start, "occurrence_end_time": end}
    kultus_report(folder / "report.csv", [times])


def enrolment(folder: Path, start: str, end: str) -> None:
    kultus_list(folder / "list.csv", [{"Event starting date": start, "Event ending date": end}])


def slot(folder: Path, start: str, end: str) -> None:
    row = {
        "varausyksikkö": "Sali",
        "toimipiste": "Talo",
        "toistoviikonpäivä": "MONDAY",
        "aloitusaika": start,
        "päättymisaika": end,
    }
    results_csv(folder / "results.csv", [row])


def opening_period(folder: Path, start: str, end: str) -> None:
    period: dict[str, Any] = {
        "id": 1,
        "resource": 2,
        "name": {"fi": "Kesä"},
        "start_date": start,
        "end_date": end or None,
        "resource_state": "open",
        "override": False,
        "time_span_groups": [],
    }
    (folder / "periods.json").write_text(json.dumps([period]), encoding="utf-8")


FORMATS: dict[str, tuple[Callable[[Path, str, str], None], str, str, str]] = {
    "rosterfy, the same day": (shift, "2025-03-03 16:00:00", "2025-03-03 12:00:00", "2025-03-03 18:00:00"),
    "rosterfy, no duration": (shift, "2025-03-03 16:00:00", "2025-03-03 16:00:00", "2025-03-03 16:01:00"),
    "rosterfy, the winter hour": (shift, "2025-10-26T03:30:00+02:00", "2025-10-26T03:40:00+03:00", ""),
    "v4s": (hours, "2025-01-02", "2025-01-01", "2025-01-02"),
    "volgistics": (service, "2025-01-02T10:00", "2025-01-02T09:00", "2025-01-02T11:00"),
    "linked events": (event, "2025-08-20T08:00:00Z", "2025-08-20T08:00:00Z", "2025-08-20T09:00:00Z"),
    "kultus report": (visit, "2025-09-01 07:00:00+00:00", "2025-09-01 06:00:00+00:00", ""),
    "kultus list": (enrolment, "02.09.25", "01.09.25", "02.09.25"),
    "seasonal slot": (slot, "18:00", "17:00", "0:00"),
    "opening period": (opening_period, "2025-06-01", "2025-05-31", "2025-06-01"),
}


@pytest.fixture(scope="module")
def both(load_once: LoadOnce) -> SharedLoad:
    """Each format twice, in folders of their own: a row that ends too early, and one that does not."""

    def write_all(exports: Path) -> None:
        for name, (write, start, too_early, end) in FORMATS.items():
            for kind, text in (("rejected", too_early), ("kept", end)):
                folder = exports / kind / name
                folder.mkdir(parents=True)
                write(folder, start, text)

    return load_once(write_all)


def only_file(outcome: dict[str, Any], folder: str) -> dict[str, Any]:
    [file] = [file for file in outcome["files"] if file["file"].startswith(f"{folder}/")]
    return file


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_that_ends_before_it_starts_is_rejected(name: str, both: SharedLoad) -> None:
    outcome, home = both
    file = only_file(outcome, f"rejected/{name}")
    assert (file["status"], file["rows_read"], file["rows_rejected"]) == ("loaded", 1, 1), file["message"]
    [[expected]] = rows(home, f"SELECT expected FROM rejected_row WHERE file = '{file['file']}'")
    assert expected.startswith("expected_after")


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_that_ends_later_or_has_no_end_is_kept(name: str, both: SharedLoad) -> None:
    file = only_file(both[0], f"kept/{name}")
    assert (file["status"], file["rows_read"], file["rows_rejected"]) == ("loaded", 1, 0)


def test_an_end_that_is_not_a_time_is_rejected(exports: Path, load: Load, home: Path) -> None:
    exports.mkdir()
    shift(exports, "2025-03-03 10:00:00", "later")
    assert load()["files"][0]["rows_rejected"] == 1
    assert rows(home, "SELECT column_name FROM rejected_row") == [["Event Shift - Date/Time To"]]
