"""Cancel a load: a signal withdraws what the load has landed, and ends the process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from etl import progress

Undo = Callable[[], None]
#: What undoes the load that runs; a signal handler can be told nothing else.
_undo: list[Undo] = []


@contextmanager
def undone_by(undo: Undo) -> Iterator[None]:
    """Have a signal call ``undo`` while this runs; the latest is called first."""
    _undo.append(undo)
    try:
        yield
    finally:
        _undo.remove(undo)


@contextmanager
def by_signal() -> Iterator[None]:
    """Cancel on SIGINT (Ctrl+C) and SIGTERM while this runs.

    The main thread calls the handler at once: it waits for other threads, or for the engine, which lets it in
    between tasks. A load that is being published is not cancelled any more.
    """
    before = {number: signal.signal(number, _cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _cancel(number: int, _: FrameType | None) -> None:
    if progress.phase() == progress.PUBLISHING:
        return
    # A second signal must not interrupt what the first one undoes.
    signal.signal(number, signal.SIG_IGN)
    try:
        for undo in reversed(_undo):
            undo()
    finally:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
