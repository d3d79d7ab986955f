"""Bars: members from the largest down, two figures side by side, rounds by year, days of a month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.analyses.largest_members import largest_members
from data.city_profile.in_use import current_city
from data.text import numbers
from data.text.texts import say
from pages.charts import layout
from pages.charts.theme import HATCH, Style, empty_figure

MOST_BARS = 20
UNKNOWN = "unknown"


def ranked_bars(
    frame: pd.DataFrame, style: Style, *, most: int = MOST_BARS, label_width: int = 24
) -> go.Figure:
    """Draw horizontal bars from zero, the ``most`` largest on top, the rest summed or named in a note.

    Days of the week are in their order.
    """
    colours = style.palette
    shown, left_out = largest_members(frame, most, additive=style.additive)
    if "weekday" in shown:
        # Days are looked for in the order of the city's week.
        places = {day: place for place, day in enumerate(current_city().weekdays)}
        shown = shown.sort_values("weekday", key=lambda days: days.map(places), ignore_index=True)
    labels = [
        layout.wrap(style.say("others", count=rest) if rest else label, label_width)
        for label, rest in zip(shown["label"], shown["rest_count"], strict=True)
    ]
    suppressed = shown["suppressed"]
    longest = shown["value"].max()
    lengths = shown["value"].where(~suppressed, layout.suppressed_length(longest))
    chosen = shown["member"].isin(style.selected)
    grey = suppressed | shown["is_rest"] | (~chosen if chosen.any() else chosen)
    figure = empty_figure(style, layout.bar_chart_height(labels))
    figure.add_bar(
        x=list(lengths),
        y=labels,
        orientation="h",
        text=_amounts_or_suppressed(shown["value"], suppressed, style),
        textposition="outside",
        cliponaxis=False,
        textfont={"color": colours.text},
        customdata=[[member] for member in shown["member"]],
        marker={
            "color": [colours.other if is_grey else colours.accent for is_grey in grey],
            "line": {"width": 0},
            "pattern": _hatched(suppressed),
        },
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_xaxes(showticklabels=False, showgrid=False, rangemode="tozero")
    if longest == longest and longest > 0:
        figure.update_xaxes(range=layout.axis_from_zero(longest, 1.28))
    if left_out:
        _left_out_note(figure, style, left_out)
        figure.update_layout(margin_b=32)
    figure.update_layout(showlegend=False, bargap=0.28)
    return figure


def paired_bars(
    frame: pd.DataFrame,
    columns: tuple[str, str],
    names: tuple[str, str],
    style: Style,
) -> go.Figure:
    """Draw two rows of bars on one list of places: as many as there is room for, the rest in a note.

    ``frame``: label, member and the two ``columns``, in its order, the unknown last. A column
    ``<name>_suppressed`` marks suppressed figures. Each row has a scale of its own: unmet demand is a small
    part of idle hours.
    """
    colours = style.palette
    shown, left_out = _first_members(frame)
    figure = empty_figure(style, layout.height(len(shown), 27, 120 if left_out else 96, at_least=3))
    labels = [layout.wrap(label, 18) for label in shown["label"]]
    domains = ([0, 0.56], [0.62, 1])
    for axis, column, name, colour, domain in zip(
        ("x", "x2"), columns, names, (colours.accent, colours.categories[1]), domains, strict=True
    ):
        values = shown[column]
        longest = layout.positive_or_one(values.max())
        suppressed = shown.get(f"{column}_suppressed", pd.Series(False, index=shown.index))
        decimals = 1 if longest >= 1 else 2
        figure.add_bar(
            x=values.fillna(0.0).tolist(),
            y=labels,
            xaxis=axis,
            orientation="h",
            text=[
                style.say("protected") if hidden else numbers.number(value, style.lang, decimals)
                for value, hidden in zip(values, suppressed, strict=True)
            ],
            textposition="outside",
            textfont={"color": colours.text, "size": 12},
            cliponaxis=False,
            customdata=[[member] for member in shown["member"]],
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{y}}: %{{text}}<extra>{name}</extra>",
        )
        figure.layout[axis.replace("x", "xaxis")] = {
            "domain": domain,
            "anchor": "y",
            "range": layout.axis_from_zero(longest, 1.7),
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        }
        _heading(figure, layout.wrap(name, 12), domain[0], style)
    if left_out:
        _left_out_note(figure, style, left_out)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_layout(showlegend=False, bargap=0.3, margin={"l": 8, "r": 8, "t": 60, "b": 28})
    return figure


def bars_by_year(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Draw a column for each ``year`` with its figure above; a year without a round says so."""
    colours = style.palette
    figure = empty_figure(style, 320)
    rounds = frame.set_index(frame["year"].astype(int))
    # A year without a round keeps its place on the axis.
    years = layout.whole_numbers(rounds.index.min(), rounds.index.max())
    shown = rounds.reindex(years)
    suppressed = shown["suppressed"].eq(True)
    top = layout.positive_or_one(shown["value"].max())
    heights = shown["value"].where(~suppressed, layout.suppressed_length(top)).fillna(0.0)
    no_round = style.say("no_round").replace(" ", "<br>")
    amounts = _amounts_or_suppressed(shown["value"], suppressed, style)
    figure.add_bar(
        x=[str(year) for year in years],
        y=heights.tolist(),
        text=[
            amount if year in rounds.index else no_round for year, amount in zip(years, amounts, strict=True)
        ],
        textposition="outside",
        textfont={"color": colours.text},
        cliponaxis=False,
        marker={
            "color": [colours.other if hidden else colours.accent for hidden in suppressed],
            "pattern": _hatched(suppressed),
        },
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(showticklabels=False, showgrid=False, range=layout.axis_from_zero(top, 1.2))
    figure.update_layout(showlegend=False, bargap=0.35)
    return figure


def bars_by_day(frame: pd.DataFrame, style: Style, height: int = 320) -> go.Figure:
    """Draw a bar for each day of a month, with a mark at the same weekday of the year before.

    ``frame``: label, day (of the month), weekday (its short name), value, before (NaN: no mark) and
    before_label.
    """
    colours = style.palette
    figure = empty_figure(style, height)
    figure.add_bar(
        x=frame["day"],
        y=frame["value"],
        name=say("report.days_legend", style.lang),
        marker={"color": colours.accent, "line": {"width": 0}},
        customdata=_labels_and_amounts(frame["label"], frame["value"], style),
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        showlegend=True,
    )
    if frame["before"].notna().any():
        # A rim in the page's colour sets the mark off the bar below it.
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
            customdata=_labels_and_amounts(frame["before_label"], frame["before"], style),
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    # Every day has its bar; on a phone there is room to name one day of the week.
    named = frame.iloc[::7]
    figure.update_xaxes(
        showgrid=False,
        tickangle=0,
        tickvals=named["day"].tolist(),
        ticktext=[f"{name} {day}" for day, name in zip(named["day"], named["weekday"], strict=True)],
    )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    # Above the bars, where no mark is.
    figure.update_layout(bargap=0.3, legend={"y": 1.02, "yanchor": "bottom"})
    return figure


def _first_members(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows that there is room for, with the unknown last, and how many are left out."""
    is_unknown = frame["member"] == UNKNOWN
    unknown, known = frame[is_unknown], frame[~is_unknown]
    room = layout.room_for_known(MOST_BARS, len(unknown))
    return pd.concat([known.head(room), unknown]), len(known.iloc[room:])


def _amounts_or_suppressed(values: pd.Series, suppressed: pd.Series, style: Style) -> list[str]:
    return [
        style.say("protected") if hidden else style.quantity(value)
        for value, hidden in zip(values, suppressed, strict=True)
    ]


def _labels_and_amounts(labels: pd.Series, values: pd.Series, style: Style) -> list[list[str]]:
    return [[label, style.quantity(value)] for label, value in zip(labels, values, strict=True)]


def _hatched(suppressed: pd.Series) -> dict[str, object]:
    return {"shape": [HATCH if hidden else "" for hidden in suppressed], "solidity": 0.35}


def _heading(figure: go.Figure, text: str, x: float, style: Style) -> None:
    figure.add_annotation(
        text=text,
        x=x,
        y=1,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        align="left",
        showarrow=False,
        font={"size": 13, "color": style.palette.secondary},
    )


def _left_out_note(figure: go.Figure, style: Style, count: int) -> None:
    """Write below the chart how many members are in the table alone."""
    figure.add_annotation(
        text=style.say("left_out", count=count),
        x=0,
        y=0,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        yshift=-4,
        showarrow=False,
        font={"color": style.palette.secondary, "size": 13},
    )
