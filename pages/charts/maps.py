"""Maps of the districts: equal tiles, so that a large one does not look important, and true boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts.class_breaks import classes, place
from pages.charts.palette import readable_on
from pages.charts.theme import HATCH, Style, base, legend

SIZE = 0.94
LONGEST_LINE = 8
#: Where Finnish and Swedish place names may be broken: before their second part.
SECOND_PARTS = (
    *(
        "sundom",
        "gården",
        "staden",
        "by",
        "niemi",
        "saari",
        "malmi",
        "mäki",
        "kylä",
        "kaupunki",
        "harju",
        "salo",
        "kartano",
        "puro",
        "töölö",
    ),
    *("pakila", "kylä", "holmen", "malmen", "backa", "böle", "näs", "berga", "sund", "borg", "kulla"),
    *("holm", "stan", "gård", "åsen", "lund", "bäcken", "ås", "dal", "åker", "dom"),
)


def tile_map(frame: pd.DataFrame, tiles: pd.DataFrame, style: Style) -> go.Figure:
    """Districts (column ``district``) as tiles in five classes; a click selects (see select.py)."""
    colours = style.palette
    drawn = tiles.merge(frame, on="district", how="left")
    hidden = drawn["suppressed"].fillna(False).astype(bool)
    limits = classes(drawn["value"].dropna())
    ranks = [place(value, limits) for value in drawn["value"]]
    fills = [
        colours.other if h else colours.amounts[rank] if rank is not None else "rgba(0,0,0,0)"
        for rank, h in zip(ranks, hidden, strict=True)
    ]
    names = [broken(str(n)) if n == n else d for n, d in zip(drawn["label"], drawn["district"], strict=True)]
    values = [
        style.say("protected") if h else style.quantity(v)
        for v, h in zip(drawn["value"], hidden, strict=True)
    ]
    nothing = style.say("no_data")
    figure = base(style, 560)
    figure.add_bar(
        x=drawn["tile_column"],
        y=[SIZE] * len(drawn),
        base=drawn["tile_row"] - SIZE / 2,
        width=SIZE,
        customdata=[[district] for district in drawn["district"]],
        text=[f"{name}<br><b>{value}</b>" for name, value in zip(names, values, strict=True)],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={
            "size": 8 if style.phone else 13,
            "color": [
                readable_on(fill) if fill.startswith("#") and not h else colours.text
                for fill, h in zip(fills, hidden, strict=True)
            ],
        },
        marker={
            "color": [colours.page if h else fill for fill, h in zip(fills, hidden, strict=True)],
            "line": {
                "width": [4 if d in style.selected else 1 for d in drawn["district"]],
                "color": [
                    colours.text if d in style.selected else colours.secondary for d in drawn["district"]
                ],
            },
            "pattern": {
                "shape": [HATCH if h else "" for h in hidden],
                "fgcolor": colours.line,
                "bgcolor": colours.page,
                "solidity": 0.25,
            },
        },
        hovertext=[
            f"{label}: {nothing if value == numbers.NONE else value}"
            for label, value in zip(drawn["label"], values, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
    )
    # All at once: Plotly checks every shape anew for each one that is added.
    figure.update_layout(shapes=_borders(tiles, style))
    legend(figure, limits, style)
    if numbers.NONE in values:
        figure.add_scatter(x=[None], y=[None], mode="markers", name=f"{numbers.NONE} {nothing}")
        figure.data[-1].marker = {"symbol": "square-open", "size": 14, "color": colours.secondary}
    figure.update_xaxes(visible=False, range=[-0.52, 6.52])
    figure.update_yaxes(visible=False, range=[5.52, -0.52])
    figure.update_layout(barmode="overlay")
    return figure


def choropleth(frame: pd.DataFrame, boundaries: Mapping[str, Any], style: Style) -> go.Figure:
    """Districts within their official boundaries, in the classes of the tile map.

    Drawn as plain areas: Plotly's own maps fetch a world from another host.
    """
    colours = style.palette
    figure = base(style, 560)
    known = frame.set_index("district")
    limits = classes(known["value"].dropna())
    for feature in boundaries["features"]:
        district = str(feature["properties"]["district"])
        row = known.loc[district] if district in known.index else None
        value = float("nan") if row is None else float(row["value"])  # type: ignore[arg-type]
        hidden = row is not None and bool(row["suppressed"])
        rank = place(value, limits)
        shown = (
            style.say("protected")
            if hidden
            else style.say("no_data")
            if rank is None
            else style.quantity(value)
        )
        x, y = _outline(feature["geometry"])
        is_chosen = district in style.selected
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=colours.page if rank is None else colours.amounts[rank],
            fillpattern={"shape": HATCH if hidden else "", "fgcolor": colours.other},
            line={
                "color": colours.text if is_chosen else colours.secondary,
                "width": 4 if is_chosen else 1,
                "dash": "dot" if rank is None and not hidden else "solid",
            },
            text=f"{district if row is None else row['label']}: {shown}",
            hoverinfo="text",
            hoveron="fills",
            showlegend=False,
        )
    legend(figure, limits, style)
    # A degree of longitude is half as long as one of latitude at 60° north.
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    figure.update_xaxes(visible=False)
    return figure


def _outline(geometry: Mapping[str, Any]) -> tuple[list[float | None], list[float | None]]:
    """The outer rings of a polygon or of several, a gap between two of them."""
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


def _borders(tiles: pd.DataFrame, style: Style) -> list[dict[str, Any]]:
    """A line between neighbours of two major districts."""
    places = zip(tiles["tile_column"], tiles["tile_row"], strict=True)
    at = dict(zip(places, tiles["major_district"], strict=True))
    lines = []
    for (column, row), major in at.items():
        for right, down in ((1, 0), (0, 1)):
            neighbour = at.get((column + right, row + down))
            if neighbour is not None and neighbour != major:
                edge_x, edge_y = column + right / 2, row + down / 2
                ends = {"x0": edge_x - down / 2, "x1": edge_x + down / 2}
                ends |= {"y0": edge_y - right / 2, "y1": edge_y + right / 2}
                lines.append({"type": "line", "line": {"color": style.palette.text, "width": 3}, **ends})
    return lines


def broken(name: str) -> str:
    """A district's name on lines that fit a tile: 'Vanha-<br>kaupunki'."""
    lines: list[str] = []
    for word in name.replace("-", "- ").split():
        part = next((p for p in SECOND_PARTS if word.lower().endswith(p) and len(word) - len(p) > 2), None)
        if len(word) <= LONGEST_LINE:
            lines.append(word)
        elif part:
            lines += [word[: -len(part)] + "-", word[-len(part) :]]
        else:
            half = (len(word) + 1) // 2
            lines += [word[:half] + "-", word[half:]]
    return "<br>".join(lines)
