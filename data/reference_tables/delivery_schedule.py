"""Read how often each source is expected to deliver, as a city declares it.

``deliveries.csv`` (columns source, cadence) in the home's folder ``reference``, else the shipped file. A
source that is not named there has no due date.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.reference_tables.reader import COMMON, WrongReference, one_of, reference_file, rows_of
from data.text.messages import message

DELIVERIES = "deliveries.csv"
COLUMNS = ("source", "cadence")
#: The calendar time between two deliveries; empty: no due date.
CADENCES: Mapping[str, Mapping[str, Any]] = {
    "daily": {"days": 1},
    "weekly": {"weeks": 1},
    "monthly": {"months": 1},
    "quarterly": {"months": 3},
    "yearly": {"years": 1},
    "irregular": {},
}


def cadences(home: Path) -> dict[str, str]:
    """Return source → cadence. Raises WrongReference, which names file, row and column."""
    path = reference_file(DELIVERIES, home)
    return _read(path, path.stat().st_mtime_ns)


def usable_cadences(home: Path) -> dict[str, str]:
    """Return the home's cadences, or the shipped ones if its file is broken (the load reports that)."""
    try:
        return cadences(home)
    except WrongReference:
        return _read(COMMON / DELIVERIES, 0)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> dict[str, str]:
    by_source: dict[str, str] = {}
    for number, row in rows_of(path, COLUMNS):
        if row["source"] in by_source:
            raise WrongReference(path, number, "source", row["source"], message("expected_one_row"))
        by_source[row["source"]] = one_of(path, number, row, "cadence", tuple(CADENCES))
    return by_source
