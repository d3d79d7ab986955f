"""Recompute every figure, slowly and plainly, from the exports themselves.

Written from the definitions of the metrics alone and sharing no code with the project, so that an
agreement of the two means something. ``Recomputation.of(exports)`` reads a folder of exports, and its
``figures(by)`` returns ``{metric: {members of by: (value, numerator, denominator)}}``. A value without a
denominator above zero is None; a total has no denominator. Counts of people are not suppressed here.

It needs the standard library, and python-calamine for workbooks. Each module ``recompute_*`` next to this
one knows one subject: time, areas, reading, bookings, the former system, spaces, rounds, volunteering,
participation.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.recompute_areas import peopled
from tests.oracle.recompute_bookings import Booking
from tests.oracle.recompute_participation import Named, attendance, contacts, normal, organisers, turnout
from tests.oracle.recompute_reading import read
from tests.oracle.recompute_rounds import seasonal_parts
from tests.oracle.recompute_spaces import all_bookings, of_booking, registered, space_parts
from tests.oracle.recompute_time import UNKNOWN, Cell, Figure, Part, Row, calendar, months, of_instant
from tests.oracle.recompute_volunteers import volunteer_parts

PER = defaultdict(lambda: 100.0, average_lead_time=1.0)
TOTALS = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "idle_hours", "head_count"),
    *("free_use_value", "shared_use_hours", "seasonal_hours_wished", "seasonal_hours_allocated"),
    *("volunteer_hours", "volunteer_hours_estimated", "volunteer_shifts", "participation_contacts"),
}
# Metrics that need the type of at least one booker of the month or year.
OF_BOOKER_TYPES = {"shared_use_share", "shared_use_hours", "shared_use_of_bookable", "association_share"}
# Rate per 1,000 resident-years → what it counts, and whether where people live.
RATES = {
    "booked_hours_per_1000": ("booked_hours", ""),
    "bookable_hours_per_1000": ("bookable_hours", ""),
    "volunteer_hours_per_1000": ("volunteer_hours", ""),
    "participation_contacts_per_1000": ("participation_contacts", ""),
    "participation_contacts_by_home_per_1000": ("participation_contacts", "home_"),
}


@dataclass(frozen=True)
class Recomputation:
    """What the exports of one folder add to each metric, read once and grouped as often as needed."""

    parts: dict[str, list[Part]]
    named: dict[str, list[Named]]

    @classmethod
    def of(cls, exports: Path, home: Path | None = None) -> Recomputation:
        """Read a folder of exports; ``home`` is the folder whose own reference tables win."""
        content = read(exports)
        bookings, spaces = all_bookings(content, home), registered(content, home)
        volunteering, active = volunteer_parts(content)
        parts = space_parts(content, home, bookings) | volunteering | seasonal_parts(content, spaces)
        parts["participation_contacts"] = contacts(content)
        parts["event_attendance_rate"] = attendance(content)
        parts["omastadi_turnout"] = turnout(content)
        for rate, (counted, at_home) in RATES.items():
            parts[rate] = per_resident(parts.get(counted, []), at_home)
        used = [(of_booking(spaces, one) | of_instant(one.begin), one) for one in bookings if one.is_use]
        first_years: dict[str, str] = {}
        for members, key in active:
            first_years[key] = min(first_years.get(key, members["year"]), members["year"])
        named = {
            "active_bookers": [(who, one.booker) for who, one in used if one.booker],
            "partner_organisations": [*_partners(used), *organisers(content)],
            "active_volunteers": active,
            "returning_volunteers": [(m, key) for m, key in active if first_years[key] < m["year"]],
        }
        return cls(parts, named)

    def figures(self, by: tuple[str, ...] = ("month", "district")) -> dict[str, dict[Cell, Figure]]:
        """Each metric by the dimensions. Rows that do not carry a dimension are under ``unknown``."""
        answer = {metric: _sums(metric, rows, by) for metric, rows in self.parts.items()}
        answer |= {metric: _distinct(rows, by) for metric, rows in self.named.items()}
        time = next((dimension for dimension in ("month", "year") if dimension in by), "")
        booked, bookable = (
            [members for members, _, _ in self.parts.get(metric, [])]
            for metric in ("booked_hours", "bookable_hours")
        )
        typed = [members for members in booked if members.get("booker_type", UNKNOWN) != UNKNOWN]
        needs = dict.fromkeys(OF_BOOKER_TYPES, typed) | {"bookable_hours_per_1000": bookable}
        for metric in needs.keys() & answer.keys():
            known = {members.get(time) for members in needs[metric]}
            for cell in answer[metric]:
                if dict(zip(by, cell, strict=True)).get(time) not in known:
                    # Nobody knows who booked in that time, or what could be: neither 0 nor 100 %.
                    answer[metric][cell] = (None, 0.0, None)
        again = answer.pop("returning_volunteers")
        answer["returning_share"] = {
            cell: (100 * (up := again.get(cell, (0, 0, 0))[1]) / everyone, up, everyone)
            for cell, (_, everyone, _) in answer["active_volunteers"].items()
        }
        return answer


def figures(
    exports: Path, by: tuple[str, ...] = ("month", "district"), home: Path | None = None
) -> dict[str, dict[Cell, Figure]]:
    """Read a folder and group each metric by the dimensions, for a folder that is asked once."""
    return Recomputation.of(exports, home).figures(by)


def _sums(metric: str, rows: list[Part], by: tuple[str, ...]) -> dict[Cell, Figure]:
    sums: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for members, numerator, denominator in rows:
        cell = sums[_cell(members, by)]
        cell[0] += numerator
        cell[1] += denominator
    per = 1000.0 if metric in RATES else PER[metric]
    return {
        cell: (up, up, None) if metric in TOTALS else (per * up / down if down else None, up, down)
        for cell, (up, down) in sums.items()
    }


def per_resident(counted: list[Part], home: str) -> list[Part]:
    """What was counted, and the resident-years of each month from its first to its last row."""
    counted_months = sorted({part[0]["month"] for part in counted})
    parts: list[Part] = [(members, up, 0) for members, up, _ in counted]
    for month in months(counted_months[0], counted_months[-1]) if counted_months else ():
        when = calendar(dt.date.fromisoformat(f"{month}-01"))
        when = {name: when[name] for name in ("month", "year")}
        parts += [(when | there, 0, people / 12) for there, people in peopled(int(month[:4]), home)]
    return parts


def _partners(used: list[tuple[Row, Booking]]) -> list[Named]:
    return [
        (who, normal(one.organisation))
        for who, one in used
        if one.booker_type == "association" and one.organisation
    ]


def _cell(members: Row, by: tuple[str, ...]) -> Cell:
    return tuple(str(members.get(dimension, UNKNOWN)) for dimension in by)


def _distinct(named_rows: Iterable[Named], by: tuple[str, ...]) -> dict[Cell, Figure]:
    keys: dict[Cell, set[str]] = defaultdict(set)
    for members, key in named_rows:
        keys[_cell(members, by)].add(key)
    return {cell: (float(len(members)), float(len(members)), None) for cell, members in keys.items()}
