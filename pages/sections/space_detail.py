"""One space: its days, its hours, its bookers, lead time and denial rate."""

from __future__ import annotations

import streamlit as st

from pages.charts import bars, heatmaps
from pages.components import metric_figure, page_header
from pages.components.member_labels import names
from pages.state import queries, url_state
from pages.state.view import View

KEY_FIGURES = (
    *("booking_rate", "occupied_hours", "bookable_hours"),
    *("average_lead_time", "cancellation_rate", "denial_rate"),
)


def show(view: View, space: str) -> None:
    """Show the page of a space, with a button back to all spaces."""
    name = names(view.build, "space", view.language).get(space, space)
    with view.header:
        st.button(
            "← " + view.text("terms.all_spaces"),
            key="all_spaces",
            type="tertiary",
            on_click=lambda: url_state.put(space=None),
        )
    top = page_header.top(view, view.text("spaces.one", name=name))

    if queries.calculate(view, "bookable_hours")["value"].fillna(0).eq(0).all():
        st.info(view.text("spaces.one_unknown"))
    else:
        metric_figure.show(view, "booking_rate", ("date",), heatmaps.calendar, key="space_days")
        metric_figure.show(view, "booking_rate", ("weekday", "hour"), heatmaps.week_heatmap, key="space_heat")
    left, right = st.columns(2)
    with left:
        metric_figure.show(view, "booked_hours", ("booker_type",), bars.ranked_bars, key="space_bookers")
    with right:
        metric_figure.trend(view, "booked_hours", key="space_hours")
    top.show_answer(view, page_header.sentence(view, "booking_rate", "spaces.one"))
    top.key_figures(view, KEY_FIGURES)
