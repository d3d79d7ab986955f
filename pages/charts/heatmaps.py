"""Heat maps: weekday by hour, any two dimensions, and a calendar of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.city_profile.in_use import current_city
from data.text import numbers
from pages.charts import layout
from pages.charts.cells import Rows, add_cells
from pages.charts.class_breaks import class_limits
from pages.charts.theme import Style, class_legend, empty_figure

NO_VALUE = float("nan")
#: Weeks that a phone has room for.
WEEKS_ON_PHONE = 18


def week_heatmap(frame: pd.DataFrame, style: Style, height: int = 360) -> go.Figure:
    """Draw weekday by hour, the week's first day on top: five classes with their limits, the largest and the
    smallest figure written in.

    Every hour from the first to the last one with a figure is drawn; those before and after are left out.
    """
    weekdays = list(current_city().weekdays)
    with_figure = frame[frame["value"].notna() | frame["suppressed"].astype(bool)]
    hours = layout.whole_numbers(with_figure["hour"].min(), with_figure["hour"].max())
    values, suppressed = _rows(frame, ("weekday", "hour"), weekdays, hours)
    limits = class_limits(chain(*values))
    figure = empty_figure(style, height)
    rows = [numbers.weekday(day, style.lang) for day in weekdays]
    columns = [str(hour) for hour in hours]
    # Colours, legend, hover text and table show the rest: more than a hundred numbers take the browser as
    # long as the whole chart.
    extremes = {with_figure["value"].min(), with_figure["value"].max()}
    written = [[f"{value:.0f}" if value in extremes else "" for value in row] for row in values]
    hover = _hover_texts([[f"{day} {hour}" for hour in hours] for day in rows], values, suppressed, style)
    members = [[[day, hour] for hour in hours] for day in weekdays]
    add_cells(figure, columns, rows, values, limits, written, hover, style, members)
    for selected in style.selected:
        day, hour = (int(part) for part in selected.split(","))
        if hour in hours:
            outline = layout.cell_outline(hours.index(hour), weekdays.index(day))
            figure.add_shape(line={"color": style.palette.text, "width": 3}, **outline)
    class_legend(figure, limits, style)
    figure.update_xaxes(showgrid=False, side="top", type="category", tickangle=0, dtick=2)
    figure.update_yaxes(showgrid=False, type="category")
    return figure


def heatmap(
    frame: pd.DataFrame, by: Sequence[str], names: Sequence[Mapping[str, str]], style: Style
) -> go.Figure:
    """Draw ``frame`` by any two dimensions, with the figure in each cell; suppressed cells say so.

    ``names``: the labels of each dimension's members, in order.
    """
    coded = frame.assign(**{dimension: frame[dimension].astype(str) for dimension in by})
    first, second = (
        [member for member in labels if member in set(coded[dimension])]
        for dimension, labels in zip(by, names, strict=True)
    )
    values, suppressed = _rows(coded, by, first, second)
    limits = class_limits(chain(*values))
    figure = empty_figure(style, layout.height(len(first), 40, 90, at_least=3))
    rows = [layout.wrap(names[0][member], 28) for member in first]
    columns = [layout.wrap(names[1][member], 12) for member in second]
    written = [["" if value != value else style.quantity(value) for value in row] for row in values]
    cell_names = [[f"{names[0][one]}, {names[1][other]}" for other in second] for one in first]
    hover = _hover_texts(cell_names, values, suppressed, style)
    members = [[[one, other] for other in second] for one in first]
    add_cells(figure, columns, rows, values, limits, written, hover, style, members)
    notes = [
        {
            "x": column,
            "y": row,
            "text": style.say("protected"),
            "showarrow": False,
            "font": {"size": 13, "color": style.palette.secondary},
        }
        for row, flags in enumerate(suppressed)
        for column, is_suppressed in enumerate(flags)
        if is_suppressed
    ]
    figure.update_layout(annotations=notes)
    class_legend(figure, limits, style)
    figure.update_xaxes(showgrid=False, side="top", type="category", tickangle=0)
    figure.update_yaxes(showgrid=False, type="category")
    return figure


def calendar(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Draw days by amount, weeks across and weekdays down. Days without a value stay blank.

    ``frame``: date ('YYYY-MM-DD') and value. A phone shows the latest weeks.
    """
    dated = frame[frame["date"].notna()]
    values = dict(zip(map(dt.date.fromisoformat, dated["date"]), dated["value"], strict=True))
    weekdays = current_city().weekdays
    weeks = sorted({layout.week_of(day, weekdays[0]) for day in values})[
        -WEEKS_ON_PHONE if style.phone else None :
    ]
    days = [[layout.day_of_week(week, weekday) for week in weeks] for weekday in weekdays]
    drawn = [[values.get(day, NO_VALUE) for day in row] for row in days]
    limits = class_limits(chain(*drawn))
    figure = empty_figure(style, 260)
    add_cells(
        figure,
        [str(week) for week in weeks],
        [numbers.weekday(weekday, style.lang) for weekday in weekdays],
        drawn,
        limits,
        [[""] * len(row) for row in days],
        [
            [
                "" if value != value else f"{numbers.day(day, style.lang)}: {style.quantity(value)}"
                for day, value in zip(row, amounts, strict=True)
            ]
            for row, amounts in zip(days, drawn, strict=True)
        ],
        style,
    )
    class_legend(figure, limits, style)
    first_of_month = [week for week in weeks if week.day <= 7]
    named = first_of_month[:: 2 if len(first_of_month) > 6 else 1]
    figure.update_xaxes(
        type="category",
        showgrid=False,
        side="top",
        tickangle=0,
        tickvals=[str(week) for week in named],
        ticktext=[numbers.short_month(f"{week:%Y-%m}", style.lang).split()[0] for week in named],
    )
    figure.update_yaxes(showgrid=False, type="category")
    return figure


def _rows(frame: pd.DataFrame, by: Sequence[str], rows: list[Any], columns: list[Any]) -> tuple[Rows, Rows]:
    """Return the values by row and column, and which of them are suppressed."""
    values = frame.pivot(index=by[0], columns=by[1], values="value").reindex(rows, columns=columns)
    suppressed = frame.pivot(index=by[0], columns=by[1], values="suppressed").reindex(rows, columns=columns)
    return values.to_numpy().tolist(), suppressed.eq(True).to_numpy().tolist()


def _hover_texts(names: Rows, values: Rows, suppressed: Rows, style: Style) -> Rows:
    """Return the hover text of each cell: its name and figure; '' where it has none."""

    def text(name: str, value: float, is_suppressed: bool) -> str:
        if is_suppressed:
            return f"{name}: {style.say('protected')}"
        return "" if value != value else f"{name}: {style.quantity(value)}"

    return [
        [text(*cell) for cell in zip(*rows, strict=True)]
        for rows in zip(names, values, suppressed, strict=True)
    ]
