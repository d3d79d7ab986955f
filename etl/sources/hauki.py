"""Hauki: opening hours by day, the periods behind them, and the owners of resources (see formats G).

Hours are written in the resource's own local time, day by day. Days that are not listed are unknown.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import orjson

from data.city_profile.in_use import current_city
from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import identifier
from etl.sources.base import Feed, Raw, add_rows
from etl.sources.readers.json import json_paths, read_json

STATES = frozenset(
    (
        *("open", "closed", "undefined", "self_service", "with_key", "with_reservation"),
        *("open_and_reservable", "with_key_and_reservation", "enter_only", "exit_only"),
        *("weather_permitting", "not_in_use", "maintenance", "reserved", "by_appointment"),
        "no_opening_hours",
    )
)
_MIDNIGHT = dt.time()
_DAY = dt.timedelta(days=1)


class _Unusable(ValueError):
    """A span that cannot be read; the message has day, times and state."""


def _opening_hours(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    try:
        content = orjson.loads(export.path.read_bytes())
    except orjson.JSONDecodeError:
        raise Refused(message("json_broken")) from None
    records = content[export.container] if export.container else content
    rows = [_row(record) for record in records]
    names = ("resource.id", "resource.name.fi", "opening_hours")
    add_rows(connection, "hauki_days", dict(zip(names, zip(*rows, strict=True), strict=True)))
    return Raw("hauki_days", {name: identifier(name) for name in names})


def _row(record: Any) -> tuple[str | None, str | None, str]:
    """Return resource id, Finnish name and hours as a JSON list; or, for hours, an unreadable span."""
    resource = _dict(_dict(record).get("resource"))
    name = _dict(resource.get("name")).get("fi")
    number = resource.get("id")
    try:
        day_spans = spans(_dict(record).get("opening_hours"), resource.get("timezone"))
        hours = orjson.dumps(list(day_spans)).decode()
    except (_Unusable, OverflowError) as error:
        hours = str(error)
    return None if number is None else str(number), name if isinstance(name, str) else None, hours


def spans(days: Any, timezone: Any = None) -> Iterator[dict[str, str | None]]:
    """Yield the spans of a resource's days: date, start and end (ISO, UTC) and state.

    A day without spans yields only its date. Raises _Unusable for a span that cannot be read.
    """
    if not isinstance(days, list) or not all(isinstance(day, dict) for day in days):
        raise _Unusable(_span_text("", {}))
    try:
        zone = ZoneInfo(str(timezone or current_city().time_zone))
    except (ValueError, OSError, KeyError):
        raise _Unusable(_span_text("", {})) from None
    tails: set[tuple[dt.date, str, str]] = set()
    for date, time in _times(days):
        if _is_true(time, "end_time_on_next_day") and not _is_true(time, "full_day"):
            tails.add((date + _DAY, str(time.get("end_time")), str(time.get("resource_state"))))
    for day in days:
        if not day.get("times"):
            yield {"date": _date(day).isoformat(), "begin": None, "end": None, "state": "undefined"}
    for date, time in _times(days):
        # The API repeats a span past midnight on the day on which it ends.
        tail = (date, str(time.get("end_time")), str(time.get("resource_state")))
        start = time.get("start_time")
        if tail in tails and start is not None and _clock(date, time, "start_time") == _MIDNIGHT:
            continue
        begin, end = _instants(date, time, zone)
        state = time.get("resource_state")
        if begin >= end or state not in STATES:
            raise _Unusable(_span_text(date.isoformat(), time))
        yield {"date": date.isoformat(), "begin": begin.isoformat(), "end": end.isoformat(), "state": state}


def _times(days: list[dict[str, Any]]) -> Iterator[tuple[dt.date, dict[str, Any]]]:
    for day in days:
        date, times = _date(day), day.get("times")
        if not isinstance(times or [], list):
            raise _Unusable(_span_text(date.isoformat(), {}))
        for time in times or []:
            if not isinstance(time, dict):
                raise _Unusable(_span_text(date.isoformat(), {}))
            yield date, time


def _instants(date: dt.date, time: dict[str, Any], zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Return start and end in UTC. A whole day has 23 or 25 hours when clocks change."""
    whole = _is_true(time, "full_day")
    if whole or time.get("start_time") is None:
        begin = dt.datetime.combine(date, _MIDNIGHT, zone)
    else:
        begin = dt.datetime.combine(date, _clock(date, time, "start_time"), zone)
    if whole or time.get("end_time") is None:
        end = dt.datetime.combine(date + _DAY, _MIDNIGHT, zone)
    else:
        last = date + _DAY if _is_true(time, "end_time_on_next_day") else date
        end = dt.datetime.combine(last, _clock(date, time, "end_time"), zone)
    # In the hour that occurs twice, a start means the first run and an end the last.
    return _utc(begin, 0), max(_utc(end, fold) for fold in (0, 1))


# The spaces of a city open at the same few times, so the cache is hit often.
@functools.lru_cache(maxsize=1 << 16)
def _utc(moment: dt.datetime, fold: int) -> dt.datetime:
    return moment.replace(fold=fold).astimezone(dt.UTC)


def _date(day: dict[str, Any]) -> dt.date:
    try:
        return dt.date.fromisoformat(str(day.get("date")))
    except ValueError:
        raise _Unusable(_span_text(str(day.get("date")), {})) from None


def _clock(date: dt.date, time: dict[str, Any], key: str) -> dt.time:
    try:
        return dt.time.fromisoformat(str(time[key])).replace(tzinfo=None)
    except ValueError:
        raise _Unusable(_span_text(date.isoformat(), time)) from None


def _span_text(date: str, time: dict[str, Any]) -> str:
    """Return the span as text for the message of a rejected row (etl/landing/statement.py)."""
    begin, end, state = (time.get(key) or "" for key in ("start_time", "end_time", "resource_state"))
    return f"{date} {begin}–{end} {state}"


def _is_true(time: dict[str, Any], key: str) -> bool:
    return time.get(key) is True


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _periods(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("opening_periods", "hauki"))


def _resources(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    return read_json(connection, export, json_paths("opening_resources", "hauki"))


_HOURS = frozenset(("resource", "opening_hours"))
_PERIODS = frozenset(("resource_state", "time_span_groups", "override", "start_date", "end_date"))
_RESOURCES = frozenset(
    ("resource_type", "organization", "origins", "children", "parents", "extra_data", "timezone")
)

FEEDS = (
    Feed(
        source="hauki",
        name="opening_hours",
        table="opening_hours",
        kind="json",
        signature=_HOURS,
        minimum=2,
        read=_opening_hours,
        page_size=100,
    ),
    Feed(
        source="hauki",
        name="date_periods",
        table="opening_periods",
        kind="json",
        signature=_PERIODS,
        minimum=3,
        read=_periods,
        page_size=100,
    ),
    Feed(
        source="hauki",
        name="resources",
        table="opening_resources",
        kind="json",
        signature=_RESOURCES,
        minimum=4,
        read=_resources,
        page_size=100,
    ),
)
