"""The city's areas as the project keeps them: how they nest, residents, tiles and official boundaries."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from data import settings
from data.reference_tables import residents
from data.reference_tables.reader import BOUNDARIES, WrongReference
from data.settings import REFERENCE


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


def district_residents(home: Path | None = None) -> dict[str, int]:
    """District code → residents of the newest year on record; the shipped ones if the home's are broken."""
    try:
        rows = residents.residents(home)
    except WrongReference:
        rows = residents.read(REFERENCE / residents.RESIDENTS)
    newest = max(row.start_of_year for row in rows)
    found: Counter[str] = Counter()
    for row in rows:
        if row.start_of_year == newest:
            found[residents.area_parents("sub_district")[row.sub_district]] += row.residents or 0
    return dict(found)


def boundaries(home: Path | None = None) -> dict[str, Any] | None:
    """The official boundaries of the districts (a GeoJSON FeatureCollection), once they were fetched."""
    path = settings.home(home) / BOUNDARIES
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
