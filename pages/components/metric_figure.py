"""A metric on a page: title, takeaway, chart, table, source note and files, always in this order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import product
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.catalogue.metrics import Metric, catalogue
from data.comparison import PRECEDING, YEAR
from data.period import at_least_a_year
from data.text import numbers
from pages.charts import bars, lines
from pages.charts.theme import Style, alt_text, plotly_config
from pages.components import deferred, downloads, metric_source, tables, takeaway
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import labelled
from pages.state import chart_click, drill_down, filters, queries
from pages.state.view import View

_DRAWN = "figures_drawn"
Draw = Callable[[pd.DataFrame, Style], go.Figure]


def style(view: View, metric: Metric, by: tuple[str, ...] = ()) -> Style:
    """Return the style of a metric's charts; members that the page is filtered by are highlighted."""
    selected: tuple[str, ...]
    if by == ("month",):
        start, end = view.chosen_filters.from_month, view.chosen_filters.to_month
        selected = (start,) if start and start == end else ()
    else:
        selected = tuple(",".join(members) for members in product(*(view.chosen(d) for d in by)))
    against = view.compare_with if view.compare_with in (YEAR, PRECEDING) else YEAR
    return Style(
        view.language,
        view.dark,
        metric.unit,
        metric.additive,
        tuple(filter(None, selected)),
        against,
        view.phone,
    )


def title(view: View, metric: Metric, by: tuple[str, ...]) -> str:
    """What is shown, and in which unit where that is not clear: 'Varausaste peruspiireittäin (%)'."""
    groups = f" {view.text('terms.and')} ".join(view.text(f"dimensions.by_{d}") for d in by)
    text = f"{metric.texts[view.language].title} {groups}".rstrip()
    return numbers.in_title(text, metric.unit, view.language)


def show(view: View, metric_id: str, by: tuple[str, ...], draw: Draw, *, key: str) -> None:
    """Draw a metric by one or two dimensions. ``draw`` creates the chart of a frame with a ``label``.

    A click on the chart filters the page; the chart itself goes on showing what else there is.
    """
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, by)
    st.header(heading, anchor=False)
    place = st.empty()
    with _waiting(place, key):
        whole = view.without(*by)
        frame = labelled(queries.calculate(whole, metric_id, by), by, view.build, view.language)
        single = by[0] if len(by) == 1 else None
        text = takeaway.sentence(whole, metric, frame, by)
    with place.container():
        st.markdown(text)
        if _has_something_to_show(frame, single):
            chart(view, draw(frame, style(view, metric, by)), frame, metric, heading, key, by)

        def draw_foot() -> None:
            if single:
                drill_down.closer(view, single, frame["member"].tolist(), key)
            foot(whole, metric, frame, by, heading, key)

        deferred.draw_later(draw_foot)


def table(view: View, metric_id: str, by: tuple[str, ...], *, key: str) -> None:
    """A metric as a table alone, for dimensions that no chart has room for."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, by)
    st.header(heading, anchor=False)
    frame = labelled(queries.calculate(view, metric_id, by), by, view.build, view.language)
    st.markdown(takeaway.sentence(view, metric, frame, by))
    foot(view, metric, frame, by, heading, key, unfolded=True)


def _has_something_to_show(frame: pd.DataFrame, dimension: str | None) -> bool:
    """Return whether a chart adds anything: not if only the unknown member has a value."""
    known = frame if dimension is None else frame[frame[dimension] != "unknown"]
    return bool(known["value"].notna().any() or known["suppressed"].any())


def _waiting(place: DeltaGenerator, key: str) -> AbstractContextManager[object]:
    """Show a skeleton for the first chart. A later chart stays, faded, until the new one is there, since
    removing it and drawing a new one takes twice as long."""
    first = key not in st.session_state.setdefault(_DRAWN, set())
    st.session_state[_DRAWN].add(key)
    return place.skeleton(height=320) if first else nullcontext()


def by_level(view: View, metric_id: str, hierarchy: str, *, key: str) -> None:
    """Draw a metric by the level of a hierarchy that the filters lead to, with the way back."""
    metric = catalogue().metrics[metric_id]
    drill_down.breadcrumb(view, metric, hierarchy, key)
    show(view, metric_id, (drill_down.level(view, metric, hierarchy),), bars.ranked_bars, key=key)


def trend(view: View, metric_id: str, *, key: str) -> None:
    """Draw a metric by month, with the base period if the reader compares with one."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, ("month",))
    st.header(heading, anchor=False)
    place = st.empty()
    with _waiting(place, key):
        found = queries.trend(view, metric_id)
        now, before = (
            labelled(frame, ("month",), view.build, view.language) for frame in (found.now, found.before)
        )
        text = takeaway.sentence(view, metric, now, ("month",))
    with place.container():
        st.markdown(text)
        previous = before if view.compare_with in (YEAR, PRECEDING) and len(before) else None
        if now["value"].notna().any():
            drawn = lines.trend(now, previous, style(view, metric, ("month",)))
            chart(view, drawn, now, metric, heading, key, ("month",))
            if at_least_a_year(view.chosen_filters) != view.chosen_filters:
                st.caption(view.text("figure.year_around"))
        deferred.draw_later(lambda: foot(view, metric, now, ("month",), heading, key, previous))


def chart(
    view: View,
    figure: go.Figure,
    frame: pd.DataFrame,
    metric: Metric,
    heading: str,
    key: str,
    by: tuple[str, ...] = (),
) -> None:
    """Draw a Plotly chart with its alternative text; a click filters if ``by`` are filters."""
    extra: dict[str, Any] = {}
    if chart_click.clickable(by):
        extra = {"on_select": chart_click.on_select(key, by), "selection_mode": "points"}
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        config=plotly_config(view.language),
        alt=alt_text(frame, style(view, metric), heading),
        **extra,
    )


def foot(
    view: View,
    metric: Metric,
    frame: pd.DataFrame,
    by: tuple[str, ...],
    heading: str,
    key: str,
    before: pd.DataFrame | None = None,
    *,
    unfolded: bool = False,
) -> None:
    """Draw what is below every figure: filters it cannot use, table, files, picture and source note."""
    left = filters.unusable(view.language, view.filters, queries.usable(view, metric.id))
    if left:
        st.caption(view.text("figure.unfiltered", filters=left.lower()))
    if len(frame):

        def show_table() -> None:
            tables.show(view, metric, frame, by, heading, before)
            files(view, metric.id, by, key, heading)

        lazy_expander(view.text("figure.table"), f"{key}_table", show_table, is_open=unfolded)
    lazy_expander(
        metric_source.label(view, metric), f"{key}_source", lambda: metric_source.show(view, metric)
    )


def folds(
    view: View,
    metric: Metric,
    key: str,
    show_table: Callable[[], None],
    show_source: Callable[[], None] | None = None,
) -> None:
    """Draw expanders with table and source note below a chart that is not one metric by dimensions."""
    source = show_source or (lambda: metric_source.show(view, metric))

    def draw() -> None:
        lazy_expander(view.text("figure.table"), f"{key}_table", show_table)
        lazy_expander(metric_source.label(view, metric), f"{key}_source", source)

    deferred.draw_later(draw)


def files(view: View, metric_id: str, by: tuple[str, ...], key: str, heading: str) -> None:
    """Draw links to the figures as CSV and Excel, and to the chart ``key`` as a picture."""
    export = downloads.figures(view, metric_id, by)
    downloads.file_links(view, export, key)
    pictures(view, key, heading)


def pictures(view: View, key: str, heading: str) -> None:
    """Draw buttons that save the chart ``key`` with its title, the filters and the build."""
    words = filters.sentence(view.build, view.language, view.chosen_filters)
    source = view.plain_text("figure.picture_source", build=view.build.id, filters=words)
    downloads.pictures(view, key, heading, source)
