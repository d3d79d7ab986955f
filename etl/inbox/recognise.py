"""Recognise the feed of a file by its content."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.sources import FEEDS
from etl.sources.base import Feed

UNSUPPORTED = Path(__file__).parent / "unsupported.toml"


class Unsupported(Exception):
    """A known format that has no loader yet, with its source and the stored message."""

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.stored = message("not_yet_supported", format=name)
        super().__init__(self.stored)


def recognise(export: Export) -> Feed:
    """Return the feed that has the most headers in common with the file.

    Raises Unsupported for a known format without a loader, Refused for a format that must not be loaded
    and for an unknown one.
    """
    best = max(FEEDS, key=lambda feed: feed.likeness(export))
    unsupported = _unsupported(export)
    if unsupported and (not best.likeness(export) or unsupported["overrides"]):
        if unsupported["refuse"]:
            raise Refused(message(unsupported["refuse"]))
        raise Unsupported(unsupported["source"], unsupported["name"])
    if not best.likeness(export):
        raise Refused(message("unknown_format"))
    return best


def _unsupported(export: Export) -> dict[str, Any] | None:
    groups = [set(headers) for headers in export.sheets.values()] or [set(export.headers)]
    for candidate in _unsupported_formats():
        required = set(candidate["headers"])
        matches = set.__eq__ if candidate["exact"] else set.__le__
        if candidate["kind"] == export.kind and any(matches(required, headers) for headers in groups):
            return candidate
    return None


@functools.cache
def _unsupported_formats() -> list[dict[str, Any]]:
    formats = tomllib.loads(UNSUPPORTED.read_text(encoding="utf-8"))["formats"]
    return [{"refuse": "", "overrides": False, "exact": False, **entry} for entry in formats]
