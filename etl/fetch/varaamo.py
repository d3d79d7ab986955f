"""Varaamo's report API: windows of at most 100 records, the count in a header, a bare token.

The records have the same fields as an administrator's exports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from data.city_profile.in_use import city_zone
from etl.fetch.configuration import Configuration
from etl.fetch.endpoint import Endpoint, Query, Source, window_page, windowed


def _midnight(day: dt.date) -> str:
    return dt.datetime.combine(day, dt.time(), city_zone()).isoformat()


def _updated_after(_: Configuration, since: dt.date | None) -> Query:
    return {"updated_after": _midnight(since)} if since else {}


def _ending_after(_: Configuration, since: dt.date | None) -> Query:
    # Spans have no date of change; past ones do not change.
    return {"after": _midnight(since)} if since else {}


def _report(name: str, dates: Callable[[Configuration, dt.date | None], Query]) -> Endpoint:
    path = f"/v1/reports/{name.replace('_', '-')}/"
    return Endpoint(name, path, first=windowed, dates=dates, page=window_page, container=None)


SOURCE = Source(
    "varaamo",
    (
        _report("reservation_statistics", _updated_after),
        _report("reservation_units", _updated_after),
        _report("reservable_time_spans", _ending_after),
    ),
)
