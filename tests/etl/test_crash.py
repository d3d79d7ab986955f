"""A load that is killed at any moment leaves the published build readable, and the next load completes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data import warehouse
from data.settings import ROOT
from etl.land import LARGE_FILE
from tests.support.commands import SECRET, load_json
from tests.support.exports.varaamo_files import city, spans_json, statistics_csv, units_csv


def _exports(folder: Path, bookings: int, *, first: int = 0) -> None:
    city(folder)
    units_csv(folder / "units_of_varaamo.csv", [{}])
    spans_json(folder / "spans.json", [(880501, "2025-03-03 08:00:00", "2025-03-03 20:00:00")])
    statistics_csv(
        folder / f"statistics_{first}.csv",
        ({"id": first + n, "reservation_uuid": f"u{first + n}"} for n in range(bookings)),
    )


def _count(home: Path) -> int:
    return int(warehouse.current(home).query("SELECT count(*) AS n FROM booking")["n"][0])


def _start(exports: Path, home: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", "--exports", str(exports), "--home", str(home), *options],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
def test_killed_loads_leave_the_last_good_build(tmp_path: Path) -> None:
    kills = 10
    exports, home = tmp_path / "exports", tmp_path / "home"
    _exports(exports, 1_000)
    assert load_json(exports, home)["published"]
    good = warehouse.current(home).id
    _exports(exports, 40_000, first=1_000_000)
    started = time.monotonic()
    other_home = tmp_path / "other_home"
    _start(exports, other_home).wait()
    run_seconds = time.monotonic() - started
    # A fixed seed gives the same moments, spread over a run, in every run of the tests.
    moments = random.Random(9)
    killed = 0
    for number in range(kills):
        load = _start(exports, home)
        time.sleep(run_seconds * (number + moments.random()) / kills)
        if load.poll() is None:
            os.killpg(load.pid, signal.SIGKILL)
            killed += 1
        load.wait()
        if warehouse.current(home).id == good:
            assert _count(home) == 1_000
        else:  # the load had published before it was killed
            assert _count(home) == 41_000
    assert killed >= kills // 2
    assert load_json(exports, home)["exit_code"] == 0
    assert _count(home) == 41_000
    remaining = {path.name.partition("-")[0] for path in (home / "warehouse").iterdir()}
    assert remaining == {"build", "CURRENT.json", "LAST_RUN.json"}


def test_two_loads_at_the_same_time_both_succeed(tmp_path: Path) -> None:
    exports, home = tmp_path / "exports", tmp_path / "home"
    _exports(exports, 20_000)
    first = _start(exports, home)
    second = load_json(exports, home)
    assert first.wait() == 0
    assert second["exit_code"] == 0
    assert _count(home) == 20_000
    accounts = warehouse.current(home).query("SELECT count(*) AS n FROM load")
    assert accounts["n"][0] == 6


@pytest.mark.slow
def test_a_cancelled_landing_records_nothing(tmp_path: Path) -> None:
    exports, home = tmp_path / "exports", tmp_path / "home"
    # A file of over fifty megabytes is landed beside the small ones.
    _exports(exports, 270_000)
    assert max(path.stat().st_size for path in exports.iterdir()) > LARGE_FILE
    started = time.monotonic()
    _start(exports, tmp_path / "other_home", "--no-build").wait()
    run_seconds = time.monotonic() - started
    cancelled = 0
    for share in (0.3, 0.5, 0.7, 0.9):
        load = _start(exports, home, "--no-build")
        time.sleep(run_seconds * share)
        load.send_signal(signal.SIGTERM)
        code = load.wait(timeout=10)
        if code == -signal.SIGTERM:
            cancelled += 1
            assert not list(home.glob("landing/loads/*.json"))
    assert cancelled
    assert load_json(exports, home)["published"]
    assert _count(home) == 270_000
