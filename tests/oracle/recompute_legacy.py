"""The former booking system and daily opening hours, for the recomputation."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.recompute_areas import REFERENCE
from tests.oracle.recompute_bookings import Booking
from tests.oracle.recompute_reading import Exports, latest
from tests.oracle.recompute_time import UNKNOWN, Interval, Row, instant, local, number, union, without

STATES = {
    **{"confirmed": "CONFIRMED", "cancelled": "CANCELLED", "denied": "DENIED"},
    **{"requested": "REQUIRES_HANDLING", "created": "CREATED", "waiting_for_payment": "WAITING_FOR_PAYMENT"},
}
Wall = tuple[str, str, dt.datetime, dt.datetime]
BOOKABLE = {"with_reservation", "open_and_reservable", "with_key_and_reservation"}
SHUT = {"closed", "maintenance", "not_in_use", "undefined"}


def mapping(home: Path | None) -> dict[str, str]:
    """Return the Varaamo space of each mapped Respa space; the home's table replaces the shipped one."""
    of_home = home / "reference" / "space_mapping.csv" if home else None
    path = of_home if of_home and of_home.is_file() else REFERENCE / "space_mapping.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["respa_space"]: row["space"] for row in csv.DictReader(file)}


def resources(exports: Exports) -> dict[str, Row]:
    """Return the latest version of each resource of the API."""
    return latest(exports.rows["respa_resource"], lambda _: 0)


def _names_of_resources(exports: Exports) -> dict[str, set[tuple[str, str]]]:
    """Return the pairs of unit name and name of each resource, from all versions and in all languages."""
    units: dict[str, set[str]] = defaultdict(set)
    for _, row in exports.rows["respa_unit"]:
        units[str(row["id"])] |= _names(row)
    results: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, row in exports.rows["respa_resource"]:
        results[str(row["id"])] |= {(unit, name) for unit in units[str(row["unit"])] for name in _names(row)}
    return results


def _names(row: Row) -> set[str]:
    return {str(name).strip() for name in (row.get("name") or {}).values() if name}


def legacy_bookings(exports: Exports, home: Path | None) -> list[Booking]:
    """Return the API's reservations, and the rows of workbooks that the API does not have."""
    known, mapped = _names_of_resources(exports), mapping(home)
    by_id: dict[str, Booking] = {}
    in_api: set[Wall] = set()
    for order, row in exports.rows["respa_reservation"]:
        if (booking := _of_api(order, row)) is not None:
            by_id[str(row["id"])] = booking
            in_api |= {_wall(names, booking) for names in known[str(row["resource"])]}
    in_workbook: dict[Wall, Booking] = {}
    for order, row in exports.rows["respa_workbook"]:
        names = str(row["unit"]).strip(), str(row["resource"]).strip()
        # Of several resources with the same names, the first by id.
        spaces = sorted(f"respa:{resource}" for resource, pairs in known.items() if names in pairs)
        booking = _of_workbook(order, row, spaces[0] if spaces else f"respa:{'/'.join(names)}")
        if booking is not None and _wall(names, booking) not in in_api:
            in_workbook[_wall((booking.space, ""), booking)] = booking
    return [
        Booking(**{**vars(booking), "space": mapped.get(booking.space, booking.space)})
        for booking in [*by_id.values(), *in_workbook.values()]
    ]


def _wall(names: tuple[str, str], booking: Booking) -> Wall:
    """Return space, start and end as a workbook has them: wall clock times only."""
    return *names, local(booking.begin).replace(tzinfo=None), local(booking.end).replace(tzinfo=None)


def _of_api(order: int, row: Row) -> Booking | None:
    try:
        begin, end = instant(row["begin"]), instant(row["end"], end=True)
        state, persons = STATES[row["state"]], number(row.get("number_of_participants"))
        closure = {"normal": False, "blocked": True}[row["type"]]
    except (ValueError, KeyError):
        return None
    is_staff = bool(row["staff_event"])
    return _booking(order, f"respa:{row['resource']}", (begin, end), state, persons, is_staff, None, closure)


def _of_workbook(order: int, row: Row, space: str) -> Booking | None:
    begin, end, created = (row[side] for side in ("begin", "end", "created"))
    if not isinstance(begin, dt.datetime) or not isinstance(end, dt.datetime):
        return None
    span = instant(begin.isoformat()), instant(end.isoformat(), end=True)
    created_at = instant(created.isoformat()) if isinstance(created, dt.datetime) else None
    persons, is_staff = number(row["persons"]), row["staff"] is True
    return _booking(order, space, span, "CONFIRMED", persons, is_staff, created_at)


def _booking(
    order: int,
    space: str,
    span: tuple[int | None, int | None],
    state: str,
    persons: float | None,
    is_staff: bool,
    created: int | None,
    closure: bool = False,
) -> Booking | None:
    begin, end = span
    if begin is None or end is None or begin >= end or (persons or 0) < 0:
        return None
    return Booking(
        keys=frozenset(),
        version=(0, order),
        space=space,
        begin=begin,
        end=end,
        state=state,
        kind="closure" if closure else "own" if is_staff else "customer",
        booker_type="city" if is_staff and not closure else UNKNOWN,
        booker="",
        persons=persons,
        saved=0,
        created=created,
        source="respa",
    )


def legacy_spans(exports: Exports, home: Path | None) -> dict[str, list[Interval]]:
    """Return the opening hours of each space in the API; the later export counts for every day it lists."""
    days: dict[tuple[str, str], list[Interval]] = {}
    for _, row in exports.rows["respa_resource"]:
        by_date: dict[str, list[Interval]] = defaultdict(list)
        for day in row["opening_hours"] or []:
            begin, end = instant(day.get("opens")), instant(day.get("closes"), end=True)
            by_date[day["date"]] += [(begin, end)] if begin is not None and end is not None else []
        days |= {(str(row["id"]), date): hours for date, hours in by_date.items()}
    spans: dict[str, list[Interval]] = defaultdict(list)
    mapped = mapping(home)
    for (resource, _), hours in days.items():
        spans[mapped.get(f"respa:{resource}", f"respa:{resource}")] += hours
    return {space: union(pieces) for space, pieces in spans.items()}


# --- Hauki --------------------------------------------------------------------------------------


def hauki_spans(exports: Exports) -> dict[str, list[Interval]]:
    """Return the bookable time of each resource in the daily lists; missing days have none."""
    days: dict[tuple[str, str], list[tuple[bool, Interval]]] = {}
    for _, rows in exports.hauki:
        for row in rows:
            resource, zone = (
                str(row["resource"]["id"]),
                ZoneInfo(row["resource"]["timezone"] or "Europe/Helsinki"),
            )
            of_day = {day["date"]: day["times"] for day in row["opening_hours"]}
            for date, times in of_day.items():
                before = of_day.get(str(dt.date.fromisoformat(date) - dt.timedelta(days=1)), [])
                own_times = [time for time in times if not _is_tail(time, before)]
                days[resource, date] = list(_spans_of_day(dt.date.fromisoformat(date), own_times, zone))
    spans: dict[str, list[tuple[bool, Interval]]] = defaultdict(list)
    for (resource, _), pieces in days.items():
        spans[resource] += pieces
    return {
        resource: without(
            union(span for bookable, span in pieces if bookable),
            union(span for bookable, span in pieces if not bookable),
        )
        for resource, pieces in spans.items()
    }


def _is_tail(time: Row, before: list[Row]) -> bool:
    """Return whether a span only repeats the end of one that started on the day before."""
    return time["start_time"] == "00:00:00" and any(
        other["end_time_on_next_day"]
        and other["end_time"] == time["end_time"]
        and other["resource_state"] == time["resource_state"]
        for other in before
    )


def _spans_of_day(day: dt.date, times: list[Row], zone: ZoneInfo) -> Iterator[tuple[bool, Interval]]:
    for time in times:
        state, tomorrow = time["resource_state"], day + dt.timedelta(days=1)
        if state not in BOOKABLE | SHUT:
            continue
        begin = _clock(day, time["start_time"] or "00:00:00", zone)
        if time["end_time"] is None:
            end = _clock(tomorrow, "00:00:00", zone)
        else:
            end = _clock(tomorrow if time["end_time_on_next_day"] else day, time["end_time"], zone, end=True)
        if begin < end:
            yield state in BOOKABLE, (begin, end)


def _clock(day: dt.date, time: str, zone: ZoneInfo, end: bool = False) -> int:
    moment = dt.datetime.combine(day, dt.time.fromisoformat(time))
    first, second = (moment.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    return int(max(first, second) if end else first)


def owners(exports: Exports) -> dict[str, str]:
    """Return the id of the department that owns each Hauki resource."""
    results: dict[str, Any] = {
        str(row["id"]): row["organization"] for _, row in exports.rows["hauki_resource"]
    }
    return {resource: str(owner or "").removeprefix("tprek:") for resource, owner in results.items()}
