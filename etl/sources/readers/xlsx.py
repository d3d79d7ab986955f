"""Read sheets of workbooks as text, for every source that exports them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence

import duckdb
from python_calamine import CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import identifier
from etl.sources.base import Raw, add_rows

_RELATION = "sheet_rows"
#: A name that no normalised header can have.
_NUMBER = "Row Number"


def read_sheet(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    sheet: str,
    header_row: int,
    wanted: Collection[str],
    match: Callable[[list[str]], Sequence[str]] | None = None,
) -> Raw:
    """Return the rows below ``header_row`` (counted from 1) as text; only the ``wanted`` columns are kept.

    ``wanted`` are normalised headers; ``match`` may translate the sheet's headers.
    Rows without any cell are left out, and counted. Raises Refused if a wanted header occurs twice,
    or if there are no rows.
    """
    rows = CalamineWorkbook.from_path(export.path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if len(rows) < header_row:
        raise Refused(message("no_rows"))
    headers = [normalise(str(cell)) for cell in rows[header_row - 1]]
    headers = list(match(headers)) if match else headers
    duplicates = [h for h, count in Counter(headers).items() if count > 1 and h in wanted]
    if duplicates:
        raise Refused(message("duplicate_headers", headers=", ".join(duplicates)))
    numbered = [
        (number, row)
        for number, row in enumerate(rows[header_row:], start=header_row + 1)
        if any(cell not in ("", None) for cell in row)
    ]
    body = [row for _, row in numbered]
    columns = {header: [text(row[n]) for row in body] for n, header in enumerate(headers) if header in wanted}
    if not body or not columns:
        raise Refused(message("no_rows"))
    expressions = {header: identifier(header) for header in columns}
    add_rows(connection, _RELATION, {**columns, _NUMBER: [str(number) for number, _ in numbered]})
    return Raw(_RELATION, expressions, first_row=header_row + 1, place=(None, identifier(_NUMBER)))


def text(cell: object) -> str | None:
    """Return a cell as text: dates in ISO form, whole numbers without a decimal point, empty ones as None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
