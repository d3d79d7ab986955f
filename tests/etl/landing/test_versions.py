"""Versions of a reservation, and contradicting time spans: which of them counts."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.support.commands import Load, rows
from tests.support.exports.varaamo_files import (
    HELSINKI,
    spans_json,
    statistics_csv,
    statistics_json,
    units_csv,
)


def test_newest_version_of_a_reservation_is_in_force(tmp_path: Path, load: Load, home: Path) -> None:
    exports = tmp_path / "exports"
    statistics_csv(
        exports / "a.csv",
        [
            {"id": 1, "reservation": 11, "num_persons": 1, "updated_at": "2025-03-01 09:00:00"},
            {"id": 2, "reservation": 22, "num_persons": 2, "updated_at": "2025-03-09 09:00:00"},
        ],
    )
    load()
    newer = {"id": 1, "reservation": 11, "reservation_uuid": "u1", "updated_at": "2025-03-02 09:00:00"}
    older = {"id": 2, "reservation": 22, "num_persons": 20, "updated_at": "2025-03-08 09:00:00"}
    statistics_csv(exports / "b.csv", [{**newer, "num_persons": 10}, older])
    statistics_json(
        exports / "c.json",
        [{"reservation_uuid": "u1", "num_persons": 100, "updated_at": "2025-03-03 09:00:00"}],
    )
    outcome = load()
    assert sorted(rows(home, "SELECT persons FROM booking")) == [[2], [100]]
    counts = {f["file"]: (f["rows_loaded"], f["rows_superseded"]) for f in outcome["files"]}
    assert counts == {"a.csv": (1, 1), "b.csv": (0, 2), "c.json": (1, 0)}


def test_a_rejected_row_never_supersedes_a_valid_one(tmp_path: Path, load: Load, home: Path) -> None:
    newer = {"id": 1, "updated_at": "2025-04-01 09:00:00", "state": "BROKEN"}
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}, newer])
    outcome = load()
    assert rows(home, "SELECT state FROM booking") == [["confirmed"]]
    assert (outcome["files"][0]["rows_loaded"], outcome["files"][0]["rows_rejected"]) == (1, 1)


def test_reservations_without_a_common_key_both_count(tmp_path: Path, load: Load, home: Path) -> None:
    statistics_json(tmp_path / "exports" / "a.json", [{}, {}])
    load()
    assert rows(home, "SELECT count(*) FROM booking") == [[2]]


@pytest.mark.parametrize(
    ("files", "hours"),
    [
        # Two pages of one export of the 1st, and an export of the 2nd with a shorter morning.
        ([("1", "08-12"), ("1", "13-20"), ("2", "09-12")], 3),
        ([("1", "08-12 13-20"), ("2", "09-12")], 3),
        # The later export has two pages too.
        ([("1", "08-12 13-20"), ("2", "09-12"), ("2", "13-15")], 3 + 2),
        # A second export of the same day supersedes only the contradicted spans.
        ([("1", "08-12"), ("1", "08-10")], 2),
        # Pages that agree add up, whatever their dates.
        ([("1", "08-12"), ("2", "08-12 13-20")], 4 + 7),
    ],
)
def test_contradicting_time_spans(
    tmp_path: Path, load: Load, home: Path, files: list[tuple[str, str]], hours: int
) -> None:
    exports = tmp_path / "exports"
    units_csv(exports / "spaces.csv", [{}])
    for number, (day, spans) in enumerate(files):
        path = exports / f"{9 - number}.json"
        cut = [span.split("-") for span in spans.split()]
        spans_json(path, [(880501, f"2025-03-03 {b}:00:00", f"2025-03-03 {e}:00:00") for b, e in cut])
        exported = dt.datetime(2025, 4, int(day), 10, number, tzinfo=HELSINKI).timestamp()
        os.utime(path, (exported, exported))
    load()
    assert rows(home, "SELECT sum(bookable_minutes) / 60 FROM space_hour") == [[hours]]
