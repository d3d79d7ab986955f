"""The sample city's opening hours register: hours of rooms that Varaamo has no time spans for, and of some
that it has, which then add nothing; the periods behind them, and whose resources they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from etl.sample.city import City, Space
from etl.sample.files import json_file
from etl.sample.period import Period
from etl.sample.registers import opening_hours, service_id

#: Number of spaces with Varaamo's time spans that the register repeats.
IN_BOTH = 3


def write(folder: Path, city: City, period: Period, _: np.random.Generator) -> list[Path]:
    """Write opening hours, periods and resources; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    known = [space for space in city.spaces if space.resource is not None]
    rooms = [s for s in known if not s.has_time_spans] + [s for s in known if s.has_time_spans][:IN_BOTH]
    return [
        _paged(folder / "hauki_opening_hours.json", [_hours(room, period) for room in rooms]),
        json_file(folder / "hauki_date_periods.json", [_period(room, period) for room in rooms]),
        _paged(folder / "hauki_resources.json", [_resource(room) for room in rooms]),
    ]


def _hours(room: Space, period: Period) -> dict[str, Any]:
    first, last = opening_hours(room.unit.kind, period)
    days = zip(period.days, first.tolist(), last.tolist(), period.open_share().tolist(), strict=True)
    return {
        "resource": {
            "id": room.resource,
            "name": {"fi": room.name_fi, "sv": room.name_sv, "en": room.name_en},
            "timezone": "Europe/Helsinki",
            "origins": [
                {
                    "data_source": {"id": "tvp", "name": {"fi": "Tilavarauspalvelu", "sv": None, "en": None}},
                    "origin_id": f"00000000-0000-4000-b000-{room.id:012d}",
                }
            ],
        },
        "opening_hours": [
            {"date": day.isoformat(), "times": _times(room, opens, closes, is_open)}
            for day, opens, closes, is_open in days
            # On a day without hours the register is silent; the great holidays it names.
            if closes > opens or not is_open
        ],
    }


def _times(room: Space, opens: int, closes: int, is_open: bool) -> list[dict[str, Any]]:
    if not is_open:
        return [_span(room, None, None, "closed")]
    before = _span(room, f"{opens - 1:02d}:00:00", f"{opens:02d}:00:00", "self_service")
    return [_span(room, f"{opens:02d}:00:00", f"{closes:02d}:00:00", "with_reservation"), before]


def _span(room: Space, start: str | None, end: str | None, state: str) -> dict[str, Any]:
    return {
        "name": "",
        "description": "",
        "start_time": start,
        "end_time": end,
        "end_time_on_next_day": False,
        "resource_state": state,
        "full_day": start is None,
        "periods": [room.id],
    }


def _period(room: Space, period: Period) -> dict[str, Any]:
    nothing = {"fi": None, "sv": None, "en": None}
    written = dt.datetime.combine(period.begin, dt.time(9, 14, 12, 834385)).isoformat() + "+02:00"
    return {
        "id": room.id,
        "resource": room.resource,
        "name": {"fi": "Normaali", "sv": None, "en": None},
        "description": nothing,
        "start_date": period.begin.isoformat(),
        "end_date": None,
        "resource_state": "undefined",
        "override": False,
        "order": 0,
        "origins": [],
        "created": written,
        "modified": written,
        "time_span_groups": [],
    }


def _resource(room: Space) -> dict[str, Any]:
    return {
        "id": room.resource,
        "name": {"fi": room.name_fi, "sv": room.name_sv, "en": room.name_en},
        "description": {"fi": None, "sv": None, "en": None},
        "address": {"fi": None, "sv": None, "en": None},
        "resource_type": "reservable",
        "children": [],
        "parents": [int(room.unit.id)],
        "organization": f"tprek:{service_id(room.unit.kind.name_fi)}",
        "origins": [],
        "last_modified_by": None,
        "extra_data": {},
        "is_public": True,
        "timezone": "Europe/Helsinki",
    }


def _paged(path: Path, results: list[dict[str, Any]]) -> Path:
    return json_file(path, {"count": len(results), "next": None, "previous": None, "results": results})
