"""Read the rows of a mapped file into the temporary table ``custom_rows``, as texts under their headers."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import duckdb
from python_calamine import CalamineWorkbook

from data.text.messages import message
from etl.custom.json_rows import json_table
from etl.custom.mapping import Mapping
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import file_literal, identifier, literal
from etl.sources.base import add_rows
from etl.sources.readers.xlsx import text

#: A byte-order mark is not part of the first header.
CODECS = {"utf-8": "utf-8-sig", "cp1252": "cp1252", "iso-8859-1": "iso-8859-1", "utf-16": "utf-16"}
#: The column with the number of a row as a spreadsheet counts it.
ROW = "row_number_in_file"
TABLE = "custom_rows"
_ROWS_AT_ONCE = 20_000
_CHUNK = 1 << 22


def read_rows(
    connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping, wanted: Collection[str]
) -> str:
    """Return a relation of the ``wanted`` columns; ``reject_errors`` has the numbers of rows that do not fit.

    Raises Refused if the file is not in the declared encoding, or if a quotation mark never ends.
    """
    if mapping.format == "csv" and _read_by_engine(connection, export, mapping, wanted):
        return f"(SELECT *, CAST(rowid + {mapping.header_row + 1} AS VARCHAR) AS {ROW} FROM {TABLE})"
    positions = {header: export.headers.index(header) for header in sorted(wanted)}
    broken: list[int] = []
    rows = _rows(export, mapping)
    while True:
        batch = list(islice(rows, _ROWS_AT_ONCE))
        fit = [(number, row) for number, row in batch if row is not None]
        broken += [number for number, row in batch if row is None]
        numbers: dict[str, list[str | None]] = {ROW: [str(number) for number, _ in fit]}
        cells = {header: [row[position] for _, row in fit] for header, position in positions.items()}
        add_rows(connection, TABLE, numbers | cells)
        if len(batch) < _ROWS_AT_ONCE:
            break
    connection.execute("CREATE TEMP TABLE reject_errors AS SELECT unnest(?::BIGINT[]) AS line", [broken])
    return TABLE


def _read_by_engine(
    connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping, wanted: Collection[str]
) -> bool:
    """Read a CSV in UTF-8 with the engine, ten times as fast; return False if its rows need more care.

    That is if a row does not fit, or if the file does not have a line for each row: the engine does not count
    lines without cells, and a row with a line break has several.
    """
    if mapping.encoding != "utf-8":
        return False
    names = [f"c{n}" for n in range(len(export.headers))]
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    columns = ", ".join(
        f"{names[export.headers.index(header)]} AS {identifier(header)}" for header in sorted(wanted)
    )
    # Lines are counted meanwhile: reading a file leaves a processor idle now and then.
    with ThreadPoolExecutor(1) as executor:
        counted = executor.submit(_lines, export)
        try:
            connection.execute(
                f"CREATE TEMP TABLE {TABLE} AS SELECT {columns} FROM read_csv({file_literal(export.path)}, "
                f"columns = {{{types}}}, auto_detect = false, header = false, skip = {mapping.header_row}, "
                f"delim = {literal(mapping.delimiter)}, quote = '\"', escape = '\"', strict_mode = true)"
            )
            is_read = True
        except duckdb.Error:
            is_read = False
        lines = counted.result()
    if not is_read:
        return False
    row = connection.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
    if row and row[0] + mapping.header_row == lines:
        connection.execute("CREATE TEMP TABLE reject_errors (line BIGINT)")
        return True
    connection.execute(f"DROP TABLE {TABLE}")
    return False


def _lines(export: Export) -> int:
    """Return the number of lines of a file. Raises Refused if it has the character NUL."""
    lines, last = 0, b"\n"
    with export.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise Refused(message("binary"))
            lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    return lines + (last != b"\n")


def _rows(export: Export, mapping: Mapping) -> Iterator[tuple[int, Sequence[str | None] | None]]:
    """Read each row below the headers with its number in a spreadsheet; None for a row that does not fit."""
    if mapping.format == "xlsx":
        yield from _sheet_rows(export, mapping)
    elif mapping.format == "json":
        yield from enumerate(json_table(export.path, mapping.records).rows, 1)
    else:
        yield from _csv_rows(export, mapping)


def _csv_rows(export: Export, mapping: Mapping) -> Iterator[tuple[int, Sequence[str | None] | None]]:
    width = len(export.headers)
    try:
        with export.path.open(encoding=CODECS[mapping.encoding], newline="") as file:
            for number, row in _records(_without_nul(file), mapping.delimiter):
                if number <= mapping.header_row or row == []:
                    continue
                fits = row is not None and len(row) >= width and not any(row[width:])
                yield number, row if fits else None
    except UnicodeError:
        stored = message("custom_encoding", encoding=mapping.encoding, file=mapping.file)
        raise Refused(stored) from None


def _records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Read the records of a CSV; None for a line with stray quotes. Raises Refused if a quote never ends."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        before = reader.line_num
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            if reader.line_num - before > 1:
                raise Refused(message("custom_quote", row=number)) from None
            yield number, None


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise Refused(message("binary"))
        yield line


def _sheet_rows(export: Export, mapping: Mapping) -> Iterator[tuple[int, Sequence[str | None]]]:
    sheet = CalamineWorkbook.from_path(export.path).get_sheet_by_name(str(mapping.sheet))
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        if number > mapping.header_row and any(cell not in ("", None) for cell in row):
            yield number, [_cell(cell, mapping) for cell in row]


def _cell(cell: object, mapping: Mapping) -> str | None:
    """Return a cell as text: decimals with the mapping's decimal mark, moments to the second."""
    if isinstance(cell, dt.datetime):
        # A workbook stores times as fractions of a day: a whole second may come out slightly less.
        cell = (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(cell, float) and not cell.is_integer() and mapping.decimal_mark:
        return str(cell).replace(".", mapping.decimal_mark)
    return text(cell)
