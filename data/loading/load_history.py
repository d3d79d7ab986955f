"""Read what a build records about its loads: files, rejected rows, checks and freshness per source."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

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
_REJECTED_GROUPS = """
SELECT source, column_name, count(*) AS rows FROM rejected_row GROUP BY ALL ORDER BY ALL
"""
_CHECKS = """
SELECT name, level, rows, description_fi, description_sv, description_en
FROM check_result ORDER BY rows = 0, level, name
"""


def freshness(build: Build) -> pd.DataFrame:
    """Return per source: landed_at, exported_at (UTC), last_date, loads, rows_loaded."""
    return build.query(_FRESHNESS)


def loads(build: Build) -> pd.DataFrame:
    """Return every load of the build, newest first, with the columns of the table ``load``."""
    return build.query(_LOADS)


def rejected_groups(build: Build) -> pd.DataFrame:
    """Return the number of rejected rows by source and column: source, column_name, rows."""
    return build.query(_REJECTED_GROUPS)


def rejected(build: Build, source: str = "", column: str = "") -> tuple[pd.DataFrame, int]:
    """Return the first rejected rows (of a source, of a column), and their total number."""
    chosen = [source, source, column, column]
    count = build.query(_REJECTED_COUNT, chosen)["rows"].iloc[0]
    return build.query(_REJECTED, [*chosen, SHOWN_ROWS]), int(count)


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


def last_run(home: Path) -> LastRun | None:
    """Return what the last load could not use, whichever build is published; None before the first load."""
    path = warehouse_folder(home) / LAST_RUN
    if not path.is_file():
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


def checks(build: Build) -> pd.DataFrame:
    """Return the checks of the build with the rows they found; those with any rows come first."""
    return build.query(_CHECKS)
