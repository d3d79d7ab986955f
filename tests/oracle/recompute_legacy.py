"""The former booking system and opening hours by the day for the recomputation."""

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
    """Space of Respa → the space of Varaamo that it is; the home's own table wins over the shipped one."""
    own = home / "reference" / "space_mapping.csv" if home else None
    path = own if own and own.is_file() else REFERENCE / "space_mapping.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["respa_space"]: row["space"] for row in csv.DictReader(file)}


def resources(exports: Exports) -> dict[str, Row]:
    """Return the latest version of each resource of the API."""
    return latest(exports.rows["respa_resource"], lambda _: 0)


def _known_as(exports: Exports) -> dict[str, set[tuple[str, str]]]:
    """Resource → the names of its unit and its own, of any age and in any language."""
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
    known, mapped = _known_as(exports), mapping(home)
    by_id: dict[str, Booking] = {}
    in_api: set[Wall] = set()
    for order, row in exports.rows["respa_reservation"]:
        if (one := _of_api(order, row)) is not None:
            by_id[str(row["id"])] = one
            in_api |= {_wall(names, one) for names in known[str(row["resource"])]}
    sheet: dict[Wall, Booking] = {}
    for order, row in exports.rows["respa_workbook"]:
        names = str(row["unit"]).strip(), str(row["resource"]).strip()
        # Of several resources of the same names the first by its id.
        spaces = sorted(f"respa:{resource}" for resource, pairs in known.items() if names in pairs)
        one = _of_workbook(order, row, spaces[0] if spaces else f"respa:{'/'.join(names)}")
        if one is not None and _wall(names, one) not in in_api:
            sheet[_wall((one.space, ""), one)] = one
    return [
        Booking(**{**vars(one), "space": mapped.get(one.space, one.space)})
        for one in [*by_id.values(), *sheet.values()]
    ]


def _wall(names: tuple[str, str], one: Booking) -> Wall:
    """Return space, start and end as a workbook has them: wall clock times only."""
    return *names, local(one.begin).replace(tzinfo=None), local(one.end).replace(tzinfo=None)


def _of_api(order: int, row: Row) -> Booking | None:
    try:
        begin, end = instant(row["begin"]), instant(row["end"], end=True)
        state, persons = STATES[row["state"]], number(row.get("number_of_participants"))
        closure = {"normal": False, "blocked": True}[row["type"]]
    except (ValueError, KeyError):
        return None
    own = bool(row["staff_event"])
    return _booking(order, f"respa:{row['resource']}", (begin, end), state, persons, own, None, closure)


def _of_workbook(order: int, row: Row, space: str) -> Booking | None:
    begin, end, created = (row[side] for side in ("begin", "end", "created"))
    if not isinstance(begin, dt.datetime) or not isinstance(end, dt.datetime):
        return None
    span = instant(begin.isoformat()), instant(end.isoformat(), end=True)
    made = instant(created.isoformat()) if isinstance(created, dt.datetime) else None
    persons, own = number(row["persons"]), row["staff"] is True
    return _booking(order, space, span, "CONFIRMED", persons, own, made)


def _booking(
    order: int,
    space: str,
    span: tuple[int | None, int | None],
    state: str,
    persons: float | None,
    own: bool,
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
        kind="closure" if closure else "own" if own else "customer",
        booker_type="city" if own and not closure else UNKNOWN,
        booker="",
        persons=persons,
        saved=0,
        created=created,
        source="respa",
    )


def legacy_spans(exports: Exports, home: Path | None) -> dict[str, list[Interval]]:
    """Space → its opening hours in the API; the later export counts for every day that it names."""
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
    """Resource → its bookable time by the daily list; absent days are unknown, hence without time."""
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
    """Whether a span only repeats the end of one that starts on the day before."""
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
    """Resource of Hauki → id of the department that owns it."""
    results: dict[str, Any] = {
        str(row["id"]): row["organization"] for _, row in exports.rows["hauki_resource"]
    }
    return {resource: str(owner or "").removeprefix("tprek:") for resource, owner in results.items()}
