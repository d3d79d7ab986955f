"""Describe the lists of an API: path, paging, and the shape of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from data.text.messages import message
from etl.fetch.client import Answer
from etl.fetch.configuration import Configuration, FetchFailed

Query = dict[str, str]
Record = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """The records of a page, the total number (None: unknown), and the query of the next page."""

    records: list[Record]
    count: int | None
    following: Query | None


@dataclass(frozen=True)
class Endpoint:
    """A list of an API.

    ``dates`` returns the query for changes since a day (None: for everything); ``page`` reads a response;
    ``container`` is the JSON key of the list in a file export (None: the file is the list); ``is_open``
    lists need no token.
    """

    name: str
    path: str
    first: Callable[[Configuration], Query]
    dates: Callable[[Configuration, dt.date | None], Query]
    page: Callable[[Answer, Query], Page]
    container: str | None
    is_open: bool = False

    def first_query(self, configuration: Configuration, since: dt.date | None) -> Query:
        """Return the query of the first page."""
        return {
            **configuration.query(self.name),
            **self.dates(configuration, since),
            **self.first(configuration),
        }


def always_everything(_: Configuration, __: dt.date | None) -> Query:
    """Return no dates: for lists that cannot be filtered by changes."""
    return {}


def numbered(configuration: Configuration) -> Query:
    """Return the first query of an API that numbers its pages."""
    return {"page_size": str(configuration.values["page_size"])}


def results_page(answer: Answer, _: Query) -> Page:
    """Read ``{count, next, previous, results}``."""
    return _enveloped(answer.value, answer.value, "results")


def data_page(answer: Answer, _: Query) -> Page:
    """Read ``{meta: {count, next, previous}, data}``."""
    meta = answer.value.get("meta") if isinstance(answer.value, dict) else None
    return _enveloped(answer.value, meta, "data")


def _enveloped(value: Any, meta: Any, container: str) -> Page:
    if not isinstance(value, dict) or not isinstance(meta, dict):
        raise FetchFailed(message("fetch_shape"))
    count, following = meta.get("count"), meta.get("next")
    # Only the query of the next address is used, so that the token goes to the configured host alone.
    query = dict(parse_qsl(urlsplit(following).query)) if isinstance(following, str) and following else None
    return Page(records_of(value.get(container)), count if isinstance(count, int) else None, query)


def open_list(name: str, path: str, dates: Callable[[Configuration, dt.date | None], Query]) -> Endpoint:
    """Return a list with numbered pages of ``results`` that needs no token."""
    return Endpoint(name, path, numbered, dates, results_page, "results", is_open=True)


def windowed(configuration: Configuration) -> Query:
    """Return the first window of Varaamo's report API."""
    return {"start": "0", "stop": str(configuration.values["page_size"])}


def window_page(answer: Answer, query: Query) -> Page:
    """Read a bare list, with the count in a header; the next window starts where the records end."""
    records = records_of(answer.value)
    header = answer.headers.get("Varaamo-Pagination-Total-Count", "")
    count = int(header) if header.isdigit() else None
    start, stop = int(query["start"]), int(query["stop"])
    end = start + len(records)
    has_more = end < count if count is not None else end == stop
    following = {**query, "start": str(end), "stop": str(end + stop - start)}
    return Page(records, count, following if has_more and records else None)


def records_of(value: Any) -> list[Record]:
    """Return ``value`` as a list of objects. Raises FetchFailed if it is not one."""
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        raise FetchFailed(message("fetch_shape"))
    return value


def envelope(container: str | None, count: int) -> tuple[str, str]:
    """Return the text before and after the records in a file export."""
    meta = f'"count": {count}, "next": null, "previous": null'
    if container is None:
        return "[", "]"
    if container == "data":
        return f'{{"meta": {{{meta}}}, "data": [', "]}"
    return f'{{{meta}, "{container}": [', "]}"


@dataclass(frozen=True)
class Source:
    """An API: its lists, and what precedes the token in the header (``Token …``)."""

    name: str
    endpoints: tuple[Endpoint, ...]
    scheme: str = ""
