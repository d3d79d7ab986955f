"""How the districts are drawn: the shipped tile map, and the official boundaries once fetched."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pandas as pd

from data.reference_tables.areas import area_parents
from data.reference_tables.reader import BOUNDARIES, shipped_rows


@functools.cache
def tiles() -> pd.DataFrame:
    """Return the tile map: district, tile_column, tile_row, major_district; one row per district.

    Read once, so callers must not change it.
    """
    frame = pd.DataFrame(shipped_rows("district_tiles.csv")).astype({"tile_column": int, "tile_row": int})
    return frame.assign(major_district=frame["district"].map(area_parents("district")))


def boundaries(home: Path) -> dict[str, Any] | None:
    """Return the official district boundaries (a GeoJSON FeatureCollection), or None if not fetched."""
    path = home / BOUNDARIES
    if not path.is_file():
        return None
    collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return collection
