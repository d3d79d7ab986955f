"""Run the real commands, and ask the warehouse that they wrote."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from data import __main__ as data_main
from data import warehouse
from data.settings import ROOT
from data.text.messages import render
from etl import __main__ as etl_main
from etl import load as loading

SHARED = ROOT.parent / "shared"
SECRET = "a secret for tests, 32 bytes or more"
#: The type of the fixture ``load``.
Load = Callable[..., dict[str, Any]]
#: The outcome of a load that several tests read, and its home.
SharedLoad = tuple[dict[str, Any], Path]
#: The type of the fixture ``load_once``, which takes what fills the inbox.
LoadOnce = Callable[[Callable[[Path], object]], SharedLoad]


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


def command_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``python -m …`` in this process, for tests that are not about the process: starting one is slow."""
    package, *rest = map(str, arguments)
    output, errors = io.StringIO(), io.StringIO()
    main = {"data": data_main.main, "etl": etl_main.main}[package]
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        patch.setenv("TALKOOTILA_SECRET", SECRET)
        exit_code = main(rest)
    return subprocess.CompletedProcess(arguments, exit_code, output.getvalue(), errors.getvalue())


def load_here(exports: Path, home: Path) -> dict[str, Any]:
    """Load in this process, which is faster; return the outcome with the English messages of its files."""
    outcome = loading.run(home, exports, lambda _: None)
    as_json = asdict(outcome) | {"exit_code": outcome.exit_code}
    as_json["by_file"] = {file["file"]: file for file in as_json["files"]}
    for file in as_json["files"]:
        file["message"] = render(file["message"], "en")
    return as_json


def load_json(exports: Path, home: Path) -> dict[str, Any]:
    """Run ``python -m etl load --json``; return the object it printed, with exit code and stderr."""
    completed = command("etl", "load", "--exports", exports, "--home", home, "--json")
    assert completed.stdout, completed.stderr
    return {**json.loads(completed.stdout), "exit_code": completed.returncode, "stderr": completed.stderr}


def rows(home: Path, sql: str) -> list[list[Any]]:
    """Run ``sql`` on the published build of ``home``."""
    return [list(row) for row in warehouse.current(home).rows(sql)]
