"""What every chart shares: the reader's style, an empty figure, and the legend of classes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from data.comparison import YEAR
from data.text import numbers
from data.text.texts import say
from pages.charts.locale import SEPARATORS
from pages.charts.palette import Palette, palette

FONT = '"Source Sans", "Source Sans Pro", sans-serif'
HATCH = "/"


@dataclass(frozen=True)
class Style:
    """How a chart is drawn for a reader: language, mode, the figure's unit, whether parts add up.

    ``selected`` are the members that the page is filtered by, ``against`` what the chart compares with.
    """

    lang: str
    dark: bool
    unit: str
    additive: bool = False
    selected: tuple[str, ...] = ()
    against: str = YEAR
    phone: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the reader's mode."""
        return palette(dark=self.dark)

    def quantity(self, value: float) -> str:
        """A figure with its unit, as the reader's language writes it."""
        return numbers.quantity(value, self.unit, self.lang)

    def span(self, low: float, high: float) -> str:
        """Two limits with the unit once: '20–40 %'; decimals only where a limit has any."""
        whole = float(low).is_integer() and float(high).is_integer()
        decimals = 0 if whole else max(1, numbers.DECIMALS.get(self.unit, 0))
        symbol = numbers.symbol(self.unit, self.lang)
        ends = (numbers.number(limit, self.lang, decimals) for limit in (low, high))
        return "–".join(ends) + symbol

    def say(self, key: str, **values: object) -> str:
        """A text of words/charts.toml."""
        return say(f"charts.{key}", self.lang, **values)


def base(style: Style, height: int) -> go.Figure:
    """An empty figure in the house style."""
    figure = go.Figure(layout=_layout(style.lang, style.dark))
    figure.layout.height = height
    return figure


@functools.lru_cache
def _layout(lang: str, dark: bool) -> go.Layout:
    """The house style, checked by Plotly once and not for every chart."""
    colours = palette(dark=dark)
    axis = {"gridcolor": colours.line, "linecolor": colours.line, "zeroline": False, "fixedrange": True}
    axis["separatethousands"] = True
    # Written out: "60k" and "1M" are no Finnish and no Swedish.
    axis["exponentformat"] = "none"
    return go.Layout(
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": colours.text},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        separators=SEPARATORS[lang],
        hoverlabel={"bgcolor": colours.page, "font": {"color": colours.text, "family": FONT}},
        legend={
            "orientation": "h",
            "y": -0.02,
            "yanchor": "top",
            "x": 0,
            "font": {"color": colours.secondary, "size": 13},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        clickmode="event+select",
        dragmode=False,
        xaxis={**axis, "automargin": True},
        yaxis={**axis, "automargin": True},
    )


def left_out_note(figure: go.Figure, style: Style, count: int) -> None:
    """Below a chart that has no room for all: how many stand in the table alone."""
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


def legend(figure: go.Figure, limits: Sequence[float], style: Style) -> None:
    """The classes of a map or heat map with their limits, as a row of squares below it."""
    for number, colour in enumerate(style.palette.amounts[: max(len(limits) - 1, 0)]):
        name = style.span(limits[number], limits[number + 1])
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=name,
            showlegend=True,
            marker={
                "symbol": "square",
                "size": 14,
                "color": colour,
                "line": {"width": 1, "color": style.palette.secondary},
            },
        )
