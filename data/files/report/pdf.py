"""Write the report as a PDF that a screen reader can read (PDF/UA-1), with Typst.

Typst refuses to write a file that is not accessible: that lacks title, language or a text for each
drawing. The template draws the chart itself, so nothing is rasterised and no browser is needed; the
typeface is that of the pages and is shipped with the project, so that every machine writes the same report.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typst

from data.analyses.department_month import DepartmentMonth
from data.files.report.content import NUMBER, Content, Section, Table
from data.files.report.words import Words
from data.text import numbers

FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
#: Rows of a table in print; the workbook has them all.
MOST_ROWS = 12
#: Compilations after which Typst forgets what it computed for an earlier one.
KEPT_COMPILATIONS = 10


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER / "fonts")]
    )


def write(content: Content, month: DepartmentMonth) -> bytes:
    """Return the PDF; the same content gives the same bytes, with the date of its build.

    Raises typst.TypstError if the file is not accessible.
    """
    compiler = typst.Compiler(str(TEMPLATE), font_paths=_fonts(), ignore_system_fonts=True)
    data = json.dumps(_data(content, month), ensure_ascii=False)
    written = compiler.compile(
        format="pdf",
        sys_inputs={"report": data},
        pdf_standards=[STANDARD],
        timestamp=month.build.built_at.replace(microsecond=0),
    )
    assert isinstance(written, bytes)  # one PDF, whatever its number of pages
    _forget()
    return written


def _forget() -> None:
    """Let Typst forget the report, of which it keeps some 8 MB: compile nothing until it is old (15 ms)."""
    for _ in range(KEPT_COMPILATIONS + 1):
        typst.compile(b"", format="pdf", font_paths=_fonts(), ignore_system_fonts=True)


def _data(content: Content, month: DepartmentMonth) -> dict[str, Any]:
    words = Words(month.build, content.language)
    return {
        "language": content.language,
        "region": "gb" if content.language == "en" else "fi",
        "title": content.title,
        "kicker": f"{words.say('terms.talkootila')} · {words.say('report.report')}",
        "build": f"{words.say('report.build')} {month.build.id}",
        "page": words.say("report.page", page="@", pages="#"),
        "notices": [notice for notice in (content.warning, *content.notices) if notice],
        "summary": content.summary,
        "sections": [_section(section, month, words) for section in content.sections],
        "definitions": {
            "title": words.say("report.definitions"),
            "formula": words.say("report.formula"),
            "caveats": words.say("report.caveats"),
            "items": [vars(definition) for definition in content.definitions],
        },
        "about": {
            "title": words.say("report.about"),
            "heads": [words.say("report.name"), words.say("report.value")],
            "rows": content.about,
        },
    }


def _section(section: Section, month: DepartmentMonth, words: Words) -> dict[str, Any]:
    # A month of days is read as a chart; its figures are in the workbook.
    is_chart = section.key == "days"
    shown: dict[str, Any] = {
        "key": section.key,
        "title": section.title,
        "takeaways": section.takeaways,
        "tables": [] if is_chart else [_table(table) for table in section.tables],
        "notes": [*section.notes, *([] if is_chart else _cut(section.tables, words))],
    }
    if is_chart:
        shown["chart"] = _chart(section, month, words)
    return shown


def _cut(tables: Sequence[Table], words: Words) -> list[str]:
    """Return a note for each table whose last rows are only in the workbook."""
    return [
        words.say("report.rest_in_workbook", shown=MOST_ROWS, all=len(table.rows))
        for table in tables
        if len(table.rows) > MOST_ROWS
    ]


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "heads": [column.name for column in table.columns],
        "numbers": [column.kind == NUMBER for column in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows[:MOST_ROWS]],
        "bars": table.bars,
        "totals": table.totals,
    }


def _chart(section: Section, month: DepartmentMonth, words: Words) -> dict[str, Any] | None:
    frame, table = month.days, section.table("days")
    if not frame["hours"].any():
        return None
    known = frame["before_hours"].notna()
    return {
        "title": table.title,
        "alt": words.say(
            "report.days_alt", title=table.title, count=len(frame), takeaway=" ".join(section.takeaways)
        ),
        "legend": words.say("report.days_legend"),
        "legend_weekend": words.say("report.days_legend_weekend"),
        "legend_before": words.say("report.days_legend_before") if known.any() else None,
        "days": [
            {
                "label": str(day.day),
                "weekday": numbers.weekday(day.isoweekday(), words.language),
                "weekend": day.isoweekday() > 5,
                "hours": hours,
                "before": None if before != before else before,
            }
            for day, hours, before in zip(frame["date"], frame["hours"], frame["before_hours"], strict=True)
        ],
        **_axis([*frame["hours"], *frame["before_hours"].dropna()], words),
    }


def _axis(values: list[float], words: Words) -> dict[str, Any]:
    """Return a round maximum and the labels of four steps up to it."""
    largest = max(values) or 1.0
    power = 10.0 ** (len(str(int(largest))) - 1)
    steps = (0.4, 0.8, 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    top = next(step * power for step in steps if step * power >= largest)
    marks = [top * part / 4 for part in range(5)]
    whole = all(mark.is_integer() for mark in marks)
    return {
        "top": top,
        "marks": [
            {"at": mark, "label": numbers.number(mark, words.language, 0 if whole else 1)} for mark in marks
        ],
        "unit": numbers.symbol("h", words.language).strip(),
    }
