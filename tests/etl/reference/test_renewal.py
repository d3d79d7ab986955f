"""python -m etl reference: every part is written with its origin, or fails on its own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from shapely.geometry import shape

from data.reference_tables import areas, district_map
from etl.reference.renewal import exit_code, renew
from tests.support.commands import SHARED, command
from tests.support.fetch import server
from tests.support.fetch.server import Api
from tests.support.reference_city import DEPARTMENTS, LAYERS, City, codes, shipped


def test_every_part_is_written_with_its_origin(city: City, home: Path, tmp_path: Path, api: Api) -> None:
    parts = renew(home, tmp_path / "exports")
    assert exit_code(parts) == 0
    assert [(p.part, p.status, p.rows) for p in parts] == [
        ("major_district_boundaries", "renewed", 8),
        ("district_boundaries", "renewed", 34),
        ("sub_district_boundaries", "renewed", 148),
        ("residents", "renewed", 296),
        ("departments", "renewed", 1),
    ]
    drawn = district_map.boundaries(home)
    assert drawn is not None
    assert [f["properties"]["district"] for f in drawn["features"]] == codes("district")
    assert drawn["features"][0]["properties"]["name_fi"] == "Alue 101"
    assert all(q["srsName"] == "EPSG:4326" for q in api.queries("/wfs"))
    origin = json.loads((home / "reference" / "residents.csv.origin.json").read_text(encoding="utf-8"))
    assert (origin["rows"], origin["origin"].endswith("/population.px")) == (296, True)
    assert origin["fetched_at"][:2] == "20"
    [department] = (tmp_path / "exports" / "fetched" / "servicemap").glob("department_*.json")
    assert json.loads(department.read_text(encoding="utf-8"))["results"] == DEPARTMENTS
    again = renew(home, tmp_path / "exports")
    assert [p.status for p in again[:4]] == ["unchanged"] * 4


def test_a_server_that_is_down_fails_everything(api: Api, city: City, home: Path, tmp_path: Path) -> None:
    api.faults = [server.status(503)] * 100
    parts = renew(home, tmp_path / "exports")
    assert (exit_code(parts), {p.status for p in parts}) == (2, {"failed"})
    assert not (home / "reference").exists()


def test_the_command_reports_and_prints_its_result(city: City, home: Path, tmp_path: Path) -> None:
    city.layers[LAYERS["district"]] = {"features": []}
    arguments = ("etl", "reference", "--home", home, "--exports", tmp_path / "exports", "--json")
    completed = command(*arguments, "--lang", "fi")
    assert completed.returncode == 1
    printed = {part["part"]: part for part in json.loads(completed.stdout)["parts"]}
    assert printed["district_boundaries"]["status"] == "failed"
    assert "ei odotettu lista" in printed["district_boundaries"]["message"]
    assert "Aja python -m etl load" in completed.stderr


@pytest.mark.shared
def test_real_boundaries_and_residents(city: City, home: Path, tmp_path: Path) -> None:
    folder = SHARED / "reference"
    names = {"major_district": "suurpiiri", "district": "peruspiiri", "sub_district": "osaalue"}
    official = {}
    for level, name in names.items():
        layer = json.loads((folder / "divisions" / f"{name}_full.geojson").read_text(encoding="utf-8"))
        for feature in layer["features"]:
            properties = feature["properties"]
            feature["properties"] = {
                "tunnus": properties[f"{name}_id"],
                "nimi_fi": properties["name_fi"],
                "nimi_se": properties["name_sv"],
            }
        city.layers[LAYERS[level]] = layer
        official[level] = {f["properties"]["tunnus"]: shape(f["geometry"]) for f in layer["features"]}
    with (folder / "population_osaalue_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for year, column in (("2025", "pop_2025"), ("2024", "pop_2024_derived")):
                city.figures[row["kokotunnus"], year] = row[column] or ".."
    parts = renew(home, tmp_path / "exports")
    assert exit_code(parts) == 0, parts
    for level, shapes in official.items():
        text = (home / "reference" / f"{level}_boundaries.geojson").read_text(encoding="utf-8")
        assert len(text) < 200_000
        features = json.loads(text)["features"]
        assert len(features) == len(shapes)
        for feature in features:
            drawn, original = shape(feature["geometry"]), shapes[feature["properties"][level]]
            assert drawn.is_valid
            assert drawn.symmetric_difference(original).area < 0.05 * original.area
    assert set(areas.residents(home)) == set(shipped())
