"""Log files in the home: they rotate, and hold no personal data.

The server writes ``<home>/logs/server.log`` and a load ``<home>/logs/load.log``. An exception is logged
with its type and the frames of its traceback, never with local values. Its message is logged only if this
project raised it: a message of the engine may quote a row.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

SERVER, LOAD = "server", "load"
#: Packages whose exceptions have messages that are safe to log.
OWN_PACKAGES = ("data", "etl", "pages")
MAX_BYTES = 1_000_000
OLD_FILES = 4

log = logging.getLogger("talkootila")


def set_up(name: str, home: Path, *, to_stderr: bool = False) -> Path:
    """Send ``log`` to the file ``name`` (SERVER or LOAD) of ``home``, and return its path.

    The file is created with the first record. If it cannot be written, records go to stderr.
    """
    path = home / "logs" / f"{name}.log"
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if to_stderr else []
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handlers.append(_PrivateFile(path))
    except OSError:
        handlers = [logging.StreamHandler(sys.stderr)]
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return path


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=OLD_FILES, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename,
            "a",
            encoding="utf-8",
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )


class SafeFormatter(logging.Formatter):
    """Formats exceptions without local values and without messages that may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have stored its own text of the exception in the record.
        stored, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = stored

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return "".join(_lines(error)).rstrip() if isinstance(error, BaseException) else ""


def _lines(error: BaseException) -> Iterator[str]:
    """Yield the traceback of an exception, that of its cause first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _lines(cause)
        yield "which led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    message = ""
    if kind.__module__.partition(".")[0] in OWN_PACKAGES:
        message = ": " + "".join(c if c.isprintable() else " " for c in str(error))
    yield f"{kind.__module__}.{kind.__qualname__}{message}\n"
