"""Read a file with its mapping: canonical columns as text for the casts that every source shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import duckdb

from data.catalogue.tables import Table, tables
from data.text.messages import message
from etl.custom.cell_sql import CellSql
from etl.custom.expand import PIECES, expand, made_headers, with_ranges
from etl.custom.mapping import DERIVING, KEYS, Mapping
from etl.custom.personal_data import EMAIL, IDENTITY_CODE
from etl.custom.rows import ROW, TABLE, read_rows
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import identifier, literal
from etl.sources.base import Original, Raw


def read(connection: duckdb.DuckDBPyConnection, export: Export, mapping: Mapping) -> Raw:
    """Return the rows of ``export``: canonical columns by their own names, as text.

    Only columns that the mapping names are read. Raises Refused if a header of a required column is
    missing or repeated, if the encoding is wrong, and if a column that would be kept as text has
    e-mail addresses or personal identity codes.
    """
    table = tables()[mapping.table]
    present = set(export.headers)
    wanted = mapping.headers & present
    made = made_headers(mapping, wanted)
    present |= made
    repeated = [h for h, count in Counter(export.headers).items() if count > 1 and h in wanted]
    if repeated:
        raise Refused(message("duplicate_headers", headers=", ".join(_shown(export, h) for h in repeated)))
    absent = {name: [h for h in headers if h not in present] for name, headers in mapping.columns.items()}
    missing = {name: headers for name, headers in absent.items() if headers}
    required = [h for name, headers in missing.items() if _is_required(table, name) for h in headers]
    if required:
        raise Refused(message("missing_columns", columns=_written(mapping, required)))
    rows = read_rows(connection, export, mapping, wanted)
    pieces = expand(connection, mapping, rows)
    relation = with_ranges(mapping, made, pieces)
    cells = {header: _trimmed(identifier(header)) for header in (*wanted, *made)}
    cell_sql = CellSql(
        mapping, {name: h for name, h in mapping.columns.items() if name not in missing}, cells
    )
    _refuse_personal(connection, relation, export, mapping, cell_sql)
    messages = []
    if pieces == PIECES:
        counts_sql = f"SELECT count(DISTINCT {ROW}), count(*) FROM {relation}"
        rows_in_file, rows_made = connection.execute(counts_sql).fetchone() or (0, 0)
        messages.append(message("custom_pieces", rows=rows_in_file, pieces=rows_made))
    if missing:
        optional = [h for headers in missing.values() for h in headers]
        messages.append(message("missing_optional", columns=_written(mapping, optional)))
    ambiguous = cell_sql.ambiguous()
    if ambiguous:
        row = connection.execute(f"SELECT sum({ambiguous}) FROM {relation}").fetchone()
        if row and row[0]:
            messages.append(message("ambiguous_times", rows=int(row[0])))
    messages += _repeated_keys(connection, relation, export, mapping, cell_sql)
    deriving = DERIVING.get(mapping.table, {})
    columns = {n: cell_sql.text(n) for n in (*mapping.columns, *mapping.constants) if n not in deriving}
    originals = {
        deriving.get(name, name): Original(
            " + ".join(_shown(export, h) for h in headers),
            cell_sql.cell(name) or "NULL::VARCHAR",
            cell_sql.expected(name),
        )
        for name, headers in mapping.columns.items()
    }
    return Raw(
        relation,
        columns | cell_sql.derived(),
        first_row=mapping.header_row + 1,
        keeps_broken_rows=True,
        messages=tuple(messages),
        place=(None, ROW),
        originals=originals,
        table=TABLE,
        cells={} if pieces == PIECES else cell_sql.cells_of_keys(),
    )


def _trimmed(cell: str) -> str:
    """Return SQL of a cell without surrounding blanks; the test costs a third of a trim."""
    return f"CASE WHEN prefix({cell}, ' ') OR suffix({cell}, ' ') THEN trim({cell}) ELSE {cell} END"


def _is_required(table: Table, name: str) -> bool:
    return name not in table.columns or table.columns[name].required


def _written(mapping: Mapping, headers: Iterable[str]) -> str:
    """Return headers that the file lacks, as the mapping writes them."""
    return ", ".join(dict.fromkeys(mapping.written.get(header, header) for header in headers))


def _shown(export: Export, header: str) -> str:
    """Return a header as the file writes it; the headers of parts of a cell are written as in the mapping."""
    return dict(zip(export.headers, export.raw_headers, strict=True)).get(header, header)


def _repeated_keys(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    export: Export,
    mapping: Mapping,
    cell_sql: CellSql,
) -> list[str]:
    """Warn of each key that different rows of this file share: the newest of them supersedes the others."""
    warnings = []
    row = ", ".join(cell for name in cell_sql.headers if (cell := cell_sql.cell(name)))
    for name in KEYS[mapping.table]:
        key = cell_sql.cell(name)
        if key is None:
            continue
        if mapping.several or mapping.weekly:
            key = cell_sql.text(name)
        sql = f"SELECT count({key}), count(DISTINCT {key}) FROM {relation}"
        keyed, distinct = connection.execute(sql).fetchone() or (0, 0)
        if keyed == distinct:
            continue
        sql = f"SELECT count(DISTINCT ({row})) FROM {relation} WHERE {key} IS NOT NULL"
        [different] = connection.execute(sql).fetchone() or (0,)
        if different > distinct:
            column = " + ".join(_shown(export, header) for header in mapping.columns[name])
            warning = {"key": f"columns.{name}", "column": column, "rows": different - distinct}
            warnings.append(message("custom_repeated_key", file=mapping.file, **warning))
    return warnings


def _refuse_personal(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    export: Export,
    mapping: Mapping,
    cell_sql: CellSql,
) -> None:
    """Raise Refused if a column whose text is kept has e-mail addresses or personal identity codes."""
    table, deriving = tables()[mapping.table], DERIVING.get(mapping.table, {})
    kept = [
        name
        for name in mapping.columns
        if (column := table.columns.get(deriving.get(name, name)))
        and column.type in ("text", "id")
        and cell_sql.cell(name)
    ]
    if not kept:
        return
    # Many of these texts repeat, and grouping takes less time than looking at each.
    counts_sql = ", ".join(
        f"(SELECT coalesce(sum(repeats) FILTER ({_is_personal('cell')}), 0) FROM "
        f"(SELECT {cell_sql.cell(name)} AS cell, count(*) AS repeats FROM {relation} GROUP BY ALL))"
        for name in kept
    )
    counts = connection.execute(f"SELECT {counts_sql}").fetchone() or ()
    for name, count in zip(kept, counts, strict=True):
        if count:
            header = " + ".join(_shown(export, h) for h in mapping.columns[name])
            facts = {"column": header, "rows": int(count), "file": mapping.file, "key": f"columns.{name}"}
            raise Refused(message("custom_names_people", **facts))


def _is_personal(cell: str) -> str:
    """SQL of whether a text has an e-mail address or an identity code; few need more than a cheap test."""
    has_address = f"contains({cell}, '@') AND regexp_matches({cell}, {literal(EMAIL)})"
    has_code = f"strlen({cell}) > 10 AND regexp_matches({cell}, {literal(IDENTITY_CODE)})"
    return f"({has_address}) OR ({has_code})"
