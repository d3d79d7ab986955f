"""The city's areas as the project keeps them: which district lies in which major district, and tiles."""

from __future__ import annotations

import functools

import pandas as pd

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
