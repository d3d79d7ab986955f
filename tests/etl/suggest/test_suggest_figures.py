"""A drafted mapping, completed by a steward, gives the figures that are in the file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from etl.suggest.beginning import read_beginning
from etl.suggest.columns import columns
from tests.support.commands import Load
from tests.support.exports.mapping_files import complete, suggest, write_text

SHIFTS = ("Shift ID", "Date", "Opportunity", "Organisation", "Neighbourhood", "volunteer_hours", "Volunteer")
#: Quarters of an hour, as most systems record them: most of them could be read as a time of day.
HOURS = ("2.75", "1.25", "3.0", "0.5", "2.25", "1.50", "4.00", "12.25")


def shifts(folder: Path, rows: int = 40) -> Path:
    """Write shifts of volunteers as a volunteer centre exports them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "shifts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SHIFTS)
        for n in range(rows):
            place = ("Kallio", "Malmi")[n % 2]
            day = f"2025-03-{n % 28 + 1:02d}"
            hours = HOURS[n % len(HOURS)]
            writer.writerow([f"S{n}", day, "Food bank", "Helping Hands", place, hours, f"Person{n} Example"])
    return path


def test_a_completed_draft_of_shifts_gives_the_hours_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], load: Load, home: Path
) -> None:
    path = shifts(tmp_path / "exports")
    code, draft, err = suggest(path, capsys)
    assert code == 0, err
    drafted = tomllib.loads(draft)
    assert (drafted["table"], drafted["columns"]["total_hours"]) == ("volunteer_records", "volunteer_hours")
    assert drafted["personal"] == ["Volunteer"]
    complete(draft, home / "custom", name="leeds", status="completed")
    outcome = load()
    assert (outcome["exit_code"], outcome["files"][0]["rows_loaded"]) == (0, 40)
    with path.open(encoding="utf-8") as file:
        hours = sum(float(row["volunteer_hours"]) for row in csv.DictReader(file))
    figure = calculate("volunteer_hours", [], scope=EVERYTHING, build=warehouse.current(home))
    assert figure["value"][0] == pytest.approx(hours)


@pytest.mark.parametrize(
    ("header", "cells", "kind", "personal"),
    [
        ("Volunteer hours", ("2.75", "1.50", "3.25"), "decimal", ""),
        ("Volunteer hours", ("1.00", "2.00", "8.30"), "decimal", ""),
        ("Hours", ("1.00", "2.00", "8.30"), "decimal", ""),
        ("Anything", ("1.00", "2.00", "8.30"), "decimal", ""),
        ("Contact hours", ("12", "7", "9"), "whole", ""),
        ("Henkilö-määrä", ("12", "7", "9"), "whole", ""),
        ("Person count", ("12", "7", "9"), "whole", ""),
        ("Kunde Anzahl", ("1", "17", "9"), "whole", ""),
        # A time of day with a point: only if the header names a time of day and every cell can be one.
        ("Klo alkaa", ("9.00", "18.30", "8.30"), "clock", ""),
        ("Start time", ("9.00", "18.30", "8.75"), "decimal", ""),
        # Numbers of people, not measures of anything.
        ("Volunteer", ("12", "7", "9"), "whole", "header"),
        ("Volunteer number", ("12", "7", "9"), "whole", "header"),
        ("Phone", ("5550100", "5550101", "5550102"), "whole", "header"),
        ("Volunteer hours", ("Anna Example", "Bo Example", "Cy Example"), "text", "header"),
    ],
)
def test_a_measure_is_recognised_before_the_personal_words_and_a_decimal_is_not_a_time_of_day(
    tmp_path: Path, header: str, cells: tuple[str, ...], kind: str, personal: str
) -> None:
    rows = "".join(f'"{cell}";{n}\n' for n, cell in enumerate(cells))
    [column, _] = columns(read_beginning(write_text(tmp_path / "a.csv", f"{header};Other\n{rows}")))
    assert (column.kind, column.why_personal) == (kind, personal)


def bookings(keys: Iterator[str] | list[str], spaces: tuple[str, ...] = ("Hall",)) -> str:
    rows = [
        f"{key};{spaces[n % len(spaces)]};{n % 28 + 1}.11.2025 9:00;{n % 28 + 1}.11.2025 10:00;confirmed"
        for n, key in enumerate(keys)
    ]
    return "\n".join(["Booking number;Room;Start time;End time;Status", *rows]) + "\n"


def test_a_key_that_repeats_in_the_file_is_proposed_with_columns_that_make_it_unique(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], load: Load, home: Path
) -> None:
    # After the rows of the beginning the number of a booking is that of its series.
    keys = [str(n) for n in range(1500)] + [str(n % 10) for n in range(20)]
    (tmp_path / "exports").mkdir()
    path = write_text(tmp_path / "exports" / "a.csv", bookings(keys))
    _, draft, err = suggest(path, capsys)
    drafted = tomllib.loads(draft)
    assert drafted["columns"]["reservation_key"] == ["Booking number", "Start time"]
    assert "The value of column Booking number repeats on different rows (20 rows)" in err
    complete(draft, home / "custom", name="halls")
    file = load()["files"][0]
    assert (file["rows_read"], file["rows_loaded"], file["rows_superseded"]) == (1520, 1520, 0)


def test_no_key_is_proposed_if_none_is_unique(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = bookings(["1"] * 4)
    again = body.splitlines()[1].replace("confirmed", "cancelled")
    _, draft, _ = suggest(write_text(tmp_path / "a.csv", body + again + "\n"), capsys)
    assert "reservation_key" not in tomllib.loads(draft)["columns"]


def test_exact_repeats_of_a_row_do_not_make_its_key_unfit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = bookings(["1", "2", "3"])
    again = body.splitlines()[1]
    _, draft, _ = suggest(write_text(tmp_path / "a.csv", body + again + "\n"), capsys)
    assert tomllib.loads(draft)["columns"]["reservation_key"] == "Booking number"


def test_a_draft_is_written_into_a_home_that_has_no_folder_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    path = write_text(tmp_path / "a.csv", bookings(["1", "2"]))
    target = home / "custom" / "halls.toml"
    code, _, err = suggest(path, capsys, "--out", str(target))
    assert code == 0, err
    assert tomllib.loads(target.read_text(encoding="utf-8"))["table"] == "bookings"
