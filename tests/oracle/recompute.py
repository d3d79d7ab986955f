"""Recompute every figure from the exports, slowly and simply.

Written from the definitions of the metrics alone, and without any code of the project: two programs that
share no code rarely make the same mistake. ``Recomputation.of(exports)`` reads a folder of exports, and its
``figures(by)`` returns ``{metric: {members of by: (value, numerator, denominator)}}``. A value without a
denominator above zero is None; a total has no denominator. Counts of people are not suppressed here.

It needs the standard library, and python-calamine for workbooks. Each module ``recompute_*`` has one
subject: time, areas, reading, bookings, the former booking system, spaces, rounds, volunteering or
participation.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.recompute_areas import residents_by_district
from tests.oracle.recompute_bookings import Booking
from tests.oracle.recompute_participation import Named, attendance, contacts, organisers, turnout
from tests.oracle.recompute_reading import normal, read
from tests.oracle.recompute_rounds import seasonal_parts
from tests.oracle.recompute_spaces import all_bookings, members_of_booking, registered_spaces, space_parts
from tests.oracle.recompute_time import UNKNOWN, Cell, Figure, Part, Row, calendar, members_of_instant, months
from tests.oracle.recompute_volunteers import volunteer_parts

PER = defaultdict(lambda: 100.0, average_lead_time=1.0)
TOTALS = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "idle_hours", "head_count"),
    *("free_use_value", "shared_use_hours", "seasonal_hours_wished", "seasonal_hours_allocated"),
    *("volunteer_hours", "volunteer_hours_estimated", "volunteer_shifts", "participation_contacts"),
}
# Metrics that need the type of at least one booker of the month or year.
OF_BOOKER_TYPES = {"shared_use_share", "shared_use_hours", "shared_use_of_bookable", "association_share"}
# Rate per 1,000 resident-years → what it counts, and whether by home.
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
        """Read a folder of exports; reference tables of ``home`` replace the shipped ones."""
        content = read(exports)
        bookings, spaces = all_bookings(content, home), registered_spaces(content, home)
        volunteering, active = volunteer_parts(content)
        parts = space_parts(content, home, bookings) | volunteering | seasonal_parts(content, spaces)
        parts["participation_contacts"] = contacts(content)
        parts["event_attendance_rate"] = attendance(content)
        parts["omastadi_turnout"] = turnout(content)
        for rate, (counted, at_home) in RATES.items():
            parts[rate] = per_resident(parts.get(counted, []), at_home)
        used = [
            (members_of_booking(spaces, booking) | members_of_instant(booking.begin), booking)
            for booking in bookings
            if booking.is_use
        ]
        first_years: dict[str, str] = {}
        for members, key in active:
            first_years[key] = min(first_years.get(key, members["year"]), members["year"])
        named = {
            "active_bookers": [(who, booking.booker) for who, booking in used if booking.booker],
            "partner_organisations": [*_partners(used), *organisers(content)],
            "active_volunteers": active,
            "returning_volunteers": [(m, key) for m, key in active if first_years[key] < m["year"]],
        }
        return cls(parts, named)

    def figures(self, by: tuple[str, ...] = ("month", "district")) -> dict[str, dict[Cell, Figure]]:
        """Return each metric by the dimensions. Rows without a dimension are under ``unknown``."""
        figures_by_metric = {metric: _sums(metric, rows, by) for metric, rows in self.parts.items()}
        figures_by_metric |= {metric: _distinct(rows, by) for metric, rows in self.named.items()}
        time = next((dimension for dimension in ("month", "year") if dimension in by), "")
        booked, bookable = (
            [members for members, _, _ in self.parts.get(metric, [])]
            for metric in ("booked_hours", "bookable_hours")
        )
        known_bookers = [members for members in booked if members.get("booker_type", UNKNOWN) != UNKNOWN]
        needs = dict.fromkeys(OF_BOOKER_TYPES, known_bookers) | {"bookable_hours_per_1000": bookable}
        for metric in needs.keys() & figures_by_metric.keys():
            known = {members.get(time) for members in needs[metric]}
            for cell in figures_by_metric[metric]:
                if dict(zip(by, cell, strict=True)).get(time) not in known:
                    # Bookers or bookable time are unknown in that period: neither 0 nor 100 %.
                    figures_by_metric[metric][cell] = (None, 0.0, None)
        returning = figures_by_metric.pop("returning_volunteers")
        figures_by_metric["returning_share"] = {
            cell: (
                100 * (numerator := returning.get(cell, (0, 0, 0))[1]) / volunteers,
                numerator,
                volunteers,
            )
            for cell, (_, volunteers, _) in figures_by_metric["active_volunteers"].items()
        }
        return figures_by_metric


def figures(
    exports: Path, by: tuple[str, ...] = ("month", "district"), home: Path | None = None
) -> dict[str, dict[Cell, Figure]]:
    """Read a folder and group each metric by the dimensions, for a folder that is grouped once."""
    return Recomputation.of(exports, home).figures(by)


def _sums(metric: str, rows: list[Part], by: tuple[str, ...]) -> dict[Cell, Figure]:
    sums: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for members, numerator, denominator in rows:
        cell = sums[_cell(members, by)]
        cell[0] += numerator
        cell[1] += denominator
    per = 1000.0 if metric in RATES else PER[metric]
    return {
        cell: (numerator, numerator, None)
        if metric in TOTALS
        else (per * numerator / denominator if denominator else None, numerator, denominator)
        for cell, (numerator, denominator) in sums.items()
    }


def per_resident(counted: list[Part], home: str) -> list[Part]:
    """What was counted, and the resident-years of each month from its first to its last row."""
    counted_months = sorted({part[0]["month"] for part in counted})
    parts: list[Part] = [(members, numerator, 0) for members, numerator, _ in counted]
    for month in months(counted_months[0], counted_months[-1]) if counted_months else ():
        when = calendar(dt.date.fromisoformat(f"{month}-01"))
        when = {name: when[name] for name in ("month", "year")}
        parts += [
            (when | area, 0, people / 12) for area, people in residents_by_district(int(month[:4]), home)
        ]
    return parts


def _partners(used: list[tuple[Row, Booking]]) -> list[Named]:
    return [
        (who, normal(booking.organisation))
        for who, booking in used
        if booking.booker_type == "association" and booking.organisation
    ]


def _cell(members: Row, by: tuple[str, ...]) -> Cell:
    return tuple(str(members.get(dimension, UNKNOWN)) for dimension in by)


def _distinct(named_rows: Iterable[Named], by: tuple[str, ...]) -> dict[Cell, Figure]:
    keys: dict[Cell, set[str]] = defaultdict(set)
    for members, key in named_rows:
        keys[_cell(members, by)].add(key)
    return {cell: (float(len(members)), float(len(members)), None) for cell, members in keys.items()}
