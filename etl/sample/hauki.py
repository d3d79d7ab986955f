"""Write the sample city's register of opening hours: hours, the periods behind them, and the resources.

It has the spaces without time spans in Varaamo, and a few with time spans, whose hours must add nothing.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from data.city_profile.in_use import current_city
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
    spaces = [s for s in known if not s.has_time_spans] + [s for s in known if s.has_time_spans][:IN_BOTH]
    return [
        _paged(folder / "hauki_opening_hours.json", [_hours(space, period) for space in spaces]),
        json_file(folder / "hauki_date_periods.json", [_period(space, period) for space in spaces]),
        _paged(folder / "hauki_resources.json", [_resource(space) for space in spaces]),
    ]


def _hours(space: Space, period: Period) -> dict[str, Any]:
    first, last = opening_hours(space.unit.kind, period)
    days = zip(period.days, first.tolist(), last.tolist(), period.open_share().tolist(), strict=True)
    return {
        "resource": {
            "id": space.resource,
            "name": {"fi": space.name_fi, "sv": space.name_sv, "en": space.name_en},
            "timezone": current_city().time_zone,
            "origins": [
                {
                    "data_source": {"id": "tvp", "name": {"fi": "Tilavarauspalvelu", "sv": None, "en": None}},
                    "origin_id": f"00000000-0000-4000-b000-{space.id:012d}",
                }
            ],
        },
        "opening_hours": [
            {"date": day.isoformat(), "times": _times(space, opens, closes, is_open)}
            for day, opens, closes, is_open in days
            # The register leaves out days without hours, except public holidays.
            if closes > opens or not is_open
        ],
    }


def _times(space: Space, opens: int, closes: int, is_open: bool) -> list[dict[str, Any]]:
    if not is_open:
        return [_span(space, None, None, "closed")]
    before = _span(space, f"{opens - 1:02d}:00:00", f"{opens:02d}:00:00", "self_service")
    return [_span(space, f"{opens:02d}:00:00", f"{closes:02d}:00:00", "with_reservation"), before]


def _span(space: Space, start: str | None, end: str | None, state: str) -> dict[str, Any]:
    return {
        "name": "",
        "description": "",
        "start_time": start,
        "end_time": end,
        "end_time_on_next_day": False,
        "resource_state": state,
        "full_day": start is None,
        "periods": [space.id],
    }


def _period(space: Space, period: Period) -> dict[str, Any]:
    empty_texts = {"fi": None, "sv": None, "en": None}
    written = dt.datetime.combine(period.begin, dt.time(9, 14, 12, 834385)).isoformat() + "+02:00"
    return {
        "id": space.id,
        "resource": space.resource,
        "name": {"fi": "Normaali", "sv": None, "en": None},
        "description": empty_texts,
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


def _resource(space: Space) -> dict[str, Any]:
    return {
        "id": space.resource,
        "name": {"fi": space.name_fi, "sv": space.name_sv, "en": space.name_en},
        "description": {"fi": None, "sv": None, "en": None},
        "address": {"fi": None, "sv": None, "en": None},
        "resource_type": "reservable",
        "children": [],
        "parents": [int(space.unit.id)],
        "organization": f"tprek:{service_id(space.unit.kind.name_fi)}",
        "origins": [],
        "last_modified_by": None,
        "extra_data": {},
        "is_public": True,
        "timezone": current_city().time_zone,
    }


def _paged(path: Path, results: list[dict[str, Any]]) -> Path:
    return json_file(path, {"count": len(results), "next": None, "previous": None, "results": results})
