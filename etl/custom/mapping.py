"""The shape of a mapping: how to read the files of a system that no source module knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from data.catalogue.tables import Column, Table, normalise, tables
from data.city_profile.in_use import current_city

PREFIX = "custom:"
#: The tables that a mapping may fill, if they are declared.
TABLES = ("bookings", "spaces", "volunteer_records", "bookable_spans", "event_records")
#: Per table the columns that identify a row: of rows with the same value the newest supersedes the others.
KEYS = {
    "bookings": ("reservation_key", "uuid_key", "statistic_id"),
    "spaces": ("space",),
    "volunteer_records": ("record_id",),
    "bookable_spans": (),
    "event_records": ("record_id",),
}
#: What a draft writes where the steward has to decide.
GAP = "???"
#: Per table the columns that a mapping may name although the table lacks them, and those made of them.
DERIVING = {
    "bookings": {"duration": "end_utc"},
    "bookable_spans": {"unit_name": "bookable_resource", "space_name": "bookable_resource"},
}
#: Columns that are lengths of time, and how their cells may write them; without a unit they are numbers in
#: the unit of the column.
LENGTHS = ("duration", "hours", "total_hours", "minutes")
UNITS = ("min", "h", "HH:MM", "h min")
#: The headers that ``ranges`` and ``weekly`` add to those of the file.
RANGE_START, RANGE_END, WEEKLY_DAY = "{} (start)", "{} (end)", "(day)"
#: The parts of ``weekly``: headers; ``weekday`` is needed, with ``year`` or with ``first`` and ``last``.
WEEKLY = ("weekday", "weeks", "year", "first", "last")


@dataclass(frozen=True)
class Mapping:
    """How the files of one system are read.

    ``recognise``, and the headers in ``columns``, are normalised; ``columns`` maps a canonical column to
    the headers whose cells, joined with a blank, are its text. ``values`` translates cells, ``constants``
    are canonical values. ``date_formats`` are written as people do (date_formats.py); ``written`` has the
    headers as the mapping writes them. ``records`` is the path of the rows in a JSON file. ``ranges``,
    ``several`` and ``weekly`` say which cells are taken apart (expand.py), ``units`` how lengths are written.
    ``title`` and ``note`` are what readers see of the source, by language.
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
    records: str = ""
    ranges: tuple[str, ...] = ()
    several: dict[str, str] = field(default_factory=dict)
    weekly: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)
    note: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source of its rows: ``custom:<name>``."""
        return PREFIX + self.name

    @property
    def headers(self) -> frozenset[str]:
        """The headers of the file that the mapping reads, normalised."""
        named = {header for headers in self.columns.values() for header in headers}
        made = {part_of(header, form) for header in self.ranges for form in (RANGE_START, RANGE_END)}
        return frozenset(named - made - {WEEKLY_DAY}) | {*self.ranges, *self.weekly_headers.values()}

    @property
    def weekly_headers(self) -> dict[str, str]:
        """The parts of ``weekly`` that are headers; a year may be a number instead."""
        return {part: header for part, header in self.weekly.items() if not header.isdecimal()}

    def canonical(self) -> Table:
        """Return the table with this source's headers and vocabulary.

        Canonical columns have their own names as headers, since one header may serve several columns.
        """
        table = tables()[self.table]
        used = self.headers
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
        if self.table != "bookings":
            return tuple(made for name, made in DERIVING.get(self.table, {}).items() if name in self.columns)
        end = ("end_utc",) if "duration" in self.columns else ()
        return ("space", "reservation_key", *end)


def part_of(header: str, form: str) -> str:
    """Return the normalised header of a part of a cell: ``form`` is RANGE_START or RANGE_END."""
    return normalise(form.format(header))


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
        for key in ("delimiter", "encoding", "sheet", "header_row", "time_zone", "decimal_mark", "records")
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
        ranges=tuple(map(normalise, entries.get("ranges", ()))),
        several={normalise(header): mark for header, mark in entries.get("several", {}).items()},
        weekly={part: normalise(str(header)) for part, header in entries.get("weekly", {}).items()},
        units=dict(entries.get("units", {})),
        title=dict(entries.get("title", {})),
        note=dict(entries.get("note", {})),
        personal=personal,
        not_personal=not_personal,
        ignored=ignored,
        **options,
    )


def as_text(value: object) -> str:
    """Return a value of a TOML file as the text of a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)
