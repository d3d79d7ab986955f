"""Write the report as an Excel workbook: figures, days, spaces, bookers, changes, filters, definitions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from data.analyses.department_month import DepartmentMonth
from data.files.report import booking_sections
from data.files.report.content import NUMBER, Content, Table
from data.files.report.words import Words

_WIDTHS = {True: 18, False: 52}


def write(content: Content, month: DepartmentMonth) -> bytes:
    """Return the workbook; figures are numbers, and a missing or suppressed one is a word."""
    words = Words(month.build, content.language)
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        # The same input makes the same file.
        book.set_properties({"title": content.title, "created": month.build.built_at.replace(tzinfo=None)})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "heading": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            0: book.add_format({"num_format": "#,##0"}),
            1: book.add_format({"num_format": "#,##0.0"}),
            "word": book.add_format({"align": "right", "font_color": "#595959"}),
        }
        sheets: list[tuple[str, Sequence[Table]]] = [
            ("sheet_figures", content.section("figures").tables),
            ("sheet_days", content.section("days").tables),
            ("sheet_rooms", (booking_sections.all_spaces(month, words),)),
            ("sheet_use", [t for key in _USE for t in content.section(key).tables]),
            ("sheet_changes", content.section("changes").tables),
        ]
        for name, tables in sheets:
            _tables(book.add_worksheet(words.say(f"report.{name}")), content.title, tables, formats)
        about = [(words.say("report.name"), words.say("report.value")), *content.about]
        _pairs(book.add_worksheet(words.say("report.sheet_about")), about, formats)
        _definitions(book.add_worksheet(words.say("report.sheet_definitions")), content, words, formats)
    return file.getvalue()


_USE = ("bookers", "outcomes", "volunteering")


def _tables(sheet: Any, title: str, tables: Sequence[Table], formats: dict[Any, Any]) -> None:
    sheet.write_string(0, 0, title, formats["title"])
    row = 2
    for table in tables:
        sheet.write_string(row, 0, table.title, formats["title"])
        for position, column in enumerate(table.columns):
            sheet.write_string(row + 1, position, column.name, formats["heading"])
            sheet.set_column(position, position, _WIDTHS[column.kind == NUMBER])
        row += 2
        for cells in table.rows:
            for position, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                if isinstance(cell.value, str):
                    sheet.write_string(row, position, cell.value)
                elif cell.value is not None:
                    sheet.write_number(row, position, cell.value, formats[column.decimals])
                else:
                    sheet.write_string(row, position, cell.text, formats["word"])
            row += 1
        row += 1


def _pairs(sheet: Any, pairs: Sequence[tuple[str, str]], formats: dict[Any, Any]) -> None:
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(pairs):
        sheet.write_string(row, 0, name, formats["heading" if row == 0 else "text"])
        sheet.write_string(row, 1, value, formats["heading" if row == 0 else "text"])


def _definitions(sheet: Any, content: Content, words: Words, formats: dict[Any, Any]) -> None:
    headings = [words.say(f"report.{key}") for key in ("figure", "meaning", "formula", "caveats")]
    for column, (heading, width) in enumerate(zip(headings, (26, 60, 50, 70), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["heading"])
    for row, definition in enumerate(content.definitions, start=1):
        cells = (definition.title, definition.description, definition.formula, definition.caveats)
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, formats["text"])
