"""A metric on a map of the city: districts as equal tiles or, where their boundaries were fetched, as areas;
and service points as dots."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables import district_map
from pages.charts.maps import areas, tiles
from pages.charts.theme import Style
from pages.components import deferred, metric_figure, takeaway
from pages.components.member_labels import complete, labelled
from pages.state import queries, url_state
from pages.state.chart_click import Choice
from pages.state.view import View

#: The forms of a map in the address, as ``map``.
FORM, TILES, AREAS, POINTS = "map", "tiles", "areas", "points"


def show(
    view: View,
    metric_id: str,
    *,
    key: str,
    choice: Choice | None = None,
    describe: metric_figure.Describe = takeaway.sentence,
) -> None:
    """Show a metric by district, in the form that the reader chose, as high as the window allows.

    A click filters the page by the district or service point, or makes the district the ``choice``.
    """
    boundaries = district_map.boundaries(view.build.home)
    forms = _forms(metric_id) if boundaries else [TILES]
    form = next((name for name in url_state.get(FORM) if name in forms), TILES)

    def switch() -> None:
        if form == TILES:
            # A form that this metric does not have is no mistake of the reader.
            url_state.put(**{FORM: None})
        url_state.choose(
            FORM,
            view.text("charts.map"),
            forms,
            lambda name: view.text(f"charts.map_{name}"),
            TILES,
            widget=st.segmented_control,
            required=True,
            label_visibility="collapsed",
        )

    beside = switch if len(forms) > 1 else None
    box = "" if view.phone else "window"
    if form == POINTS:
        show_units(view, metric_id, key, box=box, choice=choice, beside=beside)
        return

    def draw(frame: pd.DataFrame, style: Style) -> go.Figure:
        districts = every_district(view, frame)
        if form == AREAS and boundaries:
            return areas.choropleth(districts, boundaries, style)
        return tiles.tile_map(districts, district_map.tiles(view.build.home), style)

    metric_figure.show(
        view,
        metric_id,
        ("district",),
        draw,
        key=key,
        box=box,
        choice=choice,
        describe=describe,
        beside=beside,
    )


def show_units(
    view: View,
    metric_id: str,
    key: str,
    *,
    box: str = "",
    choice: Choice | None = None,
    beside: Callable[[], None] | None = None,
) -> None:
    """Show the service points that have a figure, over the districts' boundaries where they are known.

    A click filters by the service point, or makes its district the ``choice``.
    """
    metric, by = catalogue().metrics[metric_id], ("unit",)
    heading = metric_figure.title(view, metric, by)
    frame = labelled(queries.units_on_map(view.without(*by), metric_id), by, view.build, view.language)
    shown = frame[frame["value"].notna() | frame["suppressed"].astype(bool)]
    with st.container(gap="xxsmall"):
        if shown.empty:
            metric_figure.heads(heading, takeaway.no_figures(view, metric_id), key, beside)
            return
        metric_figure.heads(heading, view.text("charts.units", count=len(shown)), key, beside)
        drawn = shown.assign(member=shown["district"]) if choice else shown
        boundaries = district_map.boundaries(view.build.home)
        figure = areas.point_map(drawn, boundaries, metric_figure.style(view, metric, by, choice))
        metric_figure.chart(view, figure, shown, metric, heading, key, by, box=box, choice=choice)
        deferred.draw_later(lambda: metric_figure.foot(view, metric, shown, by, heading, key))


def every_district(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the labelled frame with a row for each district.

    ``is_outside`` marks districts without a figure that the filter by major district leaves out.
    """
    tiles = district_map.tiles(view.build.home)
    majors = view.chosen("major_district")
    outside = tiles.loc[~tiles["major_district"].isin(majors or tiles["major_district"]), "district"]
    without = outside[~outside.isin(frame["district"])]
    every = complete(frame, "district", tiles["district"].tolist(), view.build, view.language)
    return every.assign(is_outside=every["district"].isin(without))


def _forms(metric_id: str) -> list[str]:
    """Return the forms that a metric has; one without service points has no map of them."""
    has_units = "unit" in catalogue().metrics[metric_id].groupings
    return [TILES, AREAS, POINTS] if has_units else [TILES, AREAS]
