"""Reference files that a city edits: its own in the home wins over the one that is shipped.

They are CSV in UTF-8 as a spreadsheet saves it: commas or semicolons, a header row, blank rows ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from data import settings
from data.settings import REFERENCE
from data.text.messages import message

Row = dict[str, str]
#: What ``python -m etl reference`` writes into the home: the districts as GeoJSON in EPSG:4326, each with
#: its code as the property ``district``.
BOUNDARIES = Path("reference") / "district_boundaries.geojson"
#: Characters of a cell that an error repeats.
_REPEATED = 40


class WrongReference(ValueError):
    """A reference file that cannot be used; ``stored`` is its message (data/text/messages.toml).

    It says file, row (as a spreadsheet counts, the header is 1), column, what was found, what was
    ``expected`` (plain values, or a stored message) and what to do.
    """

    def __init__(self, path: Path, row: int, column: str, found: str, expected: str) -> None:
        self.stored = message(
            "reference_wrong",
            file=f"{path.parent.name}/{path.name}",
            row=row,
            column=column,
            found=found[:_REPEATED],
            expected=expected,
        )
        super().__init__(self.stored)


def reference_file(name: str, home: Path | None = None) -> Path:
    """The city's own file in the home's folder ``reference``, else the one that is shipped."""
    own = settings.home(home) / "reference" / name
    return own if own.is_file() else REFERENCE / name


def is_shipped(name: str, home: Path | None = None) -> bool:
    """Whether the file in use is the one that is shipped, and no city's own."""
    return reference_file(name, home).parent == REFERENCE


def problems(reads: Sequence[Callable[[Path | None], object]], home: Path | None = None) -> tuple[str, ...]:
    """The problems of the files that ``reads`` read from a home, as stored messages."""
    found = []
    for read in reads:
        try:
            read(home)
        except WrongReference as error:
            found.append(error.stored)
    return tuple(found)


def rows_of(path: Path, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    """The rows of a reference file with their numbers, cells by column, trimmed.

    Raises WrongReference where it is no UTF-8, or columns or cells are missing or too many.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise WrongReference(path, row, "–", "?", message("expected_utf8")) from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    headers = [cell.strip() for cell in lines[0]] if lines else []
    if sorted(headers) != sorted(columns):
        raise WrongReference(path, 1, "–", ", ".join(headers), ", ".join(columns))
    found = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headers):
            raise WrongReference(path, number, "–", delimiter.join(cells), message("expected_structure"))
        found.append((number, dict(zip(headers, (cell.strip() for cell in cells), strict=True))))
    return found


def one_of(path: Path, number: int, row: Row, column: str, allowed: tuple[str, ...]) -> str:
    """The cell of ``column``. Raises WrongReference where it is none of ``allowed``."""
    if row[column] not in allowed:
        raise WrongReference(
            path, number, column, row[column], message("expected_one_of", values=", ".join(allowed))
        )
    return row[column]
