"""What the tests of the sources of participation ask: contacts, and what became of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from data import warehouse


def contacts(home: Path, *by: str) -> dict[Any, Any]:
    """Return contacts by dimensions, unsuppressed: read from the rows themselves."""
    names = ", ".join(by)
    frame = warehouse.current(home).query(
        f"SELECT {names}, sum(contacts)::INTEGER AS contacts FROM participation GROUP BY ALL ORDER BY ALL"
    )
    keys = frame[by[0]] if len(by) == 1 else zip(*(frame[name] for name in by), strict=True)
    return dict(zip(keys, frame["contacts"], strict=True))


def counts(outcome: dict[str, Any], name: str) -> tuple[int, ...]:
    file = outcome["by_file"][name]
    return tuple(file[f"rows_{what}"] for what in ("read", "loaded", "rejected", "superseded"))


def day(iso: str) -> pd.Timestamp:
    return pd.Timestamp(iso)
