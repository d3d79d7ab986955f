"""Linked Events: events, sign-ups and attendance from the lists of the analytics API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load
from tests.support.contacts import contacts
from tests.support.exports.participation_files import analytics_json
from tests.support.exports.varaamo_files import city
from tests.support.stored_bytes import everything


class TestEvents:
    def _load(self, exports: Path, load: Load, **records: list[dict[str, Any]]) -> None:
        city(exports / "city")
        for endpoint, rows in records.items():
            analytics_json(exports / f"{endpoint}.json", endpoint, rows)
        load()

    def test_an_attending_signup_counts_at_the_event_of_its_registration(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[{}, {"id": "helsinki:2", "type_id": "Volunteering", "location": None}],
            registration=[{"signups": [1, 2, 3, 4]}, {"id": 301, "event": "helsinki:2", "signups": [5, 99]}],
            signup=[
                {"id": 1},
                {"id": 2, "attendee_status": "waitlisted"},
                {"id": 3, "deleted": True},
                {"id": 4},
                {"id": 5},
                {"id": 6},
            ],
        )
        assert contacts(home, "channel", "district") == {
            ("event", "301"): 2,
            ("volunteering_event", "unknown"): 1,
        }

    @pytest.mark.parametrize(
        "event",
        [{"deleted": True}, {"publication_status": "draft"}, {"event_status": "EventCancelled"}],
        ids=["deleted", "draft", "cancelled"],
    )
    def test_an_event_that_was_not_held_has_no_contacts(
        self, exports: Path, load: Load, home: Path, event: dict[str, Any]
    ) -> None:
        self._load(exports, load, event=[event], registration=[{"signups": [1]}], signup=[{"id": 1}])
        assert contacts(home, "channel") == {}

    def test_the_latest_version_of_a_record_is_in_force(self, exports: Path, load: Load, home: Path) -> None:
        later = {"last_modified_time": "2025-09-01T08:00:00.000000Z"}
        self._load(
            exports,
            load,
            event=[{}],
            registration=[{"signups": [1, 2], **later}, {"signups": [1]}],
            signup=[{"id": 1, "attendee_status": "waitlisted"}, {"id": 1, **later}, {"id": 2}],
        )
        assert contacts(home, "channel") == {"event": 2}

    def test_the_publisher_is_a_department_by_its_number_or_by_the_name_of_an_ancestor(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[
                {"id": "e:1", "publisher": "ahjo:u480400"},
                {"id": "e:2", "publisher": "ahjo:x"},
                {"id": "e:3", "publisher": "ahjo:circle"},
            ],
            registration=[{"id": n, "event": f"e:{n}", "signups": [n]} for n in (1, 2, 3)],
            signup=[{"id": n} for n in (1, 2, 3)],
            organization=[
                {"id": "ahjo:u480400", "name": "Nimi, jota kukaan ei tunne"},
                {"id": "ahjo:x", "parent": "ahjo:y"},
                {"id": "ahjo:y", "name": "Kasvatuksen ja koulutuksen toimiala"},
                {"id": "ahjo:circle", "parent": "ahjo:circle"},
            ],
        )
        assert contacts(home, "department") == {"KUVA": 1, "KASKO": 1, "unknown": 1}

    def test_a_departments_own_number_needs_no_list_of_organisations(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[{"id": "e:1", "publisher": "ahjo:u480400"}, {"id": "e:2", "publisher": "ahjo:below"}],
            registration=[{"id": n, "event": f"e:{n}", "signups": [n]} for n in (1, 2)],
            signup=[{"id": 1}, {"id": 2}],
            organization=[{"id": "ahjo:below", "parent": "ahjo:u420300"}],
        )
        assert contacts(home, "department") == {"KUVA": 1, "KASKO": 1}

    def test_attendance_counts_if_somebody_was_marked_present(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        present = {"presence_status": "present"}
        self._load(
            exports,
            load,
            event=[{}, {"id": "helsinki:2"}],
            registration=[
                {"signups": list(range(1, 11))},
                {"id": 301, "event": "helsinki:2", "signups": [11, 12]},
            ],
            signup=[
                *({"id": n, **(present if n <= 5 else {})} for n in range(1, 11)),
                {"id": 11},
                {"id": 12},
            ],
        )
        rate = calculate("event_attendance_rate", (), scope=EVERYTHING, build=warehouse.current(home)).iloc[0]
        assert (rate["numerator"], rate["denominator"], rate["value"]) == (5, 10, 50)

    def test_an_association_that_organises_is_a_partner_and_others_are_not(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        names = ("Esimerkkiseura ry", " ESIMERKKISEURA  ry", "Mallföreningen rf", "Esimerkki Oy", "Lorry")
        self._load(
            exports,
            load,
            event=[{"id": f"e:{n}", "provider": {"fi": name}} for n, name in enumerate(names)],
        )
        partners = calculate(
            "partner_organisations", ("source",), scope=EVERYTHING, build=warehouse.current(home)
        )
        assert partners[["source", "value"]].to_numpy().tolist() == [["linked_events", 2]]
        assert not [name for name, content in everything(home) if b"seura" in content.lower()]
