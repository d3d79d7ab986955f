"""Drill-down from the whole to its parts: department → unit → space, and major district → sub-district.

The level follows from the filters: a level with one chosen member opens the next.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.catalogue.metrics import Metric
from pages.components import member_labels
from pages.components.markdown_text import escape_markdown
from pages.state import url_state
from pages.state.view import View

ORGANISATION = ("department", "unit", "space")
AREA = ("major_district", "district", "sub_district")
HIERARCHIES = {"organisation": ORGANISATION, "area": AREA}


def levels(metric: Metric, hierarchy: str) -> tuple[str, ...]:
    """Return the levels of a hierarchy that the metric can be grouped by."""
    return tuple(d for d in HIERARCHIES[hierarchy] if d in metric.groupings)


def level(view: View, metric: Metric, hierarchy: str) -> str:
    """Return the dimension to show: the one below the lowest level with one chosen member."""
    dimensions = levels(metric, hierarchy)
    for place in reversed(range(len(dimensions))):
        if len(view.chosen(dimensions[place])) == 1:
            return dimensions[min(place + 1, len(dimensions) - 1)]
    return dimensions[0]


def breadcrumb(view: View, metric: Metric, hierarchy: str, key: str) -> None:
    """Draw the way back: a button for each level above the shown one, the whole first."""
    dimensions = levels(metric, hierarchy)
    path = [d for d in dimensions if len(view.chosen(d)) == 1]
    if not path:
        return
    with st.container(horizontal=True, gap="small", key=f"{key}_path"):
        st.button(
            view.text(f"figure.drill_all_{hierarchy}"),
            key=f"{key}_up",
            type="tertiary",
            on_click=_leave,
            args=(dimensions,),
        )
        for dimension in path:
            member = view.chosen(dimension)[0]
            label = member_labels.names(view.build, dimension, view.language).get(member, member)
            below = dimensions[dimensions.index(dimension) + 1 :]
            st.button(
                f"› {escape_markdown(label)}",
                key=f"{key}_up_{dimension}",
                type="tertiary",
                on_click=_leave,
                args=(below,),
                disabled=dimension == path[-1],
            )


def _leave(dimensions: Sequence[str]) -> None:
    url_state.put(**{f"{dimension}_": None for dimension in dimensions})
