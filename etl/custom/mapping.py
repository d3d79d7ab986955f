"""The shape of a mapping: how to read the files of a system that no source module knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from data.catalogue.tables import Column, Table, normalise, tables
from data.city_profile.in_use import current_city

PREFIX = "custom:"
#: The tables that a mapping may fill, if they are declared.
TABLES = ("bookings", "spaces", "volunteer_records")
#: Per table the columns that identify a row: of rows with the same value the newest supersedes the others.
KEYS = {
    "bookings": ("reservation_key", "uuid_key", "statistic_id"),
    "spaces": ("space",),
    "volunteer_records": ("record_id",),
}
#: What a draft writes where the steward has to decide.
GAP = "???"


@dataclass(frozen=True)
class Mapping:
    """How the files of one system are read.

    ``recognise``, and the headers in ``columns``, are normalised; ``columns`` maps a canonical column to
    the headers whose cells, joined with a blank, are its text. ``values`` translates cells, ``constants``
    are canonical values. ``date_formats`` are written as people do (date_formats.py); ``written`` has the
    headers as the mapping writes them.
    """

    file: str
    name: str
    table: str
    format: str
    recognise: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, str]]
    constants: dict[str, str]
    personal: tuple[str, ...] = ()
    not_personal: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str | None = None
    header_row: int = 1
    date_formats: tuple[str, ...] = ()
    time_zone: str = field(default_factory=lambda: current_city().time_zone)
    decimal_mark: str | None = None
    written: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source of its rows: ``custom:<name>``."""
        return PREFIX + self.name

    def canonical(self) -> Table:
        """Return the table with this source's headers and vocabulary.

        Canonical columns have their own names as headers, since one header may serve several columns.
        """
        table = tables()[self.table]
        used = {header for headers in self.columns.values() for header in headers}
        return replace(
            table,
            columns={name: self._column(column) for name, column in table.columns.items()},
            dropped={self.source: self.personal},
            ignored={self.source: (*self.ignored, *used)},
        )

    def _column(self, column: Column) -> Column:
        is_filled = column.name in {*self.columns, *self.constants, *self._derived()}
        headers = {self.source: (column.name,)} if is_filled else {}
        if column.type != "enum":
            return replace(column, headers=headers, values={})
        canonical = {value: value for value in vocabulary(column)}
        translated = self.values.get(column.name) or canonical
        if column.name in self.constants:
            translated = canonical
        return replace(column, headers=headers, values={self.source: translated})

    def _derived(self) -> tuple[str, ...]:
        """Return the columns that every file of the table has: a space of this source, a key of its rows."""
        return ("space", "reservation_key") if self.table == "bookings" else ()


def vocabulary(column: Column) -> tuple[str, ...]:
    """Return the canonical values of an enumeration, over all sources."""
    known = {value: None for values in column.values.values() for value in values.values()}
    return tuple(known | {v: None for v in (column.default, column.other) if v})


def built(file: str, entries: dict[str, Any]) -> Mapping:
    """Return the mapping that the validated ``entries`` of a TOML file describe."""
    named = {name: [h] if isinstance(h, str) else h for name, h in entries["columns"].items()}
    columns = {name: tuple(map(normalise, headers)) for name, headers in named.items()}
    values = entries.get("values", {})
    options = {
        key: entries[key]
        for key in ("delimiter", "encoding", "sheet", "header_row", "time_zone", "decimal_mark")
        if key in entries
    }
    personal, not_personal, ignored = (
        tuple(map(normalise, entries.get(key, ()))) for key in ("personal", "not_personal", "ignored")
    )
    return Mapping(
        file=file,
        name=entries["name"],
        table=entries["table"],
        format=entries["format"],
        recognise=tuple(map(normalise, entries["recognise"])),
        columns=columns,
        values={name: {k: as_text(v) for k, v in pairs.items()} for name, pairs in values.items()},
        constants={name: as_text(value) for name, value in entries.get("constants", {}).items()},
        date_formats=tuple(entries.get("date_formats", ())),
        written={normalise(h): h.strip() for headers in named.values() for h in headers},
        personal=personal,
        not_personal=not_personal,
        ignored=ignored,
        **options,
    )


def as_text(value: object) -> str:
    """Return a value of a TOML file as the text of a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)
