"""Boundaries from the map server: checked, simplified together, and written whole."""

from __future__ import annotations

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

from data.reference_tables.reader import BOUNDARIES
from etl.reference import boundaries
from etl.reference.renewal import exit_code, renew
from tests.support.reference_city import LAYERS, City, by_part, text_of


def swapped(geometry: dict[str, Any]) -> dict[str, Any]:
    return dict(mapping(shapely.transform(shape(geometry), lambda points: points[:, ::-1])))


def test_coordinates_with_latitude_first_are_swapped(city: City, home: Path, tmp_path: Path) -> None:
    renew(home, tmp_path / "exports")
    longitude_first = (home / "reference" / BOUNDARIES).read_text(encoding="utf-8")
    for feature in city.layers[LAYERS["district"]]["features"]:
        feature["geometry"] = swapped(feature["geometry"])
    parts = by_part(renew(home, tmp_path / "exports"))
    assert parts["district_boundaries"].status in ("renewed", "unchanged")
    swapped_back = (home / "reference" / BOUNDARIES).read_text(encoding="utf-8")
    for before, after in zip(
        json.loads(longitude_first)["features"], json.loads(swapped_back)["features"], strict=True
    ):
        assert shape(before["geometry"]).equals(shape(after["geometry"]))


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
def test_wrong_boundaries_leave_the_old_file_and_the_other_parts(
    city: City, home: Path, tmp_path: Path, name: str
) -> None:
    (home / "reference").mkdir()
    (home / "reference" / BOUNDARIES).write_text('{"old": true}', encoding="utf-8")
    breaks, expected = WRONG_BOUNDARIES[name]
    breaks(city)
    parts = renew(home, tmp_path / "exports")
    districts = by_part(parts)["district_boundaries"]
    assert districts.status == "failed"
    assert expected in text_of(districts)
    assert (home / "reference" / BOUNDARIES).read_text(encoding="utf-8") == '{"old": true}'
    assert [p.status for p in parts].count("renewed") == 4
    assert exit_code(parts) == 1


def test_an_unknown_area_is_reported_and_left_out(city: City, home: Path, tmp_path: Path) -> None:
    features = city.layers[LAYERS["district"]]["features"]
    new = {**features[0], "properties": {"tunnus": "999", "kokotun": "0919999000"}}
    city.layers[LAYERS["district"]]["features"] = [*features, new]
    part = by_part(renew(home, tmp_path / "exports"))["district_boundaries"]
    assert (part.status, part.rows) == ("renewed", 34)
    assert "Areas left out because areas.csv does not have them: 1 (999)" in text_of(part)


@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9), st.floats(0, 0.002))
def test_simplified_neighbours_have_no_gap_and_no_overlap(steps: list[int], tolerance: float) -> None:
    """Two areas with an irregular border cover the same ground exactly once at every tolerance."""
    border = [(24.9 + step / 10_000, 60.1 + n / 100) for n, step in enumerate(steps)]
    # One ring starts in the middle of the border: simplified alone, it would keep that point.
    west = shapely.Polygon([*border[4:], (24.8, 60.18), (24.8, 60.1), *border[:5]])
    east = shapely.Polygon([(25.0, 60.1), *border, (25.0, 60.18)])
    west, east = boundaries._simplified([west, east], tolerance)
    assert west.is_valid
    assert east.is_valid
    assert west.intersection(east).area < 1e-12
    assert shapely.union_all([west, east]).area == pytest.approx(0.2 * 0.08)
