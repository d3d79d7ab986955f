"""Hand-made worlds of the former booking system, daily opening hours and application rounds.

Two units as in ``worlds/``: 990101 in Kallio (301, major district 3) and 990102 in Lauttasaari (105, 1);
the expected figures are in ``expected_sources.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.oracle.worlds.registry import base, booked, numbered, set_date, world
from tests.support.exports.participation_files import applications_csv, results_csv
from tests.support.exports.respa_files import hauki, legacy_units, reservations, resources, span, workbook
from tests.support.exports.varaamo_files import spans_json, statistics_csv, units_csv

SPACES = (("501", "990101", "880501"), ("502", "990102", "880502"), ("503", "990102", "880502"))


def write_spaces(folder: Path, *names: str) -> None:
    """Write the spaces of Varaamo, with names where they matter."""
    fields = ("Reservation unit ID", "TPRek ID", "Hauki resource id")
    rows: list[dict[str, Any]] = [dict(zip(fields, space, strict=True)) for space in SPACES]
    for row, name in zip(rows, names, strict=False):
        row |= {"Name_fi": name, "Unit": f"Talo {row['TPRek ID']}"}
    units_csv(folder / "spaces.csv", rows)


@world
def respa_in_two_forms(folder: Path) -> None:
    """In March 2022: a space of each unit in the API, and a third that only the workbook names.

    The API's row supersedes the workbook's row of the same space, start and end, whatever its state.
    """
    base(folder)
    legacy_units(folder / "units.json", {"990101": "Talo A", "990102": "Talo B"})
    open_ = [("2022-03-07", "08:00", "20:00"), ("2022-03-08", None, None)]
    resources(
        folder / "resources.json",
        [
            {"id": "av1", "unit": "tprek:990101", "name": {"fi": "Sali", "en": "Hall"}, "hours": open_},
            {"id": "av2", "unit": "tprek:990102", "people_capacity": None},
        ],
    )
    ten = {"begin": "2022-03-07 10:00", "end": "2022-03-07 12:00"}
    reservations(
        folder / "reservations.json",
        [
            {"id": 1, **ten, "state": "cancelled"},
            {"id": 2, "begin": "2022-03-07 12:00", "end": "2022-03-07 15:00", "number_of_participants": 8},
            {"id": 3, "begin": "2022-03-07 12:00", "end": "2022-03-07 15:00", "state": "denied"},
            {"id": 4, "begin": "2022-03-07 18:00", "end": "2022-03-07 19:00", "staff_event": True},
            {"id": 5, "begin": "2022-03-07 19:00", "end": "2022-03-07 22:00", "type": "blocked"},
            {"id": 6, "begin": "2022-03-07 15:00", "end": "2022-03-07 16:00", "state": "requested"},
            {"id": 7, "begin": "2022-03-07 15:00", "end": "2022-03-07 16:00", "state": "created"},
            {"id": 8, "resource": "av2", "begin": "2022-03-08 08:00", "end": "2022-03-08 09:00"},
            {"id": 9, "resource": "av9", "begin": "2022-03-08 08:00", "end": "2022-03-08 13:00"},
        ],
    )
    set_date(folder / "reservations.json", 1)
    # The same reservation was moved; the workbook still has the former time.
    moved = {"id": 8, "resource": "av2", "begin": "2022-03-09 08:00", "end": "2022-03-09 12:00"}
    reservations(folder / "moved.json", [moved])
    set_date(folder / "moved.json", 2)
    former = {"unit": "Talo B", "begin": "2022-03-08 08:00", "end": "2022-03-08 09:00"}
    workbook(
        folder / "a.xlsx",
        [
            {"unit": "Talo A", "resource": "Hall", **ten},
            {"unit": "Talo A", "begin": "2022-03-07 12:00", "end": "2022-03-07 15:00", "persons": 9},
            former,
            {"unit": "Talo B", "begin": "2022-03-10 08:00", "end": "2022-03-10 08:30", "persons": 0},
            {"unit": "Talo B", "resource": "Kellari", "staff": True, "persons": None},
            {"unit": "Talo B", "resource": "Kellari", "begin": "2022-03-07 12:00", "end": "2022-03-07 10:00"},
        ],
        "en",
    )
    set_date(folder / "a.xlsx", 1)
    workbook(
        folder / "b.xlsx", [{"unit": "Talo B", "resource": "Kellari", "staff": True, "persons": 3}], "sv"
    )
    set_date(folder / "b.xlsx", 3)


@world
def respa_in_october(folder: Path) -> None:
    """The hour that occurs twice: the API says which, the workbook does not, and both have one booking."""
    base(folder)
    legacy_units(folder / "units.json", {"990101": "Talo A"})
    resources(folder / "resources.json", [{"hours": [("2022-10-30", "00:00", "08:00")]}])
    again = {"begin": "2022-10-30T03:15:00+02:00", "end": "2022-10-30T03:45:00+02:00"}
    reservations(folder / "reservations.json", [again])
    wall = {"begin": "2022-10-30 03:15", "end": "2022-10-30 03:45"}
    workbook(
        folder / "a.xlsx",
        [
            {"unit": "Talo A", **wall},
            {"unit": "Talo A", "begin": "2022-10-30 03:00", "end": "2022-10-30 03:30"},
        ],
    )


@world
def respa_mapped(folder: Path) -> None:
    """av1 is the hall 501, and a workbook's space is 502; 501 has spans of both systems."""
    base(folder, [(880501, "08:00", "12:00")])
    write_spaces(folder)
    own = folder.parent / "home" / "reference"
    own.mkdir(parents=True)
    rows = ["respa_space,space,note", "respa:av1,501,", "respa:Talo A/Kellari,502,"]
    (own / "space_mapping.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    legacy_units(folder / "units.json", {"990101": "Talo A"})
    hours = [("2025-03-03", "10:00", "16:00"), ("2022-03-07", "09:00", "15:00")]
    resources(folder / "resources.json", [{"id": "av1", "people_capacity": 99, "hours": hours}])
    reservations(
        folder / "reservations.json",
        [
            {"begin": "2022-03-07 10:00", "end": "2022-03-07 12:00", "number_of_participants": 5},
            {"begin": "2022-03-07 11:00", "end": "2022-03-07 13:00"},
            {"begin": "2022-03-07 14:00", "end": "2022-03-07 16:00", "type": "blocked"},
        ],
    )
    workbook(folder / "a.xlsx", [{"unit": "Talo A", "resource": "Kellari"}])
    statistics_csv(folder / "statistics.csv", numbered([booked("11:00", "13:00")]))


@world
def hauki_hours(folder: Path) -> None:
    """502 and 503 share a resource of Hauki; 501 has a span of Varaamo, so its hours do not count."""
    base(folder, [(880501, "08:00", "12:00")])
    write_spaces(folder)
    days = {
        "2025-03-03": [
            span("18:00", "02:00", next_day=True),
            span("09:00", "10:00", "open"),
            span("20:00", "21:00", "closed"),
        ],
        "2025-03-04": [
            span("00:00", "02:00"),
            span("10:00", "14:00", "open_and_reservable"),
            span("12:00", "13:00", "with_key_and_reservation"),
            span("13:00", "15:00", "maintenance"),
            span("10:00", "11:00", "self_service"),
        ],
        # Closed past midnight, which takes an hour of the next day too.
        "2025-03-05": [span("08:00", "10:00"), span("23:00", "01:00", "not_in_use", next_day=True)],
        "2025-03-06": [span("00:00", "04:00")],
        "2025-03-07": [span("08:00", "09:00", "undefined")],
        "2025-03-30": [span(None, None)],
        "2025-10-25": [span("22:00", "04:00", next_day=True)],
        "2025-10-26": [span(None, None, "with_key_and_reservation")],
    }
    hauki(folder / "hours.json", {880501: days, 880502: days})
    set_date(folder / "hours.json", 1)
    # A later export replaces one day and does not list the others.
    hauki(folder / "later.json", {880502: {"2025-03-03": [span("08:00", "09:00")]}})
    set_date(folder / "later.json", 2)
    rows = [booked("08:30", "10:00", primary_reservation_unit=502), booked("08:00", "09:00")]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def rounds(folder: Path) -> None:
    """Sections with two slots, without one, of a cancelled application, and of results alone."""
    base(folder)
    write_spaces(folder, "Sali, iso", "Sali", "Sali")
    number, state, times = "hakemusosan numero", "hakemuksen tila", "vuoroja, kpl / vko"
    applications_csv(
        folder / "a.csv",
        [
            {number: 1, times: 3, "tilatoive 1": "Sali, iso, Talo 990101", "first": {"ti": "17:00-20:00"}},
            {number: 2, "tilatoive 1": "Sali, Talo 990102", "hakijan tyyppi": "COMPANY"},
            {number: 3, state: "CANCELLED", "tilatoive 1": "Sali, iso, Talo 990101"},
            {number: 5, state: "HANDLED", "tilatoive 1": "Sali, iso, Talo 990101"},
            {number: 6, times: 2, "tilatoive 1": "Sali, iso, Talo 990101"},
        ],
    )
    set_date(folder / "a.csv", 1)
    hall = {"varausyksikkö": "Sali, iso", "toimipiste": "Talo 990101", "aloitusaika": "22:00"}
    results_csv(
        folder / "b.csv",
        [
            {number: 1, times: 3, **hall, "toistoviikonpäivä": "TUESDAY", "päättymisaika": "23:30"},
            {number: 1, times: 3, **hall, "toistoviikonpäivä": "FRIDAY", "päättymisaika": "0:00"},
            {number: 2},
            {number: 3, state: "CANCELLED", **hall, "toistoviikonpäivä": "MONDAY", "päättymisaika": "23:00"},
            {number: 4, **hall, "toistoviikonpäivä": "MONDAY", "päättymisaika": "23:00"},
            {number: 5, state: "CANCELLED", **hall, "toistoviikonpäivä": "MONDAY", "päättymisaika": "23:00"},
            {number: 6, **hall, "toistoviikonpäivä": "SUNDAY", "päättymisaika": "23:00"},
        ],
    )
    set_date(folder / "b.csv", 2)
    # The same application again, cancelled in the meantime.
    applications_csv(folder / "c.csv", [{number: 6, state: "CANCELLED", times: 2}])
    set_date(folder / "c.csv", 3)
    spans_json(folder / "spans.json", [(880501, "2025-09-01 08:00:00", "2025-09-01 20:00:00")])
