"""Determine the district of each point: the model's table ``area_of_point``, from the official boundaries.

DuckDB has no geometry functions without a download, so the few points (of park clean-ups) get their
district here, and the model joins them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from data.reference_tables.areas import area_parents
from data.reference_tables.reader import BOUNDARIES, reference_file
from data.text.messages import message
from etl.warehouse.scratch import SCRATCH

#: Next to the districts' file: the sub-districts, each with its code as the property ``sub_district``.
SUB_DISTRICTS = "sub_district_boundaries.geojson"


def boundary_files(home: Path) -> tuple[Path, Path]:
    """Return the files of districts and sub-districts; either may be missing."""
    return reference_file(BOUNDARIES, home), reference_file(SUB_DISTRICTS, home)


def problems(home: Path) -> tuple[str, ...]:
    """Return the problems of a home's boundary files, as stored messages (data/text/messages.py)."""
    broken = []
    for path, level in zip(boundary_files(home), ("district", "sub_district"), strict=True):
        try:
            usable = all(feature["properties"][level] and feature["geometry"] for feature in _features(path))
        except (ValueError, KeyError, TypeError):
            usable = False
        if not usable:
            broken.append(message("boundaries_broken", file=f"{path.parent.name}/{path.name}"))
    return tuple(broken)


def stage(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Create ``area_of_point``: a row per landed point in a district, with its areas."""
    connection.execute(
        f"CREATE TABLE {SCRATCH}.area_of_point (longitude DECIMAL(9, 3), latitude DECIMAL(9, 3),"
        " district VARCHAR, sub_district VARCHAR, major_district VARCHAR)"
    )
    districts, sub_districts = (_features(path) for path in boundary_files(home))
    points = connection.execute(
        "SELECT DISTINCT longitude, latitude FROM landing_volunteer_events"
        " WHERE longitude IS NOT NULL AND latitude IS NOT NULL"
    ).fetchall()
    if not points or not (districts or sub_districts):
        return
    coordinates = [(float(longitude), float(latitude)) for longitude, latitude in points]
    by_sub_district = _areas_of(coordinates, sub_districts, "sub_district")
    by_district = _areas_of(coordinates, districts, "district")
    for point, sub_district, drawn_district in zip(points, by_sub_district, by_district, strict=True):
        district = area_parents("sub_district").get(sub_district, drawn_district)
        major_district = area_parents("district").get(district)
        if major_district:
            connection.execute(
                "INSERT INTO area_of_point VALUES (?, ?, ?, ?, ?)",
                [*point, district, sub_district or None, major_district],
            )


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _areas_of(points: list[tuple[float, float]], features: list[dict[str, Any]], level: str) -> list[str]:
    """Return the code of each point's area, or '' for a point in no area."""
    areas = [""] * len(points)
    if features:
        # Only homes with boundaries need the geometry library.
        import shapely
        from shapely.geometry import shape

        tree = shapely.STRtree([shape(feature["geometry"]) for feature in features])
        pairs = tree.query(shapely.points(points), predicate="intersects")
        # On a common border the area with the lower code wins, whatever the order of the file.
        pairs = sorted(((features[a]["properties"][level], p) for p, a in pairs.T.tolist()), reverse=True)
        for code, point in pairs:
            areas[point] = str(code)
    return areas
