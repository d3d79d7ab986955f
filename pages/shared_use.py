"""To whom are the city's spaces given, and what more could be opened?"""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from pages.charts.bars import ranked_bars
from pages.components import metric_figure, page_header, tabs
from pages.components.member_labels import labelled
from pages.components.takeaway import extremes
from pages.sections import potential_finder, shared_use_matrix, week_parts
from pages.state import queries
from pages.state.view import View, current

METRIC = "shared_use_share"
BY_PART = (METRIC, "shared_use_of_bookable")
KEY_FIGURES = (*BY_PART, "association_share", "shared_use_hours", "booked_hours", "idle_hours")


def show(view: View) -> None:
    """Show who uses whose spaces, by month and by part of the week; then the finder of idle hours."""
    top = page_header.top(view, view.text("shared_use.question"))
    # Within one booker type, the share of others is always 0 or 100 %.
    everybody = view.without("booker_type")
    tabs.show(
        view,
        "shared_use",
        {
            "matrix": lambda: shared_use_matrix.show(view, "shared_matrix"),
            "course": lambda: _course(view, everybody),
            "week": lambda: week_parts.show(everybody, BY_PART, "shared_week"),
            "seasons": lambda: _seasons(view),
            "finder": lambda: potential_finder.show(view),
        },
    )
    by_owner = labelled(
        queries.calculate(everybody.without("department"), METRIC, ("department",)),
        ("department",),
        view.build,
        view.language,
    )
    top.show_answer(
        everybody,
        page_header.sentence(everybody, METRIC, "shared_use.share"),
        extremes(view, catalogue().metrics[METRIC], by_owner, "department", "shared_use.extremes"),
        view.text("shared_use.everybody") if view.chosen("booker_type") else "",
    )
    top.key_figures(everybody, KEY_FIGURES)


def _course(view: View, everybody: View) -> None:
    metric_figure.trend(everybody, METRIC, key="shared_course")
    metric_figure.trend(view, "shared_use_hours", key="shared_hours")


def _seasons(view: View) -> None:
    """Show seasonal slots: requested and allocated hours, and the allocation rate."""
    st.markdown(view.text("shared_use.seasons_text"))
    left, right = st.columns(2)
    with left:
        metric_figure.by_level(view, "seasonal_hours_wished", "area", key="shared_wished")
        metric_figure.show(
            view, "seasonal_allocation_rate", ("booker_type",), ranked_bars, key="shared_allocation"
        )
    with right:
        metric_figure.by_level(view, "seasonal_hours_allocated", "area", key="shared_allocated")
        metric_figure.show(view, "seasonal_hours_allocated", ("weekday",), ranked_bars, key="shared_slots")


show(current())
