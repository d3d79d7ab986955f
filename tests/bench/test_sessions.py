"""The bench of sessions, small: readers of builds that change see right figures, and nothing fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data.settings import ROOT

#: A run of seconds: most of the time goes into making three builds.
SMALL = {
    "sessions": 5,
    "builds": 2,
    "exports": 1,
    "reports": 1,
    "bookings": 3000,
    "seconds": 12,
    "think": 1,
}


@pytest.mark.slow
def test_readers_of_changing_builds_see_right_figures(tmp_path: Path) -> None:
    sizes = [part for name, value in SMALL.items() for part in (f"--{name}", str(value))]
    completed = subprocess.run(
        [sys.executable, "bench/sessions.py", "--home", str(tmp_path), *sizes],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
