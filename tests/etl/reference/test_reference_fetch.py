"""Boundaries, residents and departments from the city's open APIs: fetched, checked, then put in place."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping, shape

from data import warehouse
from data.reference_tables import areas, district_map
from data.reference_tables.reader import BOUNDARIES
from data.settings import REFERENCE
from data.text.messages import render
from etl.reference import boundaries
from etl.reference.renewal import Renewed, exit_code, renew
from tests.support import fetch_server as server
from tests.support.commands import SHARED, command
from tests.support.fetch_server import Api, ApiRequest

LAYERS = {
    "major_district": "avoindata:Piirijako_suurpiiri",
    "district": "avoindata:Piirijako_peruspiiri",
    "sub_district": "avoindata:Piirijako_osaalue",
}
DEPARTMENTS = [{"id": "d0", "parent": None, "name": {"fi": "Helsingin kaupunki"}, "level": 0}]


def codes(level: str) -> list[str]:
    return sorted(areas.area_parents(level))


def whole_code(level: str, code: str) -> str:
    """The ten digits of an area."""
    if level == "major_district":
        return f"091{code}000000"
    if level == "district":
        return f"091{areas.area_parents('district')[code]}{code}000"
    district = areas.area_parents("sub_district")[code]
    return f"091{areas.area_parents('district')[district]}{district}{code}"


def squares(level: str) -> dict[str, Any]:
    """Every area of a level as a square of a grid in the city's box: the n-th beginning at 24.8 + n/100."""
    features = []
    for number, code in enumerate(codes(level)):
        west, south = 24.8 + number % 40 / 100, 60.0 + number // 40 / 100
        properties = {"tunnus": code, "kokotun": whole_code(level, code), "nimi_fi": f"Alue {code}"}
        features.append(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": mapping(box(west, south, west + 0.01, south + 0.01)),
            }
        )
    return {"type": "FeatureCollection", "features": features}


class City:
    """What the city's APIs answer; a test changes it before it asks."""

    def __init__(self, api: Api) -> None:
        self.layers = {name: squares(level) for level, name in LAYERS.items()}
        self.asked: list[dict[str, Any]] = []
        self.described: dict[str, Any] = {
            "title": "Väestö alueen, äidinkielen, iän ja vuoden mukaan 31.12.",
            "variables": [
                {"code": "Alue", "values": ["0910000000", *map(self.whole, codes("sub_district"))]},
                {"code": "Äidinkieli", "values": ["ALL", "1", "2", "3"]},
                {"code": "Ikä", "values": ["ALL", "0-6", "7-15"]},
                {"code": "Vuosi", "values": ["2024", "2025"]},
                {"code": "Tiedot", "values": ["lkm"]},
            ],
        }
        newest = {r.sub_district: r.residents for r in shipped() if r.start_of_year == 2026}
        self.figures = {
            (self.whole(code), year): ".." if newest[code] is None else str(newest[code])
            for code in codes("sub_district")
            for year in ("2024", "2025")
        }
        api.lists["/wfs"] = lambda asked: asked.send(200, self.layers[asked.query["typeNames"]])
        api.lists["/population.px"] = self.population
        api.lists["/v2/department/"] = server.paged_list(api, DEPARTMENTS, container="results")

    @staticmethod
    def whole(code: str) -> str:
        return whole_code("sub_district", code)

    def population(self, asked: ApiRequest) -> None:
        if asked.command == "GET":
            # PxWeb begins its answers with a byte order mark.
            asked.send(200, b"\xef\xbb\xbf" + json.dumps(self.described).encode())
            return
        body = json.loads(asked.body)
        self.asked.append(body)
        wanted = {part["code"]: part["selection"]["values"] for part in body["query"]}
        types = {"Vuosi": "t", "Tiedot": "c"}
        columns = [{"code": code, "type": types.get(code, "d")} for code in wanted]
        cells = [
            {"key": [area, "ALL", "ALL", year], "values": [self.figures[area, year]]}
            for area in wanted["Alue"]
            for year in wanted["Vuosi"]
            if (area, year) in self.figures
        ]
        order = {"Alue": 0, "Äidinkieli": 1, "Ikä": 2, "Vuosi": 3, "Tiedot": 4}
        columns.sort(key=lambda column: order[column["code"]])
        answer = {"columns": columns, "comments": [], "data": cells}
        asked.send(200, b"\xef\xbb\xbf" + json.dumps(answer).encode())


def shipped() -> tuple[areas.Residents, ...]:
    return areas.read_residents(REFERENCE / "residents.csv")


@pytest.fixture
def city(api: Api, home: Path) -> City:
    server.settings_file(home, api)
    return City(api)


def by_part(parts: list[Renewed]) -> dict[str, Renewed]:
    return {part.part: part for part in parts}


def said(part: Renewed) -> str:
    return render(part.message, "en")


def test_everything_is_put_in_place_with_its_origin(city: City, home: Path, tmp_path: Path, api: Api) -> None:
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
    about = json.loads((home / "reference" / "residents.csv.origin.json").read_text(encoding="utf-8"))
    assert (about["rows"], about["origin"].endswith("/population.px")) == (296, True)
    assert about["fetched_at"][:2] == "20"
    [department] = (tmp_path / "exports" / "fetched" / "servicemap").glob("department_*.json")
    assert json.loads(department.read_text(encoding="utf-8"))["results"] == DEPARTMENTS
    again = renew(home, tmp_path / "exports")
    assert [p.status for p in again[:4]] == ["unchanged"] * 4


def test_residents_are_those_of_the_start_of_the_next_year(city: City, home: Path, tmp_path: Path) -> None:
    city.figures[city.whole("010"), "2025"] = "7000"
    renew(home, tmp_path / "exports")
    rows = {(r.sub_district, r.start_of_year): r.residents for r in areas.residents(home)}
    assert {year for _, year in rows} == {2025, 2026}
    assert rows["010", 2026] == 7000
    suppressed = [r.sub_district for r in shipped() if r.start_of_year == 2026 and r.residents is None]
    assert suppressed
    assert all(rows[code, 2026] is None for code in suppressed)
    # Every dimension is named: one left out would be summed over.
    [asked] = city.asked
    chosen = {part["code"]: part["selection"]["values"] for part in asked["query"]}
    assert {code: chosen[code] for code in ("Äidinkieli", "Ikä", "Tiedot")} == {
        "Äidinkieli": ["ALL"],
        "Ikä": ["ALL"],
        "Tiedot": ["lkm"],
    }
    assert "0910000000" not in chosen["Alue"]


def test_a_table_of_new_years_day_keeps_its_year(city: City, home: Path, tmp_path: Path) -> None:
    city.described["title"] = "Väestö alueen, äidinkielen, iän ja vuoden mukaan 1.1."
    renew(home, tmp_path / "exports")
    assert {r.start_of_year for r in areas.residents(home)} == {2024, 2025}


def test_the_area_may_be_called_otherwise(city: City, home: Path, tmp_path: Path) -> None:
    city.described["variables"][0]["code"] = "Osa-alue"
    parts = by_part(renew(home, tmp_path / "exports"))
    # The stand-in knows `Alue` alone, so all that matters is what it was asked.
    assert parts["residents"].status == "failed"
    assert {part["code"] for part in city.asked[0]["query"]} >= {"Osa-alue", "Vuosi"}


def swapped(geometry: dict[str, Any]) -> dict[str, Any]:
    return dict(mapping(shapely.transform(shape(geometry), lambda points: points[:, ::-1])))


def test_latitude_first_is_understood(city: City, home: Path, tmp_path: Path) -> None:
    renew(home, tmp_path / "exports")
    straight = (home / BOUNDARIES).read_text(encoding="utf-8")
    for feature in city.layers[LAYERS["district"]]["features"]:
        feature["geometry"] = swapped(feature["geometry"])
    parts = by_part(renew(home, tmp_path / "exports"))
    assert parts["district_boundaries"].status in ("renewed", "unchanged")
    turned = (home / BOUNDARIES).read_text(encoding="utf-8")
    for one, other in zip(json.loads(straight)["features"], json.loads(turned)["features"], strict=True):
        assert shape(one["geometry"]).equals(shape(other["geometry"]))


def broken(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[City], None]:
    def breaks(city: City) -> None:
        change(city.layers[LAYERS["district"]]["features"])

    return breaks


def in_metres(features: list[dict[str, Any]]) -> None:
    for feature in features:
        square = shape(feature["geometry"])
        feature["geometry"] = mapping(shapely.transform(square, lambda points: points * 1e6))


WRONG_BOUNDARIES = {
    "in_metres": (broken(in_metres), "are not in the city"),
    "one_elsewhere": (
        broken(lambda f: f[0].update(geometry=mapping(box(10, 50, 11, 51)))),
        "are not in the city",
    ),
    "missing": (broken(lambda f: f.pop()), "Areas missing in the answer: 1 (801)"),
    "empty": (broken(lambda f: f.clear()), "not the list that was expected"),
    "point": (
        broken(lambda f: f[0].update(geometry={"type": "Point", "coordinates": [24.9, 60.2]})),
        "no valid polygon",
    ),
    "nothing": (broken(lambda f: f[0].update(geometry=None)), "no valid polygon"),
    "nan": (
        broken(lambda f: f[0]["geometry"].update(coordinates=[[[math.nan, 60], [25, 60], [25, 61]]])),
        "no valid polygon",
    ),
}


@pytest.mark.parametrize("name", WRONG_BOUNDARIES)
def test_wrong_boundaries_leave_the_old_ones_and_the_rest_is_done(
    city: City, home: Path, tmp_path: Path, name: str
) -> None:
    (home / "reference").mkdir()
    (home / BOUNDARIES).write_text('{"old": true}', encoding="utf-8")
    breaks, what = WRONG_BOUNDARIES[name]
    breaks(city)
    parts = renew(home, tmp_path / "exports")
    found = by_part(parts)
    assert found["district_boundaries"].status == "failed"
    assert what in said(found["district_boundaries"])
    assert (home / BOUNDARIES).read_text(encoding="utf-8") == '{"old": true}'
    assert [p.status for p in parts].count("renewed") == 4
    assert exit_code(parts) == 1


def test_an_area_nobody_knows_is_told_and_left_out(city: City, home: Path, tmp_path: Path) -> None:
    features = city.layers[LAYERS["district"]]["features"]
    new = {**features[0], "properties": {"tunnus": "999", "kokotun": "0919999000"}}
    city.layers[LAYERS["district"]]["features"] = [*features, new]
    part = by_part(renew(home, tmp_path / "exports"))["district_boundaries"]
    assert (part.status, part.rows) == ("renewed", 34)
    assert "Areas left out because areas.csv does not have them: 1 (999)" in said(part)


def change_figure(value: str) -> Callable[[City], Any]:
    return lambda city: city.figures.update({(city.whole("010"), "2025"): value})


WRONG_RESIDENTS: dict[str, tuple[Callable[[City], Any], str]] = {
    "text": (change_figure("many"), "of area 0911101010 in 2025 is not a whole number"),
    "negative": (change_figure("-5"), "not a whole number"),
    "too_many": (change_figure("700000"), "the difference is too large"),
    "missing": (
        lambda city: city.figures.pop((city.whole("010"), "2025")),
        "missing in the answer: 1 (010)",
    ),
    "no_total": (
        lambda city: city.described["variables"][1].update(values=["1", "2"]),
        "lacks the expected variable (Äidinkieli = ALL)",
    ),
    "no_areas": (lambda city: city.described["variables"].pop(0), "lacks the expected variable (Alue)"),
    "no_years": (lambda city: city.described["variables"].pop(3), "lacks the expected variable (Vuosi)"),
    "no_table": (lambda city: city.described.clear(), "not the list that was expected"),
}


@pytest.mark.parametrize("name", WRONG_RESIDENTS)
def test_wrong_residents_leave_the_old_ones(city: City, home: Path, tmp_path: Path, name: str) -> None:
    breaks, what = WRONG_RESIDENTS[name]
    breaks(city)
    parts = by_part(renew(home, tmp_path / "exports"))
    assert parts["residents"].status == "failed"
    assert what in said(parts["residents"])
    assert not (home / "reference" / "residents.csv").exists()
    assert areas.residents(home) == shipped()


def test_a_server_that_is_down_fails_everything(api: Api, city: City, home: Path, tmp_path: Path) -> None:
    api.faults = [server.status(503)] * 100
    parts = renew(home, tmp_path / "exports")
    assert (exit_code(parts), {p.status for p in parts}) == (2, {"failed"})
    assert not (home / "reference").exists()


def test_the_command_tells_and_accounts(city: City, home: Path, tmp_path: Path) -> None:
    city.layers[LAYERS["district"]] = {"features": []}
    arguments = ("etl", "reference", "--home", home, "--exports", tmp_path / "exports", "--json")
    done = command(*arguments, "--lang", "fi")
    assert done.returncode == 1
    told = {part["part"]: part for part in json.loads(done.stdout)["parts"]}
    assert told["district_boundaries"]["status"] == "failed"
    assert "ei odotettu lista" in told["district_boundaries"]["message"]
    assert "Aja python -m etl load" in done.stderr


@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9), st.floats(0, 0.002))
def test_simplified_neighbours_neither_gape_nor_overlap(wobble: list[int], tolerance: float) -> None:
    """Two areas with a wobbling border between them cover the same ground, once, however simplified."""
    border = [(24.9 + step / 10_000, 60.1 + n / 100) for n, step in enumerate(wobble)]
    # One ring begins in the middle of the border: simplified alone, it would keep that point.
    west = shapely.Polygon([*border[4:], (24.8, 60.18), (24.8, 60.1), *border[:5]])
    east = shapely.Polygon([(25.0, 60.1), *border, (25.0, 60.18)])
    one, other = boundaries._simplified([west, east], tolerance)
    assert one.is_valid
    assert other.is_valid
    assert one.intersection(other).area < 1e-12
    assert shapely.union_all([one, other]).area == pytest.approx(0.2 * 0.08)


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


def test_a_clean_up_gets_the_district_of_its_point_and_residents_those_of_the_home(
    city: City, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
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
    told = load()
    assert told["published"]
    assert hours_by_district(home) == [
        ["101", "010", "1", 20],
        ["101", "020", "1", 40],
        ["unknown", "unknown", "unknown", 60],
    ]
    sql = "SELECT residents FROM resident_month WHERE sub_district = '010' AND month = '2026-05-01'"
    assert warehouse.current(home).query(sql)["residents"].tolist() == [7000]
    assert areas.district_residents(home)["101"] != areas.district_residents(tmp_path)["101"]
    assert not load()["published"]
    # Districts alone do as well.
    (home / "reference" / "sub_district_boundaries.geojson").unlink()
    load()
    assert hours_by_district(home)[0] == ["101", "unknown", "1", 20]


def test_broken_reference_is_told_before_anything_is_landed(
    home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    from etl.inbox.inspect import Refused

    (tmp_path / "exports").mkdir()
    (home / "reference").mkdir(parents=True)
    for name, text, what in (
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
        assert what in render(caught.value.stored, "en"), text
        path.unlink()


@pytest.mark.shared
def test_real_boundaries_and_residents(city: City, home: Path, tmp_path: Path) -> None:
    folder = SHARED / "reference"
    names = {"major_district": "suurpiiri", "district": "peruspiiri", "sub_district": "osaalue"}
    given = {}
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
        given[level] = {f["properties"]["tunnus"]: shape(f["geometry"]) for f in layer["features"]}
    with (folder / "population_osaalue_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for year, column in (("2025", "pop_2025"), ("2024", "pop_2024_derived")):
                city.figures[row["kokotunnus"], year] = row[column] or ".."
    parts = renew(home, tmp_path / "exports")
    assert exit_code(parts) == 0, parts
    for level, shapes in given.items():
        text = (home / "reference" / f"{level}_boundaries.geojson").read_text(encoding="utf-8")
        assert len(text) < 200_000
        features = json.loads(text)["features"]
        assert len(features) == len(shapes)
        for feature in features:
            drawn, was = shape(feature["geometry"]), shapes[feature["properties"][level]]
            assert drawn.is_valid
            assert drawn.symmetric_difference(was).area < 0.05 * was.area
    assert set(areas.residents(home)) == set(shipped())
