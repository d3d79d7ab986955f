"""Seasonal demand for the recomputation: what application rounds add to each figure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict

from tests.oracle.recompute_bookings import BOOKERS
from tests.oracle.recompute_reading import Exports
from tests.oracle.recompute_spaces import NOWHERE
from tests.oracle.recompute_time import UNKNOWN, Part, Row, calendar

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def seasonal_parts(exports: Exports, spaces: dict[str, Row]) -> dict[str, list[Part]]:
    """Return weekly hours wished and allocated, and sections with a slot, in the month in which the season
    starts; of a section's exports the later one counts."""
    applied: dict[str, Row] = {}
    newest: dict[str, tuple[int, Row]] = {}
    slots: dict[str, tuple[int, list[Row]]] = {}
    versions = [(order, True, row) for order, row in exports.rows["applications"]]
    versions += [(order, False, row) for order, row in exports.rows["results"]]
    for order, is_application, row in sorted(versions, key=lambda version: version[0]):
        number = row["hakemusosan numero"]
        newest[number] = (order, row)
        if is_application:
            applied[number] = row
        else:
            if number not in slots or slots[number][0] != order:
                slots[number] = (order, [])
            slots[number][1].append(row)
    by_name = _spaces_by_name(exports)
    parts: dict[str, list[Part]] = defaultdict(list)
    for number, (_, section) in newest.items():
        results = slots.get(number, (0, []))[1]
        if section["hakemuksen tila"] == "CANCELLED":
            continue
        begin = section["hakijan ilmoittaman kauden alkupäivä"]
        season = calendar(dt.datetime.strptime(begin, "%d.%m.%Y").date())
        season = {name: season[name] for name in ("month", "year")}
        application = applied.get(number, {})
        constant = season | {
            "source": "varaamo",
            "booker_type": BOOKERS.get(application.get("hakijan tyyppi", ""), UNKNOWN),
        }
        allocated = [row for row in results if row["toistoviikonpäivä"]]
        wished_name = application.get("tilatoive 1", "")
        if not wished_name and allocated:
            wished_name = f"{allocated[0]['varausyksikkö']}, {allocated[0]['toimipiste']}"
        wished_space = constant | spaces.get(by_name.get(wished_name, ""), NOWHERE)
        wished = int(section["vuoroja, kpl / vko"]) * _hours(section["minimi aika"])
        parts["seasonal_hours_wished"].append((wished_space, wished, 0))
        parts["seasonal_allocation_rate"].append((wished_space, bool(allocated), 1))
        for row in allocated:
            slot = constant | spaces.get(
                by_name.get(f"{row['varausyksikkö']}, {row['toimipiste']}", ""), NOWHERE
            )
            slot |= {"weekday": str(DAYS.index(row["toistoviikonpäivä"]) + 1)}
            length = (_clock(row["päättymisaika"]) or 24) - _clock(row["aloitusaika"])
            parts["seasonal_hours_allocated"].append((slot, length, 0))
    return parts


def _spaces_by_name(exports: Exports) -> dict[str, str]:
    """Return the space of each ``<space>, <unit>`` that only one space has."""
    named: dict[str, list[str]] = defaultdict(list)
    for space, (_, row) in exports.register.items():
        named[f"{row['name']}, {row['unit_name']}"].append(space)
    return {name: spaces[0] for name, spaces in named.items() if len(spaces) == 1}


def _hours(text: str) -> float:
    """Return a text such as ``1 h 30 min`` in hours."""
    amounts = {unit: int(number) for number, unit in re.findall(r"(\d+) (h|min)", text)}
    return amounts.get("h", 0) + amounts.get("min", 0) / 60


def _clock(text: str) -> float:
    hour, minute = text.split(":")
    return int(hour) + int(minute) / 60
