"""Bookings of files with days but no times: each takes its whole day or days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.support.commands import Load, rows
from tests.support.exports.mapping_files import BOOKING, HEADERS, mapping, one, table_csv, table_xlsx

TIMES = BOOKING.replace("space, state, ", "") + " ORDER BY begin_utc"


@pytest.mark.parametrize(
    ("date_formats", "form"),
    [('["yyyy-mm-dd"]', "%Y-%m-%d"), ('["dd.mm.yyyy"]', "%d.%m.%Y"), (None, "%Y-%m-%d")],
)
def test_a_booking_starts_at_midnight_and_ends_at_the_end_of_its_last_day(
    tmp_path: Path, load: Load, home: Path, date_formats: str | None, form: str
) -> None:
    mapping(home, date_formats=date_formats)
    spans = [
        (dt.date(2025, 3, 3), dt.date(2025, 3, 3)),
        (dt.date(2025, 3, 5), dt.date(2025, 3, 6)),
        # The day on which summer time starts has 23 hours.
        (dt.date(2025, 3, 30), dt.date(2025, 3, 30)),
        (dt.date(2025, 10, 26), dt.date(2025, 10, 26)),
        # Ends before it starts.
        (dt.date(2025, 4, 2), dt.date(2025, 4, 1)),
    ]
    cells = [
        {"Nr": str(n), "Beginn": begin.strftime(form), "Ende": end.strftime(form)}
        for n, (begin, end) in enumerate(spans)
    ]
    table_csv(tmp_path / "exports" / "a.csv", cells)
    file = load()["files"][0]
    assert (file["status"], file["rows_loaded"], file["rows_rejected"]) == ("loaded", 4, 1), file["message"]
    assert rows(home, TIMES) == [
        ["2025-03-02 22:00", 24 * 60.0],
        ["2025-03-04 22:00", 48 * 60.0],
        ["2025-03-29 22:00", 23 * 60.0],
        ["2025-10-25 21:00", 25 * 60.0],
    ]
    assert one(home, "SELECT column_name FROM rejected_row") == ["Ende"]


def test_whole_days_are_those_of_the_systems_zone(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, date_formats='["yyyy-mm-dd"]', time_zone='"America/New_York"')
    table_csv(tmp_path / "exports" / "a.csv", [{"Beginn": "2025-03-09", "Ende": "2025-03-09"}])
    load()
    assert rows(home, TIMES) == [["2025-03-09 05:00", 23 * 60.0]]


def test_one_column_may_be_both_the_first_and_the_last_day(tmp_path: Path, load: Load, home: Path) -> None:
    same = {"begin_utc": '"Tag"', "end_utc": '"Tag"'}
    mapping(home, date_formats='["dd.mm.yyyy"]', recognise='["Nr", "Tag"]', columns=same)
    table_csv(tmp_path / "exports" / "a.csv", [{"Tag": "3.3.2025"}], ("Nr", "Halle", "Tag", "Status"))
    load()
    assert rows(home, TIMES) == [["2025-03-02 22:00", 24 * 60.0]]


def test_true_dates_of_a_workbook_are_days_if_the_mapping_declares_days(
    tmp_path: Path, load: Load, home: Path
) -> None:
    mapping(home, format='"xlsx"', delimiter=None, date_formats='["dd.mm.yyyy"]')
    day, afternoon = dt.date(2025, 3, 3), dt.datetime(2025, 3, 5, 14)
    table_xlsx(
        tmp_path / "exports" / "a.xlsx",
        [
            (1, "Nord", day, day, "gebucht"),
            (2, "Nord", "04.03.2025", "04.03.2025", "gebucht"),
            # If the cell has a time, the time counts.
            (3, "Nord", afternoon, afternoon + dt.timedelta(hours=2), "gebucht"),
        ],
    )
    assert load()["files"][0]["rows_loaded"] == 3
    assert rows(home, TIMES) == [
        ["2025-03-02 22:00", 24 * 60.0],
        ["2025-03-03 22:00", 24 * 60.0],
        ["2025-03-05 12:00", 120.0],
    ]


def test_a_cell_that_lacks_the_declared_time_is_rejected(tmp_path: Path, load: Load, home: Path) -> None:
    """A day may be declared for other columns; a start without its time is then an error."""
    mapping(home, columns={"created_date": '"Gebucht"'}, date_formats='["dd.mm.yyyy HH:MM", "dd.mm.yyyy"]')
    cells = [{"Gebucht": "01.03.2025"}, {"Nr": "2", "Ende": "03.03.2025"}]
    table_csv(tmp_path / "exports" / "a.csv", cells, (*HEADERS, "Gebucht"))
    file = load()["files"][0]
    assert (file["rows_loaded"], file["rows_rejected"]) == (1, 1)


def test_offsets_alone_are_read_under_another_zone(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home, date_formats='["yyyy-mm-ddTHH:MM:SSZZ"]', time_zone='"America/New_York"')
    offset = {"Beginn": "2025-03-03T10:00:00+0200", "Ende": "2025-03-03T10:15:00+0200"}
    table_csv(tmp_path / "exports" / "a.csv", [offset])
    assert load()["files"][0]["status"] == "loaded"
    assert rows(home, TIMES) == [["2025-03-03 08:00", 15.0]]
