"""A metric on a page: title, takeaway, chart, table, source note and files, always in this order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import product
from typing import TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.analyses.annotations import Annotation
from data.catalogue.metrics import Metric, catalogue
from data.comparison import PRECEDING, YEAR
from data.disclosure import rounds
from data.period import at_least_a_year
from data.text import numbers
from pages.charts import bars, lines
from pages.charts.theme import Style, alt_text
from pages.components import deferred, downloads, metric_source, plotly_chart, tables, takeaway
from pages.components.member_labels import labelled
from pages.components.tool_row import Tool, table_tool, tool_row
from pages.state import chart_click, drill_down, filters, queries
from pages.state.view import View

_DRAWN = "figures_drawn"
Prepared = TypeVar("Prepared")
Draw = Callable[[pd.DataFrame, Style], go.Figure]
#: Returns the sentence next to the title, from the view, the metric, its frame and the dimensions.
Describe = Callable[[View, Metric, pd.DataFrame, tuple[str, ...]], str]


def style(
    view: View, metric: Metric, by: tuple[str, ...] = (), choice: chart_click.Choice | None = None
) -> Style:
    """Return the style of a metric's charts; the chosen member, or those of the filters, are highlighted."""
    selected: tuple[str, ...]
    if choice:
        selected = (choice.member,)
    elif by == ("month",):
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


def heads(heading: str, takeaway: str, key: str, beside: Callable[[], None] | None = None) -> None:
    """Write a figure's title and its takeaway (Markdown), on one line where there is room.

    ``beside`` draws a control at the end of the line.
    """
    with st.container(horizontal=True, gap="small", key=f"{key}_heads"):
        st.header(heading, anchor=False, width="content")
        if takeaway:
            st.markdown(takeaway)
        if beside:
            with st.container(key=f"{key}_beside", width="content"):
                beside()


def show(
    view: View,
    metric_id: str,
    by: tuple[str, ...],
    draw: Draw,
    *,
    key: str,
    box: str = "",
    scrolls: bool = False,
    with_change: bool = False,
    choice: chart_click.Choice | None = None,
    describe: Describe = takeaway.sentence,
    beside: Callable[[], None] | None = None,
) -> None:
    """Draw a metric by one or two dimensions. ``draw`` creates the chart of a frame with a ``label``.

    A click on the chart filters the page, or makes a ``choice``; the chart itself goes on showing what else
    there is. In a ``box`` its height follows the window (``chart``). ``with_change`` adds the base period to
    the frame of one dimension (``data.contribution.with_change``).
    """
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, by)
    whole = view.without(*by)
    single = by[0] if len(by) == 1 else None

    def calculate() -> tuple[pd.DataFrame, str]:
        figures = (
            queries.with_change(whole, metric_id, single)
            if with_change and single
            else queries.calculate(whole, metric_id, by)
        )
        frame = labelled(figures, by, view.build, view.language)
        return frame, describe(whole, metric, frame, by)

    place, (frame, text) = _prepare(key, calculate)
    with place:
        heads(heading, text, key, beside)
        if _has_something_to_show(frame, single):
            drawn = draw(frame, style(view, metric, by, choice))
            chart(view, drawn, frame, metric, heading, key, by, box=box, scrolls=scrolls, choice=choice)
        deferred.draw_later(lambda: foot(whole, metric, frame, by, heading, key))


def table(view: View, metric_id: str, by: tuple[str, ...], *, key: str) -> None:
    """A metric as a table alone, for dimensions that no chart has room for."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, by)
    frame = labelled(queries.calculate(view, metric_id, by), by, view.build, view.language)
    heads(heading, takeaway.sentence(view, metric, frame, by), key)
    tables.show(view, metric, frame, by, heading)
    files(view, metric.id, by, key, None)
    deferred.draw_later(lambda: figure_tools(view, metric, key, None))


def _has_something_to_show(frame: pd.DataFrame, dimension: str | None) -> bool:
    """Return whether a chart adds anything: not if only the unknown member has a value."""
    known = frame if dimension is None else frame[frame[dimension] != "unknown"]
    return bool(known["value"].notna().any() or known["suppressed"].any())


def _prepare(key: str, calculate: Callable[[], Prepared]) -> tuple[DeltaGenerator, Prepared]:
    """Return the container of a figure and what is calculated for it, meanwhile with a skeleton.

    Later the chart stays, faded: in a container that is not emptied the browser keeps its chart.
    """
    drawn = st.session_state.setdefault(_DRAWN, set())
    if key in drawn:
        return st.container(gap="xxsmall"), calculate()
    drawn.add(key)
    place = st.empty()
    with place.skeleton(height=320):
        prepared = calculate()
    return place.container(gap="xxsmall"), prepared


def by_level(view: View, metric_id: str, hierarchy: str, *, key: str) -> None:
    """Draw a metric by the level of a hierarchy that the filters lead to, with the way back."""
    metric = catalogue().metrics[metric_id]
    drill_down.breadcrumb(view, metric, hierarchy, key)
    show(view, metric_id, (drill_down.level(view, metric, hierarchy),), bars.ranked_bars, key=key)


def trend(view: View, metric_id: str, *, key: str, height: int = 320, box: str = "") -> None:
    """Draw a metric by month, with the base period if the reader compares with one, in a ``box`` of
    ``chart``."""
    metric = catalogue().metrics[metric_id]
    heading = title(view, metric, ("month",))

    def calculate() -> tuple[pd.DataFrame, pd.DataFrame, str]:
        found = queries.trend(view, metric_id)
        now, before = (
            labelled(frame, ("month",), view.build, view.language) for frame in (found.now, found.before)
        )
        return now, before, takeaway.sentence(view, metric, now, ("month",))

    place, (now, before, text) = _prepare(key, calculate)
    with place:
        heads(heading, text, key)
        previous = before if view.compare_with in (YEAR, PRECEDING) and len(before) else None
        if now["value"].notna().any():
            drawn = lines.trend(now, previous, style(view, metric, ("month",)), height)
            lines.annotate(drawn, annotations_of(view, metric_id, now), now, style(view, metric, ("month",)))
            chart(view, drawn, now, metric, heading, key, ("month",), box=box)
            if at_least_a_year(view.chosen_filters) != view.chosen_filters:
                st.caption(view.text("figure.year_around"))
        deferred.draw_later(lambda: foot(view, metric, now, ("month",), heading, key, previous))


def annotations_of(view: View, metric_id: str, frame: pd.DataFrame) -> tuple[Annotation, ...]:
    """Return what a chart of a metric by the months of ``frame`` is annotated with."""
    months = sorted(frame["month"].unique())
    return queries.annotations_of(metric_id, months, view.language, view.scope, build=view.build)


def chart(
    view: View,
    figure: go.Figure,
    frame: pd.DataFrame,
    metric: Metric,
    heading: str,
    key: str,
    by: tuple[str, ...] = (),
    *,
    box: str = "",
    scrolls: bool = False,
    choice: chart_click.Choice | None = None,
) -> None:
    """Draw a Plotly chart with its alternative text; a click filters if ``by`` are filters, or chooses.

    In a ``box`` the height is that of page.css: 'window' is as high as the window allows, 'low' as much lower
    as a chart by month can be, 'fit' has the height of the chart unless the window is low. A chart that
    ``scrolls`` keeps its height there.
    """
    is_clickable = bool(choice) or chart_click.clickable(by)
    place: AbstractContextManager[object] = nullcontext()
    if box:
        place = st.container(key=f"{box}_{key}", height=figure.layout.height, border=False)
        if not scrolls:
            figure.layout.height = None
    with place:
        plotly_chart.draw(
            figure,
            key,
            alt_text(frame, style(view, metric), heading),
            chart_click.on_click(key, by, choice) if is_clickable else None,
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
    is_chart: bool = True,
) -> None:
    """Draw what is below every figure: filters it cannot use, table, files, picture and source note."""
    left = filters.unusable(view.language, view.filters, queries.usable(view, metric.id))
    if left:
        st.caption(view.text("figure.unfiltered", filters=left.lower()))
    if rounds(metric, view.scope):
        st.caption(view.text("disclosure.rounded"))

    def show_table() -> None:
        tables.show(view, metric, frame, by, heading, before)
        files(view, metric.id, by, key, heading if is_chart else None)

    figure_tools(view, metric, key, show_table if len(frame) else None)


def figure_tools(
    view: View,
    metric: Metric,
    key: str,
    show_table: Callable[[], None] | None,
    show_source: Callable[[], None] | None = None,
) -> None:
    """Draw the row below a figure: its table and files, and its source note."""
    tools = {}
    if show_table:
        tools["table"] = table_tool(view, view.text("figure.table"), show_table)
    source = show_source or (lambda: metric_source.show(view, metric))
    tools["source"] = Tool(metric_source.label(view, metric), ":material/info:", source)
    tool_row(key, tools)


def folds(
    view: View,
    metric: Metric,
    key: str,
    show_table: Callable[[], None],
    show_source: Callable[[], None] | None = None,
) -> None:
    """Draw the tools below a chart that is not one metric by dimensions."""
    deferred.draw_later(lambda: figure_tools(view, metric, key, show_table, show_source))


def files(view: View, metric_id: str, by: tuple[str, ...], key: str, heading: str | None) -> None:
    """Draw links to the figures as CSV and Excel and, with its ``heading``, to the chart as a picture."""
    downloads.file_links(view, downloads.figures(view, metric_id, by), key)
    if heading:
        pictures(view, key, heading)


def pictures(view: View, key: str, heading: str) -> None:
    """Draw buttons that save the chart ``key`` with its title, the filters and the build."""
    words = filters.sentence(view.build, view.language, view.chosen_filters)
    source = view.plain_text("figure.picture_source", build=view.build.id, filters=words)
    downloads.pictures(view, key, heading, source)
