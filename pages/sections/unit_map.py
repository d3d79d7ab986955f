"""Units at their coordinates, coloured by a metric; a click filters by the unit."""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from pages.charts import scatter
from pages.components import metric_figure
from pages.components.member_labels import labelled
from pages.components.takeaway import no_figures
from pages.state import queries
from pages.state.view import View

BY = ("unit",)


def show(view: View, metric_id: str, key: str) -> None:
    """Show the units that have a figure on a map, with table and source below."""
    metric = catalogue().metrics[metric_id]
    heading = metric_figure.title(view, metric, BY)
    st.header(heading, anchor=False)
    frame = queries.units_on_map(view.without("unit"), metric_id)
    frame = labelled(frame, BY, view.build, view.language)
    known = frame[frame["value"].notna()]
    if known.empty:
        st.markdown(no_figures(view, metric_id))
        return
    st.markdown(view.text("spaces.units_text", count=len(known)))
    figure = scatter.unit_map(known, metric_figure.style(view, metric, BY))
    metric_figure.chart(view, figure, known, metric, heading, key, BY)
    metric_figure.foot(view, metric, known, BY, heading, key)
