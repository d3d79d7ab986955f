"""How do the districts differ, and how is one of them doing?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.analyses import districts
from data.catalogue.metrics import Metric, catalogue
from data.period import at_least_a_year
from data.reference_tables import areas
from data.text import numbers
from pages.charts.small_multiples import small_multiples
from pages.charts.theme import Style
from pages.components import city_map, deferred, metric_figure, page_header, takeaway
from pages.components.member_labels import labelled, names
from pages.sections import district_profile, district_ranking
from pages.state import queries, url_state
from pages.state.chart_click import Choice
from pages.state.view import View, current

BY = ("district",)
DEFAULT = "booked_hours"
#: Shares of the width: map, ranking, profile; and the choices above the first two.
COLUMNS, CHOICES = (1.35, 0.85, 1), (2.26, 1)
PROFILE = "profile"


def show(view: View) -> None:
    """Show a metric on the map and ranked, and one district; a click on either chooses the district."""
    top = page_header.top(view, view.text("districts.question"))
    with st.container(key="districts_choices"):
        left, right = st.columns(CHOICES, gap="medium")
    with left:
        metric = _metric(view)
    frame = queries.calculate(view.without("district"), metric.id, BY)
    frame = labelled(frame, BY, view.build, view.language)
    every = city_map.every_district(view, frame)
    ranking = districts.ranked(every[~every["is_outside"]])
    with right:
        district = _district(view, ranking)
    choice = Choice(PROFILE, district)
    left, middle, right = st.columns(COLUMNS, gap="medium")
    with left:
        city_map.show(view, metric.id, key="districts_map", choice=choice, describe=takeaway.remarks)
    with middle:
        district_ranking.show(view, metric, ranking, choice)
    with right:
        district_profile.show(view, metric, ranking, district)
    deferred.draw_later(lambda: _by_month(view, metric))
    deferred.draw_later(lambda: district_profile.below(view, metric, district))
    top.show_answer(view, _answer(view, metric, frame))


def _answer(view: View, metric: Metric, frame: pd.DataFrame) -> str:
    """Return what the page shows and the largest and smallest district, so that the answer stands alone."""
    chosen = view.chosen_filters
    shown = view.text(
        "districts.answer",
        metric=metric.texts[view.language].title,
        period=numbers.period(chosen.from_month, chosen.to_month, view.language),
    )
    return f"{shown} {takeaway.extremes(view, metric, frame, 'district', 'terms.extremes')}"


def _metric(view: View) -> Metric:
    """Draw the choice of the metric, and whether it is per resident; return the metric."""
    texts = catalogue().metrics
    with st.container(horizontal=True, gap="small"):
        metric = url_state.choose(
            "metric",
            view.text("overview.metric"),
            districts.mappable(),
            lambda name: texts[name].texts[view.language].title,
            DEFAULT,
            width=300,
            label_visibility="collapsed",
        )
        per_residents = districts.per_residents(metric)
        if per_residents is None:
            return texts[metric]
        per = url_state.choose(
            "per",
            view.text("districts.per"),
            ("whole", "residents"),
            lambda name: view.text(f"districts.per_{name}"),
            "whole",
            widget=st.segmented_control,
            required=True,
            label_visibility="collapsed",
        )
    return texts[per_residents if per == "residents" else metric]


def _district(view: View, ranking: pd.DataFrame) -> str:
    """Draw the choice of the district that the page describes, and return it.

    Unless the reader chooses, it is the first one that the page is filtered by, else the largest.
    """
    known = names(view.build, "district", view.language)
    members = sorted(areas.area_parents("district"), key=lambda member: known.get(member, member))
    in_order = [*view.chosen("district"), *ranking["district"], *members]
    return url_state.choose(
        PROFILE,
        view.text("dimensions.district"),
        members,
        lambda member: known.get(member, member),
        next(member for member in in_order if member in members),
        keeps_default=True,
        label_visibility="collapsed",
    )


def _by_month(view: View, metric: Metric) -> None:
    """Draw the course of every district, over a year at the least."""
    year = replace(
        view,
        chosen_filters=at_least_a_year(view.chosen_filters),
        filters=at_least_a_year(view.filters),
    )

    def draw(frame: pd.DataFrame, style: Style) -> go.Figure:
        known = names(view.build, "district", view.language)
        named = frame.assign(label=frame["district"].map(lambda member: known.get(member, member)))
        return small_multiples(named, "district", style, metric_figure.annotations_of(view, metric.id, frame))

    with st.container(gap="xxsmall", key="below_districts"):
        metric_figure.show(year, metric.id, ("district", "month"), draw, key="districts_by_month")
    if year != view:
        st.caption(view.text("figure.year_around"))


show(current())
