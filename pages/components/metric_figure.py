"""A metric on a page: title, takeaway, chart, table, origin and files, always in this order."""

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
    """How charts of a metric are drawn for this reader; what the page is filtered by stands out."""
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
    """A metric by one or two dimensions. ``draw`` makes the chart of a frame with a ``label``.

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
        text = takeaway.sentence(whole, metric, frame, single)
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
    st.markdown(takeaway.sentence(view, metric, frame, by[0] if len(by) == 1 else None))
    foot(view, metric, frame, by, heading, key, unfolded=True)


def _has_something_to_show(frame: pd.DataFrame, dimension: str | None) -> bool:
    """Whether a chart says more than a sentence: not where nothing but the unknown has a value."""
    known = frame if dimension is None else frame[frame[dimension] != "unknown"]
    return bool(known["value"].notna().any() or known["suppressed"].any())


def _waiting(place: DeltaGenerator, key: str) -> AbstractContextManager[object]:
    """A skeleton where nothing stands yet. Later the chart stays, faded, until the new one is there:
    to take it off and draw it anew takes twice as long."""
    first = key not in st.session_state.setdefault(_DRAWN, set())
    st.session_state[_DRAWN].add(key)
    return place.skeleton(height=320) if first else nullcontext()


def by_level(view: View, metric_id: str, hierarchy: str, *, key: str) -> None:
    """A metric by the level of a hierarchy at which the reader stands, with the way back."""
    metric = catalogue().metrics[metric_id]
    drill_down.breadcrumb(view, metric, hierarchy, key)
    show(view, metric_id, (drill_down.level(view, metric, hierarchy),), bars.ranked_bars, key=key)


def trend(view: View, metric_id: str, *, key: str) -> None:
    """A metric by month, beside the base period where the reader compares with one."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, ("month",))
    st.header(heading, anchor=False)
    place = st.empty()
    with _waiting(place, key):
        found = queries.trend(view, metric_id)
        now, before = (
            labelled(frame, ("month",), view.build, view.language) for frame in (found.now, found.before)
        )
        text = takeaway.sentence(view, metric, now, "month")
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
    """A Plotly chart with its alternative text; a click filters where ``by`` can be filtered by."""
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
    """What stands under every figure: filters it could not take, table, files and picture, origin."""
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
    """The table and the origin of a chart that is not one metric by its dimensions, folded below it."""
    source = show_source or (lambda: metric_source.show(view, metric))

    def draw() -> None:
        lazy_expander(view.text("figure.table"), f"{key}_table", show_table)
        lazy_expander(metric_source.label(view, metric), f"{key}_source", source)

    deferred.draw_later(draw)


def files(view: View, metric_id: str, by: tuple[str, ...], key: str, heading: str) -> None:
    """The figures as CSV and Excel, and the chart ``key`` as a picture."""
    export = downloads.figures(view, metric_id, by)
    downloads.file_links(view, export, key)
    pictures(view, key, heading)


def pictures(view: View, key: str, heading: str) -> None:
    """The chart ``key`` as SVG and PNG, with its title, the filters and the build written in."""
    words = filters.sentence(view.build, view.language, view.chosen_filters)
    source = view.plain_text("figure.picture_source", build=view.build.id, filters=words)
    downloads.pictures(view, key, heading, source)
