"""Booked hours, targets and actions of a small city, for tests of targets."""

from __future__ import annotations

from pathlib import Path

from data.warehouse import Build
from tests.support.tiny_warehouse import publish, use

MEASURE_HEAD = (
    "id,title_fi,title_sv,title_en,responsible_unit,metric,start,due,state,note_fi,note_sv,note_en\n"
)
MEASURE = "A1,yksi,ett,one,KUVA,booking_rate,2026-01-01,2026-06-30,under_way,,,\n"


def write(home: Path, name: str, text: str) -> None:
    path = home / "reference" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def hours(date: str, count: int, **more: object) -> dict[str, object]:
    return use(date, 60 * count, **more)


def publish_hours(home: Path) -> Build:
    """Publish 365 booked hours in 2025, 100 of them by 14 March, the 73rd day; and 110 h so far in 2026."""
    rows = [
        hours("2025-01-10", 100, department="KUVA"),
        hours("2025-03-15", 200),
        hours("2025-12-31", 65),
        hours("2026-03-01", 110),
    ]
    return publish(home, {"booking_hour": rows}, as_of="2026-03-14")
