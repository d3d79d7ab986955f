"""What bookings and spaces add to each figure of the recomputation: (dimensions, numerator, denominator)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.oracle.recompute_areas import department_above, in_place
from tests.oracle.recompute_bookings import Booking, current_bookings, current_spans
from tests.oracle.recompute_legacy import (
    hauki_spans,
    legacy_bookings,
    legacy_spans,
    mapping,
    owners,
    resources,
)
from tests.oracle.recompute_reading import Exports
from tests.oracle.recompute_time import (
    UNKNOWN,
    Interval,
    Part,
    Row,
    common,
    cut_by_hour,
    local,
    members_of_instant,
    number,
    union,
    without,
)

NOWHERE = {"district": UNKNOWN, "major_district": UNKNOWN, "department": UNKNOWN}


def all_bookings(exports: Exports, home: Path | None) -> list[Booking]:
    """Return the current version of every booking of both systems."""
    return current_bookings(exports.rows["statistics"]) + legacy_bookings(exports, home)


def members_of_unit(exports: Exports, unit: str) -> Row:
    """Return the area and the department of a unit."""
    place = in_place(*exports.places.get(f"tprek:{unit}", ([], None)))
    return place | {"department": department_above(exports.departments, exports.units.get(unit, ""))}


def registered_spaces(exports: Exports, home: Path | None) -> dict[str, Row]:
    """Return the registered spaces: members of their dimensions, ``capacity`` and ``resource``."""
    mapped, owner = mapping(home), owners(exports)
    rows = {space: row for space, (_, row) in exports.register.items()}
    for resource, row in resources(exports).items():
        if f"respa:{resource}" not in mapped:
            unit = str(row["unit"] or "").removeprefix("tprek:")
            rows[f"respa:{resource}"] = {"unit": unit, "resource": "", "capacity": row["people_capacity"]}
    results = {}
    for space, row in rows.items():
        resource = str(row["resource"] or "")
        place = members_of_unit(exports, str(row["unit"] or ""))
        if place["department"] == UNKNOWN:
            place["department"] = department_above(exports.departments, owner.get(resource, ""))
        results[space] = place | {
            "capacity": number(row["capacity"]) or 0,
            "resource": resource,
            "space": space,
            "source": "respa" if space.startswith("respa:") else "varaamo",
        }
    return results


def bookable_spans(exports: Exports, home: Path | None, spaces: dict[str, Row]) -> dict[str, list[Interval]]:
    """Return each space's bookable time before closures, from Varaamo, else Hauki, and from Respa."""
    varaamo, hauki, respa = current_spans(exports.spans), hauki_spans(exports), legacy_spans(exports, home)
    results = {}
    for space, row in spaces.items():
        of_resource = varaamo.get(row["resource"]) or hauki.get(row["resource"], [])
        results[space] = union([*of_resource, *respa.get(space, [])])
    return results


def space_parts(exports: Exports, home: Path | None, bookings: list[Booking]) -> dict[str, list[Part]]:
    """Return what bookings and spaces add to each metric of space use and shared use."""
    parts: dict[str, list[Part]] = defaultdict(list)
    spaces = registered_spaces(exports, home)
    spans = bookable_spans(exports, home, spaces)

    for booking in bookings:
        place = members_of_booking(spaces, booking)
        start = place | members_of_instant(booking.begin)
        if booking.kind != "closure" and booking.state in ("CONFIRMED", "CANCELLED", "DENIED"):
            if booking.state != "DENIED":
                parts["cancellation_rate"].append((start, booking.state == "CANCELLED", 1))
            parts["denial_rate"].append((start, booking.state == "DENIED", 1))
        if not booking.is_use:
            continue
        counted = (booking.persons or 0) > 0
        parts["bookings"].append((start, 1, 0))
        parts["head_count"].append((start, booking.persons if counted and booking.persons else 0, 0))
        parts["head_count_coverage"].append((start, counted, 1))
        parts["free_use_value"].append((start, booking.saved, 0))
        if booking.kind == "customer" and booking.created is not None:
            lead_days = (local(booking.begin).date() - local(booking.created).date()).days
            if lead_days >= 0:
                parts["average_lead_time"].append((start, lead_days, 1))
        for begin, end in cut_by_hour([(booking.begin, booking.end)]):
            when, minutes = place | members_of_instant(begin), (end - begin) / 60
            others = minutes if booking.booker_type != "city" else 0
            parts["booked_hours"].append((when, minutes / 60, 0))
            parts["shared_use_hours"].append((when, others / 60, 0))
            parts["shared_use_share"].append((when, others, minutes))
            by_association = minutes if booking.booker_type == "association" else 0
            parts["association_share"].append((when, by_association, minutes))
            capacity = spaces.get(booking.space, {}).get("capacity", 0)
            if counted and booking.persons and capacity > 0:
                parts["seat_fill"].append(
                    (when, minutes * min(booking.persons, capacity), minutes * capacity)
                )

    of_space: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings:
        of_space[booking.space].append(booking)
    for space in spaces:
        own = of_space[space]
        closed = union((b.begin, b.end) for b in own if b.state == "CONFIRMED" and b.kind == "closure")
        bookable = without(spans[space], closed)
        used = union((b.begin, b.end) for b in own if b.is_use)
        used_by_others = union((b.begin, b.end) for b in own if b.is_use and b.booker_type != "city")
        for kind, time in (
            ("bookable", bookable),
            ("occupied", common(used, bookable)),
            ("shared", common(used_by_others, bookable)),
        ):
            for begin, end in cut_by_hour(time):
                when, minutes = spaces[space] | members_of_instant(begin), (end - begin) / 60
                if kind == "bookable":
                    parts["bookable_hours"].append((when, minutes / 60, 0))
                    parts["idle_hours"].append((when, minutes / 60, 0))
                    parts["booking_rate"].append((when, 0, minutes))
                    parts["shared_use_of_bookable"].append((when, 0, minutes))
                elif kind == "occupied":
                    parts["occupied_hours"].append((when, minutes / 60, 0))
                    parts["idle_hours"].append((when, -minutes / 60, 0))
                    parts["booking_rate"].append((when, minutes, 0))
                else:
                    parts["shared_use_of_bookable"].append((when, minutes, 0))
    return parts


def members_of_booking(spaces: dict[str, Row], booking: Booking) -> Row:
    """Return the members of a booking's dimensions, except time."""
    place = spaces.get(booking.space, NOWHERE | {"space": booking.space})
    return place | {"booker_type": booking.booker_type, "kind": booking.kind, "source": booking.source}
