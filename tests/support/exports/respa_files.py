"""Write small exports of Respa and Hauki in their exact formats; missing values have defaults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from data import warehouse
from tests.support.exports.varaamo_files import HELSINKI, city, envelope, units_csv

#: The 29 headers of a workbook: Finnish leaves two untranslated, Swedish most.
_COMMON = ("Created at", "Staff event")
#: The space that ``workbook`` books by default, by its id in the model.
ROOM = "respa:Talo 990101/Sali"
HEADERS: dict[str, tuple[str, ...]] = {
    "fi": (
        *("Toimipiste", "Resurssi", "Alkuaika", "Loppuaika", _COMMON[0], "Käyttäjä", "Kommentit"),
        *(_COMMON[1], "Varaajan nimi", "Varaajan puhelinnumero", "Varaajan katuosoite"),
        *("Varaajan postinumero", "Varaajan kaupunki", "Laskutusosoite etunimi", "Laskutusosoite sukunimi"),
        *("Laskutuspuhelinnumero", "Laskutussähköposti", "Laskutusosoite katuosoite"),
        *("Laskutusosoite postinumero", "Laskutusosoite kaupunki", "Yhdistys", "Tapahtuman kuvaus"),
        *("Tapahtuman nimi", "Varaajan tunniste (yritys tai henkilö)", "Osallistujamäärä", "Osallistujat"),
        *("Varaajan sähköpostiosoite", "Isäntä", "Varauksen lisäkysymykset"),
    ),
    "en": (
        *("Unit", "Resource", "Begin time", "End time", _COMMON[0], "User", "Comments", _COMMON[1]),
        *("Reserver name", "Reserver phone number", "Reserver address street", "Reserver address zip"),
        *("Reserver address city", "Billing first name", "Billing last name", "Billing phone number"),
        *("Billing email address", "Billing address street", "Billing address zip", "Billing address city"),
        *("Company", "Event description", "Event subject", "Reserver ID (business or person)"),
        *("Number of participants", "Participants", "Reserver email address", "Host name"),
        "Reservation extra questions",
    ),
}
HEADERS["sv"] = (
    *("Enhet", "Resurs", "Påbörja", "Avsluta", _COMMON[0], "Användare", "Kommentarer"),
    *HEADERS["en"][7:21],
    *("Evenemang beskrivning", "Evenemang ämne", HEADERS["en"][23], "Antalet deltagare", "Deltagare"),
    *(HEADERS["en"][26], "Värdnamn", HEADERS["en"][28]),
)
_PLACES = {"unit": 0, "resource": 1, "begin": 2, "end": 3, "created": 4, "staff": 7, "zip": 11, "persons": 24}
USUAL: dict[str, Any] = {
    "unit": "Talo 990101",
    "resource": "Sali",
    "begin": "2022-03-07 10:00",
    "end": "2022-03-07 12:00",
    "created": "2022-03-01 09:30",
    "staff": False,
    "zip": "00530",
    "persons": 4,
}


def workbook(
    path: Path,
    rows: Iterable[Mapping[str, Any] | None],
    language: str = "fi",
    headers: Sequence[str] | None = None,
) -> Path:
    """``varaukset.xlsx``: one sheet, true dates in Helsinki time, everything else blank or personal.

    None is a row without any cell.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers or HEADERS[language], book.add_format({"bold": True}))
        date = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for number, values in enumerate(rows, 1):
            if values is None:
                continue
            for key, value in (USUAL | dict(values)).items():
                column = _PLACES[key]
                if key in ("begin", "end", "created"):
                    if value:
                        sheet.write_datetime(number, column, dt.datetime.fromisoformat(value), date)
                elif isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
            sheet.write_string(number, 5, "matti@example.invalid")
            sheet.write_string(number, 8, "Matti Salainen")
    return path


def reservations(path: Path, rows: Iterable[Mapping[str, Any]], following: str | None = None) -> Path:
    """``/v1/reservation/``: begin and end local unless they have an offset; people as the API names them."""
    defaults = {
        "resource": "av1",
        "begin": "2022-03-07 10:00",
        "end": "2022-03-07 12:00",
        "state": "confirmed",
        "staff_event": False,
        "type": "normal",
        "is_own": False,
        "need_manual_confirmation": False,
        "user": {"id": "u", "display_name": "Matti Salainen", "email": "matti@example.invalid"},
        "comments": None,
        "user_permissions": {"can_modify": True, "can_delete": True},
        "cancel_reason": None,
        "reserver_name": "Matti Salainen",
        "has_catering_order": False,
    }
    results = []
    for number, values in enumerate(rows):
        row: dict[str, Any] = {"url": "http://example.invalid/", "id": 400000 + number, **defaults, **values}
        for side in ("begin", "end"):
            row[side] = local(row[side])
        results.append(row)
    return envelope(path, results, following)


def local(text: str) -> str:
    """Return a local time with Helsinki's offset; a text that has one, or is not a time, is unchanged."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)).isoformat()


def resources(path: Path, rows: Iterable[Mapping[str, Any]], following: str | None = None) -> Path:
    """``/v1/resource/``: ``hours`` is a list of (date, opens, closes), local; None for a closed day."""
    results = []
    for values in rows:
        row: dict[str, Any] = {
            "id": "av1",
            "unit": "tprek:990101",
            "name": {"fi": "Sali"},
            "type": {"id": "t", "name": {"fi": "Kokoustila"}, "main_type": "space"},
            "purposes": [],
            "people_capacity": 10,
            "area": 30,
            "min_period": "00:30:00",
            "max_period": "04:00:00",
            "slot_size": "00:30:00",
            "max_reservations_per_user": None,
            "reservable": True,
            "reservations": None,
            "supported_reservation_extra_fields": [],
        } | dict(values)
        row["opening_hours"] = [
            {
                "date": date,
                "opens": opens and local(f"{date} {opens}"),
                "closes": shut and local(f"{date} {shut}"),
            }
            for date, opens, shut in row.pop("hours", [])
        ]
        results.append(row)
    return envelope(path, results, following)


def legacy_units(path: Path, units: Mapping[str, str]) -> Path:
    """``/v1/unit/``: TPR id → Finnish name."""
    results = [
        {
            "id": f"tprek:{unit}",
            "opening_hours_today": {},
            "reservable_max_days_in_advance": None,
            "reservable_min_days_in_advance": None,
            "location": {"type": "Point", "coordinates": [24.95, 60.18]},
            "manager_email": "paallikko@example.invalid",
            "address_zip": "00530",
            "data_source_hours": "tprek",
            "disallow_overlapping_reservations": False,
            "name": {"fi": name},
            "modified_at": "2022-01-01T10:00:00+02:00",
        }
        for unit, name in units.items()
    ]
    return envelope(path, results)


def span(
    start: str | None, end: str | None, state: str = "with_reservation", *, next_day: bool = False
) -> dict[str, Any]:
    """A span of Hauki's daily list; without both times it is the whole day."""
    return {
        "name": "",
        "description": "",
        "start_time": start and f"{start}:00",
        "end_time": end and f"{end}:00",
        "end_time_on_next_day": next_day,
        "resource_state": state,
        "full_day": start is None and end is None,
        "periods": [1],
    }


def hauki(path: Path, hours: Mapping[int, Mapping[str, list[dict[str, Any]]]], timezone: str = "") -> Path:
    """``/v1/opening_hours/``: resource → day → spans."""
    results = [
        {
            "resource": {
                "id": resource,
                "name": {"fi": "Sali", "sv": None, "en": None},
                "timezone": timezone or "Europe/Helsinki",
                "origins": [{"data_source": {"id": "tvp", "name": {"fi": "x"}}, "origin_id": "0"}],
            },
            "opening_hours": [{"date": date, "times": times} for date, times in days.items()],
        }
        for resource, days in hours.items()
    ]
    return envelope(path, results)


def space_mapping(home: Path, *lines: str) -> None:
    """Map spaces of Respa to spaces."""
    (home / "reference").mkdir(parents=True, exist_ok=True)
    text = "\n".join(["respa_space,space,note", *lines])
    (home / "reference" / "space_mapping.csv").write_text(text, encoding="utf-8")


#: The Hauki resource of the default space, and the default day.
HALL = 880501
DAY = "2025-03-03"


def hauki_city(exports: Path, days: dict[str, list[dict[str, Any]]], timezone: str = "") -> None:
    """Write the registers, the default space and its opening hours by day."""
    city(exports / "city")
    units_csv(exports / "spaces.csv", [{}])
    hauki(exports / "hauki.json", {HALL: days}, timezone)


def bookable_hours(home: Path, sql: str = "SELECT sum(bookable_minutes) / 60 FROM space_hour") -> float:
    """Return the bookable hours of the published build, or the sum that ``sql`` selects."""
    return float(warehouse.current(home).query(sql).iloc[:, 0].astype("float64").sum())
