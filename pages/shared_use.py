"""To whom are the city's spaces given, and what more could be opened?"""

from __future__ import annotations

import streamlit as st

from pages.charts.bars import ranked_bars
from pages.components import deferred, metric_figure, page_header
from pages.sections import (
    potential_finder,
    potential_lists,
    potential_scenario,
    shared_use_matrix,
    week_parts,
)
from pages.sections.potential_finder import Result
from pages.state.view import View, current

METRIC = "shared_use_share"
BY_PART = (METRIC, "shared_use_of_bookable")
KEY_FIGURES = (*BY_PART, "association_share", "shared_use_hours", "booked_hours", "idle_hours")


def show(view: View) -> None:
    """Show who uses whose spaces beside the finder of idle hours; below, by time, and what could be."""
    top = page_header.top(view, view.text("shared_use.question"))
    # Within one booker type, the share of others is always 0 or 100 %.
    everybody = view.without("booker_type")
    left, right = st.columns(2, gap="medium")
    with left, st.container(gap="xxsmall"):
        shared_use_matrix.show(view, "shared_matrix")
    with right, st.container(gap="xxsmall", key="finder"):
        result = potential_finder.show(view)
    deferred.draw_later(lambda: _below(view, everybody, result))
    top.show_answer(
        everybody,
        page_header.sentence(everybody, METRIC, "shared_use.share"),
        view.text("shared_use.everybody") if view.chosen("booker_type") else "",
    )
    top.key_figures(everybody, KEY_FIGURES)


def _below(view: View, everybody: View, result: Result | None) -> None:
    """Show shared use by month and by part of the week, everything that the finder finds, and seasons."""
    left, right = st.columns(2, gap="medium")
    with left:
        metric_figure.trend(everybody, METRIC, key="shared_course", height=220)
    with right:
        metric_figure.trend(view, "shared_use_hours", key="shared_hours", height=220)
    if result is not None and not result.potential.spaces.empty:
        left, right = st.columns([1.4, 1], gap="medium")
        with left:
            potential_lists.all_spaces(view, result.potential, result.search)
        with right, st.container(gap="xsmall", key="finder_scenario"):
            potential_scenario.show(view, result)
    week_parts.show(everybody, BY_PART, "shared_week")
    _seasons(view)


def _seasons(view: View) -> None:
    """Show seasonal slots: requested and allocated hours, and the allocation rate."""
    metric_figure.heads(
        view.text("shared_use.seasons"), view.text("shared_use.seasons_text"), "shared_seasons"
    )
    left, right = st.columns(2, gap="medium")
    with left:
        metric_figure.by_level(view, "seasonal_hours_wished", "area", key="shared_wished")
        metric_figure.show(
            view, "seasonal_allocation_rate", ("booker_type",), ranked_bars, key="shared_allocation"
        )
    with right:
        metric_figure.by_level(view, "seasonal_hours_allocated", "area", key="shared_allocated")
        metric_figure.show(view, "seasonal_hours_allocated", ("weekday",), ranked_bars, key="shared_slots")


show(current())
