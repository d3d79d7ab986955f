"""A load uses the home's boundaries and residents, and refuses to start with broken ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.reference_tables import areas
from data.text.messages import render
from etl.inbox.inspect import Refused
from etl.reference.renewal import renew
from tests.support.commands import Load
from tests.support.reference_city import City


def event(number: int, longitude: float, latitude: float) -> dict[str, Any]:
    return {
        "id": number,
        "state": "approved",
        "modified_at": "2025-04-12T02:28:00Z",
        "start_time": "2025-05-05T09:00:00Z",
        "end_time": "2025-05-05T11:00:00Z",
        "location": {"type": "Point", "coordinates": [longitude, latitude]},
        "estimated_attendee_count": 10 * number,
        "trash_picker_count": 1,
        "is_anonymized": False,
        "contract_zone": 1,
    }


def hours_by_district(home: Path) -> list[list[Any]]:
    sql = (
        "SELECT district, sub_district, major_district, sum(person_hours_estimated)::INTEGER AS h"
        " FROM volunteer_event GROUP BY ALL ORDER BY h"
    )
    return warehouse.current(home).query(sql).to_numpy().tolist()


def test_a_clean_up_gets_the_district_of_its_point_and_residents_are_those_of_the_home(
    city: City, home: Path, tmp_path: Path, load: Load
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    # The first square is sub-district 010 (Vironniemi), the second 020, which is Vironniemi too; the sea.
    events = [event(1, 24.805, 60.005), event(2, 24.815, 60.005), event(3, 24.705, 59.9)]
    (exports / "events.json").write_text(
        json.dumps({"count": 3, "next": None, "previous": None, "results": events}), encoding="utf-8"
    )
    load()
    assert hours_by_district(home) == [["unknown", "unknown", "unknown", 120]]
    city.figures[city.whole("010"), "2025"] = "7000"
    renew(home, tmp_path / "elsewhere")
    outcome = load()
    assert outcome["published"]
    assert hours_by_district(home) == [
        ["101", "010", "1", 20],
        ["101", "020", "1", 40],
        ["unknown", "unknown", "unknown", 60],
    ]
    sql = "SELECT residents FROM resident_month WHERE sub_district = '010' AND month = '2026-05-01'"
    assert warehouse.current(home).query(sql)["residents"].tolist() == [7000]
    assert areas.district_residents(home)["101"] != areas.district_residents(tmp_path)["101"]
    assert not load()["published"]
    # A file of districts alone is enough.
    (home / "reference" / "sub_district_boundaries.geojson").unlink()
    load()
    assert hours_by_district(home)[0] == ["101", "unknown", "1", 20]


def test_a_broken_reference_file_is_refused_before_anything_is_landed(
    home: Path, tmp_path: Path, load: Load
) -> None:
    (tmp_path / "exports").mkdir()
    (home / "reference").mkdir(parents=True)
    for name, text, expected in (
        ("district_boundaries.geojson", '{"features": [{"properties": {}}]}', "not a valid GeoJSON"),
        ("district_boundaries.geojson", "<html>", "not a valid GeoJSON"),
        ("residents.csv", "sub_district,start_of_year,residents\n010,2026,many\n", "row 2, column residents"),
        ("residents.csv", "sub_district,start_of_year,residents\n999,2026,1\n", "column sub_district"),
        ("residents.csv", "sub_district;start_of_year;residents\n010;26;1\n", "column start_of_year"),
        ("residents.csv", "sub_district,start_of_year,residents\n010,2026,1\n010,2026,2\n", "only once"),
        ("residents.csv", "sub_district,start_of_year,residents\n", "residents"),
    ):
        path = home / "reference" / name
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refused) as caught:
            load()
        assert expected in render(caught.value.stored, "en"), text
        path.unlink()
