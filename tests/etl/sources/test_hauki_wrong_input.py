"""Wrong input from Hauki: a broken span or day rejects its resource, a broken file is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.text.messages import render
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.respa_files import DAY, hauki, span

INVALID_SPANS: list[tuple[Any, str]] = [
    (span("20:00", "08:00"), "2025-03-03 20:00:00–08:00:00 with_reservation"),
    (span("08:00", "08:00"), "2025-03-03 08:00:00–08:00:00 with_reservation"),
    (span("08:00", "20:00", "party"), "2025-03-03 08:00:00–20:00:00 party"),
    (span("08:00", "20:00", "Matti Meikäläinen 050"), "text, "),
    (span("25:00", "26:00"), "2025-03-03 25:00:00–26:00:00 with_reservation"),
    ("soon", "2025-03-03 – "),
]
INVALID_DAYS: dict[str, tuple[Any, str | None]] = {
    "text.json": ("soon", None),
    "date.json": ([{"date": "3.3.2025", "times": []}], None),
    "number.json": ([3], None),
    "zone.json": ([], "Helsinki/Nowhere"),
}


@pytest.fixture(scope="module")
def invalid(load_once: LoadOnce) -> SharedLoad:
    """A list with a valid resource and one for each invalid span; a list for each kind of invalid days."""

    def write(exports: Path) -> None:
        spans = [span("08:00", "20:00"), *(invalid_span for invalid_span, _ in INVALID_SPANS)]
        hauki(exports / "spans.json", {n: {DAY: [times]} for n, times in enumerate(spans, 1)})
        for number, (name, (opening_hours, timezone)) in enumerate(INVALID_DAYS.items(), 100):
            resource = {"resource": {"id": 2, "timezone": timezone}, "opening_hours": opening_hours}
            good = {"resource": {"id": number}, "opening_hours": []}
            body = {"count": 4, "next": None, "results": [good, resource, 7, {"resource": 5}]}
            (exports / name).write_text(json.dumps(body), encoding="utf-8")

    return load_once(write)


@pytest.mark.parametrize(("row", "found"), [(row, found) for row, (_, found) in enumerate(INVALID_SPANS, 2)])
def test_an_invalid_span_rejects_its_resource(invalid: SharedLoad, row: int, found: str) -> None:
    outcome, home = invalid
    file = outcome["by_file"]["spans.json"]
    count = len(INVALID_SPANS)
    assert (file["rows_read"], file["rows_loaded"], file["rows_rejected"]) == (count + 1, 1, count)
    sql = "SELECT column_name, found, expected FROM rejected_row WHERE file = 'spans.json' AND row_number = "
    [[column, stored_value, stored_expectation]] = rows(home, f"{sql}{row}")
    assert column == "opening_hours"
    assert render(stored_value, "en").startswith(found)
    assert "a start before the end" in render(stored_expectation, "en")
    assert "Meikäläinen" not in str(outcome) + stored_value


@pytest.mark.parametrize("name", INVALID_DAYS)
def test_invalid_days_reject_their_resource(invalid: SharedLoad, name: str) -> None:
    file = invalid[0]["by_file"][name]
    assert (file["rows_loaded"], file["rows_rejected"]) == (1, 3)


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
