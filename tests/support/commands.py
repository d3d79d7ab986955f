"""Run the real commands, and ask the warehouse that they wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data import warehouse
from data.settings import ROOT

SHARED = ROOT.parent / "shared"
SECRET = "a secret for tests, 32 bytes or more"
#: The type of the fixture ``load``.
Load = Callable[..., dict[str, Any]]


def command(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m …`` as a user would."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET, **(environment or {})},
    )


def load_json(exports: Path, home: Path) -> dict[str, Any]:
    """Run ``python -m etl load --json``; return the object it printed, with exit code and stderr."""
    completed = command("etl", "load", "--exports", exports, "--home", home, "--json")
    assert completed.stdout, completed.stderr
    return {**json.loads(completed.stdout), "exit_code": completed.returncode, "stderr": completed.stderr}


def rows(home: Path, sql: str) -> list[list[Any]]:
    """Run ``sql`` on the published build of ``home``."""
    return [list(row) for row in warehouse.current(home).rows(sql)]
