"""Linked Events: the data-analytics API (Knox token), and the open list of places with their divisions."""

from __future__ import annotations

import datetime as dt

from etl.fetch.configuration import Configuration
from etl.fetch.endpoint import Endpoint, Query, Source, always_everything, data_page, numbered


def _modified(_: Configuration, since: dt.date | None) -> Query:
    return {"last_modified_gte": since.isoformat()} if since else {}


def _analytics(name: str) -> Endpoint:
    return Endpoint(name, f"/data-analytics/{name}/", numbered, _modified, data_page, "data")


SOURCE = Source(
    "linked_events",
    (
        *(_analytics(name) for name in ("event", "registration", "signup", "place", "organization")),
        # The analytics' places name their divisions by number alone; this list says which district it is.
        Endpoint("places", "/v1/place/", numbered, always_everything, data_page, "data"),
    ),
    scheme="Token",
    needs_token=True,
)
