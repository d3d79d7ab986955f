"""The results of the potential finder, by district and by space."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.potential import SPACE_ORDERS, Potential, Search
from data.analyses.space_order import arranged
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.bars import paired_bars
from pages.components import downloads, metric_figure, tables
from pages.components.member_labels import column_labels, labelled
from pages.components.spaces_table import SHOWN_SPACES, links_to_spaces
from pages.state import drill_down, url_state
from pages.state.view import View

#: The two columns of the district chart, by the reader's choice.
MEASURES = {
    "week": ("idle_hours_per_week", "unmet_hours_per_week"),
    "residents": ("idle_hours_per_1000", "unmet_hours_per_1000"),
}


def hours(view: View, value: float | None, decimals: int = 1) -> str:
    """Return hours with their sign: '12,4 h'."""
    if value is None or value != value:
        return numbers.NONE
    return f"{numbers.number(value, view.language, decimals)}{numbers.symbol('h', view.language)}"


def label_districts(view: View, districts: pd.DataFrame) -> pd.DataFrame:
    """Return the districts with their names as ``label``."""
    return labelled(districts, ("district",), view.build, view.language)


def label_spaces(view: View, rooms: pd.DataFrame) -> pd.DataFrame:
    """Return the spaces with their names as ``label``."""
    return labelled(rooms, ("space",), view.build, view.language)


def districts(view: View, potential: Potential, search: Search) -> None:
    """Show idle hours and unmet demand by district: chart, drill-down, table and file."""
    heading = view.text("shared_use.districts")
    st.subheader(heading, anchor=False)
    per = url_state.choose(
        "per",
        view.text("shared_use.per"),
        tuple(MEASURES),
        lambda name: view.text(f"shared_use.per_{name}"),
        "week",
        width=360,
    )
    idle, unmet = MEASURES[per]
    frame = label_districts(view, potential.districts)
    metric = catalogue().metrics["idle_hours"]
    style = metric_figure.style(view, metric, ("district",))
    names = (view.text("shared_use.idle"), view.text("shared_use.unmet_short"))
    figure = paired_bars(frame, (idle, unmet), names, style)
    described = frame.assign(value=frame[idle], suppressed=False)
    metric_figure.chart(view, figure, described, metric, heading, "finder_districts", ("district",))
    drill_down.closer(view, "district", frame["district"].tolist(), "finder_districts")

    def show_table() -> None:
        _district_table(view, frame, heading)
        downloads.file_links(view, downloads.potential(view, "districts", search), "finder_districts")
        metric_figure.pictures(view, "finder_districts", heading)

    metric_figure.folds(view, metric, "finder_districts", show_table)


def _district_table(view: View, frame: pd.DataFrame, heading: str) -> None:
    def amounts(column: str, decimals: int = 1) -> tables.Amounts:
        return tables.Amounts(
            frame[column].tolist(), lambda value: numbers.number(value, view.language, decimals)
        )

    tables.draw(
        {
            view.text("dimensions.district"): frame["label"].tolist(),
            view.text("shared_use.rooms_count"): tables.counts(view, frame["rooms"]),
            view.text("shared_use.idle_week"): amounts("idle_hours_per_week"),
            view.text("shared_use.unmet_week"): amounts("unmet_hours_per_week"),
            view.text("shared_use.idle_hours"): amounts("idle_hours", 0),
            view.text("shared_use.unmet_hours"): amounts("unmet_hours", 0),
            view.text("shared_use.bookable"): amounts("bookable_hours", 0),
            view.text("shared_use.idle_1000"): amounts("idle_hours_per_1000"),
            view.text("shared_use.unmet_1000"): amounts("unmet_hours_per_1000"),
        },
        heading,
    )


def rooms(view: View, potential: Potential, search: Search) -> None:
    """Show the spaces to open first, sorted and searched by the reader; the file has all of them."""
    heading = view.text("shared_use.rooms")
    st.subheader(heading, anchor=False)
    left, right = st.columns(2)
    with left:
        order = url_state.choose(
            "order",
            view.text("spaces.order"),
            tuple(SPACE_ORDERS),
            lambda name: view.text(f"shared_use.order_{name}"),
            "idle",
        )
    with right:
        sought = url_state.text_input("find", view.text("spaces.find"), view.text("spaces.find_example"))
    frame = arranged(label_spaces(view, potential.spaces), SPACE_ORDERS[order], sought)
    if frame.empty:
        st.markdown(view.text("spaces.find_none"))
        return
    shown = frame.head(SHOWN_SPACES)
    tables.draw(
        {
            view.text("dimensions.space"): links_to_spaces(shown),
            view.text("dimensions.district"): column_labels(shown, "district", view.build, view.language),
            view.text("shared_use.idle_week"): _column(view, shown, "idle_hours_per_week"),
            view.text("shared_use.idle_share"): tables.Amounts(
                shown["idle_share"].tolist(), lambda value: numbers.quantity(value, "%", view.language)
            ),
            view.text("shared_use.capacity"): tables.counts(view, shown["capacity"]),
            view.text("shared_use.district_unmet"): _column(view, shown, "district_unmet_hours_per_week"),
            view.text("dimensions.unit"): column_labels(shown, "unit", view.build, view.language),
        },
        heading,
    )
    st.caption(view.text("shared_use.rooms_note", shown=len(shown), all=len(potential.spaces)))
    downloads.file_links(view, downloads.potential(view, "rooms", search), "finder_rooms")


def _column(view: View, frame: pd.DataFrame, column: str) -> tables.Amounts:
    return tables.Amounts(frame[column].tolist(), lambda value: hours(view, value))
