"""Machines that share a store: their inboxes, what they hold, and loaders in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data import warehouse
from data.settings import ROOT
from etl.store.objects import Objects
from tests.support.exports.varaamo_files import statistics_csv

#: An account whose bookings can be forgotten.
PERSON = "8f14e45f-ceea-4671-a9f5-3c8a1f0ab6e1"


def ids(home: Path) -> list[int]:
    """The bookings of a home's build, by the hour of the day that each test gives them."""
    return [hour for (hour,) in warehouse.current(home).rows("SELECT hour FROM booking ORDER BY hour")]


def inbox(folder: Path, hour: int, **cells: object) -> Path:
    """An inbox with a file of one booking, which is known by its hour."""
    begin, end = (f"2026-03-03T{h:02}:00:00+02:00" for h in (hour, hour + 1))
    statistics_csv(folder / "a.csv", [{"id": hour, "begin": begin, "end": end, **cells}])
    return folder


def names(store: Objects) -> set[str]:
    """The names of all objects."""
    return {name for name, _ in store.names()}


def loader(exports: Path, home: Path, before: str = "") -> subprocess.Popen[str]:
    """A load in a process of its own."""
    program = f"{before}\nfrom etl.__main__ import main\nraise SystemExit(main(['load', *sys.argv[1:]]))"
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{program}", "--exports", str(exports), "--home", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
