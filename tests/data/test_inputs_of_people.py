"""Unknown is not zero, for people and associations: without identifiers their number is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.frames import value_of
from tests.support.tiny_warehouse import Rows, publish


def shift(date: str, volunteer: int | None, **more: object) -> dict[str, object]:
    return {"date": date, "is_completed": True, "volunteer": volunteer, **more}


@pytest.mark.parametrize(
    ("filters", "people"),
    [
        ({"from_month": "2026-10"}, 5),
        # Nobody of KASKO was there, in a month in which volunteers have identifiers.
        ({"from_month": "2026-10", "department": ["KASKO"]}, 0),
        ({"from_month": "2026-09", "to_month": "2026-09"}, None),
        ({"from_month": "2026-08", "to_month": "2026-08"}, None),
        ({"year": ["2025"], "department": ["KASKO"]}, None),
        ({"from_month": "2026-10", "department": ["KYMP"]}, None),
    ],
)
def test_volunteers_are_unknown_without_identifiers(
    tmp_path: Path, filters: dict[str, Any], people: float | None
) -> None:
    shifts = [
        *(shift("2026-10-01", key, department="KUVA") for key in range(5)),
        shift("2026-09-01", None, department="KASKO"),
        shift("2026-10-01", None, department="KYMP"),
        # A person who only signed up does not tell who came.
        {"date": "2026-10-01", "volunteer": 9, "department": "KYMP"},
    ]
    build = publish(tmp_path, {"volunteer_record": shifts})
    assert value_of("active_volunteers", build, **filters) == people


@pytest.mark.parametrize(
    ("department", "associations"),
    [
        ("KUVA", 1),
        # An association booked and cannot be identified.
        ("KASKO", None),
        # Residents alone booked.
        ("KYMP", 0),
        # The booking association cannot be identified, but the organiser of an event.
        ("SOTEPE", 1),
    ],
)
def test_partners_are_unknown_where_no_association_is_identified(
    tmp_path: Path, department: str, associations: float | None
) -> None:
    def booking(department: str, booker_type: str, organisation: int | None = None) -> dict[str, object]:
        by_whom = {"department": department, "booker_type": booker_type, "organisation": organisation}
        return {"date": "2026-10-01", "state": "confirmed", "is_use": True, **by_whom}

    rows: dict[str, Rows] = {
        "booking": [
            booking("KUVA", "association", 1),
            booking("KASKO", "association"),
            booking("KYMP", "resident"),
            booking("SOTEPE", "association"),
        ],
        "organised_event": [{"date": "2026-10-02", "department": "SOTEPE", "organisation": 2}],
    }
    build = publish(tmp_path, rows)
    assert value_of("partner_organisations", build, department=[department]) == associations
