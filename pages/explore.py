"""Any figure, by any two of its dimensions, in the chart that fits."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables import district_map
from pages.charts import bars, chart_choice, heatmaps, lines
from pages.charts.maps.tiles import tile_map
from pages.charts.small_multiples import small_multiples
from pages.charts.theme import Style
from pages.components import city_map, deferred, metric_figure, page_header
from pages.components.member_labels import names
from pages.state import queries, url_state
from pages.state.view import View, current

DEFAULT = "booked_hours"
MOST_PINS = 4
NOTHING = "none"
WEEK = ("weekday", "hour")
#: Bars that a pinned chart has room for.
MOST_PINNED_BARS = 7


class Chart(NamedTuple):
    """A metric by no, one or two dimensions, as one kind of chart."""

    metric: str
    by: tuple[str, ...]
    kind: str


def show(view: View) -> None:
    """Show the chosen chart, and up to four pinned charts below it; all choices are in the address."""
    page_header.title_and_answer(view, view.text("explore.question"), view.text("explore.text"))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key="choices"):
        chart = _choose(view)
        _unfit_kinds(view, chart.by)
        st.space("stretch")
        pins = _pin(view, chart)
    _draw(view, chart, "explore")
    if pins:
        deferred.draw_later(lambda: _pinned(view, pins))


def _choose(view: View) -> Chart:
    metrics = catalogue().metrics
    metric = url_state.choose(
        "metric",
        view.text("terms.metric"),
        list(metrics),
        lambda name: metrics[name].texts[view.language].title,
        DEFAULT,
        width=290,
    )
    possible = metrics[metric].groupings
    first = _dimension(view, "by", "explore.by", possible, "month")
    rest = tuple(d for d in possible if d != first)
    second = _dimension(view, "and", "explore.and", rest, NOTHING) if first != NOTHING else NOTHING
    by = tuple(d for d in (first, second) if d != NOTHING)
    count = _counter(view)
    kind = url_state.choose(
        "chart",
        view.text("explore.chart"),
        [name for name in chart_choice.CHARTS if chart_choice.unfit(name, by, count) is None],
        lambda name: view.text(f"explore.chart_{name}"),
        chart_choice.best(by, count),
        width=150,
    )
    return Chart(metric, by, kind)


def _unfit_kinds(view: View, by: tuple[str, ...]) -> None:
    """Draw a button that opens why the other kinds of chart do not fit; nothing if all fit."""
    reasons = {name: chart_choice.unfit(name, by, _counter(view)) for name in chart_choice.CHARTS}
    lines = [
        f"- **{view.text(f'explore.chart_{name}')}:** {view.text(f'explore.unfit_{reason}')}"
        for name, reason in reasons.items()
        if reason
    ]
    if lines:
        with st.popover(view.text("explore.unfit"), key="unfit", icon=":material/info:", type="tertiary"):
            st.markdown("\n".join(lines))


def _dimension(view: View, name: str, label: str, possible: tuple[str, ...], default: str) -> str:
    return url_state.choose(
        name,
        view.text(label),
        (NOTHING, *possible),
        lambda d: view.text("explore.none") if d == NOTHING else view.text(f"dimensions.{d}"),
        default if default in (NOTHING, *possible) else NOTHING,
        width=180,
    )


def _counter(view: View) -> chart_choice.Count:
    def count(dimension: str) -> int:
        if dimension in chart_choice.TIMES:
            return len(queries.months(view.build))
        return len(queries.known_members(dimension, view.scope, view.build))

    return count


def _draw(view: View, chart: Chart, key: str, *, pinned: bool = False) -> None:
    metric, by, kind = chart
    if kind == "line" and by == ("month",):
        metric_figure.trend(view, metric, key=key, box="window")
    elif kind == "table":
        metric_figure.table(view, metric, by, key=key)
    else:
        # Maps and weeks are as high as their place; rows of other charts have a height of their own.
        fills = kind == "map" or (kind == "heat" and by == WEEK)
        draw = _drawer(view, chart, pinned=pinned)
        box = "window" if fills or pinned else ""
        metric_figure.show(view, metric, by, draw, key=key, box=box, scrolls=not fills)


def _drawer(view: View, chart: Chart, *, pinned: bool) -> metric_figure.Draw:
    metric, by, kind = chart

    def line(frame: pd.DataFrame, style: Style) -> go.Figure:
        if len(by) == 1:
            return lines.trend(frame, None, style)
        other = next(d for d in by if d != "month")
        labels = names(view.build, other, view.language)
        named = frame.assign(label=[labels.get(str(member), str(member)) for member in frame[other]])
        notes = metric_figure.annotations_of(view, metric, frame)
        return small_multiples(named, other, style, notes, half_width=pinned)

    def ranked(frame: pd.DataFrame, style: Style) -> go.Figure:
        if not pinned:
            return bars.ranked_bars(frame, style)
        # The sum of all others would be much longer than a few bars.
        return bars.ranked_bars(frame, replace(style, additive=False), most=MOST_PINNED_BARS)

    def heat(frame: pd.DataFrame, style: Style) -> go.Figure:
        if by == WEEK:
            return heatmaps.week_heatmap(frame, style)
        return heatmaps.heatmap(frame, by, [names(view.build, d, view.language) for d in by], style)

    def tiles(frame: pd.DataFrame, style: Style) -> go.Figure:
        return tile_map(city_map.every_district(view, frame), district_map.tiles(view.build.home), style)

    return {"line": line, "bars": ranked, "heat": heat, "map": tiles}[kind]


def _pin(view: View, chart: Chart) -> tuple[str, ...]:
    """Draw the button that pins the chart, and return the pins of the address that can be drawn."""
    pins = tuple(pin for pin in url_state.get("pins") if _parse_pin(view, pin))[:MOST_PINS]
    current_pin = ":".join((chart.metric, ".".join(chart.by), chart.kind))
    full = len(pins) >= MOST_PINS
    st.button(
        view.text("explore.pin"),
        key="pin",
        icon=":material/keep:",
        on_click=lambda: url_state.put(pins=[*pins, current_pin]),
        disabled=full or current_pin in pins,
        help=view.text("explore.pin_full" if full else "explore.pin_help", most=MOST_PINS),
    )
    return pins


def _pinned(view: View, pins: tuple[str, ...]) -> None:
    st.header(view.text("explore.pinned"), anchor=False)
    grid = st.grid(2, min_column_width=320, gap="small", key="pins")
    for number, pin in enumerate(pins):
        chart = _parse_pin(view, pin)
        if chart is None:
            continue
        with grid.container(height="stretch", key=f"pinned_{number}", gap="xxsmall"):
            _draw(view, chart, f"pin_{number}", pinned=True)
            st.button(
                view.text("explore.unpin"),
                key=f"unpin_{pin}",
                icon=":material/close:",
                type="tertiary",
                on_click=lambda removed: url_state.put(pins=[kept for kept in pins if kept != removed]),
                args=(pin,),
            )


def _parse_pin(view: View, pin: str) -> Chart | None:
    """Return the chart of a pin in the address; None if it cannot be drawn."""
    metric, _, rest = pin.partition(":")
    dimensions, _, kind = rest.partition(":")
    by = tuple(d for d in dimensions.split(".") if d)
    definition = catalogue().metrics.get(metric)
    if definition is None or kind not in chart_choice.CHARTS or len(by) > 2 or len(set(by)) < len(by):
        return None
    if any(d not in definition.groupings for d in by) or chart_choice.unfit(kind, by, _counter(view)):
        return None
    return Chart(metric, by, kind)


show(current())
