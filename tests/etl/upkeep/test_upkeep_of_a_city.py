"""Upkeep of a whole sample city: every metric by month before and after, and kills at random moments."""

from __future__ import annotations

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from data import warehouse
from data.catalogue.metrics import catalogue
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import ROOT
from etl.__main__ import main
from etl.landing.secret import load_secrets, secret_path
from tests.support.commands import SECRET

pytestmark = pytest.mark.slow
KILLS = 6


@pytest.fixture
def city_home(sample_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TALKOOTILA_SECRET")
    secret_path().parent.mkdir(parents=True)
    secret_path().touch(mode=0o600)
    secret_path().write_text(SECRET, encoding="utf-8")
    return shutil.copytree(sample_home, home)


def figures(home: Path) -> dict[str, pd.DataFrame]:
    build = warehouse.current(home)
    return {name: calculate(name, ["month"], scope=EVERYTHING, build=build) for name in catalogue().metrics}


def changed(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> set[str]:
    return {name for name in before if not before[name].equals(after[name])}


def test_killed_rotations_lose_nothing(city_home: Path, sample_exports: Path) -> None:
    before = figures(city_home)
    rotate = [sys.executable, "-m", "etl", "rotate-secret", "--home", str(city_home)]
    started = time.monotonic()
    # Every kill leaves a rotation that the next one completes, so this one measures and is not repeated.
    subprocess.run(rotate, cwd=ROOT, check=True, capture_output=True)
    run_seconds = time.monotonic() - started
    moments = random.Random(4)
    killed = 0
    for number in range(KILLS):
        process = subprocess.Popen(rotate, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(run_seconds * (number + moments.random()) / KILLS)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        assert main(["load", "--exports", str(sample_exports), "--home", str(city_home)]) in (0, 1)
    assert killed >= KILLS // 2
    assert main(["rotate-secret", "--home", str(city_home)]) == 0
    assert len(load_secrets()) > 2
    (city_home / "warehouse" / "CURRENT.json").unlink()
    assert main(["load", "--exports", str(sample_exports), "--home", str(city_home)]) in (0, 1)
    assert not changed(before, figures(city_home))


def test_a_forgotten_volunteer_and_a_restored_city(
    city_home: Path, sample_exports: Path, tmp_path: Path
) -> None:
    before = figures(city_home)
    assert main(["backup", str(tmp_path / "b.tar.gz"), "--home", str(city_home)]) == 0
    (hours,) = [
        path for path in sample_exports.rglob("*.csv") if b"contact__c" in path.read_bytes()[:3000].lower()
    ]
    with hours.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    contact = next(value for name, value in row.items() if name.lower().endswith("contact__c"))
    assert main(["forget", "--volunteer", contact, "--home", str(city_home)]) == 0
    assert changed(before, figures(city_home)) <= {"active_volunteers", "returning_share"}
    other = tmp_path / "other"
    assert main(["restore", str(tmp_path / "b.tar.gz"), "--home", str(other)]) == 0
    assert not changed(before, figures(other))


def test_retention_changes_only_figures_that_need_the_keys(city_home: Path) -> None:
    before = figures(city_home)
    assert main(["retain", "--years", "1", "--home", str(city_home)]) == 0
    people = {"active_bookers", "active_volunteers", "returning_share", "average_lead_time"}
    assert changed(before, figures(city_home)) <= people
