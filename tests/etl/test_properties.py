"""Properties of every input: all rows are accounted for, and figures do not depend on the order of files."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from etl import load as loading
from etl.outcome import Outcome
from tests.support.exports.varaamo_files import city, spans_json, statistics_csv, statistics_json, units_csv

# Five loads for each example; the worlds of tests/oracle cover the cases that people thought of.
SLOW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
METRICS = (
    "bookings",
    "booked_hours",
    "occupied_hours",
    "booking_rate",
    "shared_use_of_bookable",
    "active_bookers",
)
START = dt.datetime(2025, 3, 28, 20, 0)
SPACES = ("501", "502", "999")

instants = st.integers(0, 4 * 24 * 4).map(lambda quarter: START + dt.timedelta(minutes=15 * quarter))


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row of reservation statistics; some are broken, some share their keys with others."""
    begin = draw(instants)
    end = begin + dt.timedelta(minutes=15 * draw(st.integers(-1, 80)))
    number = draw(st.integers(1, 6))
    keys = draw(st.sampled_from([("id",), ("id", "reservation"), ("id", "reservation", "reservation_uuid")]))
    return {
        # The hour that does not exist in the March night stays: both formats read it in the same way.
        "begin": f"{begin:%Y-%m-%d %H:%M:%S}",
        "end": f"{end:%Y-%m-%d %H:%M:%S}",
        "state": draw(st.sampled_from(["CONFIRMED", "CONFIRMED", "CANCELLED", "CREATED", "NONSENSE"])),
        "reservation_type": draw(st.sampled_from(["NORMAL", "BLOCKED", "STAFF", ""])),
        "reservee_type": draw(st.sampled_from(["INDIVIDUAL", "NONPROFIT", "None", "BUSINESS"])),
        "num_persons": draw(st.sampled_from(["", "0", "3", "50", "-2"])),
        "primary_reservation_unit": draw(st.sampled_from(SPACES)),
        "reservee_uuid": draw(st.sampled_from(["", "a", "b", "c", "d", "e", "f"])),
        **dict.fromkeys(keys, f"{number}"),
    }


@st.composite
def export_sets(draw: st.DrawFn) -> list[tuple[str, list[dict[str, Any]]]]:
    """A few exports of the same reservations; every row has a different ``updated_at``."""
    files = []
    clock = iter(draw(st.permutations(range(40))))
    for number in range(draw(st.integers(1, 3))):
        file_rows = draw(st.lists(rows(), min_size=1, max_size=8))
        for row in file_rows:
            row["updated_at"] = f"2025-03-01 10:{next(clock):02d}:00"
        form = draw(st.sampled_from(["csv", "csv", "json"]))
        files.append((f"{number}.{form}", file_rows))
    return files


def write(folder: Path, files: list[tuple[str, list[dict[str, Any]]]]) -> None:
    for name, file_rows in files:
        if name.endswith("csv"):
            statistics_csv(folder / name, file_rows)
        else:
            statistics_json(folder / name, file_rows)


def registers(folder: Path) -> None:
    """Write registers with two spaces that are bookable from eight to eight; the third is in no register."""
    city(folder, {"990101": "Kallio", "990102": "Malmi"})
    units_csv(
        folder / "spaces.csv",
        [{}, {"Reservation unit ID": "502", "TPRek ID": "990102", "Hauki resource id": "880502"}],
    )
    days = [f"2025-03-{day}" for day in (28, 29, 30, 31)] + ["2025-04-01"]
    spans_json(
        folder / "spans.json",
        [(880501 + n, f"{day} 08:00:00", f"{day} 20:00:00") for n in (0, 1) for day in days],
    )


def figures(home: Path) -> str:
    build = warehouse.current(home)
    return "".join(
        calculate(m, ["month", "district"], scope=EVERYTHING, build=build).to_csv(index=False)
        for m in METRICS
    )


def run(home: Path, exports: Path) -> Outcome:
    outcome = loading.run(home, exports, lambda _: None)
    for file in outcome.files:
        assert file.rows_read == file.rows_loaded + file.rows_rejected + file.rows_superseded
        assert min(file.rows_loaded, file.rows_rejected, file.rows_superseded) >= 0
    assert not [check for check in outcome.checks if check.level == "fail" and check.rows]
    return outcome


@pytest.mark.slow
@SLOW
@given(export_sets(), st.randoms(use_true_random=False))
def test_figures_depend_on_the_rows_alone(files: list[Any], random: Any) -> None:
    """Rates are between 0 and 100 %, and neither a second load nor another order of files changes figures.

    This is one test because all three properties need the same exports loaded first.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registers(folder / "together")
        write(folder / "together", files)
        first = run(folder / "home", folder / "together")
        assert_rates_are_possible(folder / "home")
        expected = figures(folder / "home")
        assert_a_second_load_changes_nothing(folder, first)
        assert figures(folder / "home") == expected
        # The same files one by one, in another order, under other names.
        shuffled = list(files)
        random.shuffle(shuffled)
        one_by_one = folder / "one_by_one"
        for number, (file, file_rows) in enumerate(shuffled):
            write(one_by_one, [(f"later_{number}_{file}", file_rows)])
            run(folder / "other", one_by_one)
        registers(one_by_one)
        run(folder / "other", one_by_one)
        assert figures(folder / "other") == expected


def assert_a_second_load_changes_nothing(folder: Path, first: Outcome) -> None:
    again = run(folder / "home", folder / "together")
    assert {file.status for file in again.files} <= {"unchanged", "refused"}
    assert again.build_id == first.build_id
    assert row_counts(again) == row_counts(first)


def row_counts(outcome: Outcome) -> list[tuple[int, ...]]:
    return [(f.rows_read, f.rows_loaded, f.rows_rejected, f.rows_superseded) for f in outcome.files]


def assert_rates_are_possible(home: Path) -> None:
    build = warehouse.current(home)
    rates = [
        *("booking_rate", "shared_use_share", "shared_use_of_bookable", "association_share"),
        *("seat_fill", "head_count_coverage", "cancellation_rate", "denial_rate"),
    ]
    for metric in rates:
        value = calculate(metric, ["space"], scope=EVERYTHING, build=build)["value"].dropna()
        assert value.between(0, 100).all(), metric
    idle = calculate("idle_hours", ["space"], scope=EVERYTHING, build=build)["value"].dropna()
    assert (idle >= 0).all()


@SLOW
@given(st.permutations(range(3)), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 23)), max_size=12))
def test_pages_of_time_spans_add_up_in_any_order(order: list[int], hours: list[tuple[int, int]]) -> None:
    spans = [
        (880501, f"2025-03-{28 + day} {hour:02d}:00:00", f"2025-03-{28 + day} {hour:02d}:45:00")
        for day, hour in sorted(set(hours) - {(2, 3)})
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "exports").mkdir()
        units_csv(folder / "exports" / "spaces.csv", [{}])
        for number, page in enumerate(order):
            path = folder / "exports" / f"{number}.json"
            spans_json(path, spans[page::3])
            os.utime(path, (1_750_000_000 + 60 * number, 1_750_000_000 + 60 * number))
            if not json.loads(path.read_text(encoding="utf-8")):
                path.unlink()
        run(folder / "home", folder / "exports")
        build = warehouse.current(folder / "home")
        bookable_hours = calculate("bookable_hours", scope=EVERYTHING, build=build)[
            "value"
        ].sum()  # no span: no value
        assert bookable_hours == 0.75 * len(spans)
