"""The day up to which the data run: the evidence in the rows counts, the date of a copy does not."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from data import period, warehouse
from tests.support.commands import Load, rows
from tests.support.exports.varaamo_files import city, rows_csv, spans_json, statistics_csv, units_csv

BLANK = {"reservation_created_at": "", "reservation_handled_at": "", "updated_at": ""}


def exported(path: Path, day: str) -> Path:
    """Set the time of the file to noon (UTC) of a day; return it."""
    moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(path, (moment, moment))
    return path


def test_a_file_copied_today_runs_up_to_the_last_saving_of_its_rows(
    exports: Path, home: Path, load: Load
) -> None:
    row = {"begin": "2023-12-20 10:00:00", "end": "2023-12-20 12:00:00", "updated_at": "2023-12-31 18:00:00"}
    statistics_csv(exports / "copy.csv", [BLANK | row])
    load()
    build = warehouse.current(home)
    assert build.as_of == dt.date(2023, 12, 31)
    assert period.default_period(build) == ("2023-01", "2023-12")
    assert build.sources["varaamo"]["as_of"] == "2023-12-31"
    assert rows(home, "SELECT as_of FROM build_info") == [[dt.date(2023, 12, 31)]]


@pytest.mark.parametrize("stamp", ["reservation_created_at", "reservation_handled_at", "updated_at"])
def test_each_stamp_is_evidence(exports: Path, home: Path, load: Load, stamp: str) -> None:
    statistics_csv(exports / "a.csv", [BLANK | {stamp: "2025-05-07 23:30:00"}])
    load()
    assert warehouse.current(home).as_of == dt.date(2025, 5, 7)


def test_the_day_of_confirmation_is_evidence(exports: Path, home: Path, load: Load) -> None:
    statistics_csv(exports / "a.csv", [BLANK | {"reservation_confirmed_at": "2025-05-08 10:00:00"}])
    load()
    assert warehouse.current(home).as_of == dt.date(2025, 5, 8)


def test_a_stamp_after_the_export_counts_up_to_the_export(exports: Path, home: Path, load: Load) -> None:
    exported(statistics_csv(exports / "a.csv", [{"updated_at": "2031-01-01 00:00:00"}]), "2025-06-15")
    load()
    assert warehouse.current(home).as_of == dt.date(2025, 6, 15)


def test_without_stamps_the_last_start_before_the_export_counts(
    exports: Path, home: Path, load: Load
) -> None:
    starts = ("2025-03-03", "2025-03-04", "2025-09-01")
    lines = [
        BLANK | {"id": n, "begin": f"{s} 10:00:00", "end": f"{s} 11:00:00"} for n, s in enumerate(starts)
    ]
    exported(statistics_csv(exports / "a.csv", lines), "2025-06-15")
    load()
    assert warehouse.current(home).as_of == dt.date(2025, 3, 4)


def test_the_newest_booking_source_counts_and_a_register_does_not(
    exports: Path, home: Path, load: Load
) -> None:
    city(exports)
    units_csv(exports / "spaces.csv", [{"Updated at": "24.11.2026 10:00"}])
    spans_json(exports / "spans.json", [(880501, "2026-03-03 08:00:00", "2026-03-03 20:00:00")])
    statistics_csv(exports / "a.csv", [BLANK | {"updated_at": "2024-02-29 10:00:00"}])
    shift = {"Id": "1", "Status__c": "Completed", "Start_Date__c": "2026-05-05", "Hours_Worked__c": "2"}
    rows_csv(exports / "shifts.csv", [*shift, "Contact__c", "Number_of_Volunteers__c"], [shift])
    load()
    build = warehouse.current(home)
    assert build.as_of == dt.date(2024, 2, 29)
    assert {name: facts["as_of"] for name, facts in build.sources.items()} == {
        "servicemap": None,
        "linked_events": None,
        "v4s": "2026-05-05",
        "varaamo": "2024-02-29",
    }


def test_a_draft_is_past_or_future_as_of_its_source(exports: Path, home: Path, load: Load) -> None:
    drafts = [
        {"id": 1, "state": "CREATED", "begin": "2025-03-05 10:00:00", "end": "2025-03-05 12:00:00"},
        {"id": 2, "state": "CREATED", "begin": "2025-03-07 10:00:00", "end": "2025-03-07 12:00:00"},
        {"id": 3, "updated_at": "2025-03-06 12:00:00"},
    ]
    statistics_csv(exports / "a.csv", drafts)
    load()
    assert rows(home, "SELECT state FROM booking ORDER BY booking_id") == [
        ["never_happened"],
        ["pending"],
        ["confirmed"],
    ]
