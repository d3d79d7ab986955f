"""What the tests of drafting share."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.__main__ import main

Captured = pytest.CaptureFixture[str]


def suggest(path: Path, capsys: Captured, *more: str) -> tuple[int, str, str]:
    """Exit code, the draft and the report of ``python -m etl suggest``."""
    code = main(["suggest", str(path), "--home", str(path.parent / "no home"), *more])
    told = capsys.readouterr()
    return code, told.out, told.err


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path
