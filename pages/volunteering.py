"""Who gives their time, how much, and where?"""

from __future__ import annotations

import streamlit as st

from data.analyses.volunteering import HOURS
from data.catalogue.metrics import catalogue, known
from pages.charts import bars
from pages.charts.compared_bars import compared_bars
from pages.components import (
    change_drivers,
    city_map,
    deferred,
    metric_figure,
    page_header,
    ranked_table,
    takeaway,
)
from pages.components.member_labels import labelled
from pages.sections import volunteer_rates, volunteer_sources
from pages.state import drill_down, queries, url_state
from pages.state.view import View, current

ESTIMATED = "volunteer_hours_estimated"
PARTNERS = "partner_organisations"
RATES = ("returning_share", "shift_fill_rate", "volunteer_no_show_rate")
METRICS = (HOURS, "active_volunteers", *RATES, PARTNERS)
#: Rows of the tables of partners and of activities.
PARTNER_ROWS, ACTIVITY_ROWS = 7, 12


def show(view: View) -> None:
    """Show six key figures; the chosen one by district and month; partners; then shifts and activities."""
    top = page_header.top(view, view.text("volunteering.question"))
    metric = (url_state.valid_values("metric", known(METRICS), 1) or METRICS[:1])[0]
    with st.container(gap="xsmall", key="body_volunteering"):
        left, right = st.columns([1.1, 1], gap="medium")
        with left:
            # The answer names the districts with most and with fewest hours.
            describe = takeaway.remarks if metric == HOURS else takeaway.sentence
            city_map.show(view, metric, key="volunteering_map", describe=describe)
        with right, st.container(gap="xxsmall"):
            if metric == HOURS:
                volunteer_sources.show(view, key="volunteering_trend")
            else:
                metric_figure.trend(view, metric, key="volunteering_trend", height=235, box="low")
            department = drill_down.level(view, catalogue().metrics[PARTNERS], "organisation")
            ranked_table.show(view, PARTNERS, department, key="volunteering_partners", rows=PARTNER_ROWS)
        deferred.draw_later(lambda: _below(view, metric))
    by_district = labelled(
        queries.calculate(view, HOURS, ("district",)), ("district",), view.build, view.language
    )
    top.show_answer(
        view,
        page_header.sentence(view, HOURS, "overview.hours"),
        change_drivers.driver(view, HOURS, view.build.city.top_level),
        takeaway.extremes(view, catalogue().metrics[HOURS], by_district, "district", "volunteering.extremes"),
    )
    top.key_figures(view, METRICS, metric)


def _below(view: View, metric: str) -> None:
    rates = known(RATES)
    for column, rate in zip(st.columns(len(rates), gap="medium"), rates, strict=True):
        with column:
            metric_figure.trend(view, rate, key=f"volunteering_{rate}", height=200)
    left, right = st.columns(2, gap="medium")
    with left:
        volunteer_rates.show(view, rates, key="volunteering_rates")
        metric_figure.by_level(view, metric, "organisation", key="volunteering_organisation")
    with right:
        ranked_table.show(view, HOURS, "activity", key="volunteering_activity", rows=ACTIVITY_ROWS)
        metric_figure.by_level(view, metric, "area", key="volunteering_area")
    left, right = st.columns(2, gap="medium")
    with left:
        metric_figure.show(
            view, HOURS, ("weekday",), compared_bars, key="volunteering_weekday", with_change=True
        )
    if known((ESTIMATED,)):
        with right:
            _estimated(view)


def _estimated(view: View) -> None:
    metric_figure.trend(view, ESTIMATED, key="volunteering_estimated_trend", height=190)
    metric_figure.show(view, ESTIMATED, ("district",), bars.ranked_bars, key="volunteering_estimated")
    st.caption(view.text("volunteering.estimated_text"))


show(current())
