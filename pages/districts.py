"""How do the districts differ, and how is one of them doing?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import areas, districts, numbers
from data.catalogue import catalogue
from pages.parts import address, answer, ask, charts, figure, maps, multiples, spaces_table, tables, tabs
from pages.parts.labels import complete, labelled, names
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

DEFAULT = "booked_hours"
PROFILE = (
    *("booking_rate", "idle_hours", "shared_use_share", "booked_hours_per_1000"),
    *("volunteer_hours", "volunteer_hours_per_1000", "active_volunteers"),
)


def show(view: View) -> None:
    """A figure on the map, ranked and over time; then one district beside the city and its like."""
    top = answer.top(view, view.say("districts.question"))
    metric = _metric(view)
    tabs.show(
        view,
        "districts",
        {
            "map": lambda: _maps(view, metric),
            "ranking": lambda: figure.show(view, metric, ("district",), charts.bars, key="districts_ranking"),
            "courses": lambda: _courses(view, metric),
            "profile": lambda: _profile(view),
        },
    )
    by_district = labelled(
        ask.calculate(view, metric, ("district",)), ("district",), view.build, view.language
    )
    found = catalogue().metrics[metric]
    top.tell(view, extremes(view, found, by_district, "district", "districts.extremes"))


def _metric(view: View) -> str:
    texts = catalogue().metrics
    left, right = st.columns(2)
    with left:
        metric = address.choose(
            "metric",
            view.say("overview.metric"),
            districts.mappable(),
            lambda name: texts[name].texts[view.language].title,
            DEFAULT,
        )
    per_residents = districts.per_residents(metric)
    if per_residents is None:
        return metric
    with right:
        per = address.choose(
            "per",
            view.say("districts.per"),
            ("whole", "residents"),
            lambda name: view.say(f"districts.per_{name}"),
            "whole",
        )
    return per_residents if per == "residents" else metric


def _maps(view: View, metric: str) -> None:
    tiles, boundaries = ask.tiles(), areas.boundaries()

    def complete_frame(frame: pd.DataFrame) -> pd.DataFrame:
        return complete(frame, "district", tiles["district"].tolist(), view.build, view.language)

    def draw_tiles(frame: pd.DataFrame, style: charts.Style, title: str) -> go.Figure:
        return maps.tile_map(complete_frame(frame), tiles, style, title)

    whole = view.without("major_district")
    if boundaries is None:
        figure.show(whole, metric, ("district",), draw_tiles, key="districts_map")
        return
    drawn = boundaries

    def draw_boundaries(frame: pd.DataFrame, style: charts.Style, title: str) -> go.Figure:
        return maps.choropleth(complete_frame(frame), drawn, style, title)

    left, right = st.columns(2)
    with left:
        figure.show(whole, metric, ("district",), draw_tiles, key="districts_map")
    with right:
        figure.show(whole, metric, ("district",), draw_boundaries, key="districts_boundaries")


def _courses(view: View, metric: str) -> None:
    def draw(frame: pd.DataFrame, style: charts.Style, title: str) -> go.Figure:
        known = names(view.build, "district", view.language)
        called = frame.assign(label=frame["district"].map(lambda member: known.get(member, member)))
        return multiples.small_lines(called, "district", style, phone=view.phone)

    figure.show(view, metric, ("district", "month"), draw, key="districts_courses")


def _profile(view: View) -> None:
    st.header(view.say("districts.profile"), anchor=False)
    known = names(view.build, "district", view.language)
    options = [member for member in known if member != "unknown"]
    chosen = [member for member in view.chosen("district") if member in options]
    district = address.choose(
        "profile",
        view.say("dimensions.district"),
        options,
        lambda member: known[member],
        chosen[0] if chosen else options[0],
        width=360,
    )
    others = [known[other] for other in districts.like_size(district) if other in known]
    st.markdown(view.say("districts.like_text", names=", ".join(others)))
    _beside(view, district, known[district])
    inside = view.only_in("district", district)
    figure.show(inside, "booked_hours", ("booker_type",), charts.bars, key="districts_bookers")
    spaces_table.ranked(inside, "booking_rate", "districts_rooms")


def _beside(view: View, district: str, name: str) -> None:
    frame = ask.profile(view, district, PROFILE)
    metrics = [catalogue().metrics[metric] for metric in frame["metric"]]

    def column(key: str) -> list[str]:
        return [
            view.say("figure.suppressed") if hidden else numbers.quantity(value, metric.unit, view.language)
            for value, hidden, metric in zip(frame[key], frame[f"{key}_suppressed"], metrics, strict=True)
        ]

    titles = [metric.texts[view.language].title for metric in metrics]
    columns: dict[str, tables.Column] = {
        view.say("districts.figure"): titles,
        name: tables.Amounts(column("district"), str),
        view.say("districts.like"): tables.Amounts(column("like"), str),
        view.say("districts.city"): tables.Amounts(column("city"), str),
    }
    tables.draw(columns, view.say("districts.profile"))
    st.caption(view.say("districts.like_note"))


show(current())
