"""A home with the boundaries of three districts, one of them in two parts."""

from __future__ import annotations

import json
from pathlib import Path

from data.reference_tables.reader import BOUNDARIES

WEST = [[24.90, 60.10], [25.00, 60.10], [25.00, 60.20], [24.90, 60.20], [24.90, 60.10]]
EAST = [[longitude + 0.1, latitude] for longitude, latitude in WEST]
#: Too small for a line of the grid of points that can be clicked.
ISLAND = [[25.3001, 60.1001], [25.3002, 60.1001], [25.3002, 60.1002], [25.3001, 60.1001]]
SHAPES = {
    "101": {"type": "Polygon", "coordinates": [WEST]},
    "102": {"type": "MultiPolygon", "coordinates": [[EAST], [ISLAND]]},
    "103": {"type": "Polygon", "coordinates": [ISLAND]},
}


def write_boundaries(home: Path) -> None:
    """Write the boundaries as ``python -m etl reference`` does."""
    features = [
        {"type": "Feature", "properties": {"district": code}, "geometry": shape}
        for code, shape in SHAPES.items()
    ]
    path = home / "reference" / BOUNDARIES
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
