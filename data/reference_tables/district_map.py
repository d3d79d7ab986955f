"""How the districts are drawn: the tile map, and the official boundaries where the city has them.

A city without tiles of its own gets them from the districts' places: the coordinates in ``areas.csv``, else
the middle of their boundaries, else the order of the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.city_profile.city import DISTRICT
from data.city_profile.in_use import current_city
from data.reference_tables.areas import area_parents, areas
from data.reference_tables.reader import BOUNDARIES, reference_file

#: Longitude and latitude.
Place = tuple[float, float]
Tile = tuple[int, int]


def tiles(home: Path) -> pd.DataFrame:
    """Return the tile map: district, tile_column, tile_row, major_district; one row per district."""
    own = current_city().tiles
    placed = {row["district"]: (int(row["tile_column"]), int(row["tile_row"])) for row in own}
    placed = placed or laid_out(_places(home))
    frame = pd.DataFrame(
        [(district, *tile) for district, tile in placed.items()],
        columns=["district", "tile_column", "tile_row"],
    )
    return frame.assign(major_district=frame["district"].map(area_parents(DISTRICT)))


def boundaries(home: Path) -> dict[str, Any] | None:
    """Return the official district boundaries (a GeoJSON FeatureCollection), or None if there are none."""
    path = reference_file(BOUNDARIES, home)
    if not path.is_file():
        return None
    collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return collection


def _places(home: Path) -> dict[str, Place]:
    """Return where each district is; in the order of the file, as on a page, if nothing says it."""
    rows = areas(DISTRICT)
    if all(row["longitude"] and row["latitude"] for row in rows):
        return {row["area_code"]: (float(row["longitude"]), float(row["latitude"])) for row in rows}
    drawn = {
        str(feature["properties"][DISTRICT]): _middle(feature["geometry"]["coordinates"])
        for feature in (boundaries(home) or {"features": []})["features"]
    }
    if drawn.keys() >= {row["area_code"] for row in rows}:
        return {row["area_code"]: drawn[row["area_code"]] for row in rows}
    width = math.ceil(math.sqrt(len(rows)))
    return {row["area_code"]: (float(n % width), -float(n // width)) for n, row in enumerate(rows)}


def _middle(coordinates: Any) -> Place:
    """Return the middle of the box around the corners of a polygon or of several."""
    corners = [coordinates]
    while not isinstance(corners[0][0], int | float):
        corners = [part for parts in corners for part in parts]
    longitudes, latitudes = zip(*((corner[0], corner[1]) for corner in corners), strict=True)
    return (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2


def laid_out(places: Mapping[str, Place]) -> dict[str, Tile]:
    """Return a tile for each place, near where it is on the map; column 0 is west and row 0 north.

    Places from the middle outwards take the free tile nearest to theirs, on a grid with a tile for each.
    """
    longitudes, latitudes = zip(*places.values(), strict=True)
    middle = (_mean(longitudes), _mean(latitudes))
    # A degree of longitude is shorter than one of latitude.
    narrowing = math.cos(math.radians(middle[1]))
    offsets = {
        code: ((place[0] - middle[0]) * narrowing, middle[1] - place[1]) for code, place in places.items()
    }
    # Half of the places are within the middle half of the grid.
    distances = sorted(math.hypot(*offset) for offset in offsets.values())
    unit = distances[len(distances) // 2] / (math.sqrt(len(places)) * 0.4) or 1.0
    taken: dict[Tile, str] = {}
    for code, (across, down) in sorted(offsets.items(), key=lambda item: (math.hypot(*item[1]), item[0])):
        taken[_nearest_free((across / unit, down / unit), taken)] = code
    # An empty column or row would only make the tiles smaller.
    columns, rows = (sorted({tile[axis] for tile in taken}) for axis in (0, 1))
    placed = {code: (columns.index(column), rows.index(row)) for (column, row), code in taken.items()}
    return {code: placed[code] for code in places}


def _nearest_free(place: Place, taken: Mapping[Tile, str]) -> Tile:
    reach = math.isqrt(len(taken)) + 1
    column, row = round(place[0]), round(place[1])
    near = [
        (column + across, row + down)
        for across in range(-reach, reach + 1)
        for down in range(-reach, reach + 1)
        if (column + across, row + down) not in taken
    ]
    return min(near, key=lambda tile: (math.dist(tile, place), tile))


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)
