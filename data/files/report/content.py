"""What a report is made of, before it is a PDF, a workbook or a page: sentences, and tables of cells.

A cell holds its figure as the reader's language writes it and as a number, so that all three show the
same.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a table draws beside a column of figures: nothing, or a bar from nought.
TEXT, NUMBER = "text", "number"


@dataclass(frozen=True)
class Cell:
    """``text`` is for reading, ``value`` for a workbook (None: the text stands for a missing figure)."""

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
    """Rows of cells under their columns. ``bars`` (0–1 per row, or none) are drawn beside the figures;
    the last ``totals`` rows are sums of those above."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[float, ...] = ()
    totals: int = 0


@dataclass(frozen=True)
class Section:
    """A heading, what its tables show in sentences, the tables, and what to know about them."""

    key: str
    title: str
    takeaways: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    def table(self, key: str) -> Table:
        """One of its tables. Raises KeyError where there is none of that name."""
        return {table.key: table for table in self.tables}[key]


@dataclass(frozen=True)
class Definition:
    """What a figure means, how it is calculated and what to beware of."""

    title: str
    description: str
    formula: str
    caveats: str


@dataclass(frozen=True)
class Content:
    """A whole report in one language. ``about`` are filters and source, as pairs of name and value;
    ``warning`` says that the data is made up, where it is."""

    language: str
    title: str
    warning: str
    notices: tuple[str, ...]
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    about: tuple[tuple[str, str], ...]

    def section(self, key: str) -> Section:
        """One of the sections. Raises KeyError where there is none of that name."""
        return {section.key: section for section in self.sections}[key]
