"""Write exported rows to a file: CSV that Excel opens correctly, XLSX with typed cells, Parquet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from data.files.export import Export, rows
from data.files.file_description import description_lines, filter_lines
from data.files.formula_guard import spreadsheet_safe_column
from data.members import known_members, members
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build

#: Rows of an Excel sheet below the heading.
XLSX_MAX_ROWS = 1_048_575
_CODED = ("district", "sub_district", "major_district", "home_major_district", "department")


class TooManyRows(ValueError):
    """The file format cannot hold so many rows."""


def csv_chunks(export: Export, build: Build) -> Iterator[bytes]:
    """Yield the file as CSV in chunks; ``fi`` with ``;``, decimal commas and a byte-order mark."""
    return as_csv(rows(export, build), export.dialect)


def as_csv(reader: pa.RecordBatchReader, dialect: str) -> Iterator[bytes]:
    """Yield rows as CSV, a chunk per batch, with CR LF and text quoted as RFC 4180 requires."""
    finnish = dialect == "fi"
    delimiter = ";" if finnish else ","
    yield (("\ufeff" if finnish else "") + delimiter.join(reader.schema.names) + "\r\n").encode()
    # Columns of codes have the same few texts in every batch.
    texts: dict[int, tuple[pa.Array, pa.Array]] = {}
    for batch in reader:
        if not batch.num_rows:
            continue
        cells = []
        for number, column in enumerate(batch.columns):
            if pa.types.is_dictionary(column.type):
                codes, quoted = texts.get(number, (None, None))
                if codes is None or not codes.equals(column.dictionary):
                    codes, quoted = column.dictionary, _quoted(column.dictionary, delimiter)
                    texts[number] = (codes, quoted)
                cells.append(quoted.take(column.indices))
            else:
                cells.append(_as_text(column, finnish, delimiter))
        lines = pc.binary_join_element_wise(*cells, delimiter, null_handling="replace", null_replacement="")
        # One text of all lines, made without a Python object per line.
        whole = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\r\n")
        yield whole[0].as_buffer().to_pybytes() + b"\r\n"


def _as_text(column: pa.Array, finnish: bool, delimiter: str) -> pa.Array:
    kind = column.type
    if not (pa.types.is_primitive(kind) or pa.types.is_decimal(kind)):
        return _quoted(column.cast(pa.string()), delimiter)
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("s"), safe=False)
    if pa.types.is_floating(column.type):
        # A frame has NaN where there is no value; a file has an empty cell.
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    text = column.cast(pa.string())
    if finnish and pa.types.is_floating(column.type):
        return pc.replace_substring(text, ".", ",")
    return text


def _quoted(text: pa.Array, delimiter: str) -> pa.Array:
    """Return text that no spreadsheet runs as a formula and that every reader reads as one cell."""
    text = spreadsheet_safe_column(text)
    doubled = pc.replace_substring(text, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(pc.match_substring_regex(text, f'[{delimiter}"\r\n]'), quoted, text)


def write_parquet(export: Export, build: Build, file: IO[bytes], row_count: int) -> None:
    """Write the file as Parquet with the types of the warehouse; its metadata has build and filters."""
    reader = rows(export, build)
    about = json.dumps(dict(filter_lines(export, build, row_count)), ensure_ascii=False)
    schema = reader.schema.with_metadata({b"talkootila": about.encode()})
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))


def write_xlsx(export: Export, build: Build, file: IO[bytes], row_count: int) -> None:
    """Write the file as an Excel workbook: data, filters, description, names of codes.

    Raises TooManyRows above ``XLSX_MAX_ROWS``.
    """
    if row_count > XLSX_MAX_ROWS:
        raise TooManyRows(f"{row_count} rows do not fit an Excel sheet of {XLSX_MAX_ROWS}")
    reader = rows(export, build)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        heading = book.add_format({"bold": True})
        formats: dict[type, Any] = {
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet = book.add_worksheet(say("files.data", export.language))
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(reader.schema.names):
            sheet.write_string(0, position, name, heading)
        _write_rows(sheet, reader, formats)
        pairs = {
            "filters": filter_lines(export, build, row_count),
            "description": description_lines(export),
            "code": _names(reader.schema.names, export.scope, build, export.language),
        }
        for title, lines in pairs.items():
            if not lines:
                continue
            extra = book.add_worksheet(say(f"files.{title}", export.language))
            extra.set_column(0, 0, 32)
            extra.set_column(1, 1, 90)
            for number, (name, text) in enumerate(lines):
                extra.write_string(number, 0, name)
                extra.write_string(number, 1, text)


def _write_rows(sheet: Any, reader: pa.RecordBatchReader, formats: dict[type, Any]) -> None:
    number = 0
    for batch in reader:
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            for position, cell in enumerate(cells):
                _write_cell(sheet, number, position, cell, formats)


def _write_cell(sheet: Any, row: int, column: int, cell: object, formats: dict[type, Any]) -> None:
    # None and NaN (no value, or a suppressed one) stay empty cells.
    if cell is None or cell != cell:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, float(cell))
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, cell, formats[type(cell)])
    else:
        sheet.write_string(row, column, str(cell))


def _names(columns: list[str], scope: Scope, build: Build, language: str) -> list[tuple[str, str]]:
    lines = []
    for dimension in (name for name in columns if name in _CODED):
        known = known_members(dimension, scope, build)
        for member in members(dimension, build=build).to_dict("records"):
            if member["member"] not in known:
                continue
            lines.append((f"{dimension} {member['member']}", str(member[f"label_{language}"])))
    return lines
