"""Hauki: the opening hours of bookable spaces by day, and the resources with their owners."""

from __future__ import annotations

import datetime as dt

from data.city_profile.in_use import city_zone
from etl.fetch.configuration import Configuration
from etl.fetch.endpoint import Query, Source, always_everything, open_list


def _days(configuration: Configuration, since: dt.date | None) -> Query:
    today = dt.datetime.now(city_zone()).date()
    first = since or today - dt.timedelta(days=configuration.values["days_back"])
    last = today + dt.timedelta(days=configuration.values["days_ahead"])
    return {"start_date": first.isoformat(), "end_date": last.isoformat()}


SOURCE = Source(
    "hauki",
    (
        open_list("opening_hours", "/v1/opening_hours/", _days),
        open_list("resource", "/v1/resource/", always_everything),
    ),
)
