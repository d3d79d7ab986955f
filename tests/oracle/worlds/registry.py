"""Small hand-made cities, each a folder of exports in the real formats with one thing that is easy to
get wrong. The modules of this folder register theirs here.

Every world has two units, 990101 in Kallio (district 301) and 990102 in Lauttasaari (105), and in the
first the hall 501 for 10 people. Unless it says otherwise, a booking is a resident's, is confirmed, and is on
Monday 3 March 2025. The expected figures are in ``expected*.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.exports.varaamo_files import city, spans_json, units_csv

UNITS = {"990101": "Kallio", "990102": "Lauttasaari"}
World = Callable[[Path], None]
WORLDS: dict[str, World] = {}


def world(write: World) -> World:
    """Register a world under the name of the function that writes it."""
    WORLDS[write.__name__] = write
    return write


def booked(begin: str, end: str, **values: Any) -> dict[str, Any]:
    """Return a row of statistics; ``10:00`` is on 3 March 2025, ``04 10:00`` on 4 March."""
    return {"begin": moment(begin), "end": moment(end)} | values


def moment(text: str) -> str:
    if len(text) == 5:
        return f"2025-03-03 {text}:00"
    return f"2025-03-{text}:00" if len(text) == 8 else text


def base(folder: Path, spans: Iterable[tuple[int, str, str]] = (), **hall: Any) -> None:
    """Write the two units, the hall 501 and its bookable spans, if any."""
    city(folder / "city", UNITS)
    units_csv(folder / "spaces.csv", [hall])
    if spans := list(spans):
        spans_json(folder / "spans.json", [(r, moment(begin), moment(end)) for r, begin, end in spans])


def numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as separate reservations: ids and bookers follow the order."""
    return [
        {
            "id": number,
            "reservation": 7000 + number,
            "reservation_uuid": f"u{number}",
            "reservee_uuid": f"p{number}",
        }
        | row
        for number, row in enumerate(rows, 1)
    ]


def set_date(path: Path, day: int) -> None:
    """Set the file's date to a day of March 2026."""
    moment = datetime(2026, 3, day, 12).timestamp()
    os.utime(path, (moment, moment))
