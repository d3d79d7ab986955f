"""Write small exports in the real formats from short rows; missing values have defaults."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
HELSINKI = ZoneInfo("Europe/Helsinki")
#: Headers of the sheet of service entries in a workbook of Volgistics.
SERVICE = (
    *("Number", "Site", "Place", "Assignment", "From date", "To date", "From time", "To time", "Hours"),
    *("No Call/No Show", "Call/Email to miss shift", "Absence", "Volunteers"),
)
STATISTICS = [
    *("id", "reservation", "num_persons", "state"),
    *("reservation_type", "begin", "end", "buffer_time_before"),
    *("buffer_time_after", "reservation_handled_at", "reservation_confirmed_at", "reservation_created_at"),
    *("price", "price_net", "non_subsidised_price", "non_subsidised_price_net"),
    *("tax_percentage_value", "applying_for_free_of_charge", "reservee_id", "reservee_organisation_name"),
    *("reservee_address_zip", "reservee_is_unregistered_association", "reservee_language", "reservee_type"),
    *("access_type", "access_code_generated_at", "primary_reservation_unit", "primary_reservation_unit_name"),
    *("primary_unit_tprek_id", "primary_unit_name", "deny_reason", "deny_reason_text"),
    *("cancel_reason", "cancel_reason_text", "purpose", "purpose_name"),
    *("home_city", "home_city_name", "home_city_municipality_code", "age_group"),
    *("age_group_name", "ability_group", "ability_group_name", "updated_at"),
    *("priority", "priority_name", "duration_minutes", "is_subsidised"),
    *("is_recurring", "recurrence_begin_date", "recurrence_end_date", "recurrence_uuid"),
    *("reservation_uuid", "reservee_uuid", "reservee_used_ad_login", "is_applied"),
]
USUAL = {
    "state": "CONFIRMED",
    "reservation_type": "NORMAL",
    "reservee_type": "INDIVIDUAL",
    "begin": "2025-03-03 10:00:00",
    "end": "2025-03-03 12:00:00",
    "reservation_created_at": "2025-03-01 09:00:00",
    "updated_at": "2025-03-01 09:00:00",
    "price": "0,00",
    "non_subsidised_price": "0,00",
    "primary_reservation_unit": "501",
    "primary_unit_tprek_id": "990101",
    "is_recurring": "0",
    "is_applied": "0",
}
DIVISION = "Kulttuurin ja vapaa-ajan toimiala"


def statistics_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The admin CSV of reservation statistics: 56 columns, comma, CRLF, local times."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, STATISTICS, restval="", lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(USUAL | dict(row))
    return path


def statistics_json(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The report API's array: no id and no reservation, times with their offset, keys sorted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = [c for c in STATISTICS if c not in ("id", "reservation")]
    written = [{key: (USUAL | dict(row)).get(key, "") for key in keys} for row in rows]
    for row in written:
        for key in ("begin", "end", "reservation_created_at", "updated_at"):
            if row[key] and "T" not in row[key]:
                local = dt.datetime.fromisoformat(row[key]).replace(tzinfo=HELSINKI)
                row[key] = local.isoformat()
    path.write_text(json.dumps(written, sort_keys=True), encoding="utf-8")
    return path


def units_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Reservation units, with the columns that matter here; every field quoted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    defaults = {
        "Reservation unit ID": "501",
        "Name": "Sali",
        "Name_fi": "Sali",
        "TPRek ID": "990101",
        "Unit": "Talo",
        "Hauki resource id": "880501",
        "Maximum number of persons": "10",
        "State": "PUBLISHED",
        "Updated at": "5.1.2025 9:05",
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(defaults), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(defaults | dict(row))
    return path


def spans_json(path: Path, spans: Iterable[tuple[int, str, str]]) -> Path:
    """Reservable time spans (resource, local begin, local end) as the report API gives them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "resource": resource,
            "start_datetime": dt.datetime.fromisoformat(begin).replace(tzinfo=HELSINKI).isoformat(),
            "end_datetime": dt.datetime.fromisoformat(end).replace(tzinfo=HELSINKI).isoformat(),
        }
        for resource, begin, end in spans
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def city(folder: Path, units: Mapping[str, str] | None = None, division: str = DIVISION) -> Path:
    """Service Map units and departments and Linked Events places: units (id → peruspiiri name)."""
    folder.mkdir(parents=True, exist_ok=True)
    units = {"990101": "Kallio"} if units is None else units
    departments: list[dict[str, Any]] = [
        {"id": "d0", "parent": None, "name": {"fi": "Helsingin kaupunki"}, "level": 0},
        {"id": "d1", "parent": "d0", "name": {"fi": division}, "level": 1},
        {"id": "d2", "parent": "d1", "name": {"fi": "Palvelu"}, "level": 2},
    ]
    envelope(folder / "departments.json", [d | _DEPARTMENT for d in departments])
    envelope(
        folder / "units.json",
        [{"id": int(unit), "department": "d2", "name": {"fi": f"Talo {unit}"}} | _UNIT for unit in units],
    )
    places = [
        {
            "id": f"tprek:{unit}",
            "origin_id": unit,
            "data_source": "tprek",
            "divisions": [{"type": "district", "name": {"fi": district}}],
            "position": None,
            "name": {"fi": f"Talo {unit}"},
            "@type": "Place",
        }
        for unit, district in units.items()
    ]
    meta = {"meta": {"count": len(places), "next": None, "previous": None}, "data": places}
    (folder / "places.json").write_text(json.dumps(meta), encoding="utf-8")
    return folder


_DEPARTMENT: dict[str, Any] = {
    "organization_type": "MUNICIPALITY",
    "business_id": "0",
    "municipality": "helsinki",
}
_UNIT: dict[str, Any] = {
    "root_department": "d0",
    "organizer_type": "MUNICIPALITY",
    "contract_type": None,
    "service_nodes": [],
    "root_service_nodes": [],
    "address_zip": "00530",
    "last_modified_time": "2025-01-01T08:00:00+02:00",
}


def rows_csv(path: Path, header: Sequence[str], rows: Iterable[Row], **dialect: Any) -> Path:
    encoding = dialect.pop("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, restval="", **dialect)
        writer.writeheader()
        writer.writerows(rows)
    return path


def envelope(path: Path, rows: Sequence[Row], following: str | None = None) -> Path:
    """A page of a list as the city's APIs wrap it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"count": len(rows), "next": following, "previous": None, "results": rows}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path
