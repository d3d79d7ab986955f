"""Validate every key of a mapping before any file is read with it.

The code is written by hand, because a schema library stops at the first error and cannot name the wrong value
or suggest known ones.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection
from typing import Any

import duckdb

from data.catalogue.tables import Column, Table, normalise, tables
from data.city_profile.in_use import current_city
from data.settings import LANGUAGES
from data.text.messages import message
from etl.custom.date_formats import EXAMPLE, is_usable
from etl.custom.mapping import (
    DERIVING,
    GAP,
    LENGTHS,
    TABLES,
    UNITS,
    WEEKLY,
    Mapping,
    as_text,
    built,
    vocabulary,
)
from etl.custom.personal_data import is_personal_header
from etl.landing.casting import CASTS, cast, create_macros
from etl.landing.secret import Keys
from etl.landing.sql_quoting import literal

ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "utf-16")
FORMATS = ("csv", "xlsx", "json")
DELIMITERS = (",", ";", "tab", "|")
#: Columns whose text is kept as it is: it must not be the name of a person.
KEPT_AS_TEXT = ("text", "id")
_MOST_ROWS = 1000
#: Keys that only some formats have.
_OF_FORMATS = {
    **dict.fromkeys(("delimiter", "encoding"), ("csv",)),
    **{"sheet": ("xlsx",), "header_row": ("csv", "xlsx"), "records": ("json",)},
}
#: What readers see of a source, in each language.
_SHOWN = ("title", "note")
_NAMED = ("columns", "constants", "values")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_REQUIRED = ("name", "table", "format", "recognise", "columns")
_OPTIONAL = (
    *("delimiter", "encoding", "sheet", "header_row", "date_formats", "time_zone", "decimal_mark"),
    *("records", "ranges", "several", "weekly", "units", "title", "note"),
    *("personal", "not_personal", "ignored", "values", "constants"),
)


def validated(file: str, entries: dict[str, Any]) -> tuple[Mapping | None, tuple[str, ...]]:
    """Return the mapping in ``entries``, or None and everything that is wrong with it as stored messages."""
    validation = _Validation(file)
    validation.keys(entries)
    if not validation.errors:
        validation.layout(entries)
        validation.columns(entries, tables()[entries["table"]] if entries["table"] in _tables() else None)
    if validation.errors:
        return None, tuple(validation.errors)
    mapping = built(file, _without_tab(entries))
    return mapping, ()


def _without_tab(entries: dict[str, Any]) -> dict[str, Any]:
    return {**entries, "delimiter": "\t"} if entries.get("delimiter") == "tab" else entries


def _tables() -> tuple[str, ...]:
    return tuple(name for name in TABLES if name in tables())


class _Validation:
    """Collects what is wrong with the mapping in ``file``, key by key."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[str] = []

    def keys(self, entries: dict[str, Any]) -> None:
        """Check that the keys are known and their values are of the right kind."""
        known = ", ".join((*_REQUIRED, *_OPTIONAL))
        for key in entries:
            if key not in (*_REQUIRED, *_OPTIONAL):
                self.errors.append(message("custom_unknown_key", file=self.file, key=key[:40], known=known))
        for key in _REQUIRED:
            if key not in entries:
                self.errors.append(message("custom_missing_key", file=self.file, key=key))
        for key in entries:
            if key in ("columns", "constants", "values", "several", "weekly", "units", *_SHOWN):
                self._table_of_texts(key, entries[key])
            elif key in ("recognise", "personal", "not_personal", "ignored", "date_formats", "ranges"):
                if not _texts(entries[key]):
                    self._expected(key, entries[key], message("expected_texts"))
            elif key == "header_row":
                row = entries[key]
                if not isinstance(row, int) or isinstance(row, bool) or not 1 <= row <= _MOST_ROWS:
                    self._expected(key, row, message("expected_row", most=_MOST_ROWS))
            elif key in (*_REQUIRED, *_OPTIONAL) and not isinstance(entries[key], str):
                self._expected(key, entries[key], message("expected_text"))
        self._gaps("", entries)

    def layout(self, entries: dict[str, Any]) -> None:
        """Check that the mapping describes how to open a file."""
        if not _NAME.fullmatch(entries["name"]):
            self._expected("name", entries["name"], message("expected_name"))
        self._one_of("table", entries, _tables())
        self._one_of("format", entries, FORMATS)
        self._one_of("delimiter", entries, DELIMITERS)
        self._one_of("encoding", entries, ENCODINGS)
        self._one_of("decimal_mark", entries, (",", "."))
        for key, formats in _OF_FORMATS.items():
            if key in entries and entries["format"] in FORMATS and entries["format"] not in formats:
                self.errors.append(message("custom_other_format", file=self.file, key=key))
        if not [header for header in entries["recognise"] if normalise(header)]:
            self._expected("recognise", "", message("expected_texts"))
        for written in entries.get("date_formats", ()):
            if not is_usable(written):
                self._expected("date_formats", written, message("expected_date_format", example=EXAMPLE))
        zone = entries.get("time_zone", current_city().time_zone)
        if zone not in zoneinfo.available_timezones():
            self._expected("time_zone", zone, message("expected_time_zone"))

    def columns(self, entries: dict[str, Any], table: Table | None) -> None:
        """Check that every column is one of the table's, and that its content may be kept."""
        if table is None:
            return
        deriving = DERIVING.get(table.name, {})
        known_columns = {
            "columns": (*table.columns, *deriving),
            "constants": tuple(table.columns),
            "values": (
                *table.columns,
                *(part for part in ("weekday", "weeks") if part in entries.get("weekly", {})),
            ),
            "units": tuple(name for name in LENGTHS if name in entries["columns"]),
            "weekly": WEEKLY,
            **dict.fromkeys(_SHOWN, LANGUAGES),
        }
        for key, names in known_columns.items():
            for name in entries.get(key, {}):
                if name not in names:
                    known = ", ".join(names)
                    shown = f"{key}.{name[:40]}"
                    facts = {"key": shown, "table": table.name, "known": known}
                    self.errors.append(message("custom_unknown_column", file=self.file, **facts))
        constants, columns, values = (entries.get(k, {}) for k in ("constants", "columns", "values"))
        for name in constants:
            if name in columns:
                self.errors.append(message("custom_twice", file=self.file, key=f"constants.{name}"))
        for name in values:
            if name in table.columns and name not in columns and name not in entries.get("weekly", {}):
                self.errors.append(message("custom_values_unused", file=self.file, key=f"values.{name}"))
        given = {**columns, **constants, **{made: "" for name, made in deriving.items() if name in columns}}
        missing = [c.name for c in table.columns.values() if c.required and c.name not in given]
        if table.name == "bookings" and not {"space", "space_name"} & {*columns, *constants}:
            missing.append("space (space_name)")
        if missing:
            facts = {"table": table.name, "columns": ", ".join(missing)}
            self.errors.append(message("custom_missing_required", file=self.file, **facts))
        for key in _SHOWN:
            if key in entries and set(entries[key]) != set(LANGUAGES):
                self._expected(key, ", ".join(entries[key]), message("expected_languages"))
        weekly = entries.get("weekly", {})
        if weekly and not ("weekday" in weekly and ("year" in weekly or {"first", "last"} <= weekly.keys())):
            self._expected("weekly", ", ".join(weekly), message("expected_weekly"))
        for name, unit in entries.get("units", {}).items():
            if unit not in UNITS:
                self._expected(
                    f"units.{name[:40]}", unit, message("expected_one_of", values="  ".join(UNITS))
                )
        self._personal(entries, table)
        self._canonical(entries, table)

    def _personal(self, entries: dict[str, Any], table: Table) -> None:
        """Check that personal data become a hashed key or a coarse area, never a text that is kept."""
        dropped = {normalise(header) for header in entries.get("personal", ())}
        cleared = {normalise(header) for header in entries.get("not_personal", ())}
        for header in sorted(dropped & cleared):
            self.errors.append(message("custom_both", file=self.file, header=header[:40]))
        deriving = DERIVING.get(table.name, {})
        for name, headers in entries["columns"].items():
            column = table.columns.get(deriving.get(name, name))
            if column is None:
                continue
            for header in [headers] if isinstance(headers, str) else headers:
                plain = normalise(header)
                looks_personal = is_personal_header(header) and plain not in cleared
                is_kept_as_text = column.type in KEPT_AS_TEXT and (plain in dropped or looks_personal)
                # A column listed as personal may become a key or an area, but not a date or a number either.
                if is_kept_as_text or (plain in dropped and column.personal == "-"):
                    facts = {"key": f"columns.{name}", "header": header[:40]}
                    self.errors.append(message("custom_personal", file=self.file, **facts))

    def _canonical(self, entries: dict[str, Any], table: Table) -> None:
        """Check that constants and translations are values that a cell of the column could have."""
        values: list[tuple[str, Column, str]] = []
        for name, value in entries.get("constants", {}).items():
            if name in table.columns:
                values.append((f"constants.{name}", table.columns[name], as_text(value)))
        for name, translations in entries.get("values", {}).items():
            if name in table.columns:
                values += [(f"values.{name}", table.columns[name], as_text(v)) for v in translations.values()]
        for key, column, value in values:
            if column.type == "enum":
                if value not in vocabulary(column):
                    known = ", ".join(vocabulary(column))
                    self._expected(key, value, message("expected_one_of", values=known))
            elif value and not _is_value(column, value):
                expected = CASTS[column.type].expected or "text"
                self._expected(key, value, message(f"expected_{expected}"))

    def _table_of_texts(self, key: str, entries: object) -> None:
        if not isinstance(entries, dict) or (key == "columns" and not entries):
            self._expected(key, entries, message("expected_table", key=key))
            return
        for name, value in entries.items():
            if key == "columns":
                fits = (isinstance(value, str) and bool(value.strip())) or (_texts(value) and bool(value))
            elif key == "weekly":
                fits = isinstance(value, str | int) and not isinstance(value, bool)
            elif key in ("several", "units", *_SHOWN):
                fits = isinstance(value, str) and bool(value)
            elif key == "values":
                fits = isinstance(value, dict) and all(isinstance(v, str | bool) for v in value.values())
            else:
                fits = isinstance(value, str | bool | int | float)
            if not fits:
                expected = message(f"expected_{key if key in _NAMED else 'text'}")
                self._expected(f"{key}.{name[:40]}", value, expected)

    def _gaps(self, place: str, entries: object) -> None:
        if isinstance(entries, dict):
            for key, value in entries.items():
                self._gaps(f"{place}.{key}" if place else str(key), value)
        elif entries == GAP or (isinstance(entries, list) and GAP in entries):
            self.errors.append(message("custom_gap", file=self.file, key=place))

    def _one_of(self, key: str, entries: dict[str, Any], allowed: Collection[str]) -> None:
        if key in entries and entries[key] not in allowed:
            self._expected(key, entries[key], message("expected_one_of", values="  ".join(allowed)))

    def _expected(self, key: str, value: object, expected: str) -> None:
        facts = {"key": key, "found": str(value)[:40], "expected": expected}
        self.errors.append(message("custom_wrong_value", file=self.file, **facts))


def _texts(entries: object) -> bool:
    return isinstance(entries, list) and all(isinstance(text, str) and text.strip() for text in entries)


def _is_value(column: Column, value: str) -> bool:
    """Return whether the column's own cast accepts the text."""
    text = literal(value)
    expression = cast(column, "", text, f"{CASTS[column.type].moment}({text})", Keys(()))
    with duckdb.connect() as connection:
        create_macros(connection)
        row = connection.execute(f"SELECT {expression} IS NOT NULL").fetchone()
    return bool(row and row[0])
