"""What the city's open APIs answer when reference tables are fetched: areas, residents, departments."""

from __future__ import annotations

import json
from typing import Any

from shapely.geometry import box, mapping

from data.city_profile.in_use import BUILT_IN, current_city
from data.reference_tables import areas
from data.text.messages import render
from etl.reference.renewal import Renewed
from tests.support.fetch import server
from tests.support.fetch.server import Api, ApiRequest

LAYERS = {
    "major_district": "avoindata:Piirijako_suurpiiri",
    "district": "avoindata:Piirijako_peruspiiri",
    "sub_district": "avoindata:Piirijako_osaalue",
}
DEPARTMENTS = [{"id": "d0", "parent": None, "name": {"fi": "Helsingin kaupunki"}, "level": 0}]


def codes(level: str) -> list[str]:
    """Return the codes of a level, sorted."""
    return sorted(areas.area_parents(level))


def whole_code(level: str, code: str) -> str:
    """Return the ten digits of an area."""
    if level == "major_district":
        return f"091{code}000000"
    if level == "district":
        return f"091{areas.area_parents('district')[code]}{code}000"
    district = areas.area_parents("sub_district")[code]
    return f"091{areas.area_parents('district')[district]}{district}{code}"


def squares(level: str) -> dict[str, Any]:
    """Return each area of a level as a square of a grid in the city's box, from 24.8 + n/100 on."""
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
    """The answers of the city's APIs; a test changes them before it fetches."""

    def __init__(self, api: Api) -> None:
        self.layers = {name: squares(level) for level, name in LAYERS.items()}
        self.requests: list[dict[str, Any]] = []
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
        api.lists["/wfs"] = lambda request: request.send(200, self.layers[request.query["typeNames"]])
        api.lists["/population.px"] = self.population
        api.lists["/v2/department/"] = server.paged_list(api, DEPARTMENTS, container="results")

    @staticmethod
    def whole(code: str) -> str:
        return whole_code("sub_district", code)

    def population(self, request: ApiRequest) -> None:
        if request.command == "GET":
            # PxWeb starts its answers with a byte order mark.
            request.send(200, b"\xef\xbb\xbf" + json.dumps(self.described).encode())
            return
        body = json.loads(request.body)
        self.requests.append(body)
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
        request.send(200, b"\xef\xbb\xbf" + json.dumps(answer).encode())


def shipped() -> tuple[areas.Residents, ...]:
    """Return the residents that the project ships."""
    return areas.read_residents(BUILT_IN / "residents.csv", current_city())


def by_part(parts: list[Renewed]) -> dict[str, Renewed]:
    """Return the parts by name."""
    return {part.part: part for part in parts}


def text_of(part: Renewed) -> str:
    """Return the message of a part in English."""
    return render(part.message, "en")
