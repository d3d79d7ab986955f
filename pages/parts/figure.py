"""A metric on a page: title, takeaway, chart, table, origin and file, always in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue import Metric, catalogue
from pages.parts import ask, charts, filters, links, numbers, origin, tables, takeaway
from pages.parts.labels import labelled
from pages.parts.locale import plotly_config
from pages.parts.view import View

Draw = Callable[[pd.DataFrame, charts.Style, str], go.Figure]


def style(view: View, metric: Metric) -> charts.Style:
    """How charts of a metric are drawn for this reader."""
    return charts.Style(view.language, view.dark, metric.unit, metric.additive)


def title(view: View, metric: Metric, by: tuple[str, ...]) -> str:
    """What is shown and in which unit: 'Varausaste (%): peruspiiri'."""
    return view.say(
        "figure.by",
        title=metric.texts[view.language].title,
        unit=numbers.unit_name(metric.unit, view.language),
        dimensions=" × ".join(view.say(f"dimensions.{d}").lower() for d in by),
    )


def show(
    view: View,
    metric_id: str,
    by: tuple[str, ...],
    draw: Draw,
    *,
    on_select: Callable[[], None] | None = None,
    key: str | None = None,
) -> None:
    """A metric by one or two dimensions. ``draw`` makes the chart of a frame with a ``label``."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, by)
    st.header(heading, anchor=False)
    place = st.empty()
    with place.skeleton(height=320):
        frame = labelled(ask.calculate(view, metric_id, by), by, view.build, view.language)
        single = by[0] if len(by) == 1 else None
        text = takeaway.sentence(view, metric, frame, single)
    with place.container():
        st.markdown(text)
        if frame["value"].notna().any():
            chart(view, draw(frame, style(view, metric), heading), frame, metric, heading, key, on_select)
        _foot(view, metric, frame, by, heading)


def trend(view: View, metric_id: str, *, key: str | None = None) -> None:
    """A metric by month, beside the year before where the reader compares."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, ("month",))
    st.header(heading, anchor=False)
    place = st.empty()
    with place.skeleton(height=320):
        found = ask.trend(view, metric_id)
        now, before = (
            labelled(frame, ("month",), view.build, view.language) for frame in (found.now, found.before)
        )
        text = takeaway.sentence(view, metric, now, "month")
    with place.container():
        st.markdown(text)
        previous = before if view.compared and len(before) else None
        if now["value"].notna().any():
            figure = charts.trend(now, previous, style(view, metric), heading)
            chart(view, figure, now, metric, heading, key)
        _foot(view, metric, now, ("month",), heading, previous)


def chart(
    view: View,
    figure: go.Figure,
    frame: pd.DataFrame,
    metric: Metric,
    heading: str,
    key: str | None = None,
    on_select: Callable[[], None] | None = None,
) -> None:
    """A Plotly chart with its alternative text."""
    extra: dict[str, Any] = {}
    if on_select is not None:
        extra = {"on_select": on_select, "selection_mode": "points"}
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        config=plotly_config(view.language),
        alt=charts.describe(frame, style(view, metric), heading),
        **extra,
    )


def _foot(
    view: View,
    metric: Metric,
    frame: pd.DataFrame,
    by: tuple[str, ...],
    heading: str,
    before: pd.DataFrame | None = None,
) -> None:
    """What stands under every figure: filters it could not take, table, origin, file."""
    left = filters.unusable(view.language, view.filters, ask.usable(view, metric.id))
    if left:
        st.caption(view.say("figure.unfiltered", filters=left.lower()))
    if len(frame):
        with st.expander(view.say("figure.table")):
            tables.show(view, metric, frame, by, heading, before)
            export = links.figures(view, metric.id, by)
            st.link_button(view.say("figure.csv"), links.url(export, "csv"))
    with st.expander(view.say("figure.source")):
        origin.show(view, metric)
