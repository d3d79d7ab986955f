"""What changed most: the largest rises and falls by a dimension, with their share of the total change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.catalogue.metrics import Metric, catalogue
from data.comparison import PRECEDING, YEAR
from data.contribution import extremes, largest
from data.text import numbers
from pages.components import deferred, downloads, tables
from pages.components.member_labels import labelled
from pages.components.tool_row import Tool, table_tool, tool_row
from pages.state import queries
from pages.state.view import View

#: Number of rises and falls in a table, together.
NAMED = 4


def show(view: View, metric_id: str, dimensions: Sequence[str]) -> None:
    """Draw a table of the largest rises and falls per dimension; a row below them opens all changes."""
    if unknown := queries.why_unknown(view, metric_id):
        st.markdown(unknown)
        return
    tools = {}
    for dimension in dimensions:
        tool = _largest(view, catalogue().metrics[metric_id], dimension)
        if tool:
            tools[dimension] = tool
    deferred.draw_later(lambda: tool_row("changes", tools))


def _largest(view: View, metric: Metric, dimension: str) -> Tool | None:
    """Draw the largest changes; return the button that opens all of them."""
    heading = view.text(f"dimensions.{dimension}")
    frame = queries.contributions(view, metric.id, dimension)
    if frame.empty:
        st.markdown(f"{heading}: {view.text('changes.no_base')}")
        return None
    frame = labelled(frame, (dimension,), view.build, view.language)
    changes = largest(frame, metric, NAMED)
    title = f"{view.text('changes.title')}: {heading}"
    if changes.empty:
        st.markdown(f"{heading}: {view.text('changes.none')}")
        return None
    _table(view, metric, changes, dimension, title)

    def show_all() -> None:
        all_changes = f"{title} ({view.text('changes.all')})"
        st.markdown(f"**{all_changes}**")
        _table(view, metric, frame, dimension, all_changes, with_base=True)
        note = "not_additive" if metric.counts_distinct else "contribution_text"
        st.caption(view.text(f"changes.{note}"))
        downloads.file_links(view, downloads.figures(view, metric.id, (dimension,)), f"changes_{dimension}")

    return table_tool(view, view.text("changes.all_of", dimension=heading.lower()), show_all)


def driver(view: View, metric_id: str, dimension: str) -> str:
    """Return a sentence on the member that changed the total most; '' if there is none."""
    metric = catalogue().metrics[metric_id]
    comparison = queries.compare(view, metric_id)
    frame = queries.contributions(view, metric_id, dimension)
    if view.compare_with not in (YEAR, PRECEDING) or not comparison.change or frame.empty:
        return ""
    rises, falls = extremes(frame, metric, 1)
    drivers = rises if comparison.change > 0 else falls
    if drivers.empty or metric.counts_distinct:
        return ""
    row = labelled(drivers, (dimension,), view.build, view.language).iloc[0]
    contribution = numbers.difference(row["contribution"], metric.unit, view.language)
    ending = "_channel" if dimension == "channel" else "_unknown" if row["member"] == "unknown" else ""
    return view.text(
        f"changes.driver_{'more' if comparison.change > 0 else 'less'}{ending}",
        label=row["label"],
        part=contribution,
    )


def _table(
    view: View,
    metric: Metric,
    frame: pd.DataFrame,
    dimension: str,
    title: str,
    *,
    with_base: bool = False,
) -> None:
    language, hidden = view.language, frame["suppressed"].tolist()
    replacement = view.text("terms.suppressed")

    def quantities(column: str) -> tables.Amounts:
        return tables.Amounts(
            frame[column].tolist(),
            lambda v: numbers.quantity(v, metric.unit, language),
            hidden,
            replacement,
        )

    def differences(column: str, bars: tables.Bars | None = None) -> tables.Amounts:
        return tables.Amounts(
            frame[column].tolist(),
            lambda v: numbers.difference(v, metric.unit, language),
            hidden,
            replacement,
            bars,
        )

    # Bars show what changed the total; of people, who cannot be added up, each member's own change.
    shown = "change" if metric.counts_distinct else "contribution"
    known = frame[shown].where(~frame["suppressed"].astype(bool))
    bars = tables.Bars(known.tolist(), signed=True)
    columns: dict[str, tables.Column] = {
        view.text(f"dimensions.{dimension}"): frame["label"].tolist(),
        view.text("terms.now"): quantities("now"),
    }
    if with_base:
        columns[view.text("changes.before")] = quantities("before")
    columns[view.text("terms.change")] = differences("change", bars if metric.counts_distinct else None)
    if not metric.counts_distinct:
        columns[view.text("changes.contribution")] = differences("contribution", bars)
    tables.draw(columns, title, short=not with_base)
