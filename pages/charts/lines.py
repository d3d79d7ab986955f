"""Charts: a frame of figures → a Plotly figure. Pure: nothing is asked, no figure is calculated here.

Frames are those of ``data.query.calculate`` with a column ``label`` (see labels.py). Draw the result with
``st.plotly_chart(figure, theme=None, config=plotly_config(language), alt=describe(…))``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data.text import numbers
from pages.charts import cells
from pages.charts.class_breaks import classes
from pages.charts.theme import HATCH, Style, base, left_out_note, legend

MOST_BARS = 20
#: As many months as a phone has room to name.
MOST_TICKS = 4
FIRST_HOUR, LAST_HOUR = 6, 23
#: A click changes the page's filters; the chart itself must not fade what was not clicked.
UNFADED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}


def trend(now: pd.DataFrame, before: pd.DataFrame | None, style: Style) -> go.Figure:
    """A line by month with the base period in grey; a month under way is dashed, labels end the lines."""
    colours = style.palette
    figure = base(style, 320)
    labels = list(now["label"])
    ends: dict[str, tuple[str, float, str]] = {}
    if before is not None:
        aligned = before.set_index("month").reindex(now["month"])["value"]
        _line(figure, labels, aligned, style, colours.other, 1.5, style.say(f"base_{style.against}"))
        _remember_end(ends, "before", labels, list(aligned), colours.secondary)
    partial = bool(now["partial"].iloc[-1]) if "partial" in now and len(now) else False
    whole = now["value"].where(~now["partial"].astype(bool)) if partial else now["value"]
    _line(figure, labels, whole, style, colours.accent, 2.5, style.say("now"), members=list(now["member"]))
    _remember_end(ends, "now", labels, list(whole), colours.accent)
    if partial and len(now) > 1:
        _line(figure, labels[-2:], now["value"].tail(2), style, colours.accent, 2.5, None, dash="dot")
        figure.add_annotation(
            x=labels[-1], y=0, yref="paper", yanchor="bottom", text=style.say("under_way"), showarrow=False
        )
    _label_ends(figure, ends, style)
    _protected_months(figure, now, labels, style)
    step = max(1, -(-len(labels) // MOST_TICKS))
    shown = list(range(0, len(labels), step))
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=[labels[n] for n in shown],
        ticktext=_month_ticks([labels[n] for n in shown]),
        categoryorder="array",
        categoryarray=labels,
    )
    figure.update_yaxes(rangemode="tozero", nticks=5)
    figure.update_layout(showlegend=False, margin_r=64)
    return figure


def _month_ticks(labels: Sequence[str]) -> list[str]:
    """The months' names, each year written once, below the first of its months."""
    ticks, before = [], ""
    for label in labels:
        name, _, year = label.rpartition(" ")
        ticks.append(name if year == before else f"{name}<br>{year}")
        before = year
    return ticks


def _remember_end(
    ends: dict[str, tuple[str, float, str]], key: str, labels: Sequence[str], values: list[float], colour: str
) -> None:
    known = [n for n, value in enumerate(values) if value == value]
    if known:
        ends[key] = (labels[known[-1]], values[known[-1]], colour)


def _label_ends(figure: go.Figure, ends: dict[str, tuple[str, float, str]], style: Style) -> None:
    """Labels at the lines' ends instead of a legend, moved apart where the lines end close together."""
    words = {"now": style.say("now"), "before": style.say(f"base_{style.against}")}
    above = "now" if "before" not in ends or "now" not in ends else max(ends, key=lambda key: ends[key][1])
    for key, (label, value, colour) in ends.items():
        figure.add_annotation(
            x=label,
            y=value,
            text=words[key].replace(" ", "<br>"),
            align="left",
            xanchor="left",
            xshift=8,
            # The longer label stands on two lines.
            yshift=(9 if key == "now" else 17) * (1 if key == above else -1),
            showarrow=False,
            # The grid runs on below the words.
            bgcolor=style.palette.page,
            borderpad=1,
            font={"color": colour},
        )


def _line(
    figure: go.Figure,
    labels: Sequence[str],
    values: pd.Series[float],
    style: Style,
    colour: str,
    width: float,
    name: str | None,
    dash: str = "solid",
    members: Sequence[str] = (),
) -> None:
    shown = [style.quantity(value) for value in values]
    codes = members or [""] * len(shown)
    figure.add_scatter(
        x=list(labels),
        y=list(values),
        mode="lines+markers",
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": [11 if code and code in style.selected else 5 for code in codes], "color": colour},
        name=name or "",
        text=shown,
        customdata=[[code] for code in codes],
        hovertemplate=f"%{{x}}: %{{text}}<extra>{name or ''}</extra>",
        **UNFADED,
    )


def _protected_months(figure: go.Figure, now: pd.DataFrame, labels: Sequence[str], style: Style) -> None:
    """A month whose count is protected is said in words on the axis, never drawn as nought."""
    hidden = [label for label, flag in zip(labels, now["suppressed"], strict=True) if flag]
    if hidden:
        figure.add_scatter(
            x=hidden,
            y=[0] * len(hidden),
            mode="markers+text",
            marker={"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": style.palette.other}},
            text=[style.say("protected")] * len(hidden),
            textposition="top center",
            textfont={"size": 11, "color": style.palette.secondary},
            hoverinfo="skip",
        )


def bars(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Horizontal bars from nought, largest on top; at most twenty, the rest summed or said."""
    colours = style.palette
    shown, left = _largest(frame, style)
    names = [wrapped(label) for label in shown["label"]]
    # Every bar has the height that the longest name needs.
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    figure = base(style, 56 + max(26, 17 * lines + 4) * max(len(shown) + 1, 3))
    hidden = shown["suppressed"]
    largest = shown["value"].max()
    # A protected bar has a length of its own that says nothing: hatched, with the word.
    token = 0.12 * largest if largest == largest and largest > 0 else 1.0
    lengths = shown["value"].where(~hidden, token)
    text = [style.say("protected") if h else style.quantity(v) for v, h in zip(lengths, hidden, strict=True)]
    figure.add_bar(
        x=list(lengths),
        y=names,
        orientation="h",
        text=text,
        textposition="outside",
        cliponaxis=False,
        textfont={"color": colours.text},
        customdata=[[member] for member in shown["member"]],
        marker={
            "color": [
                colours.other if grey else colours.accent
                for grey in hidden | shown["is_rest"] | _is_left(shown, style)
            ],
            "line": {"width": 0},
            "pattern": {"shape": [HATCH if h else "" for h in hidden], "solidity": 0.35},
        },
        hovertemplate="%{y}: %{text}<extra></extra>",
        **UNFADED,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_xaxes(showticklabels=False, showgrid=False, rangemode="tozero")
    if largest == largest and largest > 0:
        # Room for the value at the end of the longest bar.
        figure.update_xaxes(range=[0, 1.28 * float(largest)])
    if left:
        left_out_note(figure, style, left)
        figure.update_layout(margin_b=32)
    figure.update_layout(showlegend=False, bargap=0.28)
    return figure


def _is_left(shown: pd.DataFrame, style: Style) -> pd.Series:
    """Which bars stand back, because the page is filtered by others."""
    chosen = shown["member"].isin(style.selected)
    return ~chosen if chosen.any() else chosen


def _largest(frame: pd.DataFrame, style: Style) -> tuple[pd.DataFrame, int]:
    """The bars to draw, and how many members were left out (those summed up are not).

    The unknown member comes last and grey (``is_rest``), like the sum of the small ones.
    """
    drawn = frame[frame["value"].notna() | frame["suppressed"].astype(bool)]
    is_unknown = (drawn == "unknown").any(axis=1)
    columns = ["label", "member", "value", "suppressed"]
    known = drawn[~is_unknown].sort_values("value", ascending=False, na_position="last", kind="stable")
    unknown = drawn.loc[is_unknown, columns].assign(is_rest=True)
    most = MOST_BARS - len(unknown)
    left = 0
    if len(known) > most and style.additive and not known["suppressed"].iloc[most - 1 :].any():
        rest = known.iloc[most - 1 :]
        label = style.say("others", count=len(rest))
        others = {
            **{"label": [label], "member": [""], "value": [rest["value"].sum()]},
            **{"suppressed": [False], "is_rest": [True]},
        }
        unknown = pd.concat([pd.DataFrame(others), unknown])
        known = known.head(most - 1)
    elif len(known) > most:
        left = len(known) - most
        known = known.head(most)
    bars_drawn = pd.concat([known[columns].assign(is_rest=False), unknown], ignore_index=True)
    return bars_drawn.astype({"is_rest": bool, "suppressed": bool}), left


def wrapped(label: str, width: int = 24) -> str:
    """A long label on several lines, so that none is cut on a phone."""
    return "<br>".join(textwrap.wrap(str(label), width)) or str(label)


def heat(frame: pd.DataFrame, style: Style) -> go.Figure:
    """Weekday by hour, Monday on top: five classes with their limits, the largest and the smallest figure
    written in; closed hours stay blank."""
    colours = style.palette
    hours = list(range(FIRST_HOUR, LAST_HOUR + 1))
    days = list(range(1, 8))
    grid = frame.set_index(["weekday", "hour"])["value"].reindex(
        pd.MultiIndex.from_product([days, hours], names=["weekday", "hour"])
    )
    limits = classes(grid.dropna())
    figure = base(style, 360)
    names = [numbers.weekday(day, style.lang) for day in days]
    values = grid.unstack("hour").to_numpy().tolist()
    across = [str(hour) for hour in hours]
    # Colour and legend tell the rest, hovering and the table all: more than a hundred numbers take the
    # browser as long as the whole chart, and nobody reads them.
    ends = {grid.min(), grid.max()}
    marked = [[f"{v:.0f}" if v in ends else "" for v in row] for row in values]
    cells.add(figure, across, names, values, limits, marked, style, hoverinfo="skip")
    told = [
        ["" if v != v else f"{name} {hour}: {style.quantity(v)}" for hour, v in zip(hours, row, strict=True)]
        for name, row in zip(names, values, strict=True)
    ]
    cells.clickable(figure, across, names, told, [[[day, hour] for hour in hours] for day in days])
    for chosen in style.selected:
        day, hour = (int(part) for part in chosen.split(","))
        if hour in hours:
            outline = {"color": colours.text, "width": 3}
            corner = {"x0": hours.index(hour) - 0.5, "x1": hours.index(hour) + 0.5}
            figure.add_shape(type="rect", y0=day - 1.5, y1=day - 0.5, line=outline, **corner)
    legend(figure, limits, style)
    figure.update_xaxes(showgrid=False, side="top", type="category", tickangle=0, dtick=2)
    figure.update_yaxes(showgrid=False, type="category")
    return figure


def describe(frame: pd.DataFrame, style: Style, title: str) -> str:
    """The alternative text of a chart: title, how many figures, the largest and the smallest."""
    known = frame.dropna(subset=["value"]).sort_values("value", kind="stable")
    hidden = int(frame["suppressed"].astype(bool).sum())
    protected = " " + style.say("alt_protected", count=hidden) if hidden else ""
    if known.empty:
        return f"{title}. {style.say('alt_empty')}{protected}"
    least, most = known.iloc[0], known.iloc[-1]
    text = style.say(
        "alt",
        title=title,
        count=len(known),
        most=most["label"],
        most_value=style.quantity(most["value"]),
        least=least["label"],
        least_value=style.quantity(least["value"]),
    )
    return text + protected
