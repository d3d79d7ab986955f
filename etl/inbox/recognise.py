"""Which feed a file is, by its content."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.sources import FEEDS
from etl.sources.base import Feed

LATER = Path(__file__).parent / "unsupported.toml"


class Unsupported(Exception):
    """A known format that has no loader yet; carries the stored message, source and format."""

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.stored = message("not_yet_supported", format=name)
        super().__init__(self.stored)


def recognise(export: Export) -> Feed:
    """The feed with most of its own headers in the file.

    Raises Unsupported for a known format without a loader, Refused for one that must not be loaded
    and for one that nobody knows.
    """
    best = max(FEEDS, key=lambda feed: feed.likeness(export))
    later = _later(export)
    if later and (not best.likeness(export) or later["overrides"]):
        if later["refuse"]:
            raise Refused(message(later["refuse"]))
        raise Unsupported(later["source"], later["name"])
    if not best.likeness(export):
        raise Refused(message("unknown_format"))
    return best


def _later(export: Export) -> dict[str, Any] | None:
    groups = [set(headers) for headers in export.sheets.values()] or [set(export.headers)]
    for known in _later_formats():
        wanted = set(known["headers"])
        fits = set.__eq__ if known["exact"] else set.__le__
        if known["kind"] == export.kind and any(fits(wanted, headers) for headers in groups):
            return known
    return None


@functools.cache
def _later_formats() -> list[dict[str, Any]]:
    declared = tomllib.loads(LATER.read_text(encoding="utf-8"))["formats"]
    return [{"refuse": "", "overrides": False, "exact": False, **known} for known in declared]
