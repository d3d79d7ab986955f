"""Read the rows of a file with its mapping, as text for the casts that every source shares."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import duckdb
from python_calamine import CalamineWorkbook

from data.catalogue.tables import tables
from data.text.messages import message
from etl.custom.cell_sql import CellSql
from etl.custom.mapping import KEYS, Mapping
from etl.custom.personal_data import EMAIL, IDENTITY_CODE
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import identifier, literal
from etl.sources.base import Original, Raw, add_rows
from etl.sources.readers.xlsx import text

#: A byte-order mark is not part of the first header.
CODECS = {"utf-8": "utf-8-sig", "cp1252": "cp1252", "iso-8859-1": "iso-8859-1", "utf-16": "utf-16"}
_ROWS_AT_ONCE = 20_000
_RELATION, _ROW = "custom_rows", "row_number_in_file"


def read(connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping) -> Raw:
    """Return the rows of ``export``: canonical columns by their own names, as text.

    Only columns that the mapping names are read. Raises Refused if a header of a required column is
    missing or repeated, if the encoding is wrong, and if a column that would be kept as text has
    e-mail addresses or personal identity codes.
    """
    table = tables()[mapping.table]
    present = set(export.headers)
    wanted = {h for headers in mapping.columns.values() for h in headers} & present
    repeated = [h for h, count in Counter(export.headers).items() if count > 1 and h in wanted]
    if repeated:
        raise Refused(message("duplicate_headers", headers=", ".join(_shown(export, h) for h in repeated)))
    absent = {name: [h for h in headers if h not in present] for name, headers in mapping.columns.items()}
    missing = {name: headers for name, headers in absent.items() if headers}
    required = [h for name, headers in missing.items() if table.columns[name].required for h in headers]
    if required:
        raise Refused(message("missing_columns", columns=_written(mapping, required)))
    _register(connection, export, mapping, wanted)
    cells = {header: f"trim({identifier(header)})" for header in wanted}
    cell_sql = CellSql(
        mapping, {name: h for name, h in mapping.columns.items() if name not in missing}, cells
    )
    _refuse_personal(connection, export, mapping, cell_sql)
    messages = []
    if missing:
        optional = [h for headers in missing.values() for h in headers]
        messages.append(message("missing_optional", columns=_written(mapping, optional)))
    ambiguous = cell_sql.ambiguous()
    if ambiguous:
        row = connection.execute(f"SELECT sum({ambiguous}) FROM {_RELATION}").fetchone()
        if row and row[0]:
            messages.append(message("ambiguous_times", rows=int(row[0])))
    messages += _repeated_keys(connection, export, mapping, cell_sql)
    columns = {name: cell_sql.text(name) for name in (*mapping.columns, *mapping.constants)}
    originals = {
        name: Original(
            " + ".join(_shown(export, h) for h in headers),
            cell_sql.cell(name) or "NULL::VARCHAR",
            cell_sql.expected(name),
        )
        for name, headers in mapping.columns.items()
    }
    return Raw(
        _RELATION,
        columns | cell_sql.derived(),
        first_row=mapping.header_row + 1,
        keeps_broken_rows=True,
        messages=tuple(messages),
        place=(None, _ROW),
        originals=originals,
    )


def _written(mapping: Mapping, headers: Iterable[str]) -> str:
    """Return headers that the file lacks, as the mapping writes them."""
    return ", ".join(dict.fromkeys(mapping.written.get(header, header) for header in headers))


def _shown(export: Export, header: str) -> str:
    """Return a header as the file writes it."""
    return dict(zip(export.headers, export.raw_headers, strict=True)).get(header, header)


def _register(
    connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping, wanted: set[str]
) -> None:
    """Create ``custom_rows`` with the wanted columns, and ``reject_errors`` with rows that do not fit."""
    positions = {header: export.headers.index(header) for header in sorted(wanted)}
    broken: list[int] = []
    rows = _rows(export, mapping)
    while True:
        batch = list(islice(rows, _ROWS_AT_ONCE))
        fit = [(number, row) for number, row in batch if row is not None]
        broken += [number for number, row in batch if row is None]
        numbers: dict[str, list[str | None]] = {_ROW: [str(number) for number, _ in fit]}
        cells = {header: [row[position] for _, row in fit] for header, position in positions.items()}
        add_rows(connection, _RELATION, numbers | cells)
        if len(batch) < _ROWS_AT_ONCE:
            break
    connection.execute("CREATE TEMP TABLE reject_errors AS SELECT unnest(?::BIGINT[]) AS line", [broken])


def _rows(export: Export, mapping: Mapping) -> Iterator[tuple[int, Sequence[str | None] | None]]:
    """Read each row below the headers with its number in a spreadsheet; None for a row that does not fit."""
    if mapping.format == "xlsx":
        yield from _sheet_rows(export, mapping)
        return
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


def _repeated_keys(
    connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping, cell_sql: CellSql
) -> list[str]:
    """Warn of each key that different rows of this file share: the newest of them supersedes the others."""
    warnings = []
    row = ", ".join(cell for name in cell_sql.headers if (cell := cell_sql.cell(name)))
    for name in KEYS[mapping.table]:
        key = cell_sql.cell(name)
        if key is None:
            continue
        sql = f"SELECT count({key}), count(DISTINCT {key}) FROM {_RELATION}"
        keyed, distinct = connection.execute(sql).fetchone() or (0, 0)
        if keyed == distinct:
            continue
        sql = f"SELECT count(DISTINCT ({row})) FROM {_RELATION} WHERE {key} IS NOT NULL"
        [different] = connection.execute(sql).fetchone() or (0,)
        if different > distinct:
            column = " + ".join(_shown(export, header) for header in mapping.columns[name])
            warning = {"key": f"columns.{name}", "column": column, "rows": different - distinct}
            warnings.append(message("custom_repeated_key", file=mapping.file, **warning))
    return warnings


def _refuse_personal(
    connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping, cell_sql: CellSql
) -> None:
    """Raise Refused if a column whose text is kept has e-mail addresses or personal identity codes."""
    kept = [
        name
        for name in mapping.columns
        if tables()[mapping.table].columns[name].type in ("text", "id") and cell_sql.cell(name)
    ]
    if not kept:
        return
    pattern = literal(f"{EMAIL}|{IDENTITY_CODE}")
    counts_sql = ", ".join(
        f"count(*) FILTER (regexp_matches({cell_sql.cell(name)}, {pattern}))" for name in kept
    )
    counts = connection.execute(f"SELECT {counts_sql} FROM {_RELATION}").fetchone() or ()
    for name, count in zip(kept, counts, strict=True):
        if count:
            header = " + ".join(_shown(export, h) for h in mapping.columns[name])
            facts = {"column": header, "rows": count, "file": mapping.file, "key": f"columns.{name}"}
            raise Refused(message("custom_names_people", **facts))
