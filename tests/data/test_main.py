"""python -m data: figures on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from tests.support.tiny_warehouse import publish


def test_a_csv_contains_no_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formula = '-1/HYPERLINK("https://example.org")'
    publish(tmp_path, {"booking": [{"date": "2026-10-01", "is_use": True, "purpose": formula}]})
    assert main(["bookings", "--by", "purpose", "--format", "csv", "--home", str(tmp_path)]) == 0
    [_, row] = capsys.readouterr().out.splitlines()
    assert row == '"\'-1/HYPERLINK(""https://example.org"")",1.0,1.0,,False'
