"""Hash repeated texts of a mapped export once: the landed rows and their order are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.landing import repeated_keys
from tests.support.commands import Load
from tests.support.exports.mapping_files import HEADERS, mapping, table_csv

#: Bookers and their types: blanks around a name, an empty cell, and a name of several types.
BOOKERS = [
    ("Pallo ry", "Verein"),
    ("Pallo ry", "Privat"),
    (" pallo  RY ", "Verein"),
    ("Köör ry", "Verein"),
    ("", "Verein"),
    ("Pallo ry", ""),
]


# The rows of the large file are in several row groups, which threads write at the same time.
@pytest.mark.parametrize("times", [10, pytest.param(50_000, marks=pytest.mark.slow)])
def test_keys_that_are_hashed_once_are_the_same_in_the_same_order(
    times: int, tmp_path: Path, load: Load, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        {"Nr": str(n), "Konto": "" if n % 7 == 0 else f"konto {n % 3}", "Kunde": name, "Art": kind}
        for n, (name, kind) in enumerate(BOOKERS * times)
    ]
    cells[5]["Beginn"] = "soon"
    table_csv(tmp_path / "exports" / "a.csv", cells, (*HEADERS, "Konto", "Kunde", "Art"))
    landed = {}
    for minimum_rows in (1, len(cells) + 1):
        monkeypatch.setattr(repeated_keys, "MINIMUM_ROWS", minimum_rows)
        landed[minimum_rows] = _landed(load, home / str(minimum_rows))
    assert landed[1] == landed[len(cells) + 1]
    rows = landed[1]
    assert [row[-1] for row in rows] == list(range(2, len(cells) + 2))
    # Bookers: three accounts. Associations: two, as a name counts whatever its case and blanks.
    assert len({row[1] for row in rows} - {None}) == 3
    assert len({row[2] for row in rows} - {None}) == 2
    assert [row[2] is None for row in rows[:6]] == [False, True, False, False, True, True]


def _landed(load: Load, home: Path) -> list[tuple[Any, ...]]:
    """Return each landed row: its keys, why it was rejected, and its number in the file."""
    mapping(
        home,
        columns={"booker_key": '"Konto"', "organisation_key": '"Kunde"', "booker_type": '"Art"'},
        values={
            "state": {"gebucht": "confirmed"},
            "booker_type": {"Verein": "association", "Privat": "resident"},
        },
        personal='["Konto", "Kunde"]',
    )
    load(home=home)
    [file] = (home / "landing" / "bookings").glob("*.parquet")
    columns = "reservation_key, booker_key, organisation_key, rejected_column, source_row"
    return duckdb.execute(f"SELECT {columns} FROM read_parquet(?)", [str(file)]).fetchall()
