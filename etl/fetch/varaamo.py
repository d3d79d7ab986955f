"""Varaamo's report API: windows of at most 100 records, the count in a header, a bare token.

The names are those of the formats (A2, B2, C in data/columns): what is fetched is what an admin exports.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from data.settings import TIME_ZONE
from etl.fetch.configuration import Configuration
from etl.fetch.endpoint import Endpoint, Query, Source, window_page, windowed


def _midnight(since: dt.date | None) -> str | None:
    if since is None:
        return None
    return dt.datetime.combine(since, dt.time(), ZoneInfo(TIME_ZONE)).isoformat()


def _updated_after(_: Configuration, since: dt.date | None) -> Query:
    moment = _midnight(since)
    return {"updated_after": moment} if moment else {}


def _ending_after(_: Configuration, since: dt.date | None) -> Query:
    # Spans have no date of change, but those that are past are kept as they were.
    moment = _midnight(since)
    return {"after": moment} if moment else {}


SOURCE = Source(
    "varaamo",
    (
        Endpoint(
            *("reservation_statistics", "/v1/reports/reservation-statistics/", windowed, _updated_after),
            *(window_page, None),
        ),
        Endpoint(
            *("reservation_units", "/v1/reports/reservation-units/", windowed, _updated_after),
            *(window_page, None),
        ),
        Endpoint(
            *("reservable_time_spans", "/v1/reports/reservable-time-spans/", windowed, _ending_after),
            *(window_page, None),
        ),
    ),
)
