"""An updated build equals a whole build of the same landing, whatever was loaded, in whatever order."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from etl import load as loading
from etl import progress
from etl.warehouse.incremental import base, update
from etl.warehouse.incremental import bookings as updated_bookings
from tests.oracle.worlds import (  # noqa: F401 - importing them registers their worlds
    legacy,
    participation,
    rows,
    time,
    volunteering,
)
from tests.oracle.worlds.registry import WORLDS
from tests.support.exports.respa_files import space_mapping
from tests.support.updates import update_files
from tests.support.updates.same_builds import differences, how_made
from tests.support.updates.update_files import File, first_delivery

Happens = Callable[[Path, pytest.MonkeyPatch], None]
deliveries = st.lists(st.lists(update_files.files(), min_size=1, max_size=2), min_size=1, max_size=5)
BOOKING = {"id": 200, "begin": "2025-09-01 09:00:00", "end": "2025-09-01 10:20:00"}
LONG = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the first delivery."""
    folder = tmp_path_factory.mktemp("first")
    first_delivery(folder / "exports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_SECRET", "a secret for tests, 32 bytes or more")
        outcome = loading.run(folder / "home", folder / "exports", lambda _: None)
    assert outcome.published
    assert {file.status for file in outcome.files} == {"loaded"}
    return folder / "home"


def check(first_home: Path, loads: list[list[File]]) -> list[str]:
    """Load one delivery after another, each from an inbox of its own; return how each build was made.

    Each is compared with a whole build.
    """
    made = []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        shutil.copytree(first_home, home)
        number = 0
        for place, delivery in enumerate(loads):
            inbox = Path(name) / f"inbox_{place}"
            for file in delivery:
                number += 1
                update_files.write(inbox, file, number)
            loading.run(home, inbox, lambda _: None)
            made.append(how_made(home))
            assert differences(home) == []
    assert "whole_update_failed" not in made
    return made


# A few changed rows are many of few bookings.
@pytest.fixture(autouse=True)
def _any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updated_bookings, "MOST_CHANGED", 1000)


def test_a_month(first_home: Path) -> None:
    """New, cancelled, moved and repeated bookings, and a file of something else, from one delivery."""
    moved = {"begin": "2025-09-04 23:30:00", "end": "2025-09-06 00:30:00", "primary_reservation_unit": "502"}
    month: list[dict[str, Any]] = [
        {"id": 200, "begin": "2025-09-01 09:00:00", "end": "2025-09-01 10:20:00", "reservee_uuid": "a"},
        {"id": 100, "state": "CANCELLED", "updated_at": "2025-09-01 09:00:00"},
        {"id": 101, "updated_at": "2025-09-01 09:00:00", **moved},
        {"id": 102, "purpose_name": "Soita"},
        {"id": 103, "updated_at": "2025-02-01 09:00:00", "state": "DENIED"},
        {"id": 201, "state": "CREATED", "begin": "2025-09-03 09:00:00", "end": "2025-09-03 10:00:00"},
    ]
    draft = {"id": 202, "state": "CREATED", "begin": "2025-09-02 09:00:00", "end": "2025-09-02 10:00:00"}
    later = [{"id": 203, "updated_at": "2025-09-20 09:00:00"}]
    deliveries: list[list[File]] = [
        [("csv", [*month, draft], 10), ("volunteers", [{"id": 2, "n": 3}], 10)],
        # Shows that the drafts of the month before never happened.
        [("csv", later, 28)],
    ]
    assert check(first_home, deliveries) == ["updated", "updated"]


def test_registers_that_are_sent_again(first_home: Path) -> None:
    assert check(first_home, [[("registers", [BOOKING], 5), ("csv", [BOOKING], 6)]]) == ["updated"]


@pytest.mark.slow
def test_registers_that_end_what_a_file_in_between_said(first_home: Path) -> None:
    """The second delivery contradicts spans of the first, and is in force until these come again."""
    deliveries: list[list[File]] = [[("spans", [{"id": 1, "n": 2}], 5)]]
    deliveries += [[("registers", [BOOKING], day)] for day in (6, 7)]
    assert check(first_home, deliveries) == ["whole_registers", "whole_registers", "updated"]


def test_the_progress_of_an_update(tmp_path: Path, first_home: Path) -> None:
    shutil.copytree(first_home, tmp_path / "home")
    update_files.write(tmp_path / "inbox", ("csv", [BOOKING], 1), 1)
    notes: list[progress.Progress] = []
    with progress.listening(notes.append):
        loading.run(tmp_path / "home", tmp_path / "inbox", lambda _: None)
    assert how_made(tmp_path / "home") == "updated"
    assert tuple(dict.fromkeys(note.phase for note in notes)) == progress.PHASES[1:]
    assert [note.share for note in notes if note.phase == progress.TABLES] == [None, 0.2, 0.4, 0.6, 0.8]


@pytest.mark.slow
@LONG
@given(deliveries)
def test_many_deliveries(first_home: Path, loads: list[list[File]]) -> None:
    for made in check(first_home, loads):
        event(made)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLDS)
def test_a_world_file_by_file(tmp_path: Path, name: str) -> None:
    """The worlds of the recomputation: registers first, then each file by itself, in a random order."""
    WORLDS[name](tmp_path / "exports")
    paths = sorted(path for path in (tmp_path / "exports").rglob("*") if path.is_file())
    random.Random(name).shuffle(paths)
    registers = ("city", "spaces", "spans", "units", "places", "departments", "hours", "resources")
    paths.sort(key=lambda path: not path.stem.startswith(registers) and path.parent.name not in registers)
    for number, path in enumerate(paths):
        inbox = tmp_path / f"inbox_{number}"
        inbox.mkdir()
        shutil.copy2(path, inbox)
        loading.run(tmp_path / "home", inbox, lambda _: None)
    assert differences(tmp_path / "home") == []


NEW_TEXT = {**BOOKING, "purpose_name": "Uusi"}
NEW_SPACE = {**BOOKING, "primary_reservation_unit": "998"}
NEW_NAME = {**BOOKING, "primary_reservation_unit": "999", "primary_reservation_unit_name": "Zalen"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (("csv", [NEW_TEXT], 1), "whole_new_text"),
        (("csv", [NEW_SPACE], 1), "whole_new_text"),
        (("csv", [NEW_NAME], 1), "whole_new_space"),
        (("units", [{"id": 1, "n": 2}], 1), "whole_registers"),
        (("spans", [{"id": 1, "n": 2}], 1), "whole_registers"),
        (("respa", [{"id": 1, "n": 2}], 1), "whole_respa"),
    ],
)
def test_rows_that_an_update_does_not_cover(first_home: Path, file: File, reason: str) -> None:
    assert check(first_home, [[file]]) == [reason]


def forget_a_load(home: Path, _: pytest.MonkeyPatch) -> None:
    next((home / "landing" / "loads").glob("*.json")).unlink()


def turn_the_clock_back(home: Path, _: pytest.MonkeyPatch) -> None:
    record = max((home / "landing" / "loads").glob("*.json"))
    load = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(load | {"landed_at": "2099-01-01T00:00:00+00:00"}), encoding="utf-8")


def map_a_space(home: Path, _: pytest.MonkeyPatch) -> None:
    space_mapping(home, "respa:1,501,")


def change_a_setting(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("TALKOOTILA_VOLGISTICS_HOURS_PER_PERSON", "1")


def change_much(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(updated_bookings, "MOST_CHANGED", 0)


def update_often(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(base, "MOST_UPDATES", 0)


def fail(_: Path, patch: pytest.MonkeyPatch) -> None:
    def raise_error(*_: object) -> None:
        raise duckdb.Error

    patch.setattr(update, "update_spaces", raise_error)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (forget_a_load, "whole_loads_left"),
        (turn_the_clock_back, "whole_order"),
        (map_a_space, "whole_reference"),
        (change_a_setting, "whole_other_version"),
        (change_much, "whole_many"),
        (update_often, "whole_updates"),
        (fail, "whole_update_failed"),
    ],
)
def test_doubts(
    tmp_path: Path, first_home: Path, happens: Happens, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole build is made, and the load says why."""
    shutil.copytree(first_home, tmp_path / "home")
    happens(tmp_path / "home", monkeypatch)
    update_files.write(tmp_path / "inbox", ("csv", [BOOKING], 1), 1)
    lines: list[str] = []
    loading.run(tmp_path / "home", tmp_path / "inbox", lines.append)
    assert how_made(tmp_path / "home") == reason
    assert reason in [line.partition("?")[0] for line in lines]
