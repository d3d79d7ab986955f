"""What a steward uploads on the page *Load data*: a private folder, and the request to load it.

``<home>/uploads/<key>/`` has the ``files``, the steward's ``choices``, a ``request`` to load them, and what
the load answers: its ``progress`` and ``outcome``. The page and the load meet in this folder because a server
need not be able to read landing or the secret of personal keys. The folder goes when it was loaded or
discarded, and when nobody has touched it for a day.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from data.text.plain_text import without_control_characters

FOLDER = "uploads"
#: Seconds after which a folder that nobody has touched is removed.
KEPT_SECONDS = 24 * 3600
#: How a load of an upload stands: nothing asked for; waiting to be started; running; ended with an outcome;
#: ended without one, as after a crash.
OPEN, REQUESTED, RUNNING, FINISHED, STOPPED = STATES = ("open", "requested", "running", "finished", "stopped")
#: How a load ended: published; nothing was new; refused as a whole; no build could be made; cancelled.
LOADED, UNCHANGED, REFUSED, FAILED, CANCELLED = ENDS = (
    "loaded",
    "unchanged",
    "refused",
    "failed",
    "cancelled",
)
_PIECE = 1 << 20
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """The folder of one steward's upload."""

    folder: Path

    @property
    def files_folder(self) -> Path:
        """The folder of the uploaded files, which is the inbox of their load."""
        return self.folder / "files"

    @property
    def files(self) -> list[Path]:
        """The uploaded files, by name."""
        return sorted(path for path in self.files_folder.glob("*") if not path.name.startswith("."))

    @property
    def state(self) -> str:
        """One of STATES."""
        if self._path("outcome").exists():
            return FINISHED
        if self._path("running").exists():
            return RUNNING if self._is_locked() else STOPPED
        return REQUESTED if self._path("request").exists() else OPEN

    @property
    def progress(self) -> dict[str, Any]:
        """What the load last said of its progress (etl/progress.py); empty before it did."""
        return self._read("progress")

    @property
    def outcome(self) -> dict[str, Any]:
        """How the load ended: ``end`` (one of ENDS), ``build_id``, ``files``, and ``messages`` (stored)."""
        return self._read("outcome")

    def add(self, name: str, content: IO[bytes]) -> None:
        """Keep an uploaded file, in place of another of the same name; written in pieces."""
        self._make(self.files_folder)
        path = self.files_folder / _plain_name(name)
        unfinished = path.with_name(f".{path.name}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            shutil.copyfileobj(content, file, _PIECE)
        unfinished.replace(path)

    def remove(self, path: Path) -> None:
        """Remove one of the files, and what was chosen for it."""
        path.unlink(missing_ok=True)
        self._write("choices", {n: chosen for n, chosen in self._read("choices").items() if n != path.name})

    def choices(self, path: Path) -> dict[str, Any]:
        """Return what the steward has chosen for a file."""
        chosen: dict[str, Any] = self._read("choices").get(path.name, {})
        return chosen

    def choose(self, path: Path, chosen: dict[str, Any]) -> None:
        """Keep what the steward has chosen for a file."""
        self._write("choices", {**self._read("choices"), path.name: chosen})

    def request(self, facts: dict[str, Any]) -> None:
        """Ask for a load; ``facts`` say who asks."""
        self.reopen()
        self._write("request", facts)

    @contextlib.contextmanager
    def taken(self) -> Iterator[dict[str, Any] | None]:
        """Take the request, for the only process that loads it; None if there is none.

        While the lock is held the load is ``running``; without an outcome it has ``stopped`` afterwards.
        """
        with FileLock(self.folder / ".lock"):
            try:
                self._path("request").rename(self._path("running"))
            except FileNotFoundError:
                yield None
                return
            yield self._read("running")

    def cancel(self) -> None:
        """Ask the load to leave nothing behind; a request that nobody has taken is withdrawn."""
        self._write("cancel", {})
        self._path("request").unlink(missing_ok=True)

    @property
    def is_cancelled(self) -> bool:
        """Whether the steward has cancelled the load."""
        return self._path("cancel").exists()

    def tell(self, progress: dict[str, Any]) -> None:
        """Say how far the load is."""
        self._write("progress", progress)

    def finish(self, outcome: dict[str, Any]) -> None:
        """Say how the load ended. Files that were loaded, or cannot be, are removed."""
        if outcome["end"] in (LOADED, UNCHANGED):
            shutil.rmtree(self.files_folder, ignore_errors=True)
            self._path("choices").unlink(missing_ok=True)
        self._write("outcome", outcome)

    def reopen(self) -> None:
        """Forget a load that has ended, and keep the files."""
        for name in ("request", "running", "progress", "outcome", "cancel"):
            self._path(name).unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def is_old(self) -> bool:
        """Whether nobody has touched the folder for a day."""
        paths = (self.folder, *self.folder.rglob("*"))
        times = [path.stat().st_mtime for path in paths if path.exists()]
        return max(times, default=0.0) < time.time() - KEPT_SECONDS

    @staticmethod
    def _make(folder: Path) -> None:
        """Make a private folder, and those above it in the home."""
        for part in (*reversed(folder.parents), folder):
            part.mkdir(exist_ok=True, mode=0o700)

    def _is_locked(self) -> bool:
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                return False
        except Timeout:
            return True

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _read(self, name: str) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self._path(name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return content

    def _write(self, name: str, content: dict[str, Any]) -> None:
        """Write a file whole: a reader sees all of it or none."""
        self._make(self.folder)
        unfinished = self.folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        unfinished.replace(self._path(name))


def upload_of(home: Path, subject: str) -> Upload:
    """Return the upload of a steward; ``subject`` is empty where nobody signs in."""
    return Upload(home / FOLDER / hashlib.sha256(subject.encode()).hexdigest()[:16])


def requested(home: Path) -> list[Upload]:
    """Return the uploads that wait for a load, the oldest request first."""
    requests = sorted((home / FOLDER).glob("*/request.json"), key=lambda path: path.stat().st_mtime)
    return [Upload(path.parent) for path in requests]


def remove_old(home: Path) -> None:
    """Remove the uploads that nobody has touched for a day, unless they are being loaded."""
    for folder in (home / FOLDER).glob("*"):
        upload = Upload(folder)
        if upload.state != RUNNING and upload.is_old:
            upload.discard()


def _plain_name(name: str) -> str:
    """Return the last part of a file's name, without what a folder or a terminal would read otherwise."""
    plain = without_control_characters(Path(name.replace("\\", "/")).name).strip().lstrip(".")
    return plain[-_LONGEST_NAME:] or "file"
