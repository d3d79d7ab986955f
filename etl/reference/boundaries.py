"""Fetch the official boundaries of the city's areas from its map server (WFS), simplified for a page.

Neighbours share their border, so all areas of a level are simplified together (``coverage_simplify``).
Simplified one by one, they would have gaps and overlaps.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from data.reference_tables.areas import area_parents
from data.text.messages import message
from etl.fetch.client import Client
from etl.fetch.configuration import FetchFailed

#: Level → the position of its code in the ten digits of municipality, major district, district, sub-district.
LEVELS = {"major_district": slice(3, 4), "district": slice(4, 7), "sub_district": slice(7, 10)}
_CODES = ("kokotun", "kokotunnus", "tunnus")
_POLYGONS = ("Polygon", "MultiPolygon")
#: About a metre.
_DECIMALS = 5


def fetch(client: Client, level: str) -> tuple[str, int, str]:
    """Return the areas of a level as GeoJSON text, their number, and a note on areas left out.

    Coordinates are in EPSG:4326, and the code is the property named ``level``. Raises FetchFailed for a
    layer with missing areas, invalid polygons, or coordinates outside the city.
    """
    query = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": str(client.configuration.values["layers"].get(level, "")),
        "outputFormat": "application/json",
        "srsName": "EPSG:4326",
    }
    features = _features(client.get("", query).value)
    shapes, names, unknown = _by_code(features, level)
    missing = sorted(set(area_parents(level)) - set(shapes))
    if missing:
        raise FetchFailed(message("reference_missing", count=len(missing), areas=", ".join(missing[:5])))
    codes = sorted(shapes)
    placed = _as_longitude_latitude([shapes[code] for code in codes], client.configuration.values["box"])
    drawn = _simplified(placed, float(client.configuration.values["simplify_degrees"]))
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {level: code, **names[code]}, "geometry": mapping(geometry)}
            for code, geometry in zip(codes, drawn, strict=True)
        ],
    }
    note = message("reference_unknown", count=len(unknown), areas=", ".join(unknown[:5])) if unknown else ""
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")), len(codes), note


def _features(value: Any) -> list[dict[str, Any]]:
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list) or not features:
        raise FetchFailed(message("fetch_shape"))
    return [feature for feature in features if isinstance(feature, dict)]


def _by_code(
    features: list[dict[str, Any]], level: str
) -> tuple[dict[str, BaseGeometry], dict[str, dict[str, str]], list[str]]:
    """Return the shape and names of each known area, its parts united; and the unknown codes."""
    parts: dict[str, list[BaseGeometry]] = {}
    names: dict[str, dict[str, str]] = {}
    unknown = set()
    for feature in features:
        properties = feature.get("properties") or {}
        code = _code(properties, level)
        if code is None:
            unknown.add(str(properties.get("tunnus") or properties.get("kokotun") or "?")[:10])
            continue
        parts.setdefault(code, []).append(_polygon(feature.get("geometry")))
        name_fi = str(properties.get("nimi_fi") or properties.get("nimi") or code)
        names[code] = {"name_fi": name_fi, "name_sv": str(properties.get("nimi_se") or name_fi)}
    return {code: shapely.union_all(pieces) for code, pieces in parts.items()}, names, sorted(unknown)


def _code(properties: dict[str, Any], level: str) -> str | None:
    known = area_parents(level)
    width = LEVELS[level].stop - LEVELS[level].start
    for key in _CODES:
        value = str(properties.get(key) or "").strip()
        whole = value[LEVELS[level]] if len(value) == 10 else value.zfill(width)
        for code in (value, whole):
            if value and code in known:
                return code
    return None


def _polygon(geometry: Any) -> BaseGeometry:
    """Return the valid polygon or polygons of a feature. Raises FetchFailed if it has none."""
    try:
        polygon = shapely.force_2d(shape(geometry))
    except Exception:  # the library raises various errors for broken geometries
        polygon = shapely.Point()
    coordinates = shapely.get_coordinates(polygon)
    if polygon.is_empty or polygon.geom_type not in _POLYGONS or not np.isfinite(coordinates).all():
        raise FetchFailed(message("reference_geometry"))
    if polygon.is_valid:
        return polygon
    return shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def _as_longitude_latitude(shapes: list[BaseGeometry], box: list[float]) -> list[BaseGeometry]:
    """Return the shapes with longitude first. Raises FetchFailed if neither order is inside the city's box.

    A map server may return EPSG:4326 in the order of its definition, which is latitude first.
    """
    west, south, east, north = box
    for order in (slice(None), slice(None, None, -1)):
        ordered = [shapely.transform(area, lambda points, order=order: points[:, order]) for area in shapes]
        left, bottom, right, top = shapely.total_bounds(ordered)
        if west <= left and right <= east and south <= bottom and top <= north:
            return ordered
    bounds = ", ".join(f"{value:.6g}" for value in shapely.total_bounds(shapes) if math.isfinite(value))
    raise FetchFailed(message("reference_outside", found=bounds, box=", ".join(map(str, box))))


def _simplified(shapes: list[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """Return the shapes simplified and rounded, with counter-clockwise outer rings."""
    drawn = []
    for area in shapely.coverage_simplify(shapes, tolerance):
        rounded = shapely.transform(area, lambda points: points.round(_DECIMALS))
        if not rounded.is_valid:
            rounded = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
        if rounded.is_empty or rounded.geom_type not in _POLYGONS:
            raise FetchFailed(message("reference_geometry"))
        drawn.append(shapely.orient_polygons(rounded))
    return drawn
