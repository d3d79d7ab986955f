"""Read the rows of a CSV as text. etl/inbox/inspect.py has read the header, so the engine sniffs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from etl.inbox.inspect import Export, refuse_duplicate_headers
from etl.landing.sql_quoting import file_literal, identifier, literal
from etl.sources.base import Raw


def read_csv(_: duckdb.DuckDBPyConnection, export: Export, prefix: str = "") -> Raw:
    """Return a CSV with one header row, every column as text; rows that do not fit go to reject_errors."""
    refuse_duplicate_headers(export)
    raw = read_csv_below(export, export.headers, 1)
    return replace(raw, columns={name.removeprefix(prefix): cell for name, cell in raw.columns.items()})


def read_csv_below(export: Export, headers: Sequence[str], header_row: int) -> Raw:
    """Return the rows of a CSV below ``header_row`` (counted from 1); ``headers`` name its columns."""
    names = [header or f"column_{n}" for n, header in enumerate(headers)]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    relation = (
        f"read_csv({file_literal(export.path)}, columns = {{{types}}}, auto_detect = false, "
        f"header = true, skip = {header_row - 1}, delim = {literal(export.delimiter)}, "
        "quote = '\"', escape = '\"', nullstr = ['', 'None'], "
        "store_rejects = true, rejects_scan = 'reject_scans', "
        "rejects_table = 'reject_errors', rejects_limit = 0)"
    )
    columns = {name: identifier(name) for name in names}
    return Raw(
        relation,
        columns,
        first_row=header_row + 1,
        keeps_broken_rows=True,
        blanks_are_null=frozenset(columns.values()),
    )
