"""Every synthetic file of the real formats is loaded with these counts, or refused for this reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import SHARED, load_json

pytestmark = pytest.mark.shared

# file: (source, rows read, loaded, rejected, superseded)
LOADED = {
    "bookings/linkedevents_places.json": ("linked_events", 8, 8, 0, 0),
    "bookings/varaamo_reservation_statistics_page_0-100.json": ("varaamo", 100, 100, 0, 0),
    "bookings/varaamo_reservation_statistics_page_100-200.json": ("varaamo", 37, 37, 0, 0),
    # Two rows have no key in the JSON, so they cannot be matched.
    "bookings/varaamo_reservation_statistics.csv": ("varaamo", 137, 2, 0, 135),
    "participation/varaamo_reservation_statistics.json": ("varaamo", 80, 80, 0, 0),
    "bookings/respa_reservation_list.json": ("respa", 80, 80, 0, 0),
    # The API has each of these bookings with its state.
    "bookings/respa_reservations.xlsx": ("respa", 80, 0, 0, 80),
    "bookings/hauki_opening_hours.json": ("hauki", 16, 16, 0, 0),
    "bookings/hauki_date_periods.json": ("hauki", 32, 32, 0, 0),
    "bookings/respa_resource_list.json": ("respa", 16, 16, 0, 0),
    "bookings/respa_unit_list.json": ("respa", 8, 8, 0, 0),
    "participation/GW_Volunteers__Volunteer_Hours__c.csv": ("v4s", 140, 140, 0, 0),
    "participation/Report_20260105-930.csv": ("civivolunteer", 80, 80, 0, 0),
    "participation/volgistics_export.xlsx": ("volgistics", 150, 150, 0, 0),
    "participation/volunteering-hours.csv": ("rosterfy", 110, 110, 0, 0),
    "participation/puistotalkoot_event_list.json": ("puistotalkoot", 90, 90, 0, 0),
    "participation/puistotalkoot_contract_zone_stats_2025.json": ("puistotalkoot", 25, 25, 0, 0),
    "participation/Linked Volunteering - Report (rows, before 2024-12).csv": ("puistotalkoot", 25, 25, 0, 0),
    "participation/Linked Volunteering - Report (collapsed, since 2024-12).csv": (
        *("puistotalkoot", 25, 25, 0, 0),
    ),
    "bookings/kultus_enrolment_report.csv": ("kultus", 40, 40, 0, 0),
    # The report has each of these enrolments too, and its row is in force.
    "bookings/kultus_event_enrolments.csv": ("kultus", 40, 0, 0, 40),
    "bookings/varaamo_application_round_applications.csv": ("varaamo", 32, 32, 0, 0),
    "bookings/varaamo_application_round_results.csv": ("varaamo", 45, 45, 0, 0),
    "participation/application_round_applications_12_2025-04-30.csv": ("varaamo", 35, 35, 0, 0),
    "participation/budget_votes.xlsx": ("omastadi", 140, 140, 0, 0),
    # The list of voters of its year supersedes it.
    "participation/omastadi-results-21.pb": ("omastadi", 70, 0, 0, 70),
    "participation/omastadi-open-data-plans.csv": ("omastadi", 40, 40, 0, 0),
    "participation/omastadi-open-data-projects.csv": ("omastadi", 44, 44, 0, 0),
    "participation/omastadi-open-data-results.csv": ("omastadi", 40, 40, 0, 0),
    "participation/current-checkpoint.csv": ("rosterfy", 120, 120, 0, 0),
    "participation/kukkuu_reports_events.json": ("kukkuu", 30, 30, 0, 0),
    "participation/reports.enrolmentreport.csv": ("kultus", 45, 45, 0, 0),
    # 45 of the 60 enrolments are in the report too.
    "participation/kultus_events_approved_enrolments.csv": ("kultus", 60, 15, 0, 45),
    "participation/linkedevents_data_analytics_event.json": ("linked_events", 36, 36, 0, 0),
    "participation/linkedevents_data_analytics_organization.json": ("linked_events", 6, 6, 0, 0),
    "participation/linkedevents_data_analytics_place.json": ("linked_events", 10, 10, 0, 0),
    "participation/linkedevents_data_analytics_registration.json": ("linked_events", 28, 28, 0, 0),
    "participation/linkedevents_data_analytics_signup.json": ("linked_events", 131, 131, 0, 0),
}
# The same things in two files: which row is in force depends on the dates, but not the sum of loaded rows.
TWICE = {
    ("bookings/varaamo_reservation_units.csv", "bookings/varaamo_reservation_units.json"): 16,
    ("bookings/servicemap_units.json", "bookings/tprek_units_v4.json"): 8,
    ("bookings/servicemap_departments.json", "bookings/tprek_departments_v4.json"): 6,
    (
        "participation/Esimerkkipuiston suunnitelma (staff).xlsx",
        "participation/Esimerkkipuiston suunnitelma.xlsx",
    ): 55,
}
REFUSED = {
    "bookings/README.md": "do not match the export of any known system",
    "participation/README.md": "do not match the export of any known system",
    "participation/puistotalkoot_event_list_public.json": "signed in as an official",
    "participation/registered_persons.xlsx": "personal data",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("shared") / "home"
    return load_json(SHARED / "formats" / "samples", home)


@pytest.fixture(scope="module")
def files(outcome: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {file["file"]: file for file in outcome["files"]}


def test_a_build_is_published_and_refused_files_are_reported(outcome: dict[str, Any]) -> None:
    assert outcome["published"]
    assert outcome["exit_code"] == 1


@pytest.mark.parametrize("name", LOADED)
def test_rows_of_a_loaded_file(files: dict[str, dict[str, Any]], name: str) -> None:
    file = files[name]
    counts = [file[f"rows_{what}"] for what in ("read", "loaded", "rejected", "superseded")]
    assert (file["status"], file["source"], *counts) == ("loaded", *LOADED[name])


@pytest.mark.parametrize(("pair", "rows"), TWICE.items())
def test_rows_that_two_files_share(
    files: dict[str, dict[str, Any]], pair: tuple[str, str], rows: int
) -> None:
    assert [files[name]["rows_read"] for name in pair] == [rows, rows]
    assert sum(files[name]["rows_loaded"] for name in pair) == rows
    assert sum(files[name]["rows_superseded"] for name in pair) == rows


def test_time_spans_in_two_files_count_once(files: dict[str, dict[str, Any]]) -> None:
    page = files["bookings/varaamo_reservable_time_spans_page_0-100.json"]
    every = files["bookings/varaamo_reservable_time_spans_all.json"]
    assert (page["rows_read"], every["rows_read"]) == (100, 428)
    assert page["rows_loaded"] + every["rows_loaded"] == 428
    assert "exactly 100 rows" in page["message"]


def test_nothing_is_unsupported(outcome: dict[str, Any]) -> None:
    assert [file["file"] for file in outcome["files"] if file["status"] == "unsupported"] == []


@pytest.mark.parametrize("name", REFUSED)
def test_unusable_files_are_refused_with_the_reason(files: dict[str, dict[str, Any]], name: str) -> None:
    assert files[name]["status"] == "refused"
    assert REFUSED[name] in files[name]["message"]


def test_no_file_is_left_out(files: dict[str, dict[str, Any]]) -> None:
    folder = SHARED / "formats" / "samples"
    sample_files = {p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if p.is_file()}
    pairs = {name for pair in TWICE for name in pair}
    spans = {name for name in sample_files if "time_spans" in name}
    assert sample_files == set(files) == {*LOADED, *pairs, *spans, *REFUSED}
