"""Lines by month: a figure with its base period, and a target's path with the figure since 1 January."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from data.analyses.annotations import Annotation
from data.text import numbers
from pages.charts import layout
from pages.charts.theme import Style, empty_figure

#: Height in pixels below which an axis has fewer ticks, so that their numbers do not touch.
LOW = 180
#: As many months as a phone has room to name.
MOST_TICKS = 4
#: Months of a year that are named below the axis, so that a phone has room for them.
_NAMED_MONTHS = (0, 3, 6, 9, 11)


class _Line(NamedTuple):
    colour: str
    width: float
    name: str = ""
    dash: str = "solid"


class _End(NamedTuple):
    label: str
    value: float
    colour: str


def trend(now: pd.DataFrame, before: pd.DataFrame | None, style: Style, height: int = 320) -> go.Figure:
    """Draw a line by month with the base period in grey. An incomplete month is dashed.

    ``now`` and ``before``: frames of ``data.comparison.trend`` with ``label`` and ``member``.
    """
    colours = style.palette
    figure = empty_figure(style, height)
    labels = list(now["label"])
    base_name = style.say(f"base_{style.against}")
    ends: dict[str, _End] = {}
    if before is not None:
        same_months = before.set_index("month").reindex(now["month"])["value"]
        _add_line(figure, labels, same_months, style, _Line(colours.other, 1.5, base_name))
        ends |= _end_of_line(base_name, labels, same_months, colours.secondary)
    is_incomplete = bool(now["partial"].iloc[-1]) if "partial" in now and len(now) else False
    complete = now["value"].where(~now["partial"].astype(bool)) if is_incomplete else now["value"]
    now_name = style.say("now")
    accent = _Line(colours.accent, 2.5, now_name)
    _add_line(figure, labels, complete, style, accent, members=list(now["member"]))
    ends |= _end_of_line(now_name, labels, complete, colours.accent)
    if is_incomplete and len(now) > 1:
        dotted = accent._replace(name="", dash="dot")
        _add_line(figure, labels[-2:], now["value"].tail(2), style, dotted)
        figure.add_annotation(
            x=labels[-1], y=0, yref="paper", yanchor="bottom", text=style.say("under_way"), showarrow=False
        )
    _label_ends(figure, ends, style)
    _mark_suppressed_months(figure, now, style)
    named = layout.thinned(labels, MOST_TICKS)
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=named,
        ticktext=month_ticks(named),
        categoryorder="array",
        categoryarray=labels,
    )
    figure.update_yaxes(rangemode="tozero", nticks=4 if height < LOW else 5)
    # The label at the end of the upper line may be above the plot.
    figure.update_layout(showlegend=False, margin_r=64, margin_t=20)
    return figure


def annotate(
    figure: go.Figure, annotations: Sequence[Annotation], months: pd.DataFrame, style: Style
) -> None:
    """Mark what a chart by month should be read with: a dotted line, or a band, with its word above.

    ``months``: the frame that was drawn, with ``month`` and ``label``.
    """
    if not annotations:
        return
    labels = dict(zip(months["month"], months["label"], strict=True))
    places = {month: place for place, month in enumerate(labels)}
    colour = style.palette.secondary
    for row, note in enumerate(annotations):
        line = {"color": colour, "width": 1, "dash": "dot"}
        ends = {"x0": labels[note.start], "x1": labels[note.end], "y0": 0, "y1": 1}
        # A band without a width would be two dotted lines in one, that is, a solid one.
        kind = "line" if note.start == note.end else "rect"
        figure.add_shape(type=kind, xref="x", yref="y domain", line=line, layer="below", **ends)
        is_late = layout.is_in_second_half(places[note.start], len(places))
        figure.add_annotation(
            x=labels[note.end] if is_late else labels[note.start],
            xanchor="right" if is_late else "left",
            y=1,
            yref="y domain",
            yanchor="bottom",
            yshift=layout.annotation_height(row),
            text=note.label,
            showarrow=False,
            font={"color": colour, "size": 13},
        )
    figure.update_layout(margin_t=layout.annotation_height(len(annotations)))


def goal_path(frame: pd.DataFrame, target: float, style: Style) -> go.Figure:
    """Draw the frame of ``data.analyses.goals.course``: the path to the target in grey, the figure since
    1 January on top of it."""
    colours = style.palette
    figure = empty_figure(style, 340)
    labels = [numbers.short_month(month, style.lang).partition(" ")[0] for month in frame["month"]]
    if frame["path"].notna().any():
        grey = _Line(colours.other, 2, style.say("path"), "dash")
        _add_line(figure, labels, frame["path"], style, grey)
    accent = _Line(colours.accent, 2.5, style.say("now"))
    _add_line(figure, labels, frame["value"].where(~frame["partial"]), style, accent)
    if frame["partial"].any():
        # The dotted part joins the last complete month and the incomplete one.
        dotted = accent._replace(name=style.say("under_way"), dash="dot")
        last_two = frame["partial"] | frame["partial"].shift(-1, fill_value=False)
        _add_line(figure, labels, frame["value"].where(last_two), style, dotted)
    target_text = f"{style.say('base_target')} {style.quantity(target)}"
    figure.add_scatter(
        x=[labels[-1]],
        y=[target],
        mode="markers",
        marker={"symbol": "diamond-open", "size": 13, "color": colours.text, "line": {"width": 2}},
        text=[style.quantity(target)],
        hovertemplate=f"{style.say('base_target')}: %{{text}}<extra></extra>",
    )
    _label(figure, labels[-1], target, target_text, style, colours.text, 18)
    with_value = frame["value"].notna().tolist()
    if any(with_value):
        last = max(place for place, has_value in enumerate(with_value) if has_value)
        value, path = float(frame["value"].iloc[last]), float(frame["path"].iloc[last])
        shift = -20 if path == path and value < path else 20
        now_text = f"{style.say('now')} {style.quantity(value)}"
        _label(figure, labels[last], value, now_text, style, colours.accent, shift)
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=[labels[place] for place in _NAMED_MONTHS],
        categoryorder="array",
        categoryarray=labels,
        range=[-0.4, 11.6],
    )
    # A sum since 1 January starts at zero; of a rate, what matters is its distance from its path.
    figure.update_yaxes(rangemode="tozero" if style.additive else "normal", nticks=6)
    figure.update_layout(showlegend=False, margin_t=32, margin_b=24)
    return figure


def _add_line(
    figure: go.Figure,
    labels: Sequence[str],
    values: pd.Series[float],
    style: Style,
    line: _Line,
    members: Sequence[str] = (),
) -> None:
    codes = members or [""] * len(labels)
    figure.add_scatter(
        x=list(labels),
        y=[None if value != value else value for value in values],
        mode="lines+markers",
        line={"color": line.colour, "width": line.width, "dash": line.dash},
        marker={
            "size": [11 if code and code in style.selected else 5 for code in codes],
            "color": line.colour,
        },
        name=line.name,
        text=[style.quantity(value) for value in values],
        customdata=[[code] for code in codes],
        hovertemplate=f"%{{x}}: %{{text}}<extra>{line.name}</extra>",
    )


def month_ticks(labels: Sequence[str]) -> list[str]:
    """Return the months' names, each year written once, below the first of its months."""
    ticks, year_before = [], ""
    for label in labels:
        name, _, year = label.rpartition(" ")
        ticks.append(name if year == year_before else f"{name}<br>{year}")
        year_before = year
    return ticks


def _end_of_line(name: str, labels: Sequence[str], values: pd.Series[float], colour: str) -> dict[str, _End]:
    known = [(label, value) for label, value in zip(labels, values, strict=True) if value == value]
    return {name: _End(*known[-1], colour)} if known else {}


def _label_ends(figure: go.Figure, ends: dict[str, _End], style: Style) -> None:
    """Label the lines at their ends instead of in a legend, apart where they end close together."""
    now = style.say("now")
    above = now if len(ends) < 2 else max(ends, key=lambda name: ends[name].value)
    for name, end in ends.items():
        _label(
            figure,
            end.label,
            end.value,
            layout.wrap(name, 9),
            style,
            end.colour,
            layout.label_shift(name == above, is_long=name != now),
            align="left",
            xanchor="left",
            xshift=8,
        )


def _label(
    figure: go.Figure,
    x: str,
    y: float,
    text: str,
    style: Style,
    colour: str,
    shift: int,
    **places: object,
) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        yshift=shift,
        showarrow=False,
        font={"color": colour},
        # The lines and the grid continue below the words.
        bgcolor=style.palette.page,
        borderpad=1,
        **{"xanchor": "right", **places},
    )


def _mark_suppressed_months(figure: go.Figure, now: pd.DataFrame, style: Style) -> None:
    """Write on the axis which months are suppressed; they are never drawn as zero."""
    labels = now.loc[now["suppressed"].astype(bool), "label"].tolist()
    if labels:
        figure.add_scatter(
            x=labels,
            y=[0 for _ in labels],
            mode="markers+text",
            marker={"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": style.palette.other}},
            text=[style.say("protected") for _ in labels],
            textposition="top center",
            textfont={"size": layout.TEXT_SIZE, "color": style.palette.secondary},
            hoverinfo="skip",
        )
