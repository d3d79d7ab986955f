"""The city's areas as the project keeps them: how they nest, residents, tiles and official boundaries."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pandas as pd

from data import settings
from data.settings import REFERENCE

#: What ``python -m etl reference`` writes into the home: the districts as GeoJSON in EPSG:4326, each with
#: its code as the property ``district``.
BOUNDARIES = Path("reference") / "district_boundaries.geojson"


@functools.cache
def major_district_of() -> dict[str, str]:
    """District code → code of its major district."""
    areas = pd.read_csv(REFERENCE / "areas.csv", dtype=str)
    districts = areas[areas["level"] == "district"]
    return dict(zip(districts["area_code"], districts["parent_code"], strict=True))


def tiles() -> pd.DataFrame:
    """The tile map: district, tile_column, tile_row, major_district; one row per district."""
    frame = pd.read_csv(REFERENCE / "district_tiles.csv", dtype={"district": str})
    return frame.assign(major_district=frame["district"].map(major_district_of()))


@functools.cache
def district_residents() -> dict[str, int]:
    """District code → residents of the newest year on record."""
    residents = pd.read_csv(REFERENCE / "residents.csv", dtype={"sub_district": str})
    newest = residents[residents["start_of_year"] == residents["start_of_year"].max()]
    areas = pd.read_csv(REFERENCE / "areas.csv", dtype=str)
    parents = areas[areas["level"] == "sub_district"].set_index("area_code")["parent_code"]
    by_district = newest["residents"].groupby(newest["sub_district"].map(parents)).sum()
    return {str(district): int(count) for district, count in by_district.items()}


def boundaries(home: Path | None = None) -> dict[str, Any] | None:
    """The official boundaries of the districts (a GeoJSON FeatureCollection), once they were fetched."""
    path = settings.home(home) / BOUNDARIES
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
