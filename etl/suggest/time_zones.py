"""Find the time zone that a file names: at the end of its times, or in a column of its own."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection, Mapping

from data.city_profile.in_use import current_city
from etl.custom.written_times import zone_offsets

#: Zones whose times have the names that exports use; of zones that share them, the one with most people.
_ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London"),
    *("Europe/Berlin", "Europe/Helsinki", "Europe/Lisbon", "Europe/Moscow", "Asia/Tokyo", "Asia/Kolkata"),
    *("Australia/Sydney", "UTC"),
)
_AT_END = re.compile(r"(.*\d(?: ?[AaPp][Mm])?) ?[(]?([A-Z]{3,5}|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+)+)[)]?")


def zone_at_end(text: str) -> tuple[str, str] | None:
    """Return a time without the name of a zone at its end, and that name; None if it has none."""
    match = _AT_END.fullmatch(text)
    return (match[1], match[2]) if match and (match[2] in _names() or is_zone(match[2])) else None


def is_zone(text: str) -> bool:
    """Return whether a text is the name of a time zone, such as ``Europe/Helsinki``."""
    return "/" in text and text in zoneinfo.available_timezones()


def zone_of(names: Collection[str]) -> tuple[str, bool]:
    """Return the time zone that has all the names, '' if none has, and whether other zones may have them too.

    The city's own zone goes first: of two zones that share the names the export is more likely from there.
    """
    for zone in (current_city().time_zone, *(name for name in names if is_zone(name)), *_ZONES):
        if {*names} <= {zone, *zone_offsets(zone)}:
            return zone, zone != current_city().time_zone and zone not in names
    return "", True


def _names() -> Mapping[str, str]:
    zones = (current_city().time_zone, *_ZONES)
    return {name: offset for zone in zones for name, offset in zone_offsets(zone).items()}
