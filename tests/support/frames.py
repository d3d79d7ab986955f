"""Frames as data.query.calculate returns them."""

from __future__ import annotations

import pandas as pd


def frame(values: dict[str, float | None], dimension: str = "district") -> pd.DataFrame:
    hidden = [value is None for value in values.values()]
    return pd.DataFrame(
        {
            dimension: list(values),
            "label": list(values),
            "member": list(values),
            "value": list(values.values()),
            "suppressed": hidden,
        }
    ).astype({"value": "float64"})
