"""How far a load is: its phase, the share of it that is done, rows per second, and the time that remains."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

#: Waiting for another load, reading files, computing tables, checking, publishing.
WAITING, FILES, TABLES, CHECKS, PUBLISHING = PHASES = ("waiting", "files", "tables", "checks", "publishing")
#: A rate that was measured for a shorter time (seconds) says nothing.
_SHORTEST = 0.5


@dataclass(frozen=True)
class Progress:
    """The phase of a load. ``share`` is what is done of it (0 to 1), ``rows`` are those read so far.

    What is not known yet is None.
    """

    phase: str
    share: float | None = None
    rows: int = 0
    rows_per_second: float | None = None
    seconds_left: float | None = None


Listener = Callable[[Progress], None]


class _Meter:
    """Tells a listener how far a load is, and knows when each phase started."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.phase = ""
        self.started = 0.0
        self.rows = 0
        self.rows_per_second: float | None = None

    def note(self, phase: str, done: int, of: int, rows: int) -> None:
        if phase != self.phase:
            self.phase, self.started = phase, time.monotonic()
        seconds = time.monotonic() - self.started
        self.rows = max(rows, self.rows)
        is_measured = seconds >= _SHORTEST
        if rows and is_measured:
            self.rows_per_second = rows / seconds
        self.listener(
            Progress(
                phase,
                done / of if done else None,
                self.rows,
                self.rows_per_second,
                seconds * (of - done) / done if done and is_measured else None,
            )
        )


_meter: ContextVar[_Meter | None] = ContextVar("meter", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` of the progress of what runs in this context."""
    token = _meter.set(_Meter(listener))
    try:
        yield
    finally:
        _meter.reset(token)


def note(phase: str, done: int = 0, of: int = 0, rows: int = 0) -> None:
    """Note that ``done`` of all (``of``) steps of a phase are done, and ``rows`` rows read."""
    meter = _meter.get()
    if meter is not None:
        meter.note(phase, done, of, rows)


def phase() -> str:
    """Return the phase of the load; '' before the first, and if nobody listens."""
    meter = _meter.get()
    return meter.phase if meter is not None else ""
