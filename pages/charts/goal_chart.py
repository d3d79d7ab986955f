"""A target's course as a chart: the figure since 1 January beside its path to the target. Pure."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts.theme import Style, base

#: Months that are named below the axis, so that a phone has room for them.
_NAMED = (0, 3, 6, 9, 11)


def course(frame: pd.DataFrame, target: float, style: Style) -> go.Figure:
    """The frame of ``data.goals.course``: the path in grey to the target, the figure on top of it."""
    colours = style.palette
    figure = base(style, 340)
    labels = [numbers.month(month, style.lang).partition(" ")[0] for month in frame["month"]]
    known = frame["path"].notna()
    if known.any():
        _line(figure, labels, frame["path"], style, colours.other, style.say("path"), dash="dash", width=2)
    whole = frame["value"].where(~frame["partial"])
    _line(figure, labels, whole, style, colours.accent, style.say("now"), dash="solid", width=2.5)
    if frame["partial"].any():
        end = int(frame["partial"].to_numpy().argmax())
        tail = frame["value"].where(frame.index.isin([end - 1, end]))
        _line(figure, labels, tail, style, colours.accent, style.say("under_way"), dash="dot", width=2.5)
    figure.add_scatter(
        x=[labels[-1]],
        y=[target],
        mode="markers",
        marker={"symbol": "diamond-open", "size": 13, "color": colours.text, "line": {"width": 2}},
        text=[style.quantity(target)],
        hovertemplate=f"{style.say('base_target')}: %{{text}}<extra></extra>",
    )
    _label(
        figure,
        labels[-1],
        target,
        f"{style.say('base_target')} {style.quantity(target)}",
        style,
        colours.text,
        18,
    )
    done = frame[frame["value"].notna()]
    if len(done):
        last = done.index[-1]
        value, path = float(frame["value"][last]), float(frame["path"][last])
        shift = -20 if path == path and value < path else 20
        words = f"{style.say('now')} {style.quantity(value)}"
        _label(figure, labels[int(last)], value, words, style, colours.accent, shift)
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=[labels[place] for place in _NAMED],
        categoryorder="array",
        categoryarray=labels,
        range=[-0.4, 11.6],
    )
    # A sum since 1 January starts at nought; of a rate, what matters is how far it is from its path.
    figure.update_yaxes(rangemode="tozero" if style.additive else "normal", nticks=6)
    figure.update_layout(showlegend=False, margin_t=32, margin_b=24)
    return figure


def _line(
    figure: go.Figure,
    labels: list[str],
    values: pd.Series,
    style: Style,
    colour: str,
    name: str,
    *,
    dash: str,
    width: float,
) -> None:
    figure.add_scatter(
        x=labels,
        y=[None if value != value else value for value in values],
        mode="lines+markers",
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": 5, "color": colour},
        text=[style.quantity(value) for value in values],
        hovertemplate=f"{name}, %{{x}}: %{{text}}<extra></extra>",
    )


def _label(figure: go.Figure, x: str, y: float, text: str, style: Style, colour: str, shift: int) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        xanchor="right",
        yshift=shift,
        showarrow=False,
        font={"color": colour},
        # Lines run on below the words.
        bgcolor=style.palette.page,
        borderpad=1,
    )
