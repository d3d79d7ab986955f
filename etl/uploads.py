"""python -m etl load --uploads: load what stewards uploaded on the page *Load data*.

Each upload is loaded by a process of its own, so that it can be cancelled without the others.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data import log_files
from data.access import audit_log
from data.access.viewer import Grant, Viewer
from data.loading import uploads
from data.loading.uploads import Upload
from data.log_files import log
from data.settings import ROOT
from data.text.messages import message
from etl import cancelling, load, progress
from etl.inbox.inspect import Refused
from etl.outcome import Outcome
from etl.progress import Listener, Progress
from etl.warehouse.quality_checks import description

#: Seconds between two looks for a cancellation, and between two notes of progress within a phase.
LOOK_SECONDS = 0.25


def load_all(home: Path) -> int:
    """Load every upload that waits, the oldest request first; return 0, or 2 if a process failed."""
    uploads.remove_old(home)
    exit_code = 0
    for upload in uploads.requested(home):
        command = [sys.executable, "-m", "etl", "load", "--home", str(home), "--uploads", upload.folder.name]
        # A cancelled load ends by a signal.
        exit_code = max(exit_code, subprocess.run(command, cwd=ROOT).returncode)
    return exit_code


def load_one(home: Path, key: str) -> int:
    """Load one upload and tell it the outcome; return 0, or 2 if nothing could be loaded."""
    upload = Upload(home / uploads.FOLDER / key)
    log_files.set_up(log_files.LOAD, home)
    with upload.taken() as request:
        if request is None:
            return 0
        viewer = Viewer(request["subject"], request["name"], (Grant(request["role"], None),))
        audit_log.log_loading(home, viewer, audit_log.LOAD_STARTED, files=len(upload.files))

        def finish(end: str, outcome: dict[str, Any]) -> None:
            upload.finish({"end": end, "files": [], "messages": [], **outcome})

        def cancelled() -> None:
            finish(uploads.CANCELLED, {})
            audit_log.log_loading(home, viewer, audit_log.LOAD_CANCELLED)

        with (
            progress.listening(_teller(upload)),
            cancelling.undone_by(cancelled),
            cancelling.by_signal(),
            _watched(upload),
        ):
            end, outcome = _loaded(home, upload, request["language"])
        finish(end, outcome)
        facts = {"files": len(outcome.get("files", ())), "rows": outcome.get("rows", 0)}
        audit_log.log_loading(
            home, viewer, audit_log.LOAD_FINISHED, reason=end, build=outcome.get("build_id"), **facts
        )
    return 0 if end in (uploads.LOADED, uploads.UNCHANGED) else 2


def _loaded(home: Path, upload: Upload, language: str) -> tuple[str, dict[str, Any]]:
    """Load the files of an upload; return how that ended, and the outcome to tell."""
    reported: list[str] = []
    try:
        outcome = load.run(home, upload.files_folder, reported.append, withdraws=True)
    except Refused as error:
        return uploads.REFUSED, {"messages": [error.stored]}
    except Exception as error:
        log.exception("The load of an upload failed")
        return uploads.FAILED, {"messages": [message("unforeseen", reason=type(error).__name__)]}
    end = _end(outcome)
    messages = []
    if end == uploads.FAILED:
        messages = [line for line in reported if line.startswith("build_failed?")]
        messages += [
            message("status_check", description=description(c.name, language), rows=c.rows, examples="–")
            for c in outcome.checks
            if c.level == "fail" and c.rows and not messages
        ]
    return end, {
        "build_id": outcome.build_id,
        "files": [asdict(file) for file in outcome.files],
        "rows": sum(file.rows_loaded for file in outcome.files if file.status == "loaded"),
        "messages": messages,
    }


def _end(outcome: Outcome) -> str:
    statuses = {file.status for file in outcome.files}
    if outcome.published:
        return uploads.LOADED
    if "loaded" in statuses:
        return uploads.FAILED
    return uploads.UNCHANGED if "unchanged" in statuses else uploads.REFUSED


def _teller(upload: Upload) -> Listener:
    """Return a listener that tells an upload of a new phase at once, and of the rest now and then."""
    phase, told_at = "", 0.0

    def tell(current: Progress) -> None:
        nonlocal phase, told_at
        if current.phase != phase or time.monotonic() - told_at >= LOOK_SECONDS:
            phase, told_at = current.phase, time.monotonic()
            upload.tell(asdict(current))

    return tell


@contextmanager
def _watched(upload: Upload) -> Iterator[None]:
    """Send this process a signal once the steward cancels."""
    done = threading.Event()
    main_thread = threading.main_thread().ident
    assert main_thread is not None

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            if upload.is_cancelled:
                # To the main thread, whose waiting it interrupts.
                signal.pthread_kill(main_thread, signal.SIGTERM)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
