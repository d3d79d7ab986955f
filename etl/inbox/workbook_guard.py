"""Refuse a workbook that needs more memory than the machine has, before it is opened.

A workbook is a ZIP of XML, and its reader allocates every cell between the first and the last one. So the
unpacked size and the area of each sheet are checked before it is read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from data.text.messages import message

#: Bytes of XML, many times those of the largest export known (50,000 rows of 29 columns).
MOST_BYTES = 256 << 20
#: Cells of one sheet, empty ones included.
MOST_CELLS = 20_000_000
_CHUNK = 1 << 20
_CELL = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
#: Longer than any reference to a cell, so that none is cut between two chunks.
_OVERLAP = 32


def refusal(path: Path) -> str | None:
    """Return the stored message of why the workbook must not be opened; None if it may be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES:
                return message("too_large", limit=MOST_BYTES >> 20)
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            if any(_area(archive, sheet) > MOST_CELLS for sheet in sheets):
                return message("too_many_cells", limit=MOST_CELLS)
    # All that the library raises for an archive that is truncated, encrypted or inconsistent.
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error):
        return message("binary")
    return None


def _area(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    columns = rows = 0
    for column, row in _cells(archive, part):
        columns, rows = max(columns, column), max(rows, row)
    return columns * rows


def _cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[int, int]]:
    """Yield the last column and row of each chunk. Raises ValueError if a sheet is too large."""
    overlap, size = b"", 0
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise ValueError
            cells = _CELL.findall(overlap + chunk)
            if cells:
                yield max(_number(column) for column, _ in set(cells)), max(int(row) for _, row in cells)
            overlap = chunk[-_OVERLAP:]


def _number(column: bytes) -> int:
    """Return the number of a column: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
