"""How do the districts differ, and how is one of them doing?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.analyses import districts
from data.catalogue.metrics import catalogue
from data.reference_tables import district_map
from data.text import numbers
from pages.charts import bars, maps
from pages.charts.small_multiples import small_multiples
from pages.charts.theme import Style
from pages.components import metric_figure, page_header, spaces_table, tables, tabs
from pages.components.member_labels import complete, labelled, names
from pages.components.takeaway import extremes
from pages.state import queries, url_state
from pages.state.view import View, current

DEFAULT = "booked_hours"
PROFILE = (
    *("booking_rate", "idle_hours", "shared_use_share", "booked_hours_per_1000"),
    *("volunteer_hours", "volunteer_hours_per_1000", "active_volunteers"),
)


def show(view: View) -> None:
    """Show a metric on the map, ranked and by month; then one district, similar districts and the city."""
    top = page_header.top(view, view.text("districts.question"))
    metric = _metric(view)
    tabs.show(
        view,
        "districts",
        {
            "map": lambda: _maps(view, metric),
            "ranking": lambda: metric_figure.show(
                view, metric, ("district",), bars.ranked_bars, key="districts_ranking"
            ),
            "courses": lambda: _by_month(view, metric),
            "profile": lambda: _profile(view),
        },
    )
    top.show_answer(view, _extremes(view, metric))


def _extremes(view: View, metric: str) -> str:
    """Return the largest and the smallest district of those that the charts show."""
    frame = queries.calculate(view.without("district"), metric, ("district",))
    frame = labelled(frame, ("district",), view.build, view.language)
    return extremes(view, catalogue().metrics[metric], frame, "district", "terms.extremes")


def _metric(view: View) -> str:
    texts = catalogue().metrics
    left, right = st.columns(2)
    with left:
        metric = url_state.choose(
            "metric",
            view.text("overview.metric"),
            districts.mappable(),
            lambda name: texts[name].texts[view.language].title,
            DEFAULT,
        )
    per_residents = districts.per_residents(metric)
    if per_residents is None:
        return metric
    with right:
        per = url_state.choose(
            "per",
            view.text("districts.per"),
            ("whole", "residents"),
            lambda name: view.text(f"districts.per_{name}"),
            "whole",
        )
    return per_residents if per == "residents" else metric


def _maps(view: View, metric: str) -> None:
    tiles, boundaries = district_map.tiles(), district_map.boundaries(view.build.home)

    majors = view.chosen("major_district")
    outside = tiles.loc[~tiles["major_district"].isin(majors or tiles["major_district"]), "district"]

    def complete_frame(frame: pd.DataFrame) -> pd.DataFrame:
        every = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
        return every.assign(is_outside=every["district"].isin(outside))

    def draw_tiles(frame: pd.DataFrame, style: Style) -> go.Figure:
        return maps.tile_map(complete_frame(frame), tiles, style)

    if boundaries is None:
        metric_figure.show(view, metric, ("district",), draw_tiles, key="districts_map")
        return

    def draw_boundaries(frame: pd.DataFrame, style: Style) -> go.Figure:
        return maps.choropleth(complete_frame(frame), boundaries, style)

    left, right = st.columns(2)
    with left:
        metric_figure.show(view, metric, ("district",), draw_tiles, key="districts_map")
    with right:
        metric_figure.show(view, metric, ("district",), draw_boundaries, key="districts_boundaries")


def _by_month(view: View, metric: str) -> None:
    def draw(frame: pd.DataFrame, style: Style) -> go.Figure:
        known = names(view.build, "district", view.language)
        named = frame.assign(label=frame["district"].map(lambda member: known.get(member, member)))
        return small_multiples(named, "district", style)

    metric_figure.show(view, metric, ("district", "month"), draw, key="districts_by_month")


def _profile(view: View) -> None:
    st.header(view.text("districts.profile"), anchor=False)
    known = names(view.build, "district", view.language)
    options = [member for member in known if member != "unknown"]
    chosen = [member for member in view.chosen("district") if member in options]
    district = url_state.choose(
        "profile",
        view.text("dimensions.district"),
        options,
        lambda member: known[member],
        chosen[0] if chosen else options[0],
        width=360,
    )
    others = [known[other] for other in districts.similar_size(district, view.build.home) if other in known]
    st.markdown(view.text("districts.like_text", names=", ".join(others)))
    _comparison(view, district, known[district])
    inside = view.only_in("district", district)
    metric_figure.show(inside, "booked_hours", ("booker_type",), bars.ranked_bars, key="districts_bookers")
    spaces_table.ranked(inside, "booking_rate", "districts_rooms")


def _comparison(view: View, district: str, name: str) -> None:
    frame = queries.profile(view, district, PROFILE)
    metrics = [catalogue().metrics[metric] for metric in frame["metric"]]

    def column(key: str) -> list[str]:
        return [
            view.text("terms.suppressed") if hidden else numbers.quantity(value, metric.unit, view.language)
            for value, hidden, metric in zip(frame[key], frame[f"{key}_suppressed"], metrics, strict=True)
        ]

    titles = [metric.texts[view.language].title for metric in metrics]
    columns: dict[str, tables.Column] = {
        view.text("terms.metric"): titles,
        name: tables.Amounts(column("district"), str),
        view.text("districts.like"): tables.Amounts(column("similar"), str),
        view.text("districts.city"): tables.Amounts(column("city"), str),
    }
    tables.draw(columns, view.text("districts.profile"))
    st.caption(view.text("districts.like_note"))


show(current())
