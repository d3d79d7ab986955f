"""When and where are spaces in use, and where are they empty?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue.metrics import catalogue
from pages.charts import heatmaps
from pages.components import city_map, deferred, downloads, metric_figure, page_header, spaces_table
from pages.components.member_labels import labelled
from pages.components.takeaway import extremes
from pages.components.tool_row import table_tool, tool_row
from pages.sections import space_scatter
from pages.state import queries
from pages.state.view import View, current

METRIC = "booking_rate"
#: What is shown of spaces whose opening hours nobody knows.
WITHOUT_HOURS = "booked_hours"


def show(view: View) -> None:
    """Show the booking rate by hour of the week beside the ranking of spaces; below, by area and space."""
    top = page_header.top(view, view.text("spaces.question"))
    if _is_unknown(view, METRIC) and not _is_unknown(view, WITHOUT_HOURS):
        _without_hours(view, top)
        return
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        metric_figure.show(
            view,
            METRIC,
            ("weekday", "hour"),
            heatmaps.week_heatmap,
            key="spaces_heat",
            box="" if view.phone else "window",
        )
    with right:
        spaces_table.ranked(view, METRIC, "rooms")
    deferred.draw_later(lambda: _below(view))
    by_district = labelled(
        queries.calculate(view, METRIC, ("district",)), ("district",), view.build, view.language
    )
    top.show_answer(
        view,
        page_header.sentence(view, METRIC, "overview.rate"),
        extremes(view, catalogue().metrics[METRIC], by_district, "district", "spaces.extremes"),
    )
    top.key_figures(view, (METRIC, "bookable_hours", "occupied_hours"))


def _is_unknown(view: View, metric: str) -> bool:
    return bool(queries.calculate(view, metric, ())["value"].isna().all())


def _without_hours(view: View, top: page_header.PageTop) -> None:
    """Show what is booked, as there is no rate without opening hours."""
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        metric_figure.show(
            view,
            WITHOUT_HOURS,
            ("weekday", "hour"),
            heatmaps.week_heatmap,
            key="spaces_heat",
            box="" if view.phone else "window",
        )
    with right:
        metric_figure.by_level(view, WITHOUT_HOURS, "organisation", key="spaces_organisation")
    deferred.draw_later(lambda: metric_figure.by_level(view, WITHOUT_HOURS, "area", key="spaces_area"))
    top.show_sentences(view.text("spaces.without_hours"))
    top.key_figures(view, (WITHOUT_HOURS, "bookings"))


def _below(view: View) -> None:
    """Show where spaces are in use, how full they are, and those without hours or bookings."""
    left, right = st.columns(2, gap="medium")
    with left:
        metric_figure.by_level(view, METRIC, "area", key="spaces_area")
        city_map.show_units(view, METRIC, "spaces_units")
    with right:
        metric_figure.by_level(view, METRIC, "organisation", key="spaces_organisation")
        space_scatter.show(view, "spaces_fill")
    left, right = st.columns(2, gap="medium")
    with left:
        _listed(view, queries.unknown_denominator(view), "unknown")
    with right:
        _listed(view, queries.without_booking(view), "unused")


def _listed(view: View, frame: pd.DataFrame, name: str) -> None:
    """Show how many spaces a list (``data.analyses.spaces.LISTS``) has, and its button, which opens it."""
    title = view.text(f"spaces.{name}")
    if frame.empty:
        metric_figure.heads(title, view.text(f"spaces.{name}_none"), f"spaces_{name}")
        return
    metric_figure.heads(title, view.text(f"spaces.{name}_text", count=len(frame)), f"spaces_{name}")

    def show_list() -> None:
        spaces_table.listed(view, frame, title)
        downloads.file_links(view, downloads.spaces(view, name), f"spaces_{name}")

    tool_row(f"spaces_{name}", {"list": table_tool(view, view.text("spaces.list"), show_list)})


show(current())
