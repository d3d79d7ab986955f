"""The tables of a department's monthly report on its page, and the links to its files."""

from __future__ import annotations

from data.files.export import REPORT, Export
from data.files.report.content import NUMBER, Table
from data.filters import Filters
from pages.components import downloads, tables
from pages.state.view import View


def report_url(view: View, department: str, month: str, form: str) -> str:
    """Return the address at which the front door creates the report."""
    filters = Filters.of(month, month, department=[department])
    return downloads.url(view, Export(REPORT, view.build.id, view.language, filters, view.scope), form)


def report_table(table: Table) -> None:
    """Draw a table of the report as a table of the page."""
    columns: dict[str, tables.Column] = {}
    for position, column in enumerate(table.columns):
        cells = [row[position].text for row in table.rows]
        columns[column.name] = tables.Amounts(cells, str) if column.kind == NUMBER else cells
    tables.draw(columns, table.title)
