"""The results of the potential finder, by district and by space."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.potential import SPACE_ORDERS, Potential, Search
from data.text import numbers
from pages.components import downloads, metric_figure, spaces_table, tables
from pages.components.member_labels import column_labels, labelled
from pages.state import url_state
from pages.state.view import View

#: The two columns of the district table, by the reader's choice.
MEASURES = {
    "week": ("idle_hours_per_week", "unmet_hours_per_week"),
    "residents": ("idle_hours_per_1000", "unmet_hours_per_1000"),
}
#: Rows of the tables beside the matrix.
FIRST_SPACES, FIRST_DISTRICTS = 5, 7


def hours(view: View, value: float | None, decimals: int = 1) -> str:
    """Return hours with their sign: '12,4 h'."""
    if value is None or value != value:
        return numbers.NONE
    return f"{numbers.number(value, view.language, decimals)}{numbers.symbol('h', view.language)}"


def first_spaces(view: View, potential: Potential) -> None:
    """Show the spaces with most idle hours, with the demand of their districts."""
    frame = _labelled_spaces(view, potential).head(FIRST_SPACES)
    title, district = view.text("shared_use.open_first"), view.text("dimensions.district")
    columns: dict[str, tables.Column] = {
        title: spaces_table.links_to_spaces(frame),
        district: column_labels(frame, "district", view.build, view.language),
        view.text("shared_use.idle_short"): _hours(view, frame, "idle_hours_per_week", with_bars=True),
        view.text("shared_use.district_demand"): _hours(view, frame, "district_unmet_hours_per_week"),
    }
    if view.phone:
        del columns[district], columns[view.text("shared_use.district_demand")]
    with st.container(key="finder_first_spaces"):
        tables.draw(columns, title)


def first_districts(view: View, potential: Potential, per: str) -> None:
    """Show the districts with most unmet demand, their idle hours beside it; a click filters by one."""
    idle, unmet = MEASURES[per]
    frame = potential.districts_by_demand.head(FIRST_DISTRICTS)
    frame = labelled(frame, ("district",), view.build, view.language)
    ending = "short" if per == "week" else "1000"
    links = [
        tables.Link(label, url_state.link(district=district))
        for label, district in zip(frame["label"], frame["district"], strict=True)
    ]
    with st.container(key="finder_first_districts"):
        tables.draw(
            {
                view.text("shared_use.most_demand"): links,
                view.text(f"shared_use.idle_{ending}"): _hours(view, frame, idle, with_bars=True),
                view.text(f"shared_use.unmet_{ending}"): _hours(
                    view, frame, unmet, with_bars=not view.phone, is_other=True
                ),
            },
            view.text("shared_use.most_demand"),
        )


def all_districts(view: View, potential: Potential, heading: str) -> None:
    """Show every figure of every district."""
    frame = labelled(potential.districts, ("district",), view.build, view.language)

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
            **(
                {
                    view.text("shared_use.idle_1000"): amounts("idle_hours_per_1000"),
                    view.text("shared_use.unmet_1000"): amounts("unmet_hours_per_1000"),
                }
                if view.build.city.has_residents
                else {}
            ),
        },
        heading,
    )


@st.fragment
def all_spaces(view: View, potential: Potential, search: Search) -> None:
    """Show the spaces that match, sorted and searched by the reader; the file has all of them."""
    with st.container(gap="xxsmall"):
        _all_spaces(view, potential, search)


def _all_spaces(view: View, potential: Potential, search: Search) -> None:
    heading = view.text("shared_use.rooms")
    metric_figure.heads(heading, "", "finder_rooms")
    frame = _labelled_spaces(view, potential)
    found = spaces_table.order_and_search(
        view, frame, "order", "find", SPACE_ORDERS, lambda name: view.text(f"shared_use.order_{name}")
    )
    if found.empty:
        return
    shown = found.head(spaces_table.shown_rows(view))
    with st.container(key="scrolled_finder_rooms"):
        tables.draw(
            {
                view.text("dimensions.space"): spaces_table.links_to_spaces(shown),
                view.text("dimensions.district"): column_labels(shown, "district", view.build, view.language),
                view.text("shared_use.idle_week"): _hours(view, shown, "idle_hours_per_week"),
                view.text("shared_use.idle_share"): tables.Amounts(
                    shown["idle_share"].tolist(), lambda value: numbers.quantity(value, "%", view.language)
                ),
                view.text("shared_use.capacity"): tables.counts(view, shown["capacity"]),
                view.text("shared_use.district_unmet"): _hours(view, shown, "district_unmet_hours_per_week"),
                view.text("dimensions.unit"): column_labels(shown, "unit", view.build, view.language),
            },
            heading,
        )
    st.caption(view.text("shared_use.rooms_note", shown=len(shown), all=len(potential.spaces)))
    downloads.file_links(view, downloads.potential(view, "rooms", search), "finder_rooms")


def _labelled_spaces(view: View, potential: Potential) -> pd.DataFrame:
    return labelled(potential.spaces, ("space",), view.build, view.language)


def _hours(
    view: View, frame: pd.DataFrame, column: str, *, with_bars: bool = False, is_other: bool = False
) -> tables.Amounts:
    """Return a column of hours, ``with_bars`` beside them; ``is_other`` bars have the second colour."""
    values = frame[column].tolist()
    bars = tables.Bars(values, is_other=is_other) if with_bars else None
    return tables.Amounts(values, lambda value: hours(view, value), bars=bars)
