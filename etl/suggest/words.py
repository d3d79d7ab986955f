"""The words that systems use for our columns, their values and measures (words.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from data.catalogue.tables import normalise

_FILE = Path(__file__).parent / "words.toml"


@functools.cache
def words() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the words: ``headers`` per table and column, ``values`` per column, ``kinds`` of columns."""
    read: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return read


def is_measure_header(header: str) -> bool:
    """Return whether a header says that its column counts or measures something: ``volunteer_hours``."""
    measures = words()["kinds"]["measure"]
    parts = _parts(header)
    is_compound = any(part.endswith(tuple(measures["end"])) for part in parts)
    return is_compound or not parts.isdisjoint(measures["word"])


def is_clock_header(header: str) -> bool:
    """Return whether a header says that its column holds times of day: ``Klo alkaa``."""
    bookings = words()["headers"]["bookings"]
    sides = {normalise(word) for side in ("begin_utc", "end_utc") for word in bookings[side]}
    clocks = words()["kinds"]["clock"]["word"]
    is_clock = normalise(header) in sides or not _parts(header).isdisjoint(clocks)
    return is_clock and not is_measure_header(header)


def _parts(header: str) -> set[str]:
    return set(re.split(r"[\W_]+", normalise(header)))
