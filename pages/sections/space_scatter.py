"""Each space by its booking rate and its seat fill: spaces that are too large or too popular stand out."""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts import scatter
from pages.charts.theme import plotly_config
from pages.components import metric_figure, tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import labelled
from pages.components.takeaway import no_figures
from pages.state import queries
from pages.state.chart_click import on_select
from pages.state.view import View

FREQUENCY = "booking_rate"


def show(view: View, key: str) -> None:
    """Show the spaces as points, and their figures in a table."""
    st.header(view.text("spaces.fill"), anchor=False)
    frame = labelled(queries.frequency_and_fill(view), ("space",), view.build, view.language)
    if frame.empty:
        st.markdown(no_figures(view, FREQUENCY))
        return
    st.markdown(view.text("spaces.fill_text", count=len(frame)))
    st.plotly_chart(
        scatter.space_scatter(
            frame,
            view.text("spaces.frequency"),
            view.text("spaces.seat_fill"),
            metric_figure.style(view, catalogue().metrics[FREQUENCY]),
        ),
        theme=None,
        key=key,
        config=plotly_config(view.language),
        alt=view.text("spaces.fill_alt", count=len(frame)),
        on_select=on_select(key, ("space",)),
        selection_mode="points",
    )

    def show_table() -> None:
        shown = frame.head(tables.SHOWN_ROWS)
        columns: dict[str, tables.Column] = {view.text("dimensions.space"): shown["label"].tolist()}
        for column in ("frequency", "seat_fill"):
            columns[view.text(f"spaces.{column}")] = tables.Amounts(
                shown[column].tolist(), lambda value: numbers.quantity(value, "%", view.language)
            )
        tables.draw(columns, view.text("spaces.fill"))

    lazy_expander(view.text("figure.table"), f"{key}_table", show_table)
