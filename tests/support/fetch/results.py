"""Lists as the APIs give them, and the results of fetching them."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from data.settings import ROOT
from data.text.messages import render
from etl.fetch import Fetched, fetch
from tests.support.commands import SECRET
from tests.support.exports.varaamo_files import statistics_json
from tests.support.fetch import server
from tests.support.fetch.server import Api

STATISTICS = "/v1/reports/reservation-statistics/"
UNITS = "/v1/reports/reservation-units/"
SPANS = "/v1/reports/reservable-time-spans/"


def reservations(tmp_path: Path, number: int) -> list[dict[str, Any]]:
    """Return reservations as the report API gives them, each changed a day later from 1 March 2025."""
    first = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
    rows = [
        {"reservation_uuid": f"u{n}", "updated_at": (first + dt.timedelta(days=n)).isoformat()}
        for n in range(number)
    ]
    path = statistics_json(tmp_path / "elsewhere" / "rows.json", rows)
    written: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return written


def spans(number: int) -> list[dict[str, Any]]:
    """Return spans of an hour each."""
    begin = dt.datetime(2025, 3, 1, 8, tzinfo=dt.UTC)
    return [
        {
            "end_datetime": (begin + dt.timedelta(days=n, hours=1)).isoformat(),
            "resource": 880501,
            "start_datetime": (begin + dt.timedelta(days=n)).isoformat(),
        }
        for n in range(number)
    ]


def only(lists: list[Fetched]) -> Fetched:
    [fetched] = lists
    return fetched


def message_of(fetched: Fetched) -> str:
    return render(fetched.message, "en")


def content(exports: Path, fetched: Fetched) -> list[dict[str, Any]]:
    """Return the records of all files of a list."""
    all_records: list[dict[str, Any]] = []
    for file in fetched.files:
        read = json.loads((exports / file).read_text(encoding="utf-8"))
        records = read if isinstance(read, list) else read.get("results", read.get("data"))
        if isinstance(read, dict):
            about = read.get("meta", read)
            assert (about["count"], about["next"]) == (len(records), None)
        all_records += records
    return all_records


def get_spans(exports: Path, rows: int, api: Api, **options: Any) -> Fetched:
    api.lists[SPANS] = server.varaamo_list(spans(rows), changed="end_datetime")
    return only(fetch("varaamo", exports, only=["reservable_time_spans"], **options))


def fetching(exports: Path, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "fetch", "varaamo", "--exports", exports, "--home", home, "--json"],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
