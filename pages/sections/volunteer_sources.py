"""Recorded volunteer hours by month, stacked by the system that recorded them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.volunteering import HOURS, OTHERS
from data.catalogue.metrics import Metric, catalogue
from data.comparison import PRECEDING, YEAR
from data.period import at_least_a_year
from data.text import numbers
from pages.charts.stacked_bars import MOST_COLOURS, stacked_bars
from pages.components import downloads, metric_figure, tables, takeaway
from pages.components.member_labels import labelled, names
from pages.state import queries
from pages.state.view import View

BY = ("month", "source")
#: Height in pixels on a phone, and the lowest one elsewhere, which one_page.css sets.
HEIGHT, LOWEST = 235, 170


def show(view: View, *, key: str) -> None:
    """Draw the hours with the totals of the base period, their table, files and sources."""
    metric = catalogue().metrics[HOURS]
    heading = metric_figure.title(view, metric, BY)
    months = queries.trend(view, HOURS)
    now, before = (
        labelled(frame, ("month",), view.build, view.language) for frame in (months.now, months.before)
    )
    base = before if view.compare_with in (YEAR, PRECEDING) and len(before) else None
    sources, others = queries.main_sources(view, MOST_COLOURS)
    parts = queries.hours_by_month_and_source(view, tuple(sources))
    labels = names(view.build, "source", view.language)
    source_names = {source: labels.get(source, source) for source in sources}
    if others:
        source_names[OTHERS] = view.plain_text("charts.others", count=others)

    def show_table() -> None:
        _table(view, metric, parts, now, base, source_names, heading)
        downloads.file_links(view, downloads.figures(view, HOURS, BY), key)
        metric_figure.pictures(view, key, heading)

    with st.container(gap="xxsmall"):
        metric_figure.heads(heading, takeaway.sentence(view, metric, now, ("month",)), key)
        if now["value"].notna().any():
            style = metric_figure.style(view, metric, ("month",))
            notes = metric_figure.annotations_of(view, HOURS, now)
            height, box = (HEIGHT, "") if view.phone else (LOWEST, "low")
            figure = stacked_bars(parts, now, base, source_names, style, height, notes)
            metric_figure.chart(view, figure, now, metric, heading, key, ("month",), box=box)
            if at_least_a_year(view.chosen_filters) != view.chosen_filters:
                st.caption(view.text("figure.year_around"))
        metric_figure.folds(view, metric, key, show_table)


def _table(
    view: View,
    metric: Metric,
    parts: pd.DataFrame,
    now: pd.DataFrame,
    base: pd.DataFrame | None,
    source_names: dict[str, str],
    heading: str,
) -> None:
    by_month = parts.set_index("month").reindex(now["month"])

    def hours(values: pd.Series) -> tables.Amounts:
        return tables.Amounts(
            values.tolist(), lambda value: numbers.quantity(value, metric.unit, view.language)
        )

    columns: dict[str, tables.Column] = {view.text("dimensions.month"): now["label"].tolist()}
    columns |= {label: hours(by_month[source]) for source, label in source_names.items()}
    columns[view.text("report.total")] = hours(now["value"])
    if base is not None:
        unit = numbers.unit_name(metric.unit, view.language)
        earlier = base.set_index("month").reindex(now["month"])["value"]
        columns[view.text(f"figure.base_{view.compare_with}", unit=unit)] = hours(earlier)
    tables.draw(columns, heading)
