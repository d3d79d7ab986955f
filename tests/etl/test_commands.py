"""The commands as a user runs them: exit codes, JSON on stdout, messages on stderr, the same figures."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from data import warehouse
from data.catalogue.metrics import catalogue
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import command, command_here


def test_list_names_every_metric() -> None:
    completed = command("data", "list", "--format", "csv")
    assert completed.returncode == 0
    listed = pd.read_csv(io.StringIO(completed.stdout))
    assert listed["metric"].tolist() == list(catalogue().metrics)


def test_a_figure_is_the_same_to_the_last_digit(sample_home: Path) -> None:
    period = ["--from", "2025-10", "--to", "2026-06"]
    where = ["--where", "district=301,503,704,602", "--where", "booker_type=association"]
    completed = command(
        *("data", "booked_hours", "--by", "month,district", *period, *where),
        *("--format", "csv", "--home", sample_home),
    )
    assert completed.returncode == 0, completed.stderr
    printed = pd.read_csv(io.StringIO(completed.stdout), dtype={"month": str, "district": str})
    filters = Filters.of(
        "2025-10", "2026-06", district=["301", "503", "704", "602"], booker_type=["association"]
    )
    frame = calculate(
        "booked_hours", ["month", "district"], filters, scope=EVERYTHING, build=warehouse.current(sample_home)
    )
    assert list(printed.columns) == ["month", "district", "value", "numerator", "denominator", "suppressed"]
    assert len(printed) > 4
    assert printed["value"].tolist() == frame["value"].tolist()
    assert printed["district"].tolist() == frame["district"].tolist()


@pytest.mark.parametrize("form", ["table", "json", "parquet"])
def test_every_format_is_written(sample_home: Path, form: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    from data.settings import ROOT

    arguments = ["data", "bookings", "--by", "year", "--format", form, "--home", str(sample_home)]
    completed = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, check=True)
    frame = calculate("bookings", ["year"], scope=EVERYTHING, build=warehouse.current(sample_home))
    if form == "json":
        assert [row["value"] for row in json.loads(completed.stdout)] == frame["value"].tolist()
    elif form == "parquet":
        assert pd.read_parquet(io.BytesIO(completed.stdout))["value"].tolist() == frame["value"].tolist()
    else:
        assert all(year in completed.stdout.decode() for year in frame["year"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nonsense"], "unknown metric 'nonsense'; there are: active_bookers"),
        (["bookings", "--by", "colour"], "bookings has no dimension 'colour'"),
        (["bookings", "--where", "district"], "write it as district=101,102"),
        (["bookings", "--where", "district=000"], "unknown district '000'; there are 35"),
        (["bookings", "--where", "from_month=2025-01"], "has no dimension 'from_month'"),
        (["bookings", "--build", "20200101T000000-000"], "is no longer kept; there are: 20"),
    ],
)
def test_an_invalid_argument_is_reported_with_the_valid_values(
    sample_home: Path, arguments: list[str], expected: str
) -> None:
    completed = command_here("data", *arguments, "--home", sample_home)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert expected in completed.stderr
    assert "Traceback" not in completed.stderr


def test_without_a_warehouse_both_commands_say_what_to_do(tmp_path: Path) -> None:
    for name in (["data", "bookings"], ["etl", "status"]):
        completed = command_here(*name, "--home", tmp_path)
        assert completed.returncode == 2
        assert "python -m etl load" in completed.stderr


def test_status_reports_builds_loads_and_rejected_rows(sample_home: Path) -> None:
    completed = command_here("etl", "status", "--home", sample_home, "--json")
    printed = json.loads(completed.stdout)
    assert printed["is_sample"]
    assert printed["build_id"] == warehouse.current(sample_home).id
    for row in printed["loads"]:
        assert row["rows_read"] == row["rows_loaded"] + row["rows_rejected"] + row["rows_superseded"]
    in_finnish = command_here("etl", "status", "--home", sample_home, "--lang", "fi")
    assert in_finnish.returncode == 0
    assert "varaamo" in in_finnish.stdout


def test_a_missing_inbox_is_reported(tmp_path: Path) -> None:
    completed = command("etl", "load", "--exports", tmp_path / "none", "--home", tmp_path / "home")
    assert completed.returncode == 2
    assert "does not exist" in completed.stderr
