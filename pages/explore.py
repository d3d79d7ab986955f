"""Any figure, by any two of its dimensions, in the chart that fits."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables import district_map
from pages.charts import bars, chart_choice, heatmaps, lines, maps
from pages.charts.layout import in_rows
from pages.charts.small_multiples import small_multiples
from pages.charts.theme import Style
from pages.components import metric_figure, page_header
from pages.components.member_labels import complete, names
from pages.state import queries, url_state
from pages.state.view import View, current

DEFAULT = "booked_hours"
MOST_PINS = 4
NOTHING = "none"


def show(view: View) -> None:
    """Show the chosen chart, and up to four pinned charts below it; all choices are in the address."""
    page_header.title_and_answer(view, view.text("explore.question"), view.text("explore.text"))
    metric, by, chart = _choose(view)
    _draw(view, metric, by, chart, "explore")
    _pins(view, ":".join((metric, ".".join(by), chart)))


def _choose(view: View) -> tuple[str, tuple[str, ...], str]:
    metrics = catalogue().metrics
    columns = st.columns(4)
    with columns[0]:
        metric = url_state.choose(
            "metric",
            view.text("terms.metric"),
            list(metrics),
            lambda name: metrics[name].texts[view.language].title,
            DEFAULT,
        )
    possible = metrics[metric].groupings
    with columns[1]:
        first = _dimension(view, "by", "explore.by", possible, "month")
    with columns[2]:
        rest = tuple(d for d in possible if d != first)
        second = _dimension(view, "and", "explore.and", rest, NOTHING) if first != NOTHING else NOTHING
    by = tuple(d for d in (first, second) if d != NOTHING)
    count = _counter(view)
    fitting = [name for name in chart_choice.CHARTS if chart_choice.unfit(name, by, count) is None]
    with columns[3]:
        chart = url_state.choose(
            "chart",
            view.text("explore.chart"),
            fitting,
            lambda name: view.text(f"explore.chart_{name}"),
            chart_choice.best(by, count),
        )
    unfit = {name: chart_choice.unfit(name, by, count) for name in chart_choice.CHARTS}
    reasons = [
        f"{view.text(f'explore.chart_{name}')}: {view.text(f'explore.unfit_{why}')}"
        for name, why in unfit.items()
        if why
    ]
    if reasons:
        st.caption(view.text("explore.unfit") + " " + " ".join(reasons))
    return metric, by, chart


def _dimension(view: View, name: str, label: str, possible: tuple[str, ...], default: str) -> str:
    return url_state.choose(
        name,
        view.text(label),
        (NOTHING, *possible),
        lambda d: view.text("explore.none") if d == NOTHING else view.text(f"dimensions.{d}"),
        default if default in (NOTHING, *possible) else NOTHING,
    )


def _counter(view: View) -> chart_choice.Count:
    def count(dimension: str) -> int:
        if dimension in chart_choice.TIMES:
            return len(queries.months(view.build))
        return len(queries.known_members(dimension, view.build))

    return count


def _draw(view: View, metric: str, by: tuple[str, ...], chart: str, key: str) -> None:
    if chart == "line" and by == ("month",):
        metric_figure.trend(view, metric, key=key)
    elif chart == "table":
        metric_figure.table(view, metric, by, key=key)
    else:
        metric_figure.show(view, metric, by, _drawer(view, by, chart), key=key)


def _drawer(view: View, by: tuple[str, ...], chart: str) -> metric_figure.Draw:
    def line(frame: pd.DataFrame, style: Style) -> go.Figure:
        if len(by) == 1:
            return lines.trend(frame, None, style)
        other = next(d for d in by if d != "month")
        labels = names(view.build, other, view.language)
        named = frame.assign(label=[labels.get(str(member), str(member)) for member in frame[other]])
        return small_multiples(named, other, style)

    def heat(frame: pd.DataFrame, style: Style) -> go.Figure:
        if by == ("weekday", "hour"):
            return heatmaps.week_heatmap(frame, style)
        return heatmaps.heatmap(frame, by, [names(view.build, d, view.language) for d in by], style)

    def tiles(frame: pd.DataFrame, style: Style) -> go.Figure:
        places = district_map.tiles()
        named = complete(frame, "district", places["district"].tolist(), view.build, view.language)
        return maps.tile_map(named, places, style)

    return {"line": line, "bars": bars.ranked_bars, "heat": heat, "map": tiles}[chart]


def _pins(view: View, current_chart: str) -> None:
    pins = [pin for pin in url_state.get("pins") if _parse_pin(view, pin)][:MOST_PINS]
    full = len(pins) >= MOST_PINS
    st.button(
        view.text("explore.pin"),
        key="pin",
        on_click=lambda: url_state.put(pins=[*pins, current_chart]),
        disabled=full or current_chart in pins,
        help=view.text("explore.pin_full" if full else "explore.pin_help", most=MOST_PINS),
    )
    if not pins:
        return
    st.divider()
    st.header(view.text("explore.pinned"), anchor=False)
    for row in in_rows(pins, 2):
        for column, pin in zip(st.columns(2), row, strict=False):
            with column:
                metric, by, chart = _parse_pin(view, pin) or ("", (), "")
                _draw(view, metric, by, chart, f"pin_{pins.index(pin)}")
                st.button(
                    view.text("explore.unpin"),
                    key=f"unpin_{pin}",
                    on_click=lambda removed: url_state.put(
                        pins=[other for other in pins if other != removed]
                    ),
                    args=(pin,),
                )


def _parse_pin(view: View, pin: str) -> tuple[str, tuple[str, ...], str] | None:
    """Return metric, dimensions and chart of a pin in the address; None if they cannot be drawn."""
    metric, _, rest = pin.partition(":")
    dimensions, _, chart = rest.partition(":")
    by = tuple(d for d in dimensions.split(".") if d)
    definition = catalogue().metrics.get(metric)
    if definition is None or chart not in chart_choice.CHARTS or len(by) > 2 or len(set(by)) < len(by):
        return None
    if any(d not in definition.groupings for d in by) or chart_choice.unfit(chart, by, _counter(view)):
        return None
    return metric, by, chart


show(current())
