"""The audit log: who took which file away, who loaded data, and whom the server refused.

``<home>/audit/2026-10.jsonl`` has one JSON object per line, a file per month (UTC). The file of the month and
those of the twelve months before it are kept. It names people, so it is outside ``logs/``, which does not.

Nobody answers for the attempts of people who are not signed in, and a program can make thousands a second. So
of those in one minute the first, the tenth, the hundredth and so on are entered, with their number.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from data.access.viewer import Viewer
from data.files.export import REPORT, Export

FOLDER = "audit"
#: What happened.
DOWNLOAD, MADE_REPORT, REFUSED = "download", "report", "refused"
#: What a steward did on the page *Load data*. Names of files are not noted: they may name people.
UPLOADED, MAPPING_SAVED, LOAD_STARTED, LOAD_CANCELLED, LOAD_FINISHED = LOADING = (
    *("upload", "mapping", "load_started", "load_cancelled", "load_finished"),
)
ACTIONS = (DOWNLOAD, MADE_REPORT, REFUSED, *LOADING)
#: Why something was refused.
REASONS = (
    *("not_signed_in", "no_access", "unknown_person", "sign_in_failed"),
    *("invalid_link", "foreign_link", "outside_scope", "not_steward"),
)
#: Characters of a value that a stranger may have written.
_LONGEST = 200
#: The numbers of the attempts in a minute that are entered.
_ENTERED = {10**digits for digits in range(10)}
#: The attempts of people who are not signed in, by minute, home and reason. Only the last minute is kept.
_attempts: Counter[tuple[str, Path, str]] = Counter()
_lock = threading.Lock()


def log_export(home: Path, viewer: Viewer, export: Export, form: str, rows: int | None) -> None:
    """Note that a viewer got a file; ``rows`` is None for a report."""
    action = MADE_REPORT if export.what == REPORT else DOWNLOAD
    _write(home, viewer, action, rows=rows, **_described(export, form))


def log_loading(home: Path, viewer: Viewer, action: str, **facts: object) -> None:
    """Note what a steward did on the page *Load data*: one of LOADING."""
    _write(home, viewer, action, **facts)


def log_refusal(
    home: Path,
    viewer: Viewer | None,
    reason: str,
    export: Export | None = None,
    form: str = "",
    place: str = "",
    detail: str = "",
) -> None:
    """Note that something was refused to a viewer, or to somebody unknown (None), and why: one of REASONS."""
    described: dict[str, Any] = _described(export, form) if export else {"file": place[:_LONGEST]}
    if viewer is None or not viewer.subject:
        number = _number_in_minute(home, reason)
        if number not in _ENTERED:
            return
        described["attempts"] = number
    _write(home, viewer, REFUSED, reason=reason, detail=detail[:_LONGEST], **described)


def entries(home: Path, month: str, most: int) -> tuple[list[dict[str, Any]], int]:
    """Return the newest ``most`` entries of a month, newest first, and the number of all."""
    path = home / FOLDER / f"{month}.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return [], 0
    return [json.loads(line) for line in reversed(lines[-most:])], len(lines)


def months(home: Path) -> list[str]:
    """Return the months that have entries, newest first."""
    return sorted((path.stem for path in (home / FOLDER).glob("????-??.jsonl")), reverse=True)


def _number_in_minute(home: Path, reason: str) -> int:
    """Count an attempt of somebody unknown, and return the number of such attempts in this minute."""
    key = (f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M}", home, reason)
    with _lock:
        if not any(minute == key[0] for minute, _, _ in _attempts):
            _attempts.clear()
        _attempts[key] += 1
        return _attempts[key]


def _described(export: Export, form: str) -> dict[str, Any]:
    filters = export.filters
    period = {"from": filters.from_month, "to": filters.to_month, "through": filters.through_date}
    chosen = {name: value for name, value in period.items() if value} | dict(filters.where)
    departments = export.scope.departments
    return {
        "file": f"{export.what}.{form}",
        "metric": export.metric,
        "by": export.by,
        "filters": chosen,
        "departments": "all" if departments is None else departments,
        "build": export.build_id,
    }


def _write(home: Path, viewer: Viewer | None, action: str, **facts: object) -> None:
    """Append one line. Raises OSError if that fails, so that nothing leaves without an entry."""
    now = dt.datetime.now(dt.UTC)
    entry = {
        "at": now.isoformat(timespec="seconds"),
        "subject": viewer.subject if viewer else None,
        "name": viewer.name if viewer else None,
        "role": viewer.role if viewer else None,
        "action": action,
        **facts,
    }
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{now:%Y-%m}.jsonl"
    if not path.exists():
        _remove_old(home, now)
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # One write of a line: lines of several processes do not mix.
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def _remove_old(home: Path, now: dt.datetime) -> None:
    oldest = f"{now.year - 1}-{now.month:02d}"
    for month in months(home):
        if month < oldest:
            (home / FOLDER / f"{month}.jsonl").unlink(missing_ok=True)
