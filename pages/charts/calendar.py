"""A calendar of days: weeks across, weekdays down, coloured by amount."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import cells
from pages.charts.class_breaks import classes
from pages.charts.theme import Style, base, legend

#: Weeks that a phone has room for.
WEEKS_ON_PHONE = 18


def days(frame: pd.DataFrame, style: Style, *, phone: bool = False) -> go.Figure:
    """``frame``: date ('YYYY-MM-DD') and value. Days without a value stay blank."""
    dated = frame[frame["date"].notna()].assign(day=lambda f: pd.to_datetime(f["date"]))
    monday = dated["day"] - pd.to_timedelta(dated["day"].dt.day_of_week, unit="D")
    weeks = sorted(monday.unique())[-WEEKS_ON_PHONE if phone else None :]
    grid = dated.assign(week=monday, weekday=dated["day"].dt.day_of_week + 1).set_index(["weekday", "week"])
    whole = pd.MultiIndex.from_product([range(1, 8), weeks], names=["weekday", "week"])
    values = grid["value"].reindex(whole)
    limits = classes(values.dropna())
    figure = base(style, 260)
    written = [numbers.day(week + dt.timedelta(days=day - 1), style.lang) for day, week in whole]
    texts = pd.Series(
        [
            f"{day}: {style.quantity(value)}" if value == value else ""
            for day, value in zip(written, values, strict=True)
        ],
        index=whole,
    )
    cells.add(
        figure,
        [str(week.date()) for week in weeks],
        [numbers.weekday(day, style.lang) for day in range(1, 8)],
        values.unstack("week").to_numpy().tolist(),
        limits,
        [[""] * len(weeks)] * 7,
        style,
        customdata=texts.unstack("week").to_numpy().tolist(),
        hovertemplate="%{customdata}<extra></extra>",
    )
    legend(figure, limits, style)
    firsts = [week for week in weeks if week.day <= 7]
    figure.update_xaxes(
        type="category",
        showgrid=False,
        side="top",
        tickangle=0,
        tickvals=[str(week.date()) for week in firsts[:: 2 if len(firsts) > 6 else 1]],
        ticktext=[
            numbers.month(f"{week:%Y-%m}", style.lang).split()[0]
            for week in firsts[:: 2 if len(firsts) > 6 else 1]
        ],
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return figure
