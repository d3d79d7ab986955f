"""What a source module gives: feeds, and rows as text; and the readers that several share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import duckdb

from data.catalogue.tables import Table, tables
from etl.inbox.inspect import Export, refuse_duplicate_headers
from etl.landing.sql_quoting import file_literal, identifier, literal


@dataclass(frozen=True)
class Original:
    """What stands in the file where a reader wrote a text anew: the header there, and the cell as SQL.

    ``expected`` is the stored message of what a cell should be, where that is narrower than for its type.
    """

    header: str
    cell: str
    expected: str = ""


@dataclass(frozen=True)
class Raw:
    """The rows of an export as text: a relation and, per normalised header, an expression over it.

    ``first_row`` is the number of the first record as a reader of the file counts it. Where rows come
    from several sheets, or know their own number, ``place`` has two expressions instead: the sheet (None
    where there is one) and the row in it. ``originals`` tells, for messages, what columns were made of.
    """

    relation: str
    columns: Mapping[str, str]
    first_row: int = 1
    keeps_broken_rows: bool = False
    messages: tuple[str, ...] = ()
    place: tuple[str | None, str] | None = None
    originals: Mapping[str, Original] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """Headers of a start and an end of which not both become columns; ``type`` is that of both.

    A row that ends before or when it starts is rejected; a last day (``local_date``) may be the first.
    """

    start: str
    end: str
    type: Literal["instant", "local_date"] = "instant"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One export of one source: its canonical table, how it is recognised, and its reader.

    An export is of the feed if it is of its ``kind`` and has at least ``minimum`` of the headers in
    ``signature``. ``lacks`` are canonical columns that this export never has, though others of its source
    do; ``is_wide`` says that it has many more columns than data/columns names, so none of them is news;
    ``declared`` is the table of a source that data/columns does not know.
    """

    source: str
    name: str
    table: str
    kind: str
    signature: frozenset[str]
    minimum: int
    read: Callable[[duckdb.DuckDBPyConnection, Export], Raw]
    page_size: int | None = None
    prefix: str = ""
    lacks: frozenset[str] = frozenset()
    span: Span | None = None
    is_wide: bool = False
    declared: Table | None = None

    @property
    def canonical(self) -> Table:
        """The table, with the headers and values of this feed's source."""
        return self.declared or tables()[self.table]

    def likeness(self, export: Export) -> int:
        """How many of the feed's own headers the export has; 0 where they are too few to tell."""
        candidates = export.sheets.values() if self.kind == "xlsx" else [export.headers]
        if export.kind != self.kind:
            return 0
        best = max(
            (len(self.signature & {h.removeprefix(self.prefix) for h in headers}) for headers in candidates),
            default=0,
        )
        return best if best >= self.minimum else 0


def known_headers(table: str, source: str) -> frozenset[str]:
    """The first steps of every header that data/columns knows of this source's table."""
    known = tables()[table].known_headers(source)
    return frozenset(header.split(".")[0] for header in known)


def add_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[str | None]]
) -> None:
    """Add rows that Python read to a temporary ``table`` of text columns, made where it is not there yet."""
    declared = ", ".join(f"{identifier(name)} VARCHAR" for name in columns)
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({declared})")
    cells = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
    connection.execute(f"INSERT INTO {table} SELECT {cells}", list(columns.values()))


def read_csv(_: duckdb.DuckDBPyConnection, export: Export, prefix: str = "") -> Raw:
    """A CSV with one header row, every column as text; rows that do not fit go to reject_errors."""
    refuse_duplicate_headers(export)
    raw = read_csv_below(export, export.headers, 1)
    return replace(raw, columns={name.removeprefix(prefix): cell for name, cell in raw.columns.items()})


def read_csv_below(export: Export, headers: Sequence[str], header_row: int) -> Raw:
    """The rows of a CSV below ``header_row`` (counted from 1), whose columns are named by ``headers``."""
    names = [header or f"column_{n}" for n, header in enumerate(headers)]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    relation = (
        f"read_csv({file_literal(export.path)}, columns = {{{types}}}, auto_detect = false, "
        f"header = true, skip = {header_row - 1}, delim = {literal(export.delimiter)}, "
        "quote = '\"', escape = '\"', store_rejects = true, rejects_scan = 'reject_scans', "
        "rejects_table = 'reject_errors', rejects_limit = 0)"
    )
    columns = {name: identifier(name) for name in names}
    return Raw(relation, columns, first_row=header_row + 1, keeps_broken_rows=True)


def read_json(_: duckdb.DuckDBPyConnection, export: Export, paths: Sequence[str]) -> Raw:
    """A JSON list of records; ``paths`` are the dotted paths to take, as text.

    A record's own keys may drift in case only as far as ``normalise`` forgives it.
    """
    keys = dict(zip(export.headers, export.raw_headers, strict=True))
    size = max(export.path.stat().st_size + 1, 1 << 24)
    file = file_literal(export.path)
    # Of all records, not of the first alone: a key that the first one lacks may stand in the next.
    wanted = {path.split(".")[0] for path in paths}
    if export.container is None:
        types = ", ".join(f"{literal(keys.get(key, key))}: 'VARCHAR'" for key in sorted(wanted))
        relation = f"read_json({file}, format = 'array', columns = {{{types}}}, maximum_object_size = {size})"
        return Raw(relation, {path: _flat(path, keys) for path in paths})
    relation = (
        f"(SELECT unnest(json_extract(json, {literal(f'$.{export.container}[*]')})) AS record "
        f"FROM read_json_objects({file}, format = 'unstructured', maximum_object_size = {size}))"
    )
    columns = {path: f"json_extract_string(record, {literal(_json_path(path, keys))})" for path in paths}
    return Raw(relation, columns)


def _flat(path: str, keys: Mapping[str, str]) -> str:
    key, _, rest = path.partition(".")
    column = identifier(keys.get(key, key))
    if not rest:
        return column
    return f"json_extract_string(TRY_CAST({column} AS JSON), {literal(_steps(rest))})"


def _json_path(path: str, keys: Mapping[str, str]) -> str:
    key, _, rest = path.partition(".")
    return f'$."{keys.get(key, key)}"' + (_steps(rest).removeprefix("$") if rest else "")


def _steps(rest: str) -> str:
    """``coordinates.0`` as the JSON path ``$."coordinates"[0]``."""
    return "$" + "".join(f"[{s}]" if s.isdigit() else f'."{s}"' for s in rest.split("."))


def json_paths(table: str, source: str, *derived: str) -> list[str]:
    """The dotted paths that data/columns names for this source's table, those made elsewhere left out."""
    columns = tables()[table].columns.values()
    return [h for c in columns for h in c.headers.get(source, ()) if h not in derived]


#: An organisation's name as a key is made of it: without the drift of case, blanks and composed letters.
NORMALISED_NAME = "nullif(regexp_replace(lower(trim(nfc_normalize({name}))), '\\s+', ' ', 'g'), '')"


def association(name: str) -> str:
    """SQL of what identifies an association: its normalised name, where that ends as a registered one's."""
    normalised = NORMALISED_NAME.format(name=name)
    return f"CASE WHEN regexp_matches({normalised}, ' (ry|r\\.y\\.|rf|r\\.f\\.)$') THEN {normalised} END"
