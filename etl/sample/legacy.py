"""Write exports of the sample city's former booking system, Respa, for the year before Varaamo.

A staff workbook has the first part of the year, the API the rest, and both have one month. Every other
Respa space is mapped to its present space (space_mapping.csv of the city profile).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from data.city_profile.in_use import city_zone, current_city
from etl.sample.city import City, Space, Unit
from etl.sample.files import pick
from etl.sample.period import SEASON, Period
from etl.sample.registers import opening_hours

#: Spaces in Respa: at most this many, every third of the city.
SPACES, STEP = 24, 3
#: Days of the year in the workbook, and the day from which the API has bookings.
WORKBOOK_DAYS, API_DAYS = 210, 180
HEADERS = (
    *("Toimipiste", "Resurssi", "Alkuaika", "Loppuaika", "Created at", "Käyttäjä", "Kommentit"),
    *("Staff event", "Varaajan nimi", "Varaajan puhelinnumero", "Varaajan katuosoite"),
    *("Varaajan postinumero", "Varaajan kaupunki", "Laskutusosoite etunimi", "Laskutusosoite sukunimi"),
    *("Laskutuspuhelinnumero", "Laskutussähköposti", "Laskutusosoite katuosoite"),
    *("Laskutusosoite postinumero", "Laskutusosoite kaupunki", "Yhdistys", "Tapahtuman kuvaus"),
    *("Tapahtuman nimi", "Varaajan tunniste (yritys tai henkilö)", "Osallistujamäärä", "Osallistujat"),
    *("Varaajan sähköpostiosoite", "Isäntä", "Varauksen lisäkysymykset"),
)
STATES = ("confirmed", "cancelled", "denied", "requested")
STATE_SHARES = (0.86, 0.09, 0.03, 0.02)
EXTRA_FIELDS = ("reserver_name", "event_subject", "number_of_participants")


@dataclass(frozen=True)
class _Booking:
    """A booking of a space; begin and end are local; ``persons`` is None if unknown."""

    number: int
    space: Space
    begin: dt.datetime
    end: dt.datetime
    created: dt.datetime
    is_staff: bool
    is_closure: bool
    state: str
    persons: int | None
    postal_code: str


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write the workbook and the lists of reservations, resources and units; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    before = Period(period.begin - dt.timedelta(days=365), period.begin)
    spaces = city.spaces[: SPACES * STEP : STEP]
    bookings = _bookings(spaces, before, random)
    workbook_end, api_start = (before.begin + dt.timedelta(days=days) for days in (WORKBOOK_DAYS, API_DAYS))
    units = {space.unit.id: space.unit for space in spaces}
    return [
        _workbook(
            folder / "varaukset.xlsx",
            [
                b
                for b in bookings
                if b.begin.date() < workbook_end and b.state == "confirmed" and not b.is_closure
            ],
        ),
        _paged(
            folder / "respa_reservation_list.json",
            [_reservation(b) for b in bookings if b.begin.date() >= api_start],
        ),
        _paged(folder / "respa_resource_list.json", [_resource(space, before) for space in spaces]),
        _paged(folder / "respa_unit_list.json", [_unit(unit) for unit in units.values()]),
    ]


def _bookings(spaces: Sequence[Space], period: Period, random: np.random.Generator) -> list[_Booking]:
    """Draw the bookings of each space, day by day, without overlaps."""
    bookings: list[_Booking] = []
    for space in spaces:
        first, last = opening_hours(space.unit.kind, period)
        for day, opens, closes in zip(period.days, first.tolist(), last.tolist(), strict=True):
            hour = opens
            while hour + 2 <= closes:
                length = int(random.integers(1, 4))
                chance = 0.16 * SEASON[day.month - 1] * min(space.unit.kind.appeal, 1.4)
                if random.random() < chance and hour + length <= closes:
                    bookings.append(_booking(random, len(bookings), space, day, hour, length))
                hour += length
    return sorted(bookings, key=lambda booking: (booking.begin, booking.number))


def _booking(
    random: np.random.Generator, number: int, space: Space, day: dt.date, hour: int, length: int
) -> _Booking:
    begin = dt.datetime.combine(day, dt.time(hour))
    return _Booking(
        number=number,
        space=space,
        begin=begin,
        end=begin + dt.timedelta(hours=length),
        created=begin - dt.timedelta(minutes=int(random.integers(60, 60 * 24 * 40))),
        is_staff=random.random() < space.unit.kind.mix[3],
        is_closure=random.random() < 0.01,
        state=pick(random, STATES, STATE_SHARES),
        persons=int(random.integers(1, space.capacity + 1)) if random.random() < 0.6 else None,
        postal_code=space.unit.postal_code if random.random() < 0.7 else "",
    )


def _workbook(path: Path, bookings: Sequence[_Booking]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        # Without a fixed creation time the workbook would differ from run to run.
        workbook.set_properties({"created": dt.datetime(2020, 1, 1)})
        sheet = workbook.add_worksheet()
        date = workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.write_row(0, 0, HEADERS, workbook.add_format({"bold": True}))
        for row, booking in enumerate(bookings, start=1):
            sheet.write_row(row, 0, [booking.space.unit.name_fi, booking.space.name_fi])
            for column, moment in ((2, booking.begin), (3, booking.end), (4, booking.created)):
                sheet.write_datetime(row, column, moment, date)
            sheet.write_string(row, 5, f"varaaja{booking.number % 300}@example.invalid")
            sheet.write_boolean(row, 7, booking.is_staff)
            sheet.write_string(row, 8, f"Etu Esimerkki{booking.number % 300}")
            if booking.postal_code:
                sheet.write_string(row, 11, booking.postal_code)
            if booking.persons is not None:
                sheet.write_number(row, 24, booking.persons)
    return path


def _reservation(booking: _Booking) -> dict[str, Any]:
    person = booking.number % 300
    return {
        "url": f"https://respa.example.invalid/v1/reservation/{700_000 + booking.number}/",
        "id": 700_000 + booking.number,
        "resource": resource_id(booking.space),
        "user": {
            "id": f"00000000-0000-4000-a000-{person:012d}",
            "display_name": f"Etu Esimerkki{person}",
            "email": f"varaaja{person}@example.invalid",
        },
        "begin": _instant(booking.begin),
        "end": _instant(booking.end),
        "comments": None,
        "is_own": False,
        "state": booking.state,
        "need_manual_confirmation": False,
        "staff_event": booking.is_staff,
        "user_permissions": {"can_modify": True, "can_delete": True},
        "type": "blocked" if booking.is_closure else "normal",
        "cancel_reason": None,
        "reserver_name": f"Etu Esimerkki{person}",
        "reserver_phone_number": "+358000000000",
        "reserver_address_zip": booking.postal_code,
        "company": "",
        "event_description": "",
        "event_subject": "Kokous",
        "number_of_participants": booking.persons,
        "has_catering_order": False,
    }


def resource_id(space: Space) -> str:
    """Return a space's id in Respa, which differs from its id in Varaamo."""
    return f"esimerkki{space.id}"


def _resource(space: Space, period: Period) -> dict[str, Any]:
    first, last = opening_hours(space.unit.kind, period)
    return {
        "id": resource_id(space),
        "purposes": [{"name": {"fi": "Pidä kokous"}, "parent": None, "id": "meet-and-work"}],
        "images": [],
        "equipment": [],
        "type": {"name": {"fi": space.unit.kind.space_type}, "main_type": "space", "id": "sample-type"},
        "location": None,
        "opening_hours": [
            _hours(day, opens, closes)
            for day, opens, closes in zip(period.days, first.tolist(), last.tolist(), strict=True)
        ],
        "reservations": None,
        "public": True,
        "unit": f"tprek:{space.unit.id}",
        "name": {"fi": space.name_fi, "sv": space.name_sv, "en": space.name_en},
        "description": None,
        "need_manual_confirmation": False,
        "authentication": "weak",
        "people_capacity": space.capacity,
        "area": space.surface_m2,
        "min_period": "01:00:00",
        "max_period": "03:00:00",
        "slot_size": "01:00:00",
        "max_reservations_per_user": None,
        "reservable": True,
        "min_price": None,
        "max_price": None,
        "price_type": "hourly",
        "supported_reservation_extra_fields": list(EXTRA_FIELDS),
        "required_reservation_extra_fields": ["reserver_name"],
    }


def _hours(day: dt.date, opens: int, closes: int) -> dict[str, str | None]:
    hours = [_instant(dt.datetime.combine(day, dt.time(hour))) for hour in (opens, closes)]
    first, last = hours if closes > opens else (None, None)
    return {"date": day.isoformat(), "opens": first, "closes": last}


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": f"tprek:{unit.id}",
        "opening_hours_today": {},
        "reservable_days_in_advance": None,
        "reservable_max_days_in_advance": None,
        "reservable_before": None,
        "reservable_min_days_in_advance": None,
        "reservable_after": None,
        "accessibility_base_url": None,
        "location": {"type": "Point", "coordinates": [unit.longitude, unit.latitude]},
        "time_zone": current_city().time_zone,
        "manager_email": "",
        "street_address": {"fi": "Esimerkkikatu 1"},
        "address_zip": unit.postal_code,
        "phone": None,
        "email": None,
        "www_url": {"fi": "https://www.example.invalid"},
        "address_postal_full": None,
        "municipality": current_city().words["fi"]["city"].lower(),
        "picture_url": None,
        "picture_caption": None,
        "data_source": "tprek",
        "data_source_hours": "tprek",
        "disallow_overlapping_reservations": False,
        "name": {"fi": unit.name_fi, "sv": unit.name_sv, "en": unit.name_en},
        "description": None,
        "created_at": "2015-08-01T10:00:00.000000+03:00",
        "modified_at": "2020-05-01T08:00:00.000000+03:00",
    }


def _instant(local: dt.datetime) -> str:
    return local.replace(tzinfo=city_zone()).isoformat()


def _paged(path: Path, results: list[dict[str, Any]]) -> Path:
    body = {"count": len(results), "next": None, "previous": None, "results": results}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path
