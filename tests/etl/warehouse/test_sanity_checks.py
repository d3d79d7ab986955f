"""The checks of every load find what is too odd to be true, and give examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from etl.__main__ import main
from tests.support.commands import Load, LoadOnce, SharedLoad, rows
from tests.support.exports.mapping_files import HEADERS, mapping, table_csv

TIMES = "%d.%m.%Y %H:%M"


def bookings(months: Sequence[str], hours: int = 2, **more: str) -> list[dict[str, str]]:
    """Twenty-five bookings in each month (``mm.yyyy``), each with its own number."""
    return [
        {
            "Nr": f"{month} {day}",
            "Halle": f"Halle {day % 3}",
            "Beginn": f"{day:02}.{month} 08:00",
            "Ende": f"{day:02}.{month} {8 + hours:02}:00",
            **more,
        }
        for month in months
        for day in range(1, 26)
    ]


@pytest.fixture(scope="module")
def odd(load_once: LoadOnce) -> SharedLoad:
    """One file for each oddity, each read by a mapping of its own."""
    spring = ("03.2025", "04.2025", "05.2025")
    year = [f"{month:02}.{y}" for y in (2023, 2024) for month in range(1, 13)]
    files = {
        "usual": bookings(spring),
        "cancelled": bookings(spring, Status="storniert"),
        "nowhere": bookings(spring),
        "hall": [{**row, "Halle": "Nord"} for row in bookings(spring)],
        "march": [{**row, "Nr": f"{n}"} for n, row in enumerate(bookings(("03.2025",)) * 2)],
        "late": [*bookings(spring), {"Nr": "x", "Beginn": "01.03.2090 10:00", "Ende": "01.03.2090 11:00"}],
        "old": [*bookings(spring), {"Nr": "x", "Beginn": "01.03.1925 10:00"}],
        "repeated": bookings(spring) + bookings(("06.2025",), Nr="1"),
        "uneven": bookings([m for m in year if m != "05.2024"], 2) + bookings(("05.2024",), 9),
        "wrong": bookings(spring, Status="Erika Muster"),
    }

    def write(exports: Path) -> None:
        for name, table in files.items():
            area = {} if name == "nowhere" else {"district": '"Kallio"'}
            header = f"Nr {name}"
            mapping(
                exports.parent / "home",
                f"{name}.toml",
                name=f'"{name}"',
                columns={"reservation_key": f'"{header}"'},
                recognise=f'["{header}"]',
                constants=area,
            )
            cells = [{**row, header: row.get("Nr", "1")} for row in table]
            table_csv(exports / f"{name}.csv", cells, (header, *HEADERS[1:]))

    return load_once(write)


@pytest.mark.parametrize(
    ("check", "example"),
    [
        ("bookings_without_hours", "custom:cancelled"),
        ("sources_without_area", "custom:nowhere"),
        ("sources_in_one_space", "custom:hall: custom:hall/Nord"),
        ("sources_in_one_month", "custom:march: 2025-03"),
        ("dates_in_the_future", "custom:late: 2090-03-01"),
        ("dates_before_1990", "old.csv, Beginn: 01.03.1925 10:00"),
        ("files_superseding_their_own_rows", "repeated.csv: 24 / 100"),
        ("months_out_of_line", "custom:uneven, 2024-05: 225 h / 2023-05: 50 h"),
        ("files_wholly_rejected", "wrong.csv: 75"),
    ],
)
def test_each_oddity_is_found_and_nothing_else(odd: SharedLoad, check: str, example: str) -> None:
    outcome, home = odd
    [result] = [c for c in outcome["checks"] if c["name"] == check]
    assert (result["level"], result["rows"], result["examples"]) == ("warn", 1, example)
    assert rows(home, f"SELECT examples FROM check_result WHERE name = '{check}'") == [[example]]


def test_a_file_whose_every_row_is_rejected_is_not_published_silently(
    tmp_path: Path, load: Load, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping(home)
    table_csv(tmp_path / "exports" / "a.csv", [{"Status": "Erika Muster"}] * 3)
    arguments = ["load", "--home", str(home), "--exports", str(tmp_path / "exports")]
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert "All 3 rows of the file were rejected" in err
    assert "3 rows rejected, files without any usable row: 1" in err
    assert "Files of which every row was rejected: 1 rows. For example: a.csv: 3" in err
