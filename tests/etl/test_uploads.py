"""Loads of what stewards uploaded: outcome, cancellation, and a folder that keeps nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from data import warehouse
from data.access import audit_log
from data.loading import uploads
from data.loading.uploads import Upload, upload_of
from data.settings import ROOT
from etl import progress
from etl.uploads import load_one
from tests.support.commands import SECRET
from tests.support.exports.varaamo_files import city, statistics_csv

REQUEST = {"subject": "anna", "name": "Anna", "role": "steward", "language": "en"}


def upload(home: Path, tmp_path: Path, rows: int = 3, name: str = "a.csv") -> Upload:
    """Return an upload with a file that is ready to be loaded."""
    made = upload_of(home, "anna")
    path = tmp_path / "written.csv"
    statistics_csv(path, ({"id": n, "reservation_uuid": f"u{n}"} for n in range(rows)))
    with path.open("rb") as file:
        made.add(name, file)
    made.request(REQUEST)
    return made


def landed(home: Path) -> set[str]:
    """Return the names of everything that is landed or built."""
    folders = (home / "landing", home / "warehouse")
    files = {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}
    # What a landing always has, and the record of the last load.
    always = ("SECRET_FINGERPRINT", "KEY_FORMAT", "LAST_RUN.json")
    return {name for name in files if not name.endswith(always)}


def actions(home: Path) -> list[str]:
    [month] = audit_log.months(home)
    return [entry["action"] for entry in audit_log.entries(home, month, 9)[0]]


def test_a_loaded_file_is_published_and_the_folder_keeps_nothing_of_it(home: Path, tmp_path: Path) -> None:
    made = upload(home, tmp_path)
    assert made.state == uploads.REQUESTED
    assert load_one(home, made.folder.name) == 0
    assert (made.state, made.outcome["end"], made.files) == (uploads.FINISHED, uploads.LOADED, [])
    assert made.outcome["files"][0]["rows_loaded"] == 3
    assert warehouse.current(home).id == made.outcome["build_id"]
    assert made.progress["phase"] == progress.PUBLISHING
    assert actions(home) == [audit_log.LOAD_FINISHED, audit_log.LOAD_STARTED]
    assert "a.csv" not in next((home / "audit").iterdir()).read_text(encoding="utf-8")
    again = upload(home, tmp_path)
    assert load_one(home, again.folder.name) == 0
    assert again.outcome["end"] == uploads.UNCHANGED
    # Nobody asked again.
    assert load_one(home, again.folder.name) == 0


@pytest.mark.parametrize("content", [b"", b"<html>", b"Nimi,Kissa\nx,y\n"])
def test_a_file_that_cannot_be_used_is_refused_and_nothing_lands(home: Path, content: bytes) -> None:
    made = upload_of(home, "anna")
    made.add("a.csv", io.BytesIO(content))
    made.request(REQUEST)
    assert load_one(home, made.folder.name) == 2
    assert made.outcome["end"] == uploads.REFUSED
    assert made.outcome["files"][0]["message"]
    assert landed(home) == set()


def test_a_file_with_which_no_build_is_published_is_withdrawn(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = upload(home, tmp_path)
    monkeypatch.setattr("etl.warehouse.model.coded", lambda name, sql: "SELECT error('broken')")
    assert load_one(home, made.folder.name) == 2
    assert made.outcome["end"] == uploads.FAILED
    assert made.outcome["messages"][0].startswith("build_failed?")
    assert landed(home) == set()
    assert made.files


def start(made: Upload, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", "--home", str(home), "--uploads", made.folder.name],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
    )


def wait_for(made: Upload, phase: str) -> None:
    for _ in range(600):
        if made.progress.get("phase") == phase:
            return
        time.sleep(0.02)
    raise AssertionError(f"the load did not reach {phase}: {made.progress}")


@pytest.mark.slow
@pytest.mark.parametrize("phase", [progress.FILES, progress.TABLES])
def test_a_cancelled_load_leaves_the_last_build_and_nothing_half_landed(
    home: Path, tmp_path: Path, phase: str
) -> None:
    city(tmp_path / "exports")
    first = upload(home, tmp_path)
    assert load_one(home, first.folder.name) == 0
    before, build = landed(home), warehouse.current(home).id
    made = upload(home, tmp_path, rows=120_000)
    process = start(made, home)
    wait_for(made, phase)
    made.cancel()
    process.wait(timeout=20)
    assert made.outcome["end"] == uploads.CANCELLED
    assert landed(home) == before
    assert warehouse.current(home).id == build
    assert actions(home)[0] == audit_log.LOAD_CANCELLED
    # The steward may load it after all.
    made.request(REQUEST)
    assert start(made, home).wait(timeout=60) == 0
    assert made.outcome["end"] == uploads.LOADED


@pytest.mark.slow
def test_a_load_waits_for_another_and_may_be_cancelled_meanwhile(home: Path, tmp_path: Path) -> None:
    made = upload(home, tmp_path)
    with FileLock(home / ".load.lock"):
        process = start(made, home)
        wait_for(made, progress.WAITING)
        assert made.state == uploads.RUNNING
        made.cancel()
        process.wait(timeout=20)
    assert made.outcome["end"] == uploads.CANCELLED


def test_a_load_that_died_has_stopped(home: Path, tmp_path: Path) -> None:
    made = upload(home, tmp_path)
    with made.taken():
        assert made.state == uploads.RUNNING
    assert made.state == uploads.STOPPED
    made.reopen()
    assert made.state == uploads.OPEN
    assert made.files


def test_a_request_that_nobody_took_is_withdrawn_at_once(home: Path, tmp_path: Path) -> None:
    made = upload(home, tmp_path)
    assert uploads.requested(home) == [made]
    made.cancel()
    assert (made.state, uploads.requested(home)) == (uploads.OPEN, [])
    with made.taken() as request:
        assert request is None


def test_the_folder_is_private_and_goes_after_a_day(home: Path, tmp_path: Path) -> None:
    made = upload(home, tmp_path)
    modes = {path.stat().st_mode & 0o077 for path in (made.folder, *made.folder.rglob("*"))}
    assert modes == {0}
    uploads.remove_old(home)
    assert made.files
    yesterday = time.time() - uploads.KEPT_SECONDS - 1
    for path in (*made.folder.rglob("*"), made.folder):
        os.utime(path, (yesterday, yesterday))
    uploads.remove_old(home)
    assert not made.folder.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/x.csv", "x.csv"),
        ("C:\\a\\b.csv", "b.csv"),
        (".hidden", "hidden"),
        ("\x1b[1mä\n.csv", "ä .csv"),
        ("/", "file"),
    ],
)
def test_a_file_never_leaves_its_folder(home: Path, name: str, kept: str) -> None:
    made = upload_of(home, "anna")
    made.add(name, io.BytesIO(b"x"))
    assert [path.name for path in made.files] == [kept]


def test_choices_are_kept_per_file_until_it_is_removed(home: Path) -> None:
    made = upload_of(home, "anna")
    for name in ("a.csv", "b.csv"):
        made.add(name, io.BytesIO(b"x"))
        made.choose(made.files_folder / name, {"name": name})
    first, second = made.files
    assert upload_of(home, "anna").choices(first) == {"name": "a.csv"}
    made.remove(first)
    assert (made.choices(first), made.choices(second)) == ({}, {"name": "b.csv"})
    assert upload_of(home, "somebody else").folder != made.folder


def test_progress_has_rates_once_they_are_measured() -> None:
    told: list[progress.Progress] = []
    with progress.listening(told.append):
        progress.note(progress.FILES, 0, 100)
        time.sleep(0.6)
        progress.note(progress.FILES, 50, 100, rows=600)
        progress.note(progress.TABLES, 1, 4)
    assert told[0].share is None
    assert told[1].share == 0.5
    assert told[1].rows_per_second == pytest.approx(1000, rel=0.2)
    assert told[1].seconds_left == pytest.approx(0.6, rel=0.2)
    assert (told[2].rows, told[2].seconds_left) == (600, None)


def test_a_bar_says_phase_rate_and_remaining_time() -> None:
    from rich.console import Console

    from etl import progress_bar

    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=120)
    with progress_bar.shown(console, "en") as draw:
        draw(progress.Progress(progress.FILES, 0.5, 600, 1000.0, 61.0))
    assert "Reading files · 600 rows, 1000 rows per second · about 0:01:01 left" in written.getvalue()
