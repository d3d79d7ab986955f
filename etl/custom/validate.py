"""Is a mapping fit for use: every key of it, before any file is read with it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection
from typing import Any

import duckdb

from data.catalogue.tables import Column, Table, normalise, tables
from data.settings import TIME_ZONE
from data.text.messages import message
from etl.custom.date_formats import EXAMPLE, engine_format
from etl.custom.mapping import GAP, TABLES, Mapping, as_text, built, vocabulary
from etl.custom.personal_data import is_personal_header
from etl.landing.casting import CASTS, cast
from etl.landing.sql_quoting import literal

ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "utf-16")
FORMATS = ("csv", "xlsx")
DELIMITERS = (",", ";", "tab", "|")
#: Columns whose text is kept as it is: what stands there must be nobody's name.
KEPT_AS_TEXT = ("text", "id")
_MOST_ROWS = 1000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_REQUIRED = ("name", "table", "format", "recognise", "columns")
_OPTIONAL = (
    *("delimiter", "encoding", "sheet", "header_row", "date_formats", "time_zone", "decimal_mark"),
    *("personal", "not_personal", "ignored", "values", "constants"),
)


def checked(file: str, given: dict[str, Any]) -> tuple[Mapping | None, tuple[str, ...]]:
    """The mapping in ``given``, or None and everything that is wrong with it as stored messages."""
    check = _Check(file)
    check.keys(given)
    if not check.wrong:
        check.layout(given)
        check.columns(given, tables()[given["table"]] if given["table"] in _tables() else None)
    if check.wrong:
        return None, tuple(check.wrong)
    mapping = built(file, _without_tab(given))
    return mapping, ()


def _without_tab(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "delimiter": "\t"} if given.get("delimiter") == "tab" else given


def _tables() -> tuple[str, ...]:
    return tuple(name for name in TABLES if name in tables())


class _Check:
    """What is wrong with the mapping in ``file``, gathered key by key."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.wrong: list[str] = []

    def keys(self, given: dict[str, Any]) -> None:
        """Are the keys known, and their values of the right kind?"""
        known = ", ".join((*_REQUIRED, *_OPTIONAL))
        for key in given:
            if key not in (*_REQUIRED, *_OPTIONAL):
                self.wrong.append(message("custom_unknown_key", file=self.file, key=key[:40], known=known))
        for key in _REQUIRED:
            if key not in given:
                self.wrong.append(message("custom_missing_key", file=self.file, key=key))
        for key in given:
            if key in ("columns", "constants", "values"):
                self._table_of_texts(key, given[key])
            elif key in ("recognise", "personal", "not_personal", "ignored", "date_formats"):
                if not _texts(given[key]):
                    self._expected(key, given[key], message("expected_texts"))
            elif key == "header_row":
                row = given[key]
                if not isinstance(row, int) or isinstance(row, bool) or not 1 <= row <= _MOST_ROWS:
                    self._expected(key, row, message("expected_row", most=_MOST_ROWS))
            elif key in (*_REQUIRED, *_OPTIONAL) and not isinstance(given[key], str):
                self._expected(key, given[key], message("expected_text"))
        self._gaps("", given)

    def layout(self, given: dict[str, Any]) -> None:
        """Can a file be opened as the mapping says?"""
        if not _NAME.fullmatch(given["name"]):
            self._expected("name", given["name"], message("expected_name"))
        self._one_of("table", given, _tables())
        self._one_of("format", given, FORMATS)
        self._one_of("delimiter", given, DELIMITERS)
        self._one_of("encoding", given, ENCODINGS)
        self._one_of("decimal_mark", given, (",", "."))
        for key in ("delimiter", "encoding") if given["format"] == "xlsx" else ("sheet",):
            if key in given:
                self.wrong.append(message("custom_other_format", file=self.file, key=key))
        if not [header for header in given["recognise"] if normalise(header)]:
            self._expected("recognise", "", message("expected_texts"))
        for written in given.get("date_formats", ()):
            try:
                engine_format(written)
            except ValueError:
                self._expected("date_formats", written, message("expected_date_format", example=EXAMPLE))
        zone = given.get("time_zone", TIME_ZONE)
        if zone not in zoneinfo.available_timezones():
            self._expected("time_zone", zone, message("expected_time_zone"))

    def columns(self, given: dict[str, Any], table: Table | None) -> None:
        """Does every column lead to one of ours, and may what stands in it be kept?"""
        if table is None:
            return
        for key in ("columns", "constants", "values"):
            for name in given.get(key, {}):
                if name not in table.columns:
                    known = ", ".join(table.columns)
                    shown = f"{key}.{name[:40]}"
                    told = {"key": shown, "table": table.name, "known": known}
                    self.wrong.append(message("custom_unknown_column", file=self.file, **told))
        constants, columns, values = (given.get(k, {}) for k in ("constants", "columns", "values"))
        for name in constants:
            if name in columns:
                self.wrong.append(message("custom_twice", file=self.file, key=f"constants.{name}"))
        for name in values:
            if name in table.columns and name not in columns:
                self.wrong.append(message("custom_values_unused", file=self.file, key=f"values.{name}"))
        missing = [
            c.name for c in table.columns.values() if c.required and c.name not in {**columns, **constants}
        ]
        if table.name == "bookings" and not {"space", "space_name"} & {*columns, *constants}:
            missing.append("space (space_name)")
        if missing:
            told = {"table": table.name, "columns": ", ".join(missing)}
            self.wrong.append(message("custom_missing_required", file=self.file, **told))
        self._personal(given, table)
        self._canonical(given, table)

    def _personal(self, given: dict[str, Any], table: Table) -> None:
        """A header of personal data may become a hashed key or a coarse area, never a text that is kept."""
        dropped = {normalise(header) for header in given.get("personal", ())}
        cleared = {normalise(header) for header in given.get("not_personal", ())}
        for header in sorted(dropped & cleared):
            self.wrong.append(message("custom_both", file=self.file, header=header[:40]))
        for name, headers in given["columns"].items():
            column = table.columns.get(name)
            if column is None:
                continue
            for header in [headers] if isinstance(headers, str) else headers:
                plain = normalise(header)
                looks = is_personal_header(header) and plain not in cleared
                kept = column.type in KEPT_AS_TEXT and (plain in dropped or looks)
                # What is called personal cannot be a date or a number of ours either, but a key or an area.
                if kept or (plain in dropped and column.personal == "-"):
                    told = {"key": f"columns.{name}", "header": header[:40]}
                    self.wrong.append(message("custom_personal", file=self.file, **told))

    def _canonical(self, given: dict[str, Any], table: Table) -> None:
        """Are constants and translations values that a cell of the column could have?"""
        asked: list[tuple[str, Column, str]] = []
        for name, value in given.get("constants", {}).items():
            if name in table.columns:
                asked.append((f"constants.{name}", table.columns[name], as_text(value)))
        for name, told in given.get("values", {}).items():
            if name in table.columns:
                asked += [(f"values.{name}", table.columns[name], as_text(v)) for v in told.values()]
        for key, column, value in asked:
            if column.type == "enum":
                if value not in vocabulary(column):
                    known = ", ".join(vocabulary(column))
                    self._expected(key, value, message("expected_one_of", values=known))
            elif value and not _is_value(column, value):
                expected = CASTS[column.type].expected or "text"
                self._expected(key, value, message(f"expected_{expected}"))

    def _table_of_texts(self, key: str, given: object) -> None:
        if not isinstance(given, dict) or (key == "columns" and not given):
            self._expected(key, given, message("expected_table", key=key))
            return
        for name, value in given.items():
            if key == "columns":
                fits = (isinstance(value, str) and bool(value.strip())) or (_texts(value) and bool(value))
            elif key == "values":
                fits = isinstance(value, dict) and all(isinstance(v, str | bool) for v in value.values())
            else:
                fits = isinstance(value, str | bool | int | float)
            if not fits:
                self._expected(f"{key}.{name[:40]}", value, message(f"expected_{key}"))

    def _gaps(self, place: str, given: object) -> None:
        if isinstance(given, dict):
            for key, value in given.items():
                self._gaps(f"{place}.{key}" if place else str(key), value)
        elif given == GAP or (isinstance(given, list) and GAP in given):
            self.wrong.append(message("custom_gap", file=self.file, key=place))

    def _one_of(self, key: str, given: dict[str, Any], allowed: Collection[str]) -> None:
        if key in given and given[key] not in allowed:
            self._expected(key, given[key], message("expected_one_of", values="  ".join(allowed)))

    def _expected(self, key: str, found: object, expected: str) -> None:
        told = {"key": key, "found": str(found)[:40], "expected": expected}
        self.wrong.append(message("custom_wrong_value", file=self.file, **told))


def _texts(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(text, str) and text.strip() for text in given)


def _is_value(column: Column, value: str) -> bool:
    """Whether the column's own cast takes the text."""
    expression = cast(column, "", literal(value), (b"", b""))
    with duckdb.connect() as connection:
        connection.execute(f"SET TimeZone = '{TIME_ZONE}'")
        row = connection.execute(f"SELECT {expression} IS NOT NULL").fetchone()
    return bool(row and row[0])
