"""Let one loader at a time work on a store: the others wait.

The lease saves work; it does not protect anything. A loader that loses it, because it was frozen for longer
than the lease holds, cannot publish over another: ``CURRENT.json`` is only put if nobody else has put it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator

from data.text.messages import message
from etl import cancelling, progress
from etl.inbox.inspect import Refused
from etl.store.objects import Lost, Objects, Stored

NAME = "LEASE.json"
#: A lease holds for so long after its last renewal. It is renewed three times as often.
SECONDS = 60.0
#: A waiting loader looks again after so long.
POLL_SECONDS = 2.0


@contextlib.contextmanager
def held(objects: Objects, report: Callable[[str], None]) -> Iterator[None]:
    """Hold the lease; ``report`` gets a message if another loader holds it first."""
    lease = _Lease(objects)
    lease.take(report)
    renewing = threading.Thread(target=lease.keep, daemon=True)
    renewing.start()
    try:
        with cancelling.undone_by(lease.release):
            yield
    finally:
        lease.release()
        renewing.join()


class _Lease:
    """The lease of this process. Released, it stays as an object that has expired."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._held: Stored | None = None
        self._released = threading.Event()
        self._lock = threading.Lock()

    def take(self, report: Callable[[str], None]) -> None:
        has_reported = False
        while self._held is None:
            present = self.objects.get(NAME)
            owner, until = _read(present)
            if until <= time.time():
                with contextlib.suppress(Lost):
                    self._held = self._put(present, SECONDS)
                continue
            if not has_reported:
                report(message("store_waiting", owner=owner.partition(":")[0]))
                progress.note(progress.WAITING)
                has_reported = True
            time.sleep(POLL_SECONDS)

    def keep(self) -> None:
        """Renew the lease until it is released, or lost."""
        while not self._released.wait(SECONDS / 3):
            with self._lock, contextlib.suppress(Refused):
                if self._released.is_set():
                    return
                try:
                    self._held = self._put(self._held, SECONDS)
                except Lost:
                    return

    def release(self) -> None:
        """Let others take it at once. If the store does not answer, they wait until it expires."""
        if self._released.is_set():
            return
        self._released.set()
        with self._lock, contextlib.suppress(Lost, Refused):
            self._put(self._held, 0)

    def _put(self, present: Stored | None, seconds: float) -> Stored:
        content = json.dumps({"owner": self.owner, "until": time.time() + seconds}).encode()
        return self.objects.put(NAME, content, present)


def _read(lease: Stored | None) -> tuple[str, float]:
    """Return who holds a lease until when; a damaged one has expired."""
    try:
        read = json.loads(lease.content) if lease else {}
        return str(read.get("owner", "")), float(read.get("until", 0))
    except (ValueError, TypeError, AttributeError):
        return "", 0.0
