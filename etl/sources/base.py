"""Define what a source module offers: feeds, and rows as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from data.catalogue.tables import Table, tables
from etl.inbox.inspect import Export
from etl.landing.sql_quoting import identifier


@dataclass(frozen=True)
class Original:
    """The original of a rewritten text: its header in the file, and its cell as SQL.

    ``expected`` is the stored message of what a cell should be, if that is narrower than its type.
    """

    header: str
    cell: str
    expected: str = ""


@dataclass(frozen=True)
class Raw:
    """The rows of an export as text: a relation and, per normalised header, an expression over it.

    ``first_row`` is the number of the first record as a reader of the file counts it. If rows come
    from several sheets, or have a number of their own, ``place`` has two expressions instead: the sheet (None
    if there is only one) and the row in it. ``originals`` are those of derived columns. ``blanks_are_null``
    has the expressions that are NULL already where a cell is empty or ``None``.

    If the rows are in a temporary ``table``, ``cells`` names its columns that give the text of a canonical
    key, and ``keys`` has SQL of the keys that are finished (etl/landing/repeated_keys.py).
    """

    relation: str
    columns: Mapping[str, str]
    first_row: int = 1
    keeps_broken_rows: bool = False
    messages: tuple[str, ...] = ()
    place: tuple[str | None, str] | None = None
    originals: Mapping[str, Original] = field(default_factory=dict)
    blanks_are_null: frozenset[str] = frozenset()
    table: str = ""
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


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

    An export belongs to the feed if it has its ``kind`` and at least ``minimum`` of the headers in
    ``signature``. ``lacks`` are canonical columns that this export never has, although others of its source
    do; ``is_wide`` means that it has many more columns than data/columns names, so that unknown ones are not
    reported; ``declared`` is the table of a source that data/columns does not have.
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
        """Return the table, with the headers and values of this feed's source."""
        return self.declared or tables()[self.table]

    def likeness(self, export: Export) -> int:
        """Return how many of the feed's own headers the export has; 0 if they are too few."""
        candidates = export.sheets.values() if self.kind == "xlsx" else [export.headers]
        if export.kind != self.kind:
            return 0
        best = max(
            (len(self.signature & {h.removeprefix(self.prefix) for h in headers}) for headers in candidates),
            default=0,
        )
        return best if best >= self.minimum else 0


def known_headers(table: str, source: str) -> frozenset[str]:
    """Return the first steps of every header that data/columns names for this source's table."""
    headers = tables()[table].known_headers(source)
    return frozenset(header.split(".")[0] for header in headers)


def add_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[str | None]]
) -> None:
    """Add rows that Python read to a temporary ``table`` of text columns, created if absent."""
    declared = ", ".join(f"{identifier(name)} VARCHAR" for name in columns)
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({declared})")
    cells = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
    connection.execute(f"INSERT INTO {table} SELECT {cells}", list(columns.values()))


#: An organisation's name as keys use it: without differences of case, blanks and composed letters.
NORMALISED_NAME = "nullif(regexp_replace(lower(trim(nfc_normalize({name}))), '\\s+', ' ', 'g'), '')"


def association(name: str) -> str:
    """Return SQL of an association's identity: its normalised name, if that ends like a registered one."""
    normalised = NORMALISED_NAME.format(name=name)
    return f"CASE WHEN regexp_matches({normalised}, ' (ry|r\\.y\\.|rf|r\\.f\\.)$') THEN {normalised} END"
