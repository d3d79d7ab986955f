"""Spaces of a small city with idle hours, use and unmet demand, for the potential finder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.analyses.potential import Search
from data.filters import Filters
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

OCTOBER = Filters.of("2026-10", "2026-10")
HELSINKI = ZoneInfo("Europe/Helsinki")
EVENINGS = Search(weekdays=(1, 2, 3, 4, 5), from_hour=16, to_hour=20)
#: space → (district, department, unit, capacity)
PLACES = {
    "hall": ("701", "KUVA", "u1", 80),
    "room": ("701", "KASKO", "u2", 12),
    "attic": ("702", "KUVA", "u3", None),
}


def hour(space: str, date: str, at: int, occupied: int = 0, others: int = 0) -> dict[str, Any]:
    """An hour of bookable time, ``occupied`` minutes of it in use."""
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": date, "hour": at, "space": space, "unit": unit, "source": "varaamo"},
        **{"district": district, "major_district": district[0], "department": department},
        **{"bookable_minutes": 60, "occupied_minutes": occupied, "occupied_by_others_minutes": others},
    }


def denied(space: str, begin: str, minutes: int, **more: Any) -> dict[str, Any]:
    """A denied booking that starts at a local time."""
    local = dt.datetime.fromisoformat(begin).replace(tzinfo=HELSINKI)
    start = local.astimezone(dt.UTC).replace(tzinfo=None)
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": begin[:10], "hour": local.hour, "space": space, "unit": unit, "state": "denied"},
        **{"district": district, "major_district": district[0], "department": department},
        **{"kind": "customer", "begin_utc": start, "end_utc": start + dt.timedelta(minutes=minutes)},
        **{"booked_minutes": minutes, **more},
    }


def booked(space: str, date: str, at: int, minutes: int, booker_type: str) -> dict[str, Any]:
    district, department, unit, _ = PLACES[space]
    return {
        **{"date": date, "hour": at, "space": space, "unit": unit, "booker_type": booker_type},
        **{"district": district, "major_district": district[0], "department": department},
        "booked_minutes": minutes,
    }


def spaces(*more: dict[str, Any]) -> list[dict[str, Any]]:
    registered = [
        {
            **{"space": space, "unit": unit, "district": district, "major_district": district[0]},
            **{"department": department, "capacity": capacity, "is_registered": True},
        }
        for space, (district, department, unit, capacity) in PLACES.items()
    ]
    return [*registered, *more]


def publish_city(home: Path) -> Build:
    """Publish spaces with idle, booked and denied hours on Monday 5 and Saturday 10 October 2026.

    Two days on two weekdays are one week.
    """
    hours = [
        hour("hall", "2026-10-05", 15, 60, 60),
        hour("hall", "2026-10-05", 16),
        hour("hall", "2026-10-05", 17, 30, 30),
        hour("room", "2026-10-05", 17),
        hour("attic", "2026-10-05", 17, 60, 60),
        hour("hall", "2026-10-10", 17),
    ]
    refused = [
        denied("attic", "2026-10-05 16:30", 60),
        denied("attic", "2026-10-05 19:30", 60),
        denied("hall", "2026-10-10 17:00", 60),
        denied("hall", "2026-10-05 17:00", 60, kind="closure"),
        denied("hall", "2026-10-05 17:00", 60, state="cancelled"),
    ]
    use = [
        booked("hall", "2026-10-05", 15, 60, "association"),
        booked("hall", "2026-10-05", 17, 30, "resident"),
        booked("attic", "2026-10-05", 17, 60, "resident"),
        booked("room", "2026-10-05", 10, 30, "city"),
    ]
    residents = [{"month": "2026-10-01", "district": "701", "major_district": "7", "residents": 12_000}]
    closed = {"space": "cellar", "district": "702", "department": "KUVA", "is_registered": True}
    return publish(
        home,
        {
            **{"space_hour": hours, "booking": refused, "booking_hour": use, "resident_month": residents},
            "space": spaces(closed),
        },
    )
