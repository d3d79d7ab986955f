"""The tile map: districts as equal tiles, so that a large district does not look important."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import layout
from pages.charts.class_breaks import class_limits, class_of
from pages.charts.maps import geometry, tile_text
from pages.charts.theme import HATCH, Style, class_legend, empty_figure, readable_on

CLEAR = "rgba(0,0,0,0)"
#: A tile's share of its place.
SIZE = 0.97
HEIGHT, HEIGHT_ON_PHONE = 560, 420


def tile_map(frame: pd.DataFrame, tiles: pd.DataFrame, style: Style) -> go.Figure:
    """Draw districts (column ``district``) as tiles in five classes; a click selects a district.

    A column ``is_outside`` marks districts that the page's filters leave out: they keep their place.
    """
    colours = style.palette
    drawn = tiles.merge(frame, on="district", how="left")
    drawn["suppressed"] = drawn["suppressed"].fillna(False).astype(bool)
    drawn["label"] = drawn["label"].fillna(drawn["district"])
    suppressed, outside = drawn["suppressed"], outside_filters(drawn)
    selected = drawn["district"].isin(style.selected)
    limits = class_limits(drawn["value"].dropna())
    classes = [class_of(value, limits) for value in drawn["value"]]
    last_column, last_row = int(tiles["tile_column"].max()), int(tiles["tile_row"].max())
    phone_height = geometry.phone_height(last_row, HEIGHT_ON_PHONE) if style.phone else 0
    figure = empty_figure(style, phone_height or HEIGHT)
    room = geometry.tile_room(last_column, last_row, phone=phone_height)
    figure.add_bar(
        x=drawn["tile_column"],
        y=[SIZE for _ in classes],
        base=geometry.tile_base(drawn["tile_row"], SIZE),
        width=SIZE,
        customdata=[[district] for district in drawn["district"]],
        text=_tile_texts(drawn, outside, style, *room),
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={
            "size": layout.TEXT_SIZE,
            "color": [
                colours.secondary
                if is_outside
                else colours.text
                if number is None
                else readable_on(colours.amounts[number])
                for number, is_outside in zip(classes, outside, strict=True)
            ],
        },
        marker={
            "color": [
                colours.amounts[number] if number is not None else colours.page if is_suppressed else CLEAR
                for number, is_suppressed in zip(classes, suppressed, strict=True)
            ],
            "line": {
                "width": [4 if is_selected else 1 for is_selected in selected],
                "color": [
                    colours.text if is_selected else colours.line if is_outside else colours.secondary
                    for is_selected, is_outside in zip(selected, outside, strict=True)
                ],
            },
            "pattern": _hatch(style, [HATCH if is_suppressed else "" for is_suppressed in suppressed]),
        },
        hovertext=hover_texts(drawn, outside, style),
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    # One path: Plotly checks and draws every shape separately.
    borders = geometry.tile_borders(_major_districts(tiles))
    if borders:
        figure.add_shape(type="path", path=borders, line={"color": colours.text, "width": 3})
    class_legend(figure, limits, style)
    explain_missing(figure, drawn, outside, style)
    across, down = geometry.tile_ranges(last_column, last_row)
    figure.update_xaxes(visible=False, range=across)
    figure.update_yaxes(visible=False, range=down)
    figure.update_layout(barmode="overlay", margin={"l": 0, "r": 0, "t": 2, "b": 2})
    return figure


def _tile_texts(drawn: pd.DataFrame, outside: pd.Series, style: Style, width: int, lines: int) -> list[str]:
    """Return each tile's name and figure; the name alone outside the filters, and where only it has room."""
    values = drawn["value"]
    with_unit = [style.quantity(value) for value in values]
    shown = tile_text.figures(with_unit, [style.number(value) for value in values], width)
    protected = tile_text.shorten(style.say("protected"), width)
    texts = []
    for label, figure, is_suppressed, is_outside in zip(
        drawn["label"], shown, drawn["suppressed"], outside, strict=True
    ):
        name = tile_text.break_name(label, width, lines)
        figure = protected if is_suppressed else figure
        has_figure = figure and lines > 1 and not is_outside
        texts.append(f"{name}<br><b>{figure}</b>" if has_figure else name)
    return texts


def hover_texts(frame: pd.DataFrame, outside: pd.Series, style: Style) -> list[str]:
    """Return a district's name and figure, or why it has none."""
    texts = []
    for label, value, is_suppressed, is_outside in zip(
        *(column.tolist() for column in (frame["label"], frame["value"], frame["suppressed"], outside)),
        strict=True,
    ):
        if is_outside:
            text = style.say("outside")
        elif is_suppressed:
            text = style.say("protected")
        else:
            text = style.say("no_data") if value != value else style.quantity(value)
        texts.append(f"{label}: {text}")
    return texts


def outside_filters(frame: pd.DataFrame) -> pd.Series:
    """Return which districts the page's filters leave out."""
    return frame["is_outside"].eq(True) if "is_outside" in frame else pd.Series(False, index=frame.index)


def _hatch(style: Style, shapes: Sequence[str]) -> dict[str, Any]:
    return {
        "shape": list(shapes),
        "fgcolor": style.palette.other,
        "bgcolor": style.palette.page,
        "solidity": 0.25,
    }


def explain_missing(figure: go.Figure, frame: pd.DataFrame, outside: pd.Series, style: Style) -> None:
    """Add to the legend how suppressed and missing figures look, if there are any."""
    if frame["suppressed"].any():
        figure.add_bar(
            x=[None],
            y=[None],
            name=style.say("protected"),
            marker={
                "color": style.palette.page,
                "line": {"width": 1, "color": style.palette.secondary},
                "pattern": _hatch(style, [HATCH]),
            },
        )
    if (frame["value"].isna() & ~frame["suppressed"] & ~outside).any():
        figure.add_scatter(x=[None], y=[None], mode="markers", name=f"{numbers.NONE} {style.say('no_data')}")
        figure.data[-1].marker = {"symbol": "square-open", "size": 14, "color": style.palette.secondary}


def _major_districts(tiles: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Return the major district of each tile by its column and row; none if each tile is one of its own."""
    if tiles["major_district"].is_unique:
        return {}
    places = zip(tiles["tile_column"], tiles["tile_row"], strict=True)
    return dict(zip(places, tiles["major_district"], strict=True))
