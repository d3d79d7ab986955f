"""Frames as data.query.calculate returns them, and single figures of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING, Scope
from data.warehouse import Build


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


def value_of(metric: str, build: Build, scope: Scope = EVERYTHING, **filters: Any) -> float | None:
    """A figure without grouping; None if it is unknown."""
    value = calculate(metric, (), Filters.of(**filters), scope=scope, build=build)["value"].iloc[0]
    return None if pd.isna(value) else float(value)
