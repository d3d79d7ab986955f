"""Renew boundaries, residents and departments from the city's open APIs.

Each part is fetched and checked before it replaces the old file. If one part fails, its old file stays and
the others are still renewed.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.city_profile.in_use import current_city
from data.reference_tables.areas import RESIDENTS
from data.text.messages import message
from etl.fetch import exit_code as fetch_exit_code
from etl.fetch import fetch
from etl.fetch.client import Client, Report, shown_address
from etl.fetch.configuration import FetchFailed, configuration
from etl.landing.store import write_whole
from etl.reference import boundaries, residents


@dataclass(frozen=True)
class Renewed:
    """What happened to a part (renewed, unchanged or failed); its file, rows and messages."""

    part: str
    status: str
    file: str = ""
    rows: int = 0
    message: str = ""


def exit_code(parts: Sequence[Renewed]) -> int:
    """0: all renewed or unchanged; 1: some failed; 2: all failed."""
    failed = [part for part in parts if part.status == "failed"]
    return 2 if len(failed) == len(parts) else 1 if failed else 0


def renew(home: Path, exports: Path, report: Report = lambda _: None) -> list[Renewed]:
    """Fetch every part into ``home``/reference; the departments as an export into ``exports``."""
    folder = home / "reference"
    parts = []
    for level in current_city().levels:
        path = folder / f"{level}_boundaries.geojson"
        areas = functools.partial(boundaries.fetch, level=level)
        parts.append(_renew("boundaries", path, home, areas, report))
    people = functools.partial(residents.fetch, home=home)
    parts.append(_renew("residents", folder / RESIDENTS, home, people, report))
    return [*parts, _departments(home, exports, report)]


def _renew(
    table: str, path: Path, home: Path, make: Callable[[Client], tuple[str, int, str]], report: Report
) -> Renewed:
    """Write what ``make`` fetches to ``path``, if it has changed, and its origin next to it."""
    part = path.stem
    try:
        with Client(configuration(table, home), report) as client:
            text, rows, note = make(client)
            origin = shown_address(client.configuration.address)
        path.parent.mkdir(parents=True, exist_ok=True)
        is_same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not is_same:
            write_whole(path, text)
        origin_facts = {
            "origin": origin,
            "fetched_at": dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat(),
            "rows": rows,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        write_whole(path.with_name(path.name + ".origin.json"), json.dumps(origin_facts, indent=1))
    except FetchFailed as error:
        return Renewed(part, "failed", message=error.stored)
    except OSError as error:
        return Renewed(part, "failed", message=message("fetch_disk", reason=type(error).__name__))
    return Renewed(part, "unchanged" if is_same else "renewed", path.name, rows, note)


def _departments(home: Path, exports: Path, report: Report) -> Renewed:
    """Fetch the tree of departments into the inbox: it is an export like others, and is loaded from there."""
    try:
        lists = fetch("servicemap", exports, home=home, only=["department"], report=report)
    except FetchFailed as error:
        return Renewed("departments", "failed", message=error.stored)
    [departments] = lists
    status = "failed" if fetch_exit_code(lists) else "renewed"
    files = ", ".join(departments.files)
    return Renewed("departments", status, files, departments.rows, departments.message)
