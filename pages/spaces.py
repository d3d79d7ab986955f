"""When and where are spaces in use, and where are they empty?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue.metrics import catalogue
from pages.charts import heatmaps
from pages.components import city_map, metric_figure, page_header, spaces_table, tabs
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import labelled
from pages.components.takeaway import extremes
from pages.sections import space_detail, space_scatter
from pages.state import queries
from pages.state.view import View, current

METRIC = "booking_rate"


def show(view: View) -> None:
    """Show the booking rate by hour of the week, area, organisation and space; or the page of one space."""
    if len(view.chosen("space")) == 1:
        space_detail.show(view, view.chosen("space")[0])
        return
    top = page_header.top(view, view.text("spaces.question"))
    tabs.show(
        view,
        "spaces",
        {
            "when": lambda: metric_figure.show(
                view, METRIC, ("weekday", "hour"), heatmaps.week_heatmap, key="spaces_heat"
            ),
            "where": lambda: _where(view),
            "rooms": lambda: _rooms(view),
        },
    )
    by_district = labelled(
        queries.calculate(view, METRIC, ("district",)), ("district",), view.build, view.language
    )
    top.show_answer(
        view,
        page_header.sentence(view, METRIC, "overview.rate"),
        extremes(view, catalogue().metrics[METRIC], by_district, "district", "spaces.extremes"),
    )
    top.key_figures(view, (METRIC, "bookable_hours", "occupied_hours"))


def _where(view: View) -> None:
    left, right = st.columns(2)
    with left:
        metric_figure.by_level(view, METRIC, "area", key="spaces_area")
    with right:
        metric_figure.by_level(view, METRIC, "organisation", key="spaces_organisation")
    city_map.show_units(view, METRIC, "spaces_units")


def _rooms(view: View) -> None:
    spaces_table.ranked(view, METRIC, "rooms")
    space_scatter.show(view, "spaces_fill")
    _listed(view, queries.unknown_denominator(view), "unknown")
    _listed(view, queries.without_booking(view), "unused")


def _listed(view: View, frame: pd.DataFrame, words: str) -> None:
    st.header(view.text(f"spaces.{words}"), anchor=False)
    if frame.empty:
        st.markdown(view.text(f"spaces.{words}_none"))
        return
    st.markdown(view.text(f"spaces.{words}_text", count=len(frame)))
    title = view.text(f"spaces.{words}")
    lazy_expander(
        view.text("spaces.list"), f"spaces_{words}", lambda: spaces_table.listed(view, frame, title)
    )


show(current())
