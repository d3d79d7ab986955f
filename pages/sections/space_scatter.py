"""Each space by its booking rate and its seat fill: spaces that are too large or too popular stand out."""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts import scatter
from pages.components import downloads, metric_figure, plotly_chart, spaces_table, tables
from pages.components.member_labels import labelled
from pages.components.takeaway import no_figures
from pages.state import queries, url_state
from pages.state.chart_click import clicked_members
from pages.state.view import View

FREQUENCY = "booking_rate"


def show(view: View, key: str) -> None:
    """Show the spaces as points, and their figures in a table. A click opens the profile of a space."""
    heading = view.text("spaces.fill")
    frame = labelled(queries.frequency_and_fill(view), ("space",), view.build, view.language)
    if frame.empty:
        metric_figure.heads(heading, no_figures(view, FREQUENCY), key)
        return
    metric_figure.heads(heading, view.text("spaces.fill_text", count=len(frame)), key)
    metric = catalogue().metrics[FREQUENCY]

    def open_profile() -> None:
        members = clicked_members(key, 1)
        if members:
            url_state.put(detail=url_state.detail_of(members[0]))

    figure = scatter.space_scatter(
        frame,
        view.text("spaces.frequency"),
        view.text("spaces.seat_fill"),
        metric_figure.style(view, metric),
    )
    plotly_chart.draw(figure, key, view.text("spaces.fill_alt", count=len(frame)), open_profile)

    def show_table() -> None:
        shown = frame.head(tables.SHOWN_ROWS)
        columns: dict[str, tables.Column] = {
            view.text("dimensions.space"): spaces_table.links_to_spaces(shown)
        }
        for column in ("frequency", "seat_fill"):
            columns[view.text(f"spaces.{column}")] = tables.Amounts(
                shown[column].tolist(), lambda value: numbers.quantity(value, "%", view.language)
            )
        tables.draw(columns, heading)
        if len(frame) > len(shown):
            st.caption(view.text("figure.table_cut", shown=len(shown), all=len(frame)))
        downloads.file_links(view, downloads.spaces(view, "fill"), key)
        metric_figure.pictures(view, key, heading)

    metric_figure.folds(view, metric, key, show_table)
