"""Returning volunteers, filled shifts and no-shows side by side, by area."""

from __future__ import annotations

import streamlit as st

from data.catalogue.metrics import catalogue
from pages.components import downloads, metric_figure, metric_source, tables
from pages.components.member_labels import labelled
from pages.state import drill_down, queries
from pages.state.view import View


def show(view: View, metric_ids: tuple[str, ...], *, key: str) -> None:
    """Draw a table with a bar per rate. The areas are of the level that the filters lead to."""
    metrics = [catalogue().metrics[metric_id] for metric_id in metric_ids]
    area = drill_down.level(view, metrics[0], "area")
    heading = view.text("volunteering.rates", areas=view.text(f"dimensions.by_{area}"))
    rates = labelled(queries.rates_by_area(view, metric_ids, area), (area,), view.build, view.language)

    def show_table() -> None:
        tables.draw(columns, heading)
        for metric in metrics:
            st.caption(metric.texts[view.language].title)
            downloads.file_links(view, downloads.figures(view, metric.id, (area,)), f"{key}_{metric.id}")

    def show_source() -> None:
        for metric in metrics:
            st.markdown(f"**{metric.texts[view.language].title}**")
            metric_source.show(view, metric)

    with st.container(gap="xxsmall"):
        if rates.empty:
            metric_figure.heads(heading, view.text("answer.no_figures"), key)
            return
        metric_figure.heads(heading, view.text("volunteering.rates_text"), key)
        columns: dict[str, tables.Column] = {view.text(f"dimensions.{area}"): rates["label"].tolist()}
        for metric in metrics:
            figures = rates.assign(value=rates[metric.id], suppressed=rates[f"{metric.id}_suppressed"])
            bars = tables.Bars(figures["value"].tolist())
            columns[metric.texts[view.language].short] = tables.values(view, metric, figures, bars)
        tables.draw(columns, heading)
        metric_figure.folds(view, metrics[0], key, show_table, show_source)
