"""What every chart shares: colours, the reader's style, an empty figure, the legend and the alt text."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from data.comparison import YEAR
from data.text import numbers
from data.text.texts import say
from pages.charts import layout

FONT = '"Source Sans", "Source Sans Pro", sans-serif'
#: Pattern of a mark whose value is suppressed.
HATCH = "/"
#: Decimal mark and thousands separator, by language.
SEPARATORS = {"fi": ",\u00a0", "sv": ",\u00a0", "en": ".,"}


@dataclass(frozen=True)
class Palette:
    """Colours of light or dark mode, from the city's design tokens; ``amounts`` run from little to much."""

    page: str
    text: str
    secondary: str
    line: str
    accent: str
    other: str
    categories: tuple[str, ...]
    amounts: tuple[str, ...]


LIGHT = Palette(
    page="#ffffff",
    text="#1a1a1a",
    secondary="#595959",
    line="#cccccc",
    accent="#0000bf",
    other="#808080",
    categories=("#0000bf", "#800e04", "#0072c6", "#fd4f00"),
    amounts=("#e2e2ff", "#a9a9ec", "#6a6ad8", "#2a2ac5", "#00005e"),
)
DARK = Palette(
    page="#101418",
    text="#e6e6e6",
    secondary="#b4bcc4",
    line="#4a5560",
    accent="#9fc9eb",
    other="#8c8c8c",
    categories=("#3d8fd6", "#d9532a", "#9fc9eb", "#ffc61e"),
    amounts=("#2b2b7a", "#4a4ac0", "#7c7ce0", "#b3b3f2", "#ececff"),
)


def palette(*, dark: bool) -> Palette:
    """Return the palette of the reader's mode."""
    return DARK if dark else LIGHT


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def readable_on(colour: str) -> str:
    """Return black or white, whichever reads better on ``colour``."""
    return max(("#1a1a1a", "#ffffff"), key=lambda text: contrast(text, colour))


@dataclass(frozen=True)
class Style:
    """How a chart is drawn for a reader: language, mode, the figure's unit, whether parts add up.

    ``selected`` are the members that the page is filtered by; ``against`` is the base of the comparison.
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
        """Return a figure with its unit, as the reader's language writes it."""
        return numbers.quantity(value, self.unit, self.lang)

    def number(self, value: float) -> str:
        """Return a figure without its unit."""
        return numbers.number(value, self.lang, numbers.DECIMALS.get(self.unit, 0))

    def span(self, low: float, high: float, *, with_unit: bool = True) -> str:
        """Return two limits with the unit once: '20–40 %'; decimals only where a limit has any."""
        whole = float(low).is_integer() and float(high).is_integer()
        decimals = 0 if whole else max(1, numbers.DECIMALS.get(self.unit, 0))
        ends = (numbers.number(limit, self.lang, decimals) for limit in (low, high))
        return f"{'–'.join(ends)}{numbers.symbol(self.unit, self.lang) if with_unit else ''}"

    def say(self, key: str, **values: object) -> str:
        """Return a text of words/charts.toml."""
        return say(f"charts.{key}", self.lang, **values)


def empty_figure(style: Style, height: int) -> go.Figure:
    """Return a figure in the house style without any marks."""
    figure = go.Figure(layout=_house_style(style.lang, style.dark))
    figure.layout.height = height
    return figure


@functools.lru_cache
def _house_style(lang: str, dark: bool) -> go.Layout:
    """Return the layout of every chart; Plotly checks it once, not for every chart."""
    colours = palette(dark=dark)
    axis = {"gridcolor": colours.line, "linecolor": colours.line, "zeroline": False, "fixedrange": True}
    axis["separatethousands"] = True
    # Numbers in full: "60k" and "1M" are not Finnish or Swedish.
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
        clickmode="event",
        dragmode=False,
        xaxis={**axis, "automargin": True},
        yaxis={**axis, "automargin": True},
    )


def class_legend(figure: go.Figure, limits: Sequence[float], style: Style) -> None:
    """Add the classes of a map or heat map with their limits, as a row of squares below it.

    Only the last has the unit, so that the row is short.
    """
    for (low, high), colour in zip(layout.pairs(limits), style.palette.amounts, strict=False):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=style.span(low, high, with_unit=high == limits[-1]),
            showlegend=True,
            marker={
                "symbol": "square",
                "size": 14,
                "color": colour,
                "line": {"width": 1, "color": style.palette.secondary},
            },
        )


def alt_text(frame: pd.DataFrame, style: Style, title: str) -> str:
    """Return the alternative text of a chart: title, number of figures, the largest and the smallest."""
    known = frame.dropna(subset=["value"]).sort_values("value", kind="stable")
    suppressed = frame[frame["suppressed"].astype(bool)]
    note = f" {style.say('alt_protected', count=len(suppressed))}" if len(suppressed) else ""
    if known.empty:
        return f"{title}. {style.say('alt_empty')}{note}"
    smallest, largest = known.iloc[0], known.iloc[-1]
    text = style.say(
        "alt",
        title=title,
        count=len(known),
        most=largest["label"],
        most_value=style.quantity(largest["value"]),
        least=smallest["label"],
        least_value=style.quantity(smallest["value"]),
    )
    return f"{text}{note}"
