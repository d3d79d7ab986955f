"""Linked Events: the data-analytics API (Knox token), and the open list of places with their districts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from etl.fetch.configuration import Configuration
from etl.fetch.endpoint import Endpoint, Query, Source, always_everything, data_page, numbered


def _modified(_: Configuration, since: dt.date | None) -> Query:
    return {"last_modified_gte": since.isoformat()} if since else {}


def _analytics(name: str, dates: Callable[[Configuration, dt.date | None], Query] = _modified) -> Endpoint:
    return Endpoint(name, f"/data-analytics/{name}/", numbered, dates, data_page, "data")


SOURCE = Source(
    "linked_events",
    (
        _analytics("event"),
        # Always complete: only the registration lists its sign-ups, and a sign-up may not change its date.
        _analytics("registration", always_everything),
        *(_analytics(name) for name in ("signup", "place", "organization")),
        # The places of the analytics API have only the numbers of areas; this list names the districts.
        Endpoint("places", "/v1/place/", numbered, always_everything, data_page, "data", is_open=True),
    ),
    scheme="Token",
)
