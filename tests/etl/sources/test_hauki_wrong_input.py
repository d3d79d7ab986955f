"""Wrong input from Hauki: a broken span or day rejects its resource, a broken file is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.text.messages import render
from tests.support.commands import Load
from tests.support.respa_files import DAY, hauki, span


@pytest.mark.parametrize(
    ("invalid_span", "found"),
    [
        (span("20:00", "08:00"), "2025-03-03 20:00:00–08:00:00 with_reservation"),
        (span("08:00", "08:00"), "2025-03-03 08:00:00–08:00:00 with_reservation"),
        (span("08:00", "20:00", "party"), "2025-03-03 08:00:00–20:00:00 party"),
        (span("08:00", "20:00", "Matti Meikäläinen 050"), "text, "),
        (span("25:00", "26:00"), "2025-03-03 25:00:00–26:00:00 with_reservation"),
        ("soon", "2025-03-03 – "),
    ],
)
def test_an_invalid_span_rejects_its_resource(
    tmp_path: Path, load: Load, home: Path, invalid_span: Any, found: str
) -> None:
    hauki(tmp_path / "exports" / "a.json", {1: {DAY: [span("08:00", "20:00")]}, 2: {DAY: [invalid_span]}})
    outcome = load()["files"][0]
    assert (outcome["rows_read"], outcome["rows_loaded"], outcome["rows_rejected"]) == (2, 1, 1)
    [[row, column, stored_value, stored_expectation]] = (
        warehouse.current(home)
        .query("SELECT row_number, column_name, found, expected FROM rejected_row")
        .to_numpy()
        .tolist()
    )
    assert (row, column) == (2, "opening_hours")
    assert render(stored_value, "en").startswith(found)
    assert "a start before the end" in render(stored_expectation, "en")
    assert "Meikäläinen" not in str(outcome) + stored_value


@pytest.mark.parametrize(
    ("days", "timezone"),
    [("soon", None), ([{"date": "3.3.2025", "times": []}], None), ([3], None), ([], "Helsinki/Nowhere")],
)
def test_invalid_days_reject_their_resource(
    tmp_path: Path, load: Load, days: Any, timezone: str | None
) -> None:
    path = tmp_path / "exports" / "a.json"
    path.parent.mkdir()
    good = {"resource": {"id": 1}, "opening_hours": []}
    records = [good, {"resource": {"id": 2, "timezone": timezone}, "opening_hours": days}, 7, {"resource": 5}]
    path.write_text(json.dumps({"count": 4, "next": None, "results": records}), encoding="utf-8")
    outcome = load()["files"][0]
    assert (outcome["rows_loaded"], outcome["rows_rejected"]) == (1, 3)


@pytest.mark.parametrize("text", ['{"results": [{"resource": {"id": 1}, "opening_hours": []}', "["])
def test_a_broken_file_is_refused(tmp_path: Path, load: Load, text: str) -> None:
    path = tmp_path / "exports" / "a.json"
    path.parent.mkdir()
    # Larger than the part that is inspected, so that the reader itself reaches the broken end.
    start = text if text == "[" else text + ", " + ", ".join([text[13:]] * 40_000)
    path.write_text(start, encoding="utf-8")
    outcome = load()["files"][0]
    assert outcome["status"] == "refused"
    assert "cut off" in outcome["message"]
