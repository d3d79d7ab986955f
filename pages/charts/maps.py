"""Maps of the districts: equal tiles, so that a large district does not look important, and boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import layout
from pages.charts.class_breaks import class_limits, class_of
from pages.charts.theme import HATCH, NO_FADING, Style, class_legend, empty_figure, readable_on

CLEAR = "rgba(0,0,0,0)"
SIZE = 0.94
LONGEST_LINE = 8
#: Where Finnish and Swedish place names may be broken: before their second part.
SECOND_PARTS = (
    *("sundom", "gården", "staden", "by", "niemi", "saari", "malmi", "mäki", "kylä", "kaupunki", "harju"),
    *("salo", "kartano", "puro", "töölö", "pakila", "holmen", "malmen", "backa", "böle", "näs", "berga"),
    *("sund", "borg", "kulla", "holm", "stan", "gård", "åsen", "lund", "bäcken", "ås", "dal", "åker", "dom"),
)


def tile_map(frame: pd.DataFrame, tiles: pd.DataFrame, style: Style) -> go.Figure:
    """Draw districts (column ``district``) as tiles in five classes; a click selects a district.

    A column ``is_outside`` marks districts that the page's filters leave out: they keep their place.
    """
    colours = style.palette
    drawn = tiles.merge(frame, on="district", how="left")
    suppressed = drawn["suppressed"].fillna(False).astype(bool)
    selected = drawn["district"].isin(style.selected)
    limits = class_limits(drawn["value"].dropna())
    classes = [class_of(value, limits) for value in drawn["value"]]
    outside = _outside(drawn)
    texts = [_value_text(*cell, style) for cell in zip(drawn["value"], suppressed, outside, strict=True)]
    figure = empty_figure(style, 560)
    figure.add_bar(
        x=drawn["tile_column"],
        y=[SIZE for _ in texts],
        base=layout.tile_base(drawn["tile_row"], SIZE),
        width=SIZE,
        customdata=[[district] for district in drawn["district"]],
        text=[
            _tile_text(label if label == label else district, text, is_outside)
            for label, district, text, is_outside in zip(
                drawn["label"], drawn["district"], texts, outside, strict=True
            )
        ],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={
            "size": 8 if style.phone else 13,
            "color": [
                colours.text if number is None else readable_on(colours.amounts[number]) for number in classes
            ],
        },
        marker={
            "color": [
                colours.amounts[number] if number is not None else colours.page if is_suppressed else CLEAR
                for number, is_suppressed in zip(classes, suppressed, strict=True)
            ],
            "line": {
                "width": [4 if is_selected else 1 for is_selected in selected],
                "color": [colours.text if is_selected else colours.secondary for is_selected in selected],
            },
            "pattern": {
                "shape": [HATCH if is_suppressed else "" for is_suppressed in suppressed],
                "fgcolor": colours.line,
                "bgcolor": colours.page,
                "solidity": 0.25,
            },
        },
        hovertext=[
            f"{label}: {text or style.say('no_data')}"
            for label, text in zip(drawn["label"], texts, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        **NO_FADING,
    )
    border = {"type": "line", "line": {"color": colours.text, "width": 3}}
    borders = [border | ends for ends in layout.tile_borders(_major_districts(tiles))]
    # All at once: Plotly checks every shape anew for each one that is added.
    figure.update_layout(shapes=borders)
    class_legend(figure, limits, style)
    if not all(texts):
        figure.add_scatter(x=[None], y=[None], mode="markers", name=f"{numbers.NONE} {style.say('no_data')}")
        figure.data[-1].marker = {"symbol": "square-open", "size": 14, "color": colours.secondary}
    figure.update_xaxes(visible=False, range=[-0.52, 6.52])
    figure.update_yaxes(visible=False, range=[5.52, -0.52])
    figure.update_layout(barmode="overlay")
    return figure


def _outside(frame: pd.DataFrame) -> pd.Series:
    """Return which districts the page's filters leave out."""
    return frame["is_outside"].eq(True) if "is_outside" in frame else pd.Series(False, index=frame.index)


def _tile_text(name: str, text: str, is_outside: bool) -> str:
    """Return a tile's name and figure; the name alone outside the filters."""
    return break_name(name) if is_outside else f"{break_name(name)}<br><b>{text or numbers.NONE}</b>"


def _value_text(value: float, is_suppressed: bool, is_outside: bool, style: Style) -> str:
    """Return what a district shows; '' without a value."""
    if is_outside:
        return style.say("outside")
    if is_suppressed:
        return style.say("protected")
    return "" if value != value else style.quantity(value)


def _major_districts(tiles: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Return the major district of each tile by its column and row."""
    places = zip(tiles["tile_column"], tiles["tile_row"], strict=True)
    return dict(zip(places, tiles["major_district"], strict=True))


def choropleth(frame: pd.DataFrame, boundaries: Mapping[str, Any], style: Style) -> go.Figure:
    """Draw districts within their official boundaries, in the classes of the tile map.

    They are drawn as plain areas, because Plotly's own maps fetch a world from another host.
    """
    colours = style.palette
    figure = empty_figure(style, 560)
    known = frame.assign(is_outside=_outside(frame)).set_index("district")
    limits = class_limits(known["value"].dropna())
    for feature in boundaries["features"]:
        district = str(feature["properties"]["district"])
        row = known.loc[district] if district in known.index else None
        value = float("nan") if row is None else float(row["value"])  # type: ignore[arg-type]
        is_suppressed = row is not None and bool(row["suppressed"])
        number = class_of(value, limits)
        is_outside = row is not None and bool(row["is_outside"])
        text = _value_text(value, is_suppressed, is_outside, style) or style.say("no_data")
        x, y = _outline(feature["geometry"])
        is_selected = district in style.selected
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=colours.page if number is None else colours.amounts[number],
            fillpattern={"shape": HATCH if is_suppressed else "", "fgcolor": colours.other},
            line={
                "color": colours.text if is_selected else colours.secondary,
                "width": 4 if is_selected else 1,
                "dash": "dot" if number is None and not is_suppressed else "solid",
            },
            text=f"{district if row is None else row['label']}: {text}",
            hoverinfo="text",
            hoveron="fills",
            showlegend=False,
        )
    class_legend(figure, limits, style)
    # A degree of longitude is half as long as one of latitude at 60° north.
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    figure.update_xaxes(visible=False)
    return figure


def _outline(geometry: Mapping[str, Any]) -> tuple[list[float | None], list[float | None]]:
    """Return the outer rings of one or more polygons, with a gap between two of them."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    x: list[float | None] = []
    y: list[float | None] = []
    for polygon in polygons:
        for longitude, latitude, *_ in polygon[0]:
            x.append(longitude)
            y.append(latitude)
        x.append(None)
        y.append(None)
    return x[:-1], y[:-1]


def break_name(name: str) -> str:
    """Break a district's name into lines that fit a tile: 'Vanha-<br>kaupunki'."""
    lines: list[str] = []
    for word in name.replace("-", "- ").split():
        if len(word) <= LONGEST_LINE:
            lines.append(word)
        else:
            first, second = _parts(word)
            lines += [f"{first}-", second]
    return "<br>".join(lines)


def _parts(word: str) -> tuple[str, str]:
    """Return a long word in two: before a known second part, or in the middle."""
    for part in SECOND_PARTS:
        first = word[: -len(part)]
        if word.lower().endswith(part) and len(first) > 2:
            return first, word[-len(part) :]
    return layout.halves(word)
