"""The content of a report, before it becomes a PDF, a workbook or a page: sentences, and tables of cells.

A cell has its figure as text in the reader's language and as a number, so that all three show the same.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a table draws next to a column of figures: nothing, or a bar that starts at zero.
TEXT, NUMBER = "text", "number"


@dataclass(frozen=True)
class Cell:
    """``text`` is for reading, ``value`` for a workbook (None: no figure, the text says why)."""

    text: str
    value: float | str | None = None


@dataclass(frozen=True)
class Column:
    """A column with its heading; ``decimals`` are those of a number in a workbook."""

    name: str
    kind: str = TEXT
    decimals: int = 0


@dataclass(frozen=True)
class Table:
    """Rows of cells under their columns. ``bars`` (0–1 per row, or none) are drawn next to the figures;
    the last ``totals`` rows are sums of those above."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[float, ...] = ()
    totals: int = 0


@dataclass(frozen=True)
class Section:
    """A heading, sentences on what its tables show, the tables, and notes."""

    key: str
    title: str
    takeaways: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    def table(self, key: str) -> Table:
        """Return one of its tables. Raises KeyError for another name."""
        return {table.key: table for table in self.tables}[key]


@dataclass(frozen=True)
class Definition:
    """The meaning of a figure, its formula and its caveats."""

    title: str
    description: str
    formula: str
    caveats: str


@dataclass(frozen=True)
class Content:
    """A whole report in one language. ``about`` are filters and source, as pairs of name and value;
    ``warning`` says that the data is synthetic, or is empty."""

    language: str
    title: str
    warning: str
    notices: tuple[str, ...]
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    about: tuple[tuple[str, str], ...]

    def section(self, key: str) -> Section:
        """Return one of the sections. Raises KeyError for another name."""
        return {section.key: section for section in self.sections}[key]
