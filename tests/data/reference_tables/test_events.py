"""The events file: the shipped one is valid, and an error names row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.reference_tables.events import COLUMNS, events
from data.reference_tables.reader import WrongReference, problems
from data.text.messages import render
from tests.support.goal_rows import write

HEAD = ",".join(COLUMNS) + "\n"
EVENT = "works,2026-02,2026-04,varaamo respa,remontti,renovering,renovation,\n"


def test_the_shipped_file_is_valid(home: Path) -> None:
    assert problems((events,), home) == ()
    assert {event.labels["en"] for event in events(home)} >= {"pandemic"}


def test_a_file_in_the_home_replaces_the_shipped_one(home: Path) -> None:
    write(home, "events.csv", HEAD + EVENT)
    (event,) = events(home)
    assert (event.start, event.end, event.sources) == ("2026-02", "2026-04", ("varaamo", "respa"))
    assert event.labels == {"fi": "remontti", "sv": "renovering", "en": "renovation"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + EVENT.replace("2026-02", "2/2026"), "row 2, column start: “2/2026”"),
        (HEAD + EVENT.replace("2026-04", "2026-13"), "row 2, column end: “2026-13”"),
        (HEAD + EVENT.replace("2026-04", "2026-01"), "not before the start 2026-02"),
        (HEAD + EVENT.replace("renovering", ""), "row 2, column label_sv"),
        (HEAD.replace("end,", "") + EVENT, "row 1"),
    ],
)
def test_an_invalid_event_is_reported_with_its_place(home: Path, text: str, expected: str) -> None:
    write(home, "events.csv", text)
    with pytest.raises(WrongReference) as caught:
        events(home)
    assert expected in render(caught.value.stored, "en")
