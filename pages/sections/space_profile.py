"""The profile of one space, in a dialog over any page: its days, hours, bookers and trend.

The address opens it (``detail=space:<code>``), so it has a link of its own, and going back closes it.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.analyses.spaces import SPACE_DIMENSIONS
from pages.charts import bars, heatmaps
from pages.components import deferred, downloads, metric_figure, page_header
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import offered
from pages.state import queries, url_state
from pages.state.view import View

KEY_FIGURES = (
    *("booking_rate", "occupied_hours", "bookable_hours"),
    *("average_lead_time", "cancellation_rate", "denial_rate"),
)
#: The address that the profile was drawn for, in the session.
_DRAWN_FOR = "detail_drawn_for"


def show(view: View) -> None:
    """Open the profile that the address names, if any."""
    if not url_state.get("detail"):
        return
    labels = offered(view.build, "space", view.language, view.scope)
    spaces = {url_state.detail_of(space): space for space in labels}
    chosen = url_state.valid_values("detail", spaces, 1)
    if not chosen:
        return
    space = spaces[chosen[0]]
    url_state.mark_drawn(_DRAWN_FOR)
    dialog = st.dialog(
        escape_markdown(labels[space]), width="large", on_dismiss=lambda: url_state.put(detail=None)
    )
    dialog(_profile)(view.without(*SPACE_DIMENSIONS).only_in("space", space))


def _profile(view: View) -> None:
    """Draw the profile. A click on a chart in it filters the whole page, which then runs."""
    url_state.restore()
    if not url_state.is_as_drawn(_DRAWN_FOR):
        st.rerun()
    deferred.start()
    with st.container(gap="xsmall", key="space_profile"):
        top = page_header.PageTop(st.container(key="space_answer"), st.container())
        left, right = st.columns(2, gap="medium")
        if queries.calculate(view, "bookable_hours")["value"].fillna(0).eq(0).all():
            left.info(view.text("spaces.one_unknown"))
        else:
            with left:
                metric_figure.show(view, "booking_rate", ("date",), heatmaps.calendar, key="space_days")
            with right:
                week = partial(heatmaps.week_heatmap, height=240)
                metric_figure.show(view, "booking_rate", ("weekday", "hour"), week, key="space_heat")
        left, right = st.columns(2, gap="medium")
        with left:
            metric_figure.trend(view, "booked_hours", key="space_hours", height=190)
            copied = view.plain_text("shell.copied")
            st.html(downloads.copy_button(view.plain_text("spaces.one_link"), copied, downloads.page()))
        with right:
            metric_figure.show(view, "booked_hours", ("booker_type",), bars.ranked_bars, key="space_bookers")
        top.show_sentences(page_header.sentence(view, "booking_rate", "spaces.one"))
        top.key_figures(view, KEY_FIGURES, key="space_")
        deferred.draw_waiting()
