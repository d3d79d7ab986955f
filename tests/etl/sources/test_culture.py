"""Kultus and Kukkuu: visits of groups and families."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load
from tests.support.contacts import contacts, counts, day
from tests.support.exports.participation_files import (
    KULTUS,
    kukkuu_json,
    kultus_list,
    kultus_report,
    occurrence,
)


class TestCulture:
    def test_the_report_supersedes_the_list_and_a_cancelled_visit_does_not_count(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kultus_list(exports / "list.csv", [{"Enrolment id": n} for n in (500, 501, 502)])
        kultus_report(
            exports / "report.csv",
            [
                {"study_group_amount_of_children": 30},
                {"id": 2, "_enrolment": "501 2025-09-01 Koulu", "enrolment_status": "cancelled"},
                {"id": 3, "_enrolment": "503 2025-09-01 Koulu", "occurrence_cancelled": "True"},
            ],
        )
        outcome = load()
        assert counts(outcome, "list.csv") == (3, 1, 0, 2)
        assert counts(outcome, "report.csv") == (3, 3, 0, 0)
        assert contacts(home, "district", "home_district", "department") == {
            ("704", "301", "KASKO"): 32,
            ("unknown", "unknown", "unknown"): 22,
        }

    def test_a_list_has_days_as_day_month_year_and_a_report_has_utc_times(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kultus_list(exports / "list.csv", [{"Event starting date": "01.09.25"}])
        kultus_report(
            exports / "report.csv",
            [{"_enrolment": "7 Koulu", "occurrence_start_time": "2025-09-02 21:30:00+00:00"}],
        )
        load()
        assert contacts(home, "date") == {day("2025-09-01"): 22, day("2025-09-03"): 22}

    def test_the_report_as_json_names_districts(self, exports: Path, load: Load, home: Path) -> None:
        row = {
            **KULTUS,
            "enrolment_status": "approved",
            "study_group_unit_id": "tprek:2001",
            "study_group_unit_divisions": {"ocd_ids": [], "district": "Kallio", "sub_district": None},
            "occurrence_place_divisions": {
                "ocd_ids": ["ocd-division/country:fi/kunta:helsinki/peruspiiri:vuosaari"],
                "district": None,
            },
            "occurrence_cancelled": False,
            "occurrence_start_time": "2025-09-01T07:00:00Z",
            "updated_at": "2025-08-12T07:02:00Z",
            "_enrolment": 500,
        }
        cancelled = {**row, "_enrolment": 501, "occurrence_cancelled": True}
        exports.mkdir()
        (exports / "report.json").write_text(json.dumps([row, cancelled]), encoding="utf-8")
        outcome = load()
        assert (outcome["files"][0]["feed"], counts(outcome, "report.json")) == (
            "enrolment_report_json",
            (2, 2, 0, 0),
        )
        assert contacts(home, "district", "home_district", "date") == {("704", "301", day("2025-09-01")): 22}

    def test_a_list_as_long_as_its_maximum_gives_a_warning(self, exports: Path, load: Load) -> None:
        kultus_list(exports / "list.csv", [{"Enrolment id": n} for n in range(2000)])
        outcome = load()["files"][0]
        assert (outcome["status"], outcome["rows_loaded"]) == ("loaded", 2000)
        assert "exactly 2000 rows" in outcome["message"]

    def test_enrolled_children_count_if_ticketing_is_internal(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kukkuu_json(
            exports / "a.json",
            [
                {"id": 1, "occurrences": [occurrence(10, 33, 8), occurrence(11, 5)]},
                {"id": 2, "ticket_system": "lippupiste", "occurrences": [occurrence(20, 7)]},
            ],
        )
        assert counts(load(), "a.json") == (2, 2, 0, 0)
        assert contacts(home, "channel", "department") == {("children_culture", "KUVA"): 38}
        rate = calculate("event_attendance_rate", (), scope=EVERYTHING, build=warehouse.current(home)).iloc[0]
        assert (rate["numerator"], rate["denominator"]) == (8, 33)

    def test_the_later_load_of_an_occurrence_is_in_force(self, exports: Path, load: Load, home: Path) -> None:
        kukkuu_json(exports / "a.json", [{"occurrences": [occurrence(10, 9), occurrence(11, 8)]}])
        load()
        kukkuu_json(exports / "b.json", [{"occurrences": [occurrence(10, 20)]}])
        assert counts(load(), "a.json") == (1, 1, 0, 0)
        assert contacts(home, "channel") == {"children_culture": 28}

    @pytest.mark.parametrize(
        "broken", [occurrence(10, -1), occurrence(10, 5, time="eilen"), {"time": "2025-08-04"}, "x"]
    )
    def test_an_event_with_a_broken_occurrence_is_rejected(
        self, exports: Path, load: Load, broken: Any
    ) -> None:
        kukkuu_json(exports / "a.json", [{"id": 1, "occurrences": [broken]}, {"id": 2}])
        assert counts(load(), "a.json") == (2, 1, 1, 0)
