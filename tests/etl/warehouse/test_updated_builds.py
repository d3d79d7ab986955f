"""An updated build equals a whole build of the same landing, whatever was loaded, in whatever order."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from etl import load as loading
from etl.warehouse.incremental import bookings as updated_bookings
from tests.oracle.worlds import (  # noqa: F401 - importing them registers their worlds
    legacy,
    participation,
    rows,
    time,
    volunteering,
)
from tests.oracle.worlds.registry import WORLDS
from tests.support import update_files
from tests.support.same_builds import differences, how_made, is_update
from tests.support.update_files import File, first_delivery

deliveries = st.lists(st.lists(update_files.files(), min_size=1, max_size=2), min_size=1, max_size=5)
SHORT = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
LONG = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


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


def check(first_home: Path, loads: list[list[File]]) -> None:
    """Load one delivery after another, each from an inbox of its own; compare after each."""
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
            event(how_made(home))
            assert how_made(home) != "whole_update_failed"
            assert differences(home) == []


# A few changed rows are many of few bookings.
@pytest.fixture(autouse=True)
def _any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updated_bookings, "MOST_CHANGED", 1000)


@SHORT
@given(deliveries)
def test_some_deliveries(first_home: Path, loads: list[list[File]]) -> None:
    check(first_home, loads)


@pytest.mark.slow
@LONG
@given(deliveries)
def test_many_deliveries(first_home: Path, loads: list[list[File]]) -> None:
    check(first_home, loads)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLDS)
def test_a_world_file_by_file(tmp_path: Path, name: str) -> None:
    """The worlds of the recomputation: registers first, then each file by itself, in a random order."""
    WORLDS[name](tmp_path / "exports")
    paths = sorted(path for path in (tmp_path / "exports").rglob("*") if path.is_file())
    random.Random(name).shuffle(paths)
    registers = ("city", "spaces", "spans", "units", "places", "departments", "hours", "resources")
    paths.sort(key=lambda path: not path.stem.startswith(registers) and path.parent.name not in registers)
    updates = 0
    for number, path in enumerate(paths):
        inbox = tmp_path / f"inbox_{number}"
        inbox.mkdir()
        shutil.copy2(path, inbox)
        loading.run(tmp_path / "home", inbox, lambda _: None)
        updates += is_update(tmp_path / "home")
    assert differences(tmp_path / "home") == []
