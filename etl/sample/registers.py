"""Write the sample city's registers: reservation units, time spans, Service Map, TPR, Linked Events."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.city_profile.in_use import current_city
from etl.landing.sql_quoting import literal
from etl.sample.city import KINDS, City, Kind, Unit
from etl.sample.files import json_file
from etl.sample.period import Period, offset
from etl.sample.reservation_units import write_reservation_units

CITY_ID = "83e74666-0836-4c1d-948a-4b34a8b90301"


def write(folder: Path, city: City, period: Period) -> list[Path]:
    """Write all registers; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    uses = current_city().uses
    files = [
        write_reservation_units(folder / "reservation_units.csv", city, period),
        *_time_spans(folder, city, period),
    ]
    if uses("servicemap"):
        files.append(_paged(folder / "servicemap_units.json", [_service_map_unit(u) for u in city.units]))
        files.append(_paged(folder / "servicemap_departments.json", _departments()))
    if uses("tpr"):
        files.append(json_file(folder / "tprek_units_v4.json", [_tpr_unit(u) for u in city.units[::9]]))
    if uses("linked_events"):
        files.append(_places(folder / "linkedevents_places.json", city))
    return files


@functools.cache
def opening_hours(kind: Kind, period: Period) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and last bookable hour of each day of the period; equal if the unit is closed."""
    weekend = kind.weekend or (0, 0)
    days = period.days
    hours = np.array([weekend if day.weekday() >= 5 else kind.weekday for day in days])
    closed = ~period.open_share()
    if kind.term_only:
        closed |= ~period.in_term()
    hours[closed] = 0
    return hours[:, 0], hours[:, 1]


def _time_spans(folder: Path, city: City, period: Period) -> list[Path]:
    days = np.array(period.days, dtype="datetime64[D]")
    offsets = np.array([offset(day) for day in period.days])
    tables = []
    for space in city.spaces:
        if space.has_time_spans:
            first, last = opening_hours(space.unit.kind, period)
            is_open = last > first
            count = int(is_open.sum())
            tables.append(
                pa.table(
                    {
                        "resource": np.full(count, space.resource),
                        "day": days[is_open].astype(str),
                        "first": first[is_open],
                        "last": last[is_open],
                        "utc_offset": offsets[is_open],
                    }
                )
            )
    files = []
    with duckdb.connect() as connection:
        connection.register("opening", pa.concat_tables(tables))
        sql = (Path(__file__).parent / "reservable_time_spans.sql").read_text(encoding="utf-8")
        connection.execute(f"CREATE TABLE spans AS {sql}")
        for year in sorted({day.year for day in period.days}):
            path = folder / f"reservable_time_spans_{year}.json"
            connection.execute(
                "COPY (SELECT * FROM spans WHERE start_datetime LIKE "
                f"'{year}%' ORDER BY resource, start_datetime) "
                f"TO {literal(str(path))} (FORMAT json, ARRAY true)"
            )
            files.append(path)
    return files


def _departments() -> list[dict[str, Any]]:
    words = current_city().words
    names = (
        f"{words['fi']['city_genitive']} kaupunki",
        f"{words['sv']['city']} stad",
        f"City of {words['en']['city']}",
    )
    rows = [_organisation_unit(CITY_ID, None, *names, 0)]
    for department in current_city().departments:
        names = (department["name_fi"], department["name_sv"], department["name_en"])
        rows.append(_organisation_unit(_department_id(department["department"]), CITY_ID, *names, 1))
    for kind in KINDS:
        name = kind.service_fi
        parent = _department_id(kind.department)
        rows.append(_organisation_unit(service_id(kind.name_fi), parent, name, name, name, 2))
    return rows


def _department_id(code: str) -> str:
    return f"00000000-0000-4000-8000-{code.encode().hex()[:12]:0>12}"


def service_id(name: str) -> str:
    """Return the id of the service that has the units of a kind, by the kind's Finnish name."""
    return f"00000000-0000-4000-9000-{name.encode().hex()[:12]:0>12}"


def _organisation_unit(id_: str, parent: str | None, fi: str, sv: str, en: str, level: int) -> dict[str, Any]:
    return {
        "id": id_,
        "parent": parent,
        "name": {"fi": fi, "sv": sv, "en": en},
        "abbr": None,
        "street_address": None,
        "address_city": None,
        "address_postal_full": None,
        "www": None,
        "business_id": "0000000-0",
        "phone": None,
        "address_zip": None,
        "oid": None,
        "organization_type": "MUNICIPALITY",
        "municipality": current_city().words["fi"]["city"].lower(),
        "level": level,
    }


def _service_map_unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": int(unit.id),
        "connections": [],
        "entrances": [],
        "accessibility_properties": [],
        "identifiers": [],
        "department": service_id(unit.kind.name_fi),
        "root_department": CITY_ID,
        "provider_type": "SELF_PRODUCED",
        "organizer_type": "MUNICIPALITY",
        "contract_type": {"id": "MUNICIPAL_SERVICE", "description": {"fi": "kunnallinen palvelu"}},
        "picture_url": None,
        "name": {"fi": unit.name_fi, "sv": unit.name_sv, "en": unit.name_en},
        "street_address": {"fi": "Esimerkkikatu 1"},
        "www": None,
        "phone": None,
        "email": None,
        "address_zip": unit.postal_code,
        "municipality": current_city().words["fi"]["city"].lower(),
        "service_nodes": [1],
        "services": [2],
        "keywords": {},
        "root_service_nodes": [1],
        "created_time": "2014-09-05T13:29:49+03:00",
        "last_modified_time": "2020-05-01T08:00:00+03:00",
        "data_source": "www.example.invalid",
        "extensions": {},
        "extra": {},
        "location": {"type": "Point", "coordinates": [unit.longitude, unit.latitude]},
        "accessibility_shortcoming_count": {},
    }


def _tpr_unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": int(unit.id),
        "arealcity_id": 91,
        "org_id": CITY_ID,
        "dept_id": service_id(unit.kind.name_fi),
        "provider_type": "SELF_PRODUCED",
        "displayed_service_owner_type": "MUNICIPAL_SERVICE",
        "displayed_service_owner_fi": "kunnallinen palvelu",
        "data_source_url": "www.example.invalid",
        "name_fi": unit.name_fi,
        "name_sv": unit.name_sv,
        "name_en": unit.name_en,
        "ontologyword_ids": [1],
        "ontologytree_ids": [1],
        "sources": [{"source": "hauki", "id": unit.id}],
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "manual_coordinates": True,
        "street_address_fi": "Esimerkkikatu 1",
        "address_zip": unit.postal_code,
        "address_city_fi": current_city().words["fi"]["city"],
        "created_time": "2014-09-05T13:29:49",
        "modified_time": "2020-05-01T08:00:00",
    }


def _places(path: Path, city: City) -> Path:
    names = {(a["level"], a["area_code"]): a["name_fi"] for a in current_city().areas}
    data = [
        {
            "id": f"tprek:{unit.id}",
            "origin_id": unit.id,
            "data_source": "tprek",
            "publisher": "ahjo:sample",
            "divisions": [
                _division("muni", current_city().words["fi"]["city"]),
                *(
                    _division(level, names[level, code])
                    for level, code in (("sub_district", unit.sub_district), ("district", unit.district))
                    if level in current_city().levels
                ),
            ],
            "created_time": None,
            "last_modified_time": "2020-05-01T06:09:27.291788Z",
            "postal_code": unit.postal_code,
            "deleted": False,
            "n_events": 0,
            "parent": None,
            "replaced_by": None,
            "position": {"type": "Point", "coordinates": [unit.longitude, unit.latitude]},
            "name": {"fi": unit.name_fi},
            "street_address": {"fi": "Esimerkkikatu 1"},
            "address_locality": {"fi": current_city().words["fi"]["city"]},
            "@id": f"https://api.example.invalid/v1/place/tprek:{unit.id}/",
            "@context": "http://schema.org",
            "@type": "Place",
        }
        for unit in city.units
    ]
    return json_file(path, {"meta": {"count": len(data), "next": None, "previous": None}, "data": data})


def _division(type_: str, name: str) -> dict[str, Any]:
    """Return an administrative division (an area) in the form of Linked Events."""
    city = current_city()
    kind = "" if type_ == "muni" else city.division("kultus", type_)
    municipality = city.words["fi"]["city"]
    end = f"/{kind}:{name.lower()}" if kind else ""
    return {
        "type": city.division("linked_events", type_),
        "ocd_id": f"ocd-division/country:fi/kunta:{municipality.lower()}{end}",
        "municipality": municipality,
        "name": {"fi": name},
    }


def _paged(path: Path, results: list[dict[str, Any]]) -> Path:
    return json_file(path, {"count": len(results), "next": None, "previous": None, "results": results})
