"""What the tests of fetching share: lists as the APIs give them, and what came of them."""

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
from tests.support import fetch_server as server
from tests.support.commands import SECRET
from tests.support.fetch_server import Api
from tests.support.varaamo_files import statistics_json

STATISTICS = "/v1/reports/reservation-statistics/"
UNITS = "/v1/reports/reservation-units/"
SPANS = "/v1/reports/reservable-time-spans/"


def reservations(tmp_path: Path, number: int) -> list[dict[str, Any]]:
    """So many reservations as the report API gives them, changed day after day from 1 March 2025."""
    first = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
    rows = [
        {"reservation_uuid": f"u{n}", "updated_at": (first + dt.timedelta(days=n)).isoformat()}
        for n in range(number)
    ]
    path = statistics_json(tmp_path / "elsewhere" / "rows.json", rows)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def spans(number: int) -> list[dict[str, Any]]:
    """So many spans of an hour."""
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
    [one] = lists
    return one


def said(one: Fetched) -> str:
    return render(one.message, "en")


def content(exports: Path, one: Fetched) -> list[dict[str, Any]]:
    """The records of all files of a list."""
    found: list[dict[str, Any]] = []
    for file in one.files:
        read = json.loads((exports / file).read_text(encoding="utf-8"))
        records = read if isinstance(read, list) else read.get("results", read.get("data"))
        if isinstance(read, dict):
            about = read.get("meta", read)
            assert (about["count"], about["next"]) == (len(records), None)
        found += records
    return found


def get_spans(exports: Path, rows: int, api: Api, **given: Any) -> Fetched:
    api.lists[SPANS] = server.varaamo_list(spans(rows), changed="end_datetime")
    return only(fetch("varaamo", exports, only=["reservable_time_spans"], **given))


def fetching(exports: Path, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "fetch", "varaamo", "--exports", exports, "--home", home, "--json"],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
