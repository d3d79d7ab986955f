"""Maps of the ground: districts within their official boundaries, and service points as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts import layout
from pages.charts.class_breaks import class_limits, class_of
from pages.charts.maps.tiles import (
    HEIGHT,
    HEIGHT_ON_PHONE,
    explain_missing,
    geometry,
    hover_texts,
    outside_filters,
)
from pages.charts.theme import HATCH, Style, class_legend, empty_figure, readable_on

#: Degrees of latitude between the points of a district that can be clicked: about 600 metres.
CLICK_GAP = 0.0055
#: Pixels of the smallest and the largest dot.
DOTS = (7, 26)
Boundaries = Mapping[str, Any]


def choropleth(frame: pd.DataFrame, boundaries: Boundaries, style: Style) -> go.Figure:
    """Draw districts within their official boundaries, in the classes of the tile map.

    They are drawn as plain areas, because Plotly's own maps fetch a world from another host. An area cannot
    be clicked, so invisible points all over it are what a reader hovers over and clicks.
    """
    colours = style.palette
    figure = empty_figure(style, HEIGHT_ON_PHONE if style.phone else HEIGHT)
    codes = [_code(feature) for feature in boundaries["features"]]
    known = frame[frame["district"].isin(codes)].set_index("district")
    known["suppressed"] = known["suppressed"].astype(bool)
    outside = outside_filters(known)
    named = dict(zip(known.index, hover_texts(known, outside, style), strict=True))
    limits = class_limits(known["value"].dropna())
    points: list[tuple[float, float]] = []
    members: list[str] = []
    for feature in sorted(boundaries["features"], key=lambda part: _code(part) in style.selected):
        district = _code(feature)
        value, is_suppressed, is_outside = (
            (known["value"][district], known["suppressed"][district], outside[district])
            if district in known.index
            else (float("nan"), False, False)
        )
        number = class_of(float(value), limits)
        rings = _rings(feature["geometry"])
        x, y = _outline(rings)
        is_selected = district in style.selected
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=colours.page if number is None else colours.amounts[number],
            fillpattern={"shape": HATCH if is_suppressed else "", "fgcolor": colours.other},
            line={
                "color": colours.text if is_selected else colours.line if is_outside else colours.secondary,
                "width": 4 if is_selected else 1,
                "dash": "dot" if number is None and not is_suppressed and not is_outside else "solid",
            },
            hoverinfo="skip",
            showlegend=False,
        )
        inside = geometry.inner_points(rings, CLICK_GAP) or [(rings[0][0][0], rings[0][0][1])]
        points.extend(inside)
        members.extend(district for _ in inside)
        if district in known.index:
            _label(figure, str(known["label"][district]), rings, number, style)
    figure.add_scatter(
        x=[longitude for longitude, _ in points],
        y=[latitude for _, latitude in points],
        mode="markers",
        marker={"opacity": 0},
        customdata=[[district] for district in members],
        text=[named.get(district, f"{district}: {style.say('no_data')}") for district in members],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    class_legend(figure, limits, style)
    explain_missing(figure, known, outside, style)
    return _geographic(figure, style)


def _label(figure: go.Figure, name: str, rings: Sequence[Any], number: int | None, style: Style) -> None:
    """Write a district's name where the district is wide enough; the others are named when hovered over."""
    x, y, width = geometry.label_place(rings, CLICK_GAP)
    if geometry.text_width(name) > width:
        return
    colours = style.palette
    colour = colours.text if number is None else readable_on(colours.amounts[number])
    font = {"size": layout.TEXT_SIZE, "color": colour}
    figure.add_annotation(x=x, y=y, text=name, showarrow=False, font=font)


def point_map(frame: pd.DataFrame, boundaries: Boundaries | None, style: Style) -> go.Figure:
    """Draw units at their coordinates, in the classes of a map and sized by their booked hours.

    ``frame``: member (what a click selects), label, value, suppressed, hours, longitude, latitude.
    """
    colours = style.palette
    figure = empty_figure(style, HEIGHT_ON_PHONE if style.phone else HEIGHT)
    if boundaries:
        rings = [ring for part in boundaries["features"] for ring in _rings(part["geometry"])]
        x, y = _outline(rings)
        line = {"color": colours.line, "width": 1}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    # Small dots are on top of large ones.
    drawn = frame.sort_values("hours", ascending=False, kind="stable")
    suppressed = drawn["suppressed"].astype(bool).tolist()
    limits = class_limits(drawn["value"].dropna())
    classes = [class_of(value, limits) for value in drawn["value"].tolist()]
    # Those without a class are one more.
    dots = [*colours.amounts, colours.secondary]
    lowest, highest = layout.cell_range(len(dots))
    selected = drawn["member"].isin(style.selected).tolist()
    figure.add_scatter(
        x=drawn["longitude"],
        y=drawn["latitude"],
        mode="markers",
        marker={
            "size": pd.Series(geometry.dot_sizes(drawn["hours"].tolist(), *DOTS)),
            "symbol": _by_point(suppressed, "circle-x-open", "circle"),
            # Numbers of classes: Plotly checks colours one by one, twice.
            "color": pd.Series([len(colours.amounts) if n is None else n for n in classes]),
            "colorscale": layout.colour_steps(dots),
            "cmin": lowest,
            "cmax": highest,
            "opacity": 0.9,
            "line": {
                "width": _by_point(selected, 3, 1),
                "color": _by_point(selected, colours.text, colours.secondary),
            },
        },
        customdata=drawn["member"].to_numpy(dtype=object),
        text=pd.Series(hover_texts(drawn, pd.Series(False, index=drawn.index), style), dtype=object),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    class_legend(figure, limits, style)
    return _geographic(figure, style)


def _by_point(flags: list[bool], marked: str | int, others: str | int) -> Any:
    """Return a property of each point; the one of all, which takes no time, if none is marked."""
    return [marked if flag else others for flag in flags] if any(flags) else others


def _geographic(figure: go.Figure, style: Style) -> go.Figure:
    """Return the figure in the proportions of the ground, its legend at the side where there is room."""
    # A degree of longitude is half as long as one of latitude at 60° north.
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    figure.update_xaxes(visible=False)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 2, "b": 2})
    if not style.phone:
        legend = {"orientation": "v", "x": 1, "xanchor": "right", "y": 0, "yanchor": "bottom"}
        figure.update_layout(legend=legend)
    return figure


def _code(feature: Mapping[str, Any]) -> str:
    return str(feature["properties"]["district"])


def _rings(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    """Return the outer rings of one or more polygons."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [polygon[0] for polygon in polygons]


def _outline(rings: Sequence[Sequence[Sequence[float]]]) -> tuple[list[float | None], list[float | None]]:
    """Return the coordinates of rings, with a gap between two of them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        for longitude, latitude, *_ in ring:
            x.append(longitude)
            y.append(latitude)
        x.append(None)
        y.append(None)
    return x[:-1], y[:-1]
