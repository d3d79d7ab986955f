"""Direct personal data (class D) stay in the inbox.

The tests plant them in every such column of every format, and search for them, byte by byte and value by
value, in everything that the project writes or prints.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from data import warehouse
from data.catalogue.tables import tables
from data.files.export import BOOKINGS, FIGURES, FORMS, Export, count
from data.files.writers import csv_chunks, write_parquet, write_xlsx
from data.filters import Filters
from data.scope import EVERYTHING
from data.warehouse import Build
from etl.sample.volunteering import V4S, VOLGISTICS_MASTER
from tests.support.commands import command, load_json
from tests.support.exports.participation_files import (
    STAFF,
    analytics_json,
    applications_csv,
    hearing_xlsx,
    kukkuu_json,
    kultus_list,
    kultus_report,
    plans_csv,
    results_csv,
    votes_xlsx,
)
from tests.support.exports.varaamo_files import (
    SERVICE,
    STATISTICS,
    city,
    envelope,
    rows_csv,
    statistics_csv,
    units_csv,
)
from tests.support.stored_bytes import everything

MARK = "Planttu"


class Planter:
    """Returns values that occur nowhere else, and records where each was planted."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        value = f"{MARK}{len(self.places):04d}q"
        self.places[value] = place
        return value

    def row(self, source: str, *columns: str) -> dict[str, Any]:
        return {column: self(f"{source}: {column}") for column in columns}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planter, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("personal")
    exports, plant = folder / "exports", Planter()
    city(exports / "city")
    kind = {"reservee_type": "INDIVIDUAL"}
    statistics_csv(
        exports / "a.csv",
        [
            {"id": n, **kind, **plant.row("varaamo", "reservee_id", "reservee_organisation_name")}
            for n in range(3)
        ]
        # A rejected row must not reveal them either.
        + [{"id": 9, "begin": "eilen", **plant.row("varaamo", "reservee_id", "state")}],
    )
    units_csv(exports / "units.csv", [{}])
    kultus_list(
        exports / "kultus.csv",
        [
            plant.row(
                *("kultus", "Kindergarten / school / college", "Group name", "Extra needs"),
                *("Contact mail", "Contact phone", "Event location"),
            )
        ],
    )
    kultus_report(
        exports / "report.csv",
        [{"_enrolment": f"7 {plant('_enrolment')}", **plant.row("kultus", "_study_group")}],
    )
    kukkuu_json(exports / "kukkuu.json", [{"name": {"fi": plant("kukkuu: name")}}])
    hearing_xlsx(
        exports / "hearing.xlsx",
        [
            plant.row("kerrokantasi", "Author", "Email", "Content", "Subcontent", "Map comment", "Geojson"),
            {**plant.row("kerrokantasi", "Content"), "Created": plant("kerrokantasi: created")},
        ],
        headers=STAFF,
    )
    votes_xlsx(
        exports / "votes.xlsx",
        [
            plant.row(
                *("omastadi", "user_hash", "order_hash", "age", "gender", "identity", "school_code"),
                *("school_name", "school_class", "webform_location", "postal_code"),
            )
        ],
    )
    plans_csv(exports / "plans.csv", [plant.row("omastadi", "authors", "title/fi", "section_31/value/fi")])
    person = ("hakija", "y-tunnus", "yhteyshenkilö etunimi", "yhteyshenkilö sukunimi", "sähköpostiosoite")
    applications_csv(
        exports / "round.csv", [plant.row("varaamo", *person, "yhteyshenkilön puh", "varauksen nimi")]
    )
    results_csv(exports / "results.csv", [plant.row("varaamo", "hakija", "varauksen nimi")])
    analytics_json(
        exports / "event.json",
        "event",
        [
            {
                "name": {"fi": plant("event: name")},
                "provider": {"fi": plant("event: provider")},
                "description": {"fi": plant("event: description")},
                "user_name": plant("event: user_name"),
            }
        ],
    )
    prefix = "GW_Volunteers__"
    rows_csv(
        exports / "v4s.csv",
        V4S,
        [
            {
                "Id": "a0V000000000000",
                f"{prefix}Status__c": "Completed",
                f"{prefix}Start_Date__c": "2025-06-18",
                **plant.row(
                    *("v4s", f"{prefix}Contact__c", f"{prefix}Full_Name__c", f"{prefix}Comments__c"),
                    f"{prefix}System_Note__c",
                ),
            }
        ],
    )
    with xlsxwriter.Workbook(exports / "volgistics.xlsx") as book:
        master, service = book.add_worksheet("Master"), book.add_worksheet("Service")
        for row, header in enumerate(VOLGISTICS_MASTER):
            master.write_row(row, 0, [header, plant(f"volgistics: {header}")])
        service.write_row(0, 0, SERVICE)
        service.write_row(
            1, 0, [plant("volgistics: number"), "a", "b", "c", "2025-03-03", "", "", "", 2, 0, 0, 0, 1]
        )
    columns = (
        "Project",
        "Volunteer Name",
        "Subject",
        "Scheduled Date/Time",
        "Activity Status",
        "Volunteer Role",
    )
    usual = {"Scheduled Date/Time": "2025-07-14 12:00:00", "Activity Status": "Completed", "Project": "P"}
    rows_csv(
        exports / "civi.csv",
        (*columns, "Time Completed in Minutes", "Email", "Contact ID"),
        [{**usual, **plant.row("civivolunteer", "Volunteer Name", "Subject", "Email", "Contact ID")}],
    )
    times = {"start_time": "2025-05-01T09:00:00Z", "end_time": "2025-05-01T11:00:00Z", "state": "approved"}
    shape = {"id": 1, "contract_zone": 1, "trash_picker_count": 1, "is_anonymized": False}
    names = ("name", "description", "organizer_first_name", "organizer_last_name", "organizer_email")
    more = ("organizer_phone", "additional_information", "maintenance_location", "targets")
    envelope(
        exports / "clean_ups.json",
        [{**times, **shape, "estimated_attendee_count": 5, **plant.row("puistotalkoot", *names, *more)}],
    )
    outcome = load_json(exports, folder / "home")
    assert {file["status"] for file in outcome["files"]} == {"loaded"}, outcome["files"]
    return folder / "home", plant, outcome


def planted_in(plant: Planter, content: bytes) -> list[str]:
    lowered = content.lower()
    if MARK.lower().encode() not in lowered:
        return []
    return [place for value, place in plant.places.items() if value.lower().encode() in lowered]


def test_no_planted_value_is_kept(planted: tuple[Path, Planter, dict[str, Any]]) -> None:
    home, plant, _ = planted
    assert len(plant.places) > 70
    kept = {name: places for name, content in everything(home) if (places := planted_in(plant, content))}
    assert kept == {}


def test_no_planted_value_is_printed(planted: tuple[Path, Planter, dict[str, Any]]) -> None:
    home, plant, outcome = planted
    printed = [json.dumps(outcome), outcome["stderr"]]
    for arguments in (["etl", "status"], ["etl", "status", "--json"]):
        completed = command(*arguments, "--home", home)
        printed += [completed.stdout, completed.stderr]
    assert [planted_in(plant, text.encode()) for text in printed] == [[]] * len(printed)


def download(export: Export, form: str, build: Build) -> bytes:
    """Return the file as the download route makes it."""
    if form == "csv":
        return b"".join(csv_chunks(export, build))
    content = io.BytesIO()
    write = {"xlsx": write_xlsx, "parquet": write_parquet}[form]
    write(export, build, content, count(export, build))
    return content.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_no_planted_value_is_downloaded(
    planted: tuple[Path, Planter, dict[str, Any]], tmp_path: Path, form: str
) -> None:
    home, plant, _ = planted
    build = warehouse.current(home)
    exports = [
        Export(BOOKINGS, build.id, "fi", Filters(), EVERYTHING),
        Export(FIGURES, build.id, "fi", Filters(), EVERYTHING, "participation_contacts", ("channel",)),
    ]
    for number, export in enumerate(exports):
        path = tmp_path / f"{number}.{form}"
        path.write_bytes(download(export, form, build))
        content = [path.read_bytes()]
        if form == "xlsx":
            with zipfile.ZipFile(path) as archive:
                content = [archive.read(name) for name in archive.namelist()]
        if form == "parquet":
            with duckdb.connect() as connection:
                rows = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            content = [repr(rows).encode()]
        assert [planted_in(plant, part) for part in content] == [[]] * len(content)


def test_every_format_that_has_direct_personal_data_is_planted(
    planted: tuple[Path, Planter, dict[str, Any]],
) -> None:
    sources = {source for table in tables().values() for source in table.dropped}
    _, _, outcome = planted
    without_people = {"servicemap", "tpr"}
    # The tests of Respa and Hauki have the same search.
    assert sources - without_people - {"respa", "hauki"} <= {file["source"] for file in outcome["files"]}
    assert {"reservee_id", "reservee_organisation_name"} <= set(STATISTICS)
