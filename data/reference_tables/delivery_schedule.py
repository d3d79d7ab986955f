"""How often each source is expected to deliver, as a city declares it.

``deliveries.csv`` (columns source, cadence) in the home's folder ``reference``, else the one that is
shipped. A source that is not named there is expected never.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.reference_tables.reader import WrongReference, one_of, reference_file, rows_of
from data.settings import REFERENCE
from data.text.messages import message

DELIVERIES = "deliveries.csv"
COLUMNS = ("source", "cadence")
#: The calendar time between two deliveries, by its unit; none: whenever there is something.
CADENCES: Mapping[str, Mapping[str, Any]] = {
    "daily": {"days": 1},
    "weekly": {"weeks": 1},
    "monthly": {"months": 1},
    "quarterly": {"months": 3},
    "yearly": {"years": 1},
    "irregular": {},
}


def cadences(home: Path | None = None) -> dict[str, str]:
    """Source → cadence. Raises WrongReference that names file, row, column, found and expected."""
    path = reference_file(DELIVERIES, home)
    return _read(path, path.stat().st_mtime_ns)


def usable_cadences(home: Path | None = None) -> dict[str, str]:
    """The cadences of the home; where its file is broken, which the load tells, those that are shipped."""
    try:
        return cadences(home)
    except WrongReference:
        return _read(REFERENCE / DELIVERIES, 0)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, row in rows_of(path, COLUMNS):
        if row["source"] in found:
            raise WrongReference(path, number, "source", row["source"], message("expected_one_row"))
        found[row["source"]] = one_of(path, number, row, "cadence", tuple(CADENCES))
    return found
