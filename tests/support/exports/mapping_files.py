"""Write mappings and the exports that they read, and draft mappings; missing values have defaults."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from etl.__main__ import main
from etl.custom.mapping import GAP
from tests.support.commands import rows

HEADERS = ("Nr", "Halle", "Beginn", "Ende", "Status")
USUAL = {
    "Nr": "1",
    "Halle": "Nord",
    "Beginn": "03.03.2025 10:00",
    "Ende": "03.03.2025 12:00",
    "Status": "gebucht",
}
TOP = {
    "name": '"hallen"',
    "table": '"bookings"',
    "format": '"csv"',
    "recognise": '["Nr", "Halle", "Beginn"]',
    "delimiter": '";"',
    "date_formats": '["dd.mm.yyyy HH:MM"]',
}
COLUMNS = {
    "reservation_key": '"Nr"',
    "space_name": '"Halle"',
    "begin_utc": '"Beginn"',
    "end_utc": '"Ende"',
    "state": '"Status"',
}
BOOKING = "SELECT space, state, strftime(begin_utc, '%Y-%m-%d %H:%M'), booked_minutes FROM booking"
VALUES = {"state": {"gebucht": "confirmed", "storniert": "cancelled"}}


def one(home: Path, sql: str) -> list[Any]:
    """Return the only row of the query in the warehouse of ``home``."""
    [row] = rows(home, sql)
    return row


def mapping(
    home: Path,
    file: str = "hallen.toml",
    columns: Mapping[str, str | None] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    constants: Mapping[str, str] | None = None,
    **top: str | None,
) -> Path:
    """Write a mapping of bookings in the home; values are TOML, and None leaves out a default line."""
    path = home / "custom" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {value}" for key, value in (TOP | top).items() if value is not None]
    chosen = COLUMNS | dict(columns or {})
    lines += ["[columns]", *(f"{key} = {value}" for key, value in chosen.items() if value is not None)]
    for name, codes in (VALUES if values is None else values).items():
        lines += [f"[values.{name}]", *(f"'{theirs}' = '{ours}'" for theirs, ours in codes.items())]
    lines += ["[constants]", *(f"{key} = {value}" for key, value in (constants or {}).items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def table_csv(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    headers: Sequence[str] = HEADERS,
    encoding: str = "utf-8",
    delimiter: str = ";",
    above: str = "",
) -> Path:
    """Write a CSV of bookings with the headers; missing cells have defaults or are empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(above)
        writer = csv.DictWriter(file, headers, delimiter=delimiter, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**USUAL, **row} for row in rows)
    return path


def table_xlsx(
    path: Path,
    rows: Iterable[Sequence[Any]],
    headers: Sequence[str] = HEADERS,
    sheet: str = "Buchungen",
    above: Sequence[str] = (),
) -> Path:
    """Write a workbook with another sheet before the one with the rows; dates are true dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.add_worksheet("Info").write_row(0, 0, ["Stand", "heute"])
        page = book.add_worksheet(sheet)
        forms = {
            dt.datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
            dt.date: book.add_format({"num_format": "dd.mm.yyyy"}),
            dt.time: book.add_format({"num_format": "hh:mm"}),
        }
        for number, title in enumerate(above):
            page.write(number, 0, title)
        page.write_row(len(above), 0, headers)
        for number, row in enumerate(rows, len(above) + 1):
            for place, cell in enumerate(row):
                if type(cell) in forms:
                    page.write_datetime(number, place, cell, forms[type(cell)])
                elif cell is not None:
                    page.write(number, place, cell)
    return path


def suggest(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    """Run ``python -m etl suggest``; return the exit code, the draft and the report."""
    code = main(["suggest", str(path), "--home", str(path.parent / "no home"), *more])
    output = capsys.readouterr()
    return code, output.out, output.err


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file of any content and return its path."""
    path.write_bytes(text.encode(encoding))
    return path


def complete(draft: str, folder: Path, file: str = "drafted", **answers: str) -> None:
    """Write the draft into the home, each gap filled from ``answers``."""
    lines = []
    for line in draft.splitlines():
        key = line.partition(" = ")[0]
        is_gap = f'"{GAP}"' in line and not line.startswith("#")
        lines.append(f'{key} = "{answers[key]}"' if is_gap else line)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{file}.toml").write_text("\n".join(lines), encoding="utf-8")
