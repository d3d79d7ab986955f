"""One command at a time changes a home: the others wait."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from data.text.messages import message
from etl import progress


@contextlib.contextmanager
def only_writer(home: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a home; ``report`` gets a message if another command holds it first."""
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / ".load.lock")
    try:
        lock.acquire(timeout=0.1)
    except Timeout:
        report(message("waiting"))
        progress.note(progress.WAITING)
        lock.acquire()
    with lock:
        yield
