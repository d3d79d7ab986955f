"""Read the beginning of an unknown file: its format, encoding, delimiter, headers and some rows.

The code is written by hand. The bytes alone distinguish the four encodings of a mapping, but
charset-normalizer takes short exports for Korean or Chinese; DuckDB's sniff_csv reads a file with one short
row as a single column.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.custom.json_rows import json_table, list_paths
from etl.custom.personal_data import is_phone, names_someone
from etl.custom.rows import CODECS
from etl.inbox import workbook_guard
from etl.inbox.inspect import DELIMITERS, MOST_COLUMNS, Refused

_HEAD_BYTES = 1 << 20
_MOST_ROWS = 1000
#: Above the headers may be a title or a print date, but not much more.
_HEADERS_WITHIN = 12
#: A number, date or time, which is not a header.
_DATA = re.compile(r"[-+]?[\d .,'’/:-]*\d[\d .,'’/:-]*[%€]?")


@dataclass(frozen=True)
class Beginning:
    """The beginning of a file: at most a thousand ``rows``; the cells of a CSV are texts.

    ``is_whole`` says whether these are all rows of the file.
    """

    path: Path
    format: str
    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    header_row: int
    is_whole: bool
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    records: str = ""


def read_beginnings(path: Path) -> list[Beginning]:
    """Read the beginning of a file in each way in which it can be read: a JSON file may have several lists.

    Raises Refused if no mapping can be drafted from it.
    """
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return _json(path) if start in (b"{", b"[") else [read_beginning(path)]


def _json(path: Path) -> list[Beginning]:
    beginnings = []
    for records in list_paths(path):
        table = json_table(path, records)
        rows = [tuple(cell or "" for cell in row) for row in table.rows]
        whole, kept = len(rows) <= _MOST_ROWS, tuple(rows[:_MOST_ROWS])
        beginnings.append(Beginning(path, "json", table.headers, kept, 0, whole, records=records))
    if not beginnings:
        raise Refused(message("suggest_no_headers"))
    return beginnings


def read_beginning(path: Path) -> Beginning:
    """Read the beginning of a CSV or a workbook. Raises Refused if no mapping can be drafted from it."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    is_whole = path.stat().st_size <= _HEAD_BYTES
    if not head.strip():
        raise Refused(message("empty"))
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path)
    text, encoding = _decoded(head, is_whole=is_whole)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        raise Refused(message("html"))
    if not is_whole:
        text = text[: text.rfind("\n") + 1]
    delimiter, rows = max(
        ((d, _records(text, d)) for d in DELIMITERS), key=lambda candidate: _regularity(candidate[1])
    )
    width = _width(rows)
    if width > MOST_COLUMNS:
        raise Refused(message("too_many_columns", found=width, limit=MOST_COLUMNS))
    cut = [tuple(row[:width]) if len(row) >= width else () for row in rows]
    row = _header_row(cut)
    body = [cells for cells in cut[row:] if any(cells)]
    whole = is_whole and len(body) <= _MOST_ROWS
    kept = tuple(body[:_MOST_ROWS])
    return Beginning(path, "csv", tuple(cut[row - 1]), kept, row, whole, encoding, delimiter)


def all_rows(beginning: Beginning) -> Iterator[Sequence[object]]:
    """Read every row below the headers, also of a file that is longer than its beginning."""
    if beginning.is_whole:
        yield from beginning.rows
    elif beginning.format == "xlsx":
        sheet = CalamineWorkbook.from_path(beginning.path).get_sheet_by_name(str(beginning.sheet))
        yield from sheet.to_python(skip_empty_area=False)[beginning.header_row :]
    elif beginning.format == "json":
        for cells in json_table(beginning.path, beginning.records).rows:
            yield [cell or "" for cell in cells]
    else:
        with beginning.path.open(encoding=CODECS[beginning.encoding], errors="replace", newline="") as file:
            rows = csv.reader((line.replace("\0", "") for line in file), delimiter=beginning.delimiter)
            for row in islice(rows, beginning.header_row, None):
                yield [cell.strip() for cell in row]


def _decoded(head: bytes, *, is_whole: bool) -> tuple[str, str]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore"), "utf-16"
    if b"\0" in head:
        raise Refused(message("binary"))
    for encoding in ("utf-8", "cp1252"):
        try:
            return head.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and not is_whole and error.start > len(head) - 4:
                return head[: error.start].decode(encoding).removeprefix("\ufeff"), encoding
    return head.decode("iso-8859-1"), "iso-8859-1"


def _records(text: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while len(records) <= _MOST_ROWS + _HEADERS_WITHIN:
        try:
            records.append([cell.strip() for cell in next(reader)])
        except StopIteration:
            break
        except csv.Error:  # a cell longer than the reader takes
            records.append([])
    return records


def _width(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if row)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _regularity(rows: list[list[str]]) -> tuple[bool, float, int]:
    """Rank a delimiter: first by the share of rows with equally many columns, then by their number."""
    width, filled = _width(rows), [row for row in rows if row]
    share = sum(len(row) == width for row in filled) / max(len(filled), 1)
    return width > 1, round(share, 1), width


def _workbook(path: Path) -> Beginning:
    if stored := workbook_guard.refusal(path):
        raise Refused(stored)
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {
            name: book.get_sheet_by_name(name).to_python(
                skip_empty_area=False, nrows=_MOST_ROWS + _HEADERS_WITHIN + 1
            )
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError):
        raise Refused(message("binary")) from None
    beginnings: list[Beginning] = []
    for name, cells in sheets.items():
        rows: list[tuple[object, ...]] = [tuple(row) for row in cells]
        try:
            row = _header_row(rows)
        except Refused:
            continue
        headers = tuple(str(cell).strip() for cell in rows[row - 1])
        body = [tuple(r) for r in rows[row:] if any(cell not in ("", None) for cell in r)]
        whole = len(rows) <= _MOST_ROWS + _HEADERS_WITHIN
        beginnings.append(Beginning(path, "xlsx", headers, tuple(body[:_MOST_ROWS]), row, whole, sheet=name))
    if not beginnings:
        raise Refused(message("suggest_no_headers"))
    return max(beginnings, key=lambda sheet: len(sheet.rows) * len(sheet.headers))


def _header_row(rows: Sequence[Sequence[object]]) -> int:
    """Return the number of the header row. Raises Refused if there is none.

    A header row is full of texts that are not data and that its columns do not repeat. A row of data that is
    shown as headers could show personal data.
    """
    width = max((sum(cell not in ("", None) for cell in row) for row in rows[:_HEADERS_WITHIN]), default=0)
    for number, row in enumerate(rows[:_HEADERS_WITHIN], 1):
        named = [cell for cell in row if cell not in ("", None)]
        if len(named) < max(2, 0.6 * width):
            continue
        texts = [cell for cell in named if isinstance(cell, str)]
        plain = [normalise(text) for text in texts]
        if len(texts) < len(named) or len(set(plain)) < len(plain) or any(map(_is_data, texts)):
            break
        below = rows[number : number + 200]
        repeats = sum(any(n < len(r) and r[n] == cell for r in below) for n, cell in enumerate(row) if cell)
        # One header may also be a cell of its column; with two it is not a header row.
        if repeats > 1 or (repeats and len(named) < 4):
            break
        if below:
            return number
    raise Refused(message("suggest_no_headers"))


def _is_data(text: str) -> bool:
    return bool(_DATA.fullmatch(text)) or names_someone(text) or is_phone(text)
