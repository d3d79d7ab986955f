"""Drafting a mapping shows no personal data of any file."""

from __future__ import annotations

import csv
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.catalogue.tables import normalise, tables
from data.settings import LANGUAGES
from etl.suggest import command
from tests.support.commands import SHARED
from tests.support.exports.mapping_files import suggest, table_xlsx, write_text
from tests.support.exports.respa_files import workbook
from tests.support.exports.varaamo_files import statistics_csv, units_csv


def cells_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each named column of a CSV or of the sheets of a workbook, with its cells as text."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(path)
        grids = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(4096)
            file.seek(0)
            delimiter = max(",;\t", key=start.count)
            grids = [[list(row) for row in csv.reader(file, delimiter=delimiter)]]
    for grid in grids:
        width = max(map(len, grid), default=0)
        head = next((n for n, row in enumerate(grid) if len(row) == width and all(map(str, row))), 0)
        for n, header in enumerate(grid[head] if grid else []):
            yield str(header), [str(row[n]) for row in grid[head + 1 :] if n < len(row)]


def personal_values(path: Path) -> set[str]:
    """Return the values, if recognisably long, of columns that known systems drop or that become keys."""
    secret = {h for table in tables().values() for headers in table.dropped.values() for h in headers}
    keyed = {
        header
        for table in tables().values()
        for column in table.columns.values()
        if column.personal == "K"
        for headers in column.headers.values()
        for header in headers
    }
    values: set[str] = set()
    for header, cells in cells_of(path):
        if normalise(header) in (secret | keyed) - {"id", "number"}:
            values.update(cell.strip() for cell in cells if len(cell.strip()) > 4)
    # A word that is also in a header of the file reveals nothing about a person.
    headers = [header for header, _ in cells_of(path)]
    return {value for value in values - {"False", "True"} if not any(value in header for header in headers)}


def assert_nothing_personal_shown(path: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Search the output of suggest for personal values; return its exit code."""
    code, out, err = suggest(path, capsys)
    assert code in (0, 2)
    shown = out + err
    assert [value for value in personal_values(path) if value in shown] == []
    if code == 0:
        tomllib.loads(out)
    return code


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draft mappings of known formats too, which would otherwise need none."""
    monkeypatch.setattr(command, "_known_source", lambda path, home: "")


@pytest.mark.slow
@pytest.mark.usefixtures("unknown")
def test_nothing_personal_is_shown_of_any_file_of_the_sample_city(
    sample_exports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_codes = Counter(
        assert_nothing_personal_shown(path, capsys)
        for path in sorted(sample_exports.rglob("*"))
        if path.suffix in (".csv", ".xlsx")
    )
    assert exit_codes[0] >= 8


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.usefixtures("unknown")
def test_nothing_personal_is_shown_of_any_sample_of_the_real_formats(
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = sorted((SHARED / "formats" / "samples").rglob("*"))
    exit_codes = Counter(
        assert_nothing_personal_shown(p, capsys) for p in paths if p.suffix in (".csv", ".xlsx")
    )
    assert exit_codes[0] >= 12


PLANTED = ("Matti Salainen", "matti@example.invalid", "010190-123A", "040 1234567")


@pytest.mark.usefixtures("unknown")
def test_nothing_personal_is_shown_of_the_tests_own_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": n, "reservee_id": PLANTED[2], "reservee_organisation_name": PLANTED[0], "state": "CONFIRMED"}
        for n in range(9)
    ]
    shifted = {"id": 9, "state": PLANTED[0], "reservation_type": PLANTED[1], "purpose_name": PLANTED[3]}
    files = [
        statistics_csv(tmp_path / "a.csv", [*rows, shifted]),
        units_csv(tmp_path / "b.csv", [{}, {}]),
        *(workbook(tmp_path / f"{lang}.xlsx", [{}, {"unit": "B"}], lang) for lang in LANGUAGES),
    ]
    for path in files:
        code, out, err = suggest(path, capsys)
        assert code == 0, err
        assert tomllib.loads(out)
        assert not [value for value in PLANTED if value in out + err]


@pytest.mark.parametrize("seed", range(6))
def test_a_name_in_the_wrong_column_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    headers = ["Nr", "Saal", "Algus", "Lõpp", "Olek", "Kliendi tüüp", "Spordiala", "Märkus", "Muu"]
    valid = ["1", "Suur saal", "3.11.2025 18:00", "3.11.2025 20:00", "kinnitatud", "MTÜ", "pall", "", "x"]
    rng = random.Random(seed)
    rows = [list(valid) for _ in range(30)]
    for value in PLANTED:
        for _ in range(3):
            rows[rng.randrange(30)][rng.randrange(9)] = value
    text = "\n".join(";".join(row) for row in [headers, *rows])
    path = write_text(tmp_path / "a.csv", text)
    for arguments in ((), ("--json",)):  # what a form shows, too
        _, out, err = suggest(path, capsys, *arguments)
        assert not [value for value in PLANTED if value in out + err]


@pytest.mark.parametrize(
    "text",
    [
        "Matti Salainen;040 1234567;3.11.2025\nMaija Salainen;040 7654321;4.11.2025\n",
        "Matti Salainen;Iso sali;vahvistettu\nMaija Salainen;Iso sali;vahvistettu\n",
        "matti@example.invalid;Iso sali;a\nmaija@example.invalid;Pieni sali;b\n",
        "Yksi;\n",
        "yksi sarake\nMatti Salainen\n",
    ],
)
def test_a_file_without_headers_is_refused_and_its_rows_are_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    code, out, err = suggest(write_text(tmp_path / "a.csv", text), capsys)
    assert (code, out) == (2, "")
    assert "no header row" in err
    assert "Salainen" not in err


def test_a_list_that_must_not_be_loaded_gets_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table_xlsx(tmp_path / "a.xlsx", [("Matti Salainen", "1990")], ("Nimi", "Syntymäaika"))
    code, out, err = suggest(path, capsys)
    assert (code, out) == (2, "")
    assert "list of participants" in err


@pytest.mark.parametrize("value", PLANTED)
def test_a_frequent_name_is_not_shown_as_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    body = "".join(
        f"{n};H{n % 3};{n + 1}.11.2025 9:00;{n + 1}.11.2025 10:00;{s}\n"
        for n, s in enumerate(["bestätigt"] * 6 + [value] * 6)
    )
    path = write_text(tmp_path / "a.csv", "Buchungsnr;Halle;Beginn;Ende;Buchungsstatus\n" + body)
    _, out, err = suggest(path, capsys)
    assert value not in out + err
