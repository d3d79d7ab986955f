"""Read the reference files that a city edits: one in the home replaces that of the city profile.

They are CSV in UTF-8 as a spreadsheet saves it: commas or semicolons, a header row, blank rows ignored.
They are read by hand, because the errors name the row and the column as the spreadsheet shows them.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from data.city_profile.in_use import current_city, profile_folder
from data.settings import CITIES, LANGUAGES
from data.text.messages import message

Row = dict[str, str]
#: The tables that a city without its own ones gets.
COMMON = CITIES / "common"
#: What ``python -m etl reference`` writes into the home, unless the city profile has it: the districts as
#: GeoJSON in EPSG:4326, each with its code as the property ``district``.
BOUNDARIES = "district_boundaries.geojson"
#: Characters of a cell that an error repeats.
_REPEATED = 40


class WrongReference(ValueError):
    """A reference file that cannot be used; ``stored`` is its message (data/text/messages.toml).

    The message names the file, row (as a spreadsheet counts, the header is 1), column, the ``found``
    text, what was ``expected`` (plain values, or a stored message) and how to fix it.
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


def reference_file(name: str, home: Path) -> Path:
    """Return the file in the home's folder ``reference``, else in its city profile, else the common one.

    It may be missing in all three: boundaries and residents are optional.
    """
    for folder in (home / "reference", profile_folder(home)):
        if (folder / name).is_file():
            return folder / name
    return COMMON / name


def is_shipped(name: str, home: Path) -> bool:
    """Return whether the home uses a file that the project ships and has none of its own."""
    return CITIES in reference_file(name, home).parents


def reference_digest(home: Path) -> str:
    """Return a digest of the names, change times and sizes of the reference files a home uses.

    It changes when any of them is edited, added or removed, so caches use it in their keys.
    """
    digest = hashlib.sha256()
    for folder in (COMMON, profile_folder(home), home / "reference"):
        for path in sorted(folder.glob("*")):
            status = path.stat()
            digest.update(repr((path.name, status.st_mtime_ns, status.st_size)).encode())
    return digest.hexdigest()


def problems(reads: Sequence[Callable[[Path], object]], home: Path) -> tuple[str, ...]:
    """Return the problems of the files that ``reads`` read from a home, as stored messages."""
    stored = []
    for read in reads:
        try:
            read(home)
        except WrongReference as error:
            stored.append(error.stored)
    return tuple(stored)


def codes_by_name(rows: Sequence[Row], code: str, names: Sequence[str]) -> dict[str, str]:
    """Return the code of each row by its code and names, in lower case; a code wins over a name."""
    return {row[name].lower(): row[code] for name in (*reversed(names), code) for row in rows if row[name]}


def rows_of(path: Path, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    """Return the rows of a reference file with their numbers, cells by column, trimmed.

    Texts in languages that the city does not offer (``title_sv``) may be left out; they are empty. Raises
    WrongReference if the file is not UTF-8, or columns or cells are missing or too many.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise WrongReference(path, row, "–", "?", message("expected_utf8")) from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    headers = [cell.strip() for cell in lines[0]] if lines else []
    not_offered = tuple(f"_{language}" for language in LANGUAGES if language not in current_city().languages)
    optional = {name for name in columns if name.endswith(not_offered)}
    if len(set(headers)) != len(headers) or not set(columns) - optional <= set(headers) <= set(columns):
        raise WrongReference(path, 1, "–", ", ".join(headers), ", ".join(columns))
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headers):
            raise WrongReference(path, number, "–", delimiter.join(cells), message("expected_structure"))
        filled = dict(zip(headers, (cell.strip() for cell in cells), strict=True))
        rows.append((number, dict.fromkeys(columns, "") | filled))
    return rows


def texts_of(row: Row, name: str) -> dict[str, str]:
    """Return a row's text by language; where it has none, that of the city's first language."""
    first = row[f"{name}_{current_city().languages[0]}"]
    return {language: row[f"{name}_{language}"] or first for language in LANGUAGES}


def one_of(path: Path, number: int, row: Row, column: str, allowed: tuple[str, ...]) -> str:
    """Return the cell of ``column``. Raises WrongReference if it is not one of ``allowed``."""
    if row[column] not in allowed:
        raise WrongReference(
            path, number, column, row[column], message("expected_one_of", values=", ".join(allowed))
        )
    return row[column]
