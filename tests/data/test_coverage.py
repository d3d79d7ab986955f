"""Which months each source covers, and which delivery is late."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pandas as pd
import pytest

from data import warehouse
from data.loading.coverage import Delivery, coverage, deliveries, most_urgent_first
from data.reference_tables.delivery_schedule import cadences
from data.reference_tables.reader import WrongReference
from data.scope import EVERYTHING
from tests.support.commands import Load
from tests.support.exports.participation_files import kukkuu_json, occurrence
from tests.support.exports.varaamo_files import statistics_csv


def declare(home: Path, *lines: str) -> None:
    (home / "reference").mkdir(parents=True, exist_ok=True)
    text = "\n".join(["source,cadence", *lines])
    (home / "reference" / "deliveries.csv").write_text(text, encoding="utf-8")


def bookings(path: Path, months: dict[str, int]) -> None:
    """Write a number of bookings in each month, last saved in July 2026 and exported on 1 August."""
    rows = [
        {
            "id": 1000 * n + k,
            "begin": f"{month}-03 10:00:00",
            "end": f"{month}-03 11:00:00",
            "updated_at": "2026-07-31 12:00:00",
        }
        for n, (month, count) in enumerate(months.items())
        for k in range(count)
    ]
    exported = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC).timestamp()
    os.utime(statistics_csv(path, rows), (exported, exported))


def states(home: Path) -> dict[str, str]:
    frame = coverage(EVERYTHING, warehouse.current(home))
    return dict(zip(frame["month"], frame["state"], strict=True))


def test_a_month_without_rows_is_missing_and_a_month_with_few_rows_is_marked(
    tmp_path: Path, load: Load, home: Path
) -> None:
    bookings(tmp_path / "exports" / "a.csv", {"2026-01": 8, "2026-02": 1, "2026-03": 2, "2026-05": 8})
    load()
    state_by_month = states(home)
    # The usual month has 5 rows, the median of 8, 1, 2 and 8: a quarter of it is 1.25.
    assert {month: state_by_month[month] for month in list(state_by_month)[:5]} == {
        "2026-01": "usual",
        "2026-02": "few",
        "2026-03": "usual",
        "2026-04": "missing",
        "2026-05": "usual",
    }
    assert list(state_by_month.items())[5:] == [("2026-06", "missing"), ("2026-07", "missing")]


def test_a_source_without_a_cadence_has_no_missing_months(tmp_path: Path, load: Load, home: Path) -> None:
    declare(home, "respa,monthly")
    bookings(tmp_path / "exports" / "a.csv", {"2026-01": 8, "2026-02": 1, "2026-04": 8})
    load()
    assert states(home) == dict.fromkeys(("2026-01", "2026-02", "2026-04"), "usual")


def test_a_month_that_is_empty_in_every_year_is_not_missing(tmp_path: Path, load: Load, home: Path) -> None:
    months = {"2024-01": 4, "2024-03": 4, "2025-01": 4, "2025-02": 4, "2026-01": 4, "2026-02": 4}
    bookings(tmp_path / "exports" / "a.csv", months)
    load()
    state_by_month = states(home)
    # In 2024 February is missing, since other years have one; no April has any row.
    assert state_by_month["2024-02"] == state_by_month["2025-03"] == "missing"
    assert "2025-04" not in state_by_month


def test_an_irregular_source_has_no_missing_months(tmp_path: Path, load: Load, home: Path) -> None:
    declare(home, "kukkuu,irregular")
    times = ("2025-08-04T08:00:00Z", "2025-11-04T08:00:00Z")
    events = [{"id": n, "occurrences": [occurrence(n, 9, time=time)]} for n, time in enumerate(times)]
    kukkuu_json(tmp_path / "exports" / "a.json", events)
    load()
    assert states(home) == {"2025-08": "usual", "2025-11": "usual"}


@pytest.mark.parametrize(
    ("cadence", "today", "expected", "late"),
    [
        ("monthly", "2026-03-03", "2026-03-03", 0),
        ("monthly", "2026-03-08", "2026-03-03", 5),
        ("weekly", "2026-02-11", "2026-02-10", 1),
        ("quarterly", "2026-05-03", "2026-05-03", 0),
        ("irregular", "2030-01-01", None, 0),
    ],
)
def test_a_delivery_is_late_from_the_day_after_it_was_expected(
    tmp_path: Path, load: Load, home: Path, cadence: str, today: str, expected: str | None, late: int
) -> None:
    declare(home, f"varaamo,{cadence}")
    path = tmp_path / "exports" / "a.csv"
    bookings(path, {"2026-01": 1})
    exported = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC).timestamp()
    os.utime(path, (exported, exported))
    load()
    (delivery,) = deliveries(EVERYTHING, warehouse.current(home), dt.date.fromisoformat(today))
    expected_date = delivery.expected.isoformat() if delivery.expected else None
    assert (delivery.source, delivery.cadence, expected_date, delivery.days_late) == (
        *("varaamo", cadence, expected, late),
    )


@pytest.mark.parametrize(
    ("lines", "column"),
    [(["varaamo,sometimes"], "cadence"), (["varaamo,monthly", "varaamo,weekly"], "source")],
)
def test_an_invalid_cadence_is_reported_with_its_column_and_stops_the_load(
    home: Path, load: Load, lines: list[str], column: str
) -> None:
    declare(home, *lines)
    with pytest.raises(WrongReference) as wrong:
        cadences(home)
    assert f'"{column}"' in wrong.value.stored or column in wrong.value.stored
    with pytest.raises(Exception, match="deliveries"):
        load()


def test_the_latest_delivery_comes_first_then_the_most_missing_months() -> None:
    frame = pd.DataFrame(
        [
            ("hauki", "opening_hours", "2026-01", 1, "few"),
            ("kukkuu", "participation", "2026-01", 3, "usual"),
            ("kukkuu", "participation", "2026-02", 0, "missing"),
            ("kukkuu", "participation", "2026-03", 0, "missing"),
            ("varaamo", "bookings", "2026-01", 9, "usual"),
            ("varaamo", "seasonal", "2026-01", 1, "usual"),
        ],
        columns=["source", "data", "month", "rows", "state"],
    )
    due = dt.date(2026, 4, 1)
    expected = tuple(
        Delivery(source, "monthly", due, late)
        for source, late in (("hauki", 0), ("kukkuu", 0), ("tpr", 2), ("varaamo", 0))
    )
    rows = most_urgent_first(frame, expected)
    assert [(row.delivery.source, row.data) for row in rows] == [
        ("tpr", ""),
        ("kukkuu", "participation"),
        ("hauki", "opening_hours"),
        ("varaamo", "bookings"),
        ("varaamo", "seasonal"),
    ]
    assert rows[1].missing == ("2026-03", "2026-02")
    assert rows[1].months["2026-01"] == ("usual", 3)
    assert [row.is_usual for row in rows] == [True, False, False, True, True]
