"""What bookings and spaces add to each figure of the recomputation: (dimensions, numerator, denominator)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.oracle.recompute_areas import division_above, in_place
from tests.oracle.recompute_bookings import Booking, in_force, spans_in_force
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
    number,
    of_instant,
    union,
    without,
)

NOWHERE = {"district": UNKNOWN, "major_district": UNKNOWN, "department": UNKNOWN}


def all_bookings(exports: Exports, home: Path | None) -> list[Booking]:
    """Every booking in force, of both systems."""
    return in_force(exports.rows["statistics"]) + legacy_bookings(exports, home)


def of_unit(exports: Exports, unit: str) -> Row:
    """Where a unit is, and whose."""
    there = in_place(*exports.places.get(f"tprek:{unit}", ([], None)))
    return there | {"department": division_above(exports.departments, exports.units.get(unit, ""))}


def registered(exports: Exports, home: Path | None) -> dict[str, Row]:
    """The spaces of the registers: members of their dimensions, and their ``capacity``, ``resource``."""
    mapped, owner = mapping(home), owners(exports)
    rows = {space: row for space, (_, row) in exports.register.items()}
    for resource, row in resources(exports).items():
        if f"respa:{resource}" not in mapped:
            unit = str(row["unit"] or "").removeprefix("tprek:")
            rows[f"respa:{resource}"] = {"unit": unit, "resource": "", "capacity": row["people_capacity"]}
    results = {}
    for space, row in rows.items():
        resource = str(row["resource"] or "")
        where = of_unit(exports, str(row["unit"] or ""))
        if where["department"] == UNKNOWN:
            where["department"] = division_above(exports.departments, owner.get(resource, ""))
        results[space] = where | {
            "capacity": number(row["capacity"]) or 0,
            "resource": resource,
            "space": space,
            "source": "respa" if space.startswith("respa:") else "varaamo",
        }
    return results


def bookable_spans(exports: Exports, home: Path | None, spaces: dict[str, Row]) -> dict[str, list[Interval]]:
    """Space → its bookable time before closures: Varaamo's, else Hauki's; and Respa's opening hours."""
    varaamo, hauki, respa = spans_in_force(exports.spans), hauki_spans(exports), legacy_spans(exports, home)
    results = {}
    for space, row in spaces.items():
        open_ = varaamo.get(row["resource"]) or hauki.get(row["resource"], [])
        results[space] = union([*open_, *respa.get(space, [])])
    return results


def space_parts(exports: Exports, home: Path | None, bookings: list[Booking]) -> dict[str, list[Part]]:
    """What the bookings and spaces add to each metric of space use and shared use."""
    parts: dict[str, list[Part]] = defaultdict(list)
    where = registered(exports, home)
    spans = bookable_spans(exports, home, where)

    for one in bookings:
        there = of_booking(where, one)
        begun = there | of_instant(one.begin)
        if one.kind != "closure" and one.state in ("CONFIRMED", "CANCELLED", "DENIED"):
            if one.state != "DENIED":
                parts["cancellation_rate"].append((begun, one.state == "CANCELLED", 1))
            parts["denial_rate"].append((begun, one.state == "DENIED", 1))
        if not one.is_use:
            continue
        counted = (one.persons or 0) > 0
        parts["bookings"].append((begun, 1, 0))
        parts["head_count"].append((begun, one.persons if counted and one.persons else 0, 0))
        parts["head_count_coverage"].append((begun, counted, 1))
        parts["free_use_value"].append((begun, one.saved, 0))
        if one.kind == "customer" and one.created is not None:
            ahead = (local(one.begin).date() - local(one.created).date()).days
            if ahead >= 0:
                parts["average_lead_time"].append((begun, ahead, 1))
        for begin, end in cut_by_hour([(one.begin, one.end)]):
            when, minutes = there | of_instant(begin), (end - begin) / 60
            others = minutes if one.booker_type != "city" else 0
            parts["booked_hours"].append((when, minutes / 60, 0))
            parts["shared_use_hours"].append((when, others / 60, 0))
            parts["shared_use_share"].append((when, others, minutes))
            by_association = minutes if one.booker_type == "association" else 0
            parts["association_share"].append((when, by_association, minutes))
            room = where.get(one.space, {}).get("capacity", 0)
            if counted and one.persons and room > 0:
                parts["seat_fill"].append((when, minutes * min(one.persons, room), minutes * room))

    of_space: dict[str, list[Booking]] = defaultdict(list)
    for one in bookings:
        of_space[one.space].append(one)
    for space in where:
        here = of_space[space]
        closed = union((b.begin, b.end) for b in here if b.state == "CONFIRMED" and b.kind == "closure")
        bookable = without(spans[space], closed)
        used = union((b.begin, b.end) for b in here if b.is_use)
        used_by_others = union((b.begin, b.end) for b in here if b.is_use and b.booker_type != "city")
        for kind, time in (
            ("bookable", bookable),
            ("occupied", common(used, bookable)),
            ("shared", common(used_by_others, bookable)),
        ):
            for begin, end in cut_by_hour(time):
                when, minutes = where[space] | of_instant(begin), (end - begin) / 60
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


def of_booking(where: dict[str, Row], one: Booking) -> Row:
    """The members of a booking's dimensions, but for time."""
    there = where.get(one.space, NOWHERE | {"space": one.space})
    return there | {"booker_type": one.booker_type, "kind": one.kind, "source": one.source}
