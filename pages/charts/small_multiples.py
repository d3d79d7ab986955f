"""Small multiples: one small line per member, all on one scale, so that their courses can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    lines, edges, marks, labels = _Points(), _Points(), _Points(), _Points()
    for member, (across, down) in zip(members, panels, strict=True):
        part = frame[frame[dimension] == member].set_index("month")
        values = part["value"].reindex(months)
        places = layout.spread(across, len(months))
        highest = values.max() if member == UNKNOWN else top
        scale = layout.Scale(*layout.axis_from_zero(highest, 1.05), *down)
        name = names[str(member)]
        lines.add(
            places,
            [None if value != value else scale.place(value) for value in values],
            [
                f"{name.replace('<br>', ' ')}, {numbers.short_month(month, style.lang)}: "
                f"{style.quantity(value)}"
                for month, value in zip(months, values, strict=True)
            ],
        )
        # A line at zero says where a course starts; one at another amount would need its number.
        edges.add(across, [down[0], down[0]])
        for note in annotations:
            within = [p for p, month in zip(places, months, strict=True) if note.start <= month <= note.end]
            # There and back: a single month is one line, several are a box.
            marks.add([within[0], within[0], within[-1], within[-1]], [*down, *reversed(down)])
        labels.add(across[:1], down[1:], [f"{name}<br><b>{_last(part, values, style)}</b>"])
    words = _words(annotations, WORDS_WIDTH[COLUMNS if has_room else columns], style)
    above = layout.text_height(words)
    rows = layout.height(layout.panel_rows(len(members), columns), row_height, 0)
    figure = empty_figure(style, layout.chart_height(rows, above, BELOW))
    colours = style.palette
    # All members are one trace on one pair of axes: axes for each take a browser ten times as long.
    for points, line in (
        (edges, {"color": colours.line, "width": 1}),
        (marks, {"color": colours.secondary, "width": 1, "dash": "dot"}),
    ):
        figure.add_scatter(x=points.x, y=points.y, mode="lines", line=line, hoverinfo="skip")
    figure.add_scatter(
        x=lines.x,
        y=lines.y,
        text=lines.text,
        mode="lines",
        line={"color": colours.accent, "width": 2},
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=labels.x,
        y=labels.y,
        text=labels.text,
        mode="text",
        textposition="top right",
        textfont={"size": layout.TEXT_SIZE, "color": colours.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    if words:
        figure.add_annotation(_above(words, style))
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.update_layout(showlegend=False, margin_t=above, margin_b=BELOW)
    return figure


@dataclass
class _Points:
    """Points of many small charts in one trace, with a gap after each chart."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def add(self, x: Sequence[float], y: Sequence[float | None], text: Sequence[str] = ()) -> None:
        """Add the points of a small chart."""
        self.x += [*x, None]
        self.y += [*y, None]
        self.text += [*text, ""]


def _names(frame: pd.DataFrame, dimension: str, style: Style) -> dict[str, str]:
    """Return the names of the members in lines; the unknown one also says that it has a scale of its own."""
    members = frame.drop_duplicates(dimension)
    labels = {str(m): str(label) for m, label in zip(members[dimension], members["label"], strict=True)}
    if UNKNOWN in labels:
        labels[UNKNOWN] = f"{labels[UNKNOWN]} ({style.say('own_scale')})"
    width = NAME_WIDTH_ON_PHONE if style.phone else NAME_WIDTH
    return {member: layout.wrap(label, width) for member, label in labels.items()}


def _words(annotations: Sequence[Annotation], width: int, style: Style) -> str:
    """Return what the dotted lines mean, with their months, in lines of ``width`` characters."""
    if not annotations:
        return ""
    words = [f"{numbers.period(note.start, note.end, style.lang)} {note.label}" for note in annotations]
    return layout.wrap(style.say("annotated", words="; ".join(words)), width)


def _above(words: str, style: Style) -> go.layout.Annotation:
    """Return the words above all charts."""
    return go.layout.Annotation(
        text=words,
        x=0,
        y=1,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        align="left",
        showarrow=False,
        font={"size": layout.TEXT_SIZE, "color": style.palette.secondary},
    )


def _last(part: pd.DataFrame, values: pd.Series[float], style: Style) -> str:
    """Return the last value of a member, or why it has none."""
    known = values.dropna()
    if len(known):
        return style.quantity(known.iloc[-1])
    return style.say("protected" if part["suppressed"].any() else "no_data")
