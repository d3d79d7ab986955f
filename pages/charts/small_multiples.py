"""Small multiples: one small line per member, all on one scale, so that their courses can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.analyses.annotations import Annotation
from data.text import numbers
from pages.charts import layout
from pages.charts.theme import Style, empty_figure

#: Heights of a line chart in pixels, also where there are few; the gap between columns as a share.
PANEL_HEIGHT, PANEL_HEIGHT_OF_FEW, GAP = 66, 166, 0.12
#: As many members as few and high charts have room for.
FEW = 6
UNKNOWN = "unknown"
COLUMNS, COLUMNS_OF_FEW, COLUMNS_ON_PHONE = 6, 3, 2
#: Pixels below the charts.
BELOW = 8
#: Characters of a line above the charts, by their number of columns.
WORDS_WIDTH = {COLUMNS: 108, COLUMNS_OF_FEW: 54, COLUMNS_ON_PHONE: 36}
#: Characters of a name in a line.
NAME_WIDTH, NAME_WIDTH_ON_PHONE = 26, 18


def small_multiples(
    frame: pd.DataFrame,
    dimension: str,
    style: Style,
    annotations: Sequence[Annotation] = (),
    *,
    half_width: bool = False,
) -> go.Figure:
    """Draw a line per member. ``frame``: month, the dimension, value, and ``label``, the member's name.

    The ``annotations`` are dotted lines in each small chart; their words are written once, above all.
    """
    members = list(dict.fromkeys(frame[dimension]))
    months = sorted(frame["month"].unique())
    annotations = [note for note in annotations if any(note.start <= month <= note.end for month in months)]
    is_few = len(members) <= FEW
    columns = COLUMNS_ON_PHONE if style.phone else COLUMNS_OF_FEW if half_width or is_few else COLUMNS
    names = _names(frame, dimension, style)
    label_height = layout.panel_label_height(names.values())
    has_room = is_few and not half_width and not style.phone
    row_height = layout.chart_height(PANEL_HEIGHT_OF_FEW if has_room else PANEL_HEIGHT, label_height, 0)
    panels = layout.panel_grid(len(members), columns, row_height, label_height, GAP)
    # The unknown can be larger than all the known together: it has a scale of its own, and says so.
    top = frame.loc[frame[dimension] != UNKNOWN, "value"].max()
    traces, notes, marks, axes = [], [], [], {}
    for place, (member, (across, down)) in enumerate(zip(members, panels, strict=True)):
        part = frame[frame[dimension] == member].set_index("month")
        values = part["value"].reindex(months)
        number = layout.axis_number(place)
        axes[f"xaxis{number}"] = _axis(style, across, f"y{number}") | {
            "visible": False,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": months,
        }
        axes[f"yaxis{number}"] = _axis(style, down, f"x{number}")
        if member != UNKNOWN and top == top and top > 0:
            axes[f"yaxis{number}"]["range"] = layout.axis_from_zero(top, 1.05)
        traces.append(_line(values, months, names[str(member)].replace("<br>", " "), number, style))
        marks += [_mark(note, months, number, style) for note in annotations]
        last = _last(part, values, style)
        notes.append(_label(f"{names[str(member)]}<br><b>{last}</b>", across[0], down[1], style))
    words = _words(annotations, WORDS_WIDTH[COLUMNS if has_room else columns], style)
    above = layout.text_height(words)
    if words:
        notes.append(
            _label(words, 0, 1, style)
            | {"yshift": 4, "font": {"size": layout.TEXT_SIZE, "color": style.palette.secondary}}
        )
    rows = layout.height(layout.panel_rows(len(members), columns), row_height, 0)
    figure = empty_figure(style, layout.chart_height(rows, above, BELOW))
    figure.update_layout(margin_t=above, margin_b=BELOW)
    # All at once: Plotly checks everything anew for each part that is added.
    return go.Figure(
        [*figure.data, *traces],
        figure.layout.to_plotly_json() | {**axes, "annotations": notes, "shapes": marks, "showlegend": False},
    )


def _names(frame: pd.DataFrame, dimension: str, style: Style) -> dict[str, str]:
    """Return the names of the members in lines; the unknown one also says that it has a scale of its own."""
    members = frame.drop_duplicates(dimension)
    labels = {str(m): str(label) for m, label in zip(members[dimension], members["label"], strict=True)}
    if UNKNOWN in labels:
        labels[UNKNOWN] = f"{labels[UNKNOWN]} ({style.say('own_scale')})"
    width = NAME_WIDTH_ON_PHONE if style.phone else NAME_WIDTH
    return {member: layout.wrap(label, width) for member, label in labels.items()}


def _axis(style: Style, domain: Sequence[float], anchor: str) -> dict[str, Any]:
    return {
        "domain": domain,
        "anchor": anchor,
        "rangemode": "tozero",
        "showticklabels": False,
        "fixedrange": True,
        "gridcolor": style.palette.line,
        "zeroline": False,
        "nticks": 3,
    }


def _line(
    values: pd.Series[float], months: Sequence[str], name: str, number: str, style: Style
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(months),
        "y": values.tolist(),
        "mode": "lines",
        "line": {"color": style.palette.accent, "width": 2},
        "text": [
            f"{numbers.short_month(month, style.lang)}: {style.quantity(value)}"
            for month, value in zip(months, values, strict=True)
        ],
        "hovertemplate": f"{name}, %{{text}}<extra></extra>",
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
    }


def _mark(note: Annotation, months: Sequence[str], number: str, style: Style) -> dict[str, Any]:
    """Return a dotted line, or a band, at the months of an annotation."""
    places = [place for place, month in enumerate(months) if note.start <= month <= note.end]
    return {
        "type": "rect" if len(places) > 1 else "line",
        "xref": f"x{number}",
        "yref": f"y{number} domain",
        "x0": places[0],
        "x1": places[-1],
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": style.palette.secondary, "width": 1, "dash": "dot"},
    }


def _words(annotations: Sequence[Annotation], width: int, style: Style) -> str:
    """Return what the dotted lines mean, with their months, in lines of ``width`` characters."""
    if not annotations:
        return ""
    words = [f"{numbers.period(note.start, note.end, style.lang)} {note.label}" for note in annotations]
    return layout.wrap(style.say("annotated", words="; ".join(words)), width)


def _last(part: pd.DataFrame, values: pd.Series[float], style: Style) -> str:
    """Return the last value of a member, or why it has none."""
    known = values.dropna()
    if len(known):
        return style.quantity(known.iloc[-1])
    return style.say("protected" if part["suppressed"].any() else "no_data")


def _label(text: str, x: float, y: float, style: Style) -> dict[str, Any]:
    """Return a text above a line."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": layout.TEXT_SIZE, "color": style.palette.text},
    }
