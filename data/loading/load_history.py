"""Read what a build records about its loads: files, rejected rows, checks and freshness per source.

Loads belong to no department: a reader of some departments sees none of them. At the level *open* the files
that could not be used and the rejected rows stay inside, since their texts quote the exports.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data.disclosure import is_open
from data.scope import Scope
from data.text.messages import message, render
from data.warehouse import LAST_RUN, Build, warehouse_folder

#: Rows of a listing shown at once; the page also shows the total number.
SHOWN_ROWS = 200

_FRESHNESS = """
SELECT source, max(landed_at) AS landed_at, max(exported_at) AS exported_at,
    max(last_date) AS last_date, count(*) AS loads, sum(rows_loaded)::BIGINT AS rows_loaded
FROM load GROUP BY source ORDER BY source
"""
_LOADS = """
SELECT load_id, file, source, feed, exported_at, landed_at, rows_read, rows_loaded, rows_rejected,
    rows_superseded, first_date, last_date, message
FROM load ORDER BY landed_at DESC, load_id
"""
_REJECTED = """
SELECT file, source, feed, row_number, column_name, found, expected FROM rejected_row
WHERE (? = '' OR source = ?) AND (? = '' OR column_name = ?)
ORDER BY file, row_number, column_name LIMIT ?
"""
_REJECTED_COUNT = """
SELECT count(*) AS rows FROM rejected_row
WHERE (? = '' OR source = ?) AND (? = '' OR column_name = ?)
"""
_LOADED_BEFORE = "SELECT load_id FROM load WHERE sha256 = ?"
_REJECTED_GROUPS = """
SELECT source, column_name, count(*) AS rows FROM rejected_row GROUP BY ALL ORDER BY ALL
"""
_REJECTED_REASONS = """
SELECT source, column_name, expected, count(*) AS rows,
    min({'file': file, 'row_number': row_number, 'found': found}, 3) AS examples
FROM rejected_row
GROUP BY source, column_name, expected
ORDER BY count(*) DESC, source, column_name, expected
"""
_CHECKS = """
SELECT name, level, rows, examples, description_fi, description_sv, description_en
FROM check_result ORDER BY rows = 0, level, name
"""


def freshness(scope: Scope, build: Build) -> pd.DataFrame:
    """Return per source: landed_at, exported_at (UTC), last_date, loads, rows_loaded."""
    return _of_city(build.query(_FRESHNESS), scope)


def loads(scope: Scope, build: Build) -> pd.DataFrame:
    """Return every load of the build, newest first, with the columns of the table ``load``."""
    return _of_city(build.query(_LOADS), scope)


def is_loaded(scope: Scope, build: Build, path: Path) -> bool:
    """Return whether the build has a load of exactly this file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return not _of_city(build.query(_LOADED_BEFORE, [digest]), scope).empty


def rejected_groups(scope: Scope, build: Build) -> pd.DataFrame:
    """Return the number of rejected rows by source and column: source, column_name, rows."""
    return _of_city(build.query(_REJECTED_GROUPS), scope)


def rejected_reasons(scope: Scope, build: Build) -> pd.DataFrame:
    """Return equal rejections as a row: source, column_name, expected, rows, and three examples.

    An example has file, row_number and found. At the level *open* the groups are left out.
    """
    frame = _of_city(build.query(_REJECTED_REASONS), scope)
    return frame.iloc[:0] if is_open(scope) else frame


def example_texts(examples: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    """Return examples of rejected rows as text: file, row and the value that was found."""
    nothing = render(message("status_nothing"), language)
    return [
        render(
            message(
                "status_example",
                file=example["file"],
                row=example["row_number"],
                found=render(example["found"] or "", language) or nothing,
            ),
            language,
        )
        for example in examples
    ]


def rejected(scope: Scope, build: Build, source: str = "", column: str = "") -> tuple[pd.DataFrame, int]:
    """Return the first rejected rows (of a source, of a column), and their total number.

    At the level *open* the rows are left out.
    """
    chosen = [source, source, column, column]
    shown = 0 if is_open(scope) else SHOWN_ROWS
    rows = _of_city(build.query(_REJECTED, [*chosen, shown]), scope)
    count = _of_city(build.query(_REJECTED_COUNT, chosen), scope)["rows"].sum()
    return rows, int(count)


@dataclass(frozen=True)
class LastRun:
    """The last load and the files it could not use: file, status (refused, unsupported), message.

    ``files`` counts all its files by status; ``rows_rejected`` are those of files loaded for the first time.
    """

    run_at: dt.datetime
    left: pd.DataFrame
    files: Mapping[str, int]
    rows_rejected: int
    exit_code: int


def last_run(scope: Scope, home: Path) -> LastRun | None:
    """Return what the last load could not use, whichever build is published; None before the first load."""
    path = warehouse_folder(home) / LAST_RUN
    if not path.is_file() or scope.departments is not None or is_open(scope):
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    left = pd.DataFrame(record["left"], columns=["file", "status", "message"])
    return LastRun(
        run_at=dt.datetime.fromisoformat(record["run_at"]),
        left=left,
        files=record.get("files", {}),
        rows_rejected=record.get("rows_rejected", 0),
        exit_code=record.get("exit_code", 0),
    )


def source_notes(scope: Scope, build: Build) -> pd.DataFrame:
    """Return what readers should know about mapped sources: source, name and note in each language."""
    return _of_city(
        build.query("SELECT * FROM custom_source WHERE note_fi IS NOT NULL ORDER BY source"), scope
    )


def checks(scope: Scope, build: Build) -> pd.DataFrame:
    """Return the checks of the build with the rows they found; those with any rows come first.

    At the level *open* they have no examples, which quote the exports.
    """
    frame = _of_city(build.query(_CHECKS), scope)
    return frame.assign(examples="") if is_open(scope) else frame


def _of_city(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return a frame about the whole city, without its rows for a reader of some departments."""
    return frame if scope.departments is None else frame.iloc[:0]
