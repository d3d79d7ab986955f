"""Bookings and bookable spans of Varaamo for the recomputation: which versions count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from tests.oracle.recompute_time import UNKNOWN, Interval, Row, cut_by_day, instant, number, union

STATES = {"CREATED", "CANCELLED", "REQUIRES_HANDLING", "WAITING_FOR_PAYMENT", "CONFIRMED", "DENIED"}
KINDS = {
    "": "customer",
    "NORMAL": "customer",
    "BEHALF": "on_behalf",
    "SEASONAL": "seasonal",
    "STAFF": "own",
    "BLOCKED": "closure",
}
BOOKERS = {
    "INDIVIDUAL": "resident",
    "NONPROFIT": "association",
    "COMPANY": "company",
    "BUSINESS": "company",
    "None": UNKNOWN,
    "": UNKNOWN,
}


@dataclass(frozen=True)
class Booking:
    """A valid version of a reservation; versions of one reservation share a key."""

    keys: frozenset[tuple[str, str]]
    version: tuple[int, int]
    space: str
    begin: int
    end: int
    state: str
    kind: str
    booker_type: str
    booker: str
    persons: float | None
    saved: float
    created: int | None
    source: str = "varaamo"
    organisation: str = ""  # business id, else name

    @property
    def is_use(self) -> bool:
        return self.state == "CONFIRMED" and self.kind != "closure"


def booking(order: int, row: Row) -> Booking | None:
    """Return the row as a booking, or None if it must be rejected."""
    try:
        begin, end = instant(row["begin"]), instant(row["end"], end=True)
        dates = [instant(row.get(f"reservation_{name}_at")) for name in ("created", "handled", "confirmed")]
        updated = instant(row.get("updated_at"))
        persons = number(row.get("num_persons"))
        codes = {name: str(row.get(name) or "").strip() for name in ("state", "reservation_type")}
        kind = KINDS[codes["reservation_type"]]
        booker_type = BOOKERS[str(row.get("reservee_type") or "").strip()]
    except (ValueError, KeyError):
        return None
    if begin is None or end is None or begin >= end or codes["state"] not in STATES or (persons or 0) < 0:
        return None
    keys = {name: str(row.get(name) or "").strip() for name in ("id", "reservation", "reservation_uuid")}
    return Booking(
        keys=frozenset((name, key) for name, key in keys.items() if key),
        version=(updated if updated is not None else -(10**12), order),
        space=str(row.get("primary_reservation_unit") or "").strip() or UNKNOWN,
        begin=begin,
        end=end,
        state=codes["state"],
        kind=kind,
        booker_type="city" if kind == "own" else booker_type,
        booker=str(row.get("reservee_uuid") or "").strip(),
        persons=persons,
        saved=(number(row.get("non_subsidised_price")) or 0) - (number(row.get("price")) or 0),
        created=dates[0],
        organisation=next((text for name in _ORGANISATION if (text := str(row.get(name) or "").strip())), ""),
    )


_ORGANISATION = ("reservee_id", "reservee_organisation_name")


def current_bookings(statistics: list[tuple[int, Row]]) -> list[Booking]:
    """Return the newest version of each reservation; versions share a key, directly or through another."""
    groups: list[list[Booking]] = []
    group_of: dict[tuple[str, str], list[Booking]] = {}
    for order, row in statistics:
        if (candidate := booking(order, row)) is None:
            continue
        merged = [candidate]
        groups_of_keys = {id(group_of[key]): group_of[key] for key in candidate.keys if key in group_of}
        for group in groups_of_keys.values():
            merged = group + merged
            group.clear()
        groups.append(merged)
        group_of |= {key: merged for version in merged for key in version.keys}
    return [max(group, key=lambda version: version.version) for group in groups if group]


def current_spans(files: list[tuple[int, list[Row]]]) -> dict[str, list[Interval]]:
    """Return the bookable spans by resource. Files are applied oldest first, by resource and local day:
    spans that overlap earlier ones without being equal replace them."""
    days: dict[tuple[str, dt.date], set[Interval]] = {}
    for _, rows in sorted(files, key=lambda file: file[0]):
        by_day: dict[tuple[str, dt.date], set[Interval]] = defaultdict(set)
        for row in rows:
            begin, end = instant(row["start_datetime"]) or 0, instant(row["end_datetime"]) or 0
            for day, piece in cut_by_day((begin, end)):
                by_day[str(row["resource"]), day].add(piece)
        for resource_day, pieces in by_day.items():
            earlier = days.get(resource_day, set())
            contradicted = any(
                earlier_span != span and earlier_span[0] < span[1] and span[0] < earlier_span[1]
                for earlier_span in earlier
                for span in pieces
            )
            days[resource_day] = pieces if contradicted else earlier | pieces
    spans: dict[str, list[Interval]] = defaultdict(list)
    for (resource, _), pieces in days.items():
        spans[resource] += pieces
    return {resource: union(pieces) for resource, pieces in spans.items()}
