"""A division's month for its page: its chart by day, the report's tables and the links of its files."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.files.export import REPORT, Export
from data.files.report.content import NUMBER, Table
from data.filters import Filters
from data.text.texts import say
from pages.charts.theme import Style, base
from pages.components import downloads, tables
from pages.state.view import View


def report_url(view: View, department: str, month: str, form: str) -> str:
    """The address under which the front door makes the report."""
    filters = Filters.of(month, month, department=[department])
    return downloads.url(Export(REPORT, view.build.id, view.language, filters, view.scope), form)


def draw(table: Table) -> None:
    """A table of the report as a table of the page."""
    columns: dict[str, tables.Column] = {}
    for position, column in enumerate(table.columns):
        cells = [row[position].text for row in table.rows]
        columns[column.name] = tables.Amounts(cells, str) if column.kind == NUMBER else cells
    tables.draw(columns, table.title)


def days(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Bars by day with a mark where the same weekday of the year before lay.

    ``frame``: label, day (of the month), weekday (its short name), value, before (NaN: no mark).
    """
    colours = style.palette
    figure = base(style, 320)
    axis = [f"{day}<br>{name}" for day, name in zip(frame["day"], frame["weekday"], strict=True)]
    figure.add_bar(
        x=frame["day"],
        y=frame["value"],
        name=say("report.days_legend", style.lang),
        marker={"color": colours.accent, "line": {"width": 0}},
        customdata=[
            [label, style.quantity(value)]
            for label, value in zip(frame["label"], frame["value"], strict=True)
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        showlegend=True,
    )
    if frame["before"].notna().any():
        # A rim in the page's colour sets the mark off the bar that it lies on.
        figure.add_scatter(
            x=frame["day"],
            y=frame["before"],
            mode="markers",
            marker={"symbol": "line-ew", "size": 14, "line": {"width": 7, "color": colours.page}},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=frame["day"],
            y=frame["before"],
            name=say("report.days_legend_before", style.lang),
            mode="markers",
            marker={"symbol": "line-ew", "size": 12, "line": {"width": 3, "color": colours.other}},
            customdata=[
                [label, style.quantity(value)]
                for label, value in zip(frame["before_label"], frame["before"], strict=True)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    # Every day has its bar; on a phone there is room to name one day of the week.
    named = list(range(0, len(axis), 7))
    figure.update_xaxes(
        showgrid=False,
        tickangle=0,
        tickvals=[frame["day"].iloc[place] for place in named],
        ticktext=[axis[place] for place in named],
    )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    figure.update_layout(bargap=0.3, legend={"y": -0.16})
    return figure
