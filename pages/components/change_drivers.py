"""What changed most: the largest rises and falls by a dimension, with their share of the total change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue.metrics import Metric, catalogue
from data.comparison import PRECEDING, YEAR
from data.contribution import extremes
from data.text import numbers
from pages.components import tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import labelled
from pages.state import queries
from pages.state.view import View

#: Number of rises, and of falls, in the first table.
NAMED = 3


def show(view: View, metric_id: str, dimension: str) -> None:
    """Draw the largest rises and falls in a table, then all changes in an expander."""
    metric = catalogue().metrics[metric_id]
    heading = view.text(f"dimensions.{dimension}")
    st.subheader(heading, anchor=False)
    frame = queries.contributions(view, metric_id, dimension)
    if frame.empty:
        st.markdown(view.text("changes.no_base"))
        return
    frame = labelled(frame, (dimension,), view.build, view.language)
    rises, falls = extremes(frame, metric, NAMED)
    title = f"{view.text('changes.title')}: {heading}"
    if rises.empty and falls.empty:
        st.markdown(view.text("changes.none"))
        return
    _table(view, metric, pd.concat([rises, falls.iloc[::-1]]), dimension, title)

    def show_all() -> None:
        _table(view, metric, frame, dimension, f"{title} ({view.text('changes.all')})")
        note = "not_additive" if metric.counts_distinct else "contribution_text"
        st.caption(view.text(f"changes.{note}"))

    lazy_expander(view.text("changes.table"), f"changes_{dimension}", show_all)


def driver(view: View, metric_id: str, dimension: str) -> str:
    """Return a sentence on the member that changed the total most; '' if there is none."""
    metric = catalogue().metrics[metric_id]
    comparison = queries.compare(view, metric_id)
    frame = queries.contributions(view, metric_id, dimension)
    if view.compare_with not in (YEAR, PRECEDING) or not comparison.change or frame.empty:
        return ""
    rises, falls = extremes(frame, metric, 1)
    largest = rises if comparison.change > 0 else falls
    if largest.empty or metric.counts_distinct:
        return ""
    row = labelled(largest, (dimension,), view.build, view.language).iloc[0]
    contribution = numbers.difference(row["contribution"], metric.unit, view.language)
    ending = "_channel" if dimension == "channel" else "_unknown" if row["member"] == "unknown" else ""
    return view.text(
        f"changes.driver_{'more' if comparison.change > 0 else 'less'}{ending}",
        label=row["label"],
        part=contribution.rstrip("."),
    )


def _table(view: View, metric: Metric, frame: pd.DataFrame, dimension: str, title: str) -> None:
    language, hidden = view.language, frame["suppressed"].tolist()
    replacement = view.text("terms.suppressed")

    def quantities(column: str) -> tables.Amounts:
        return tables.Amounts(
            frame[column].tolist(),
            lambda v: numbers.quantity(v, metric.unit, language),
            hidden,
            replacement,
        )

    def differences(column: str) -> tables.Amounts:
        return tables.Amounts(
            frame[column].tolist(),
            lambda v: numbers.difference(v, metric.unit, language),
            hidden,
            replacement,
        )

    columns: dict[str, tables.Column] = {
        view.text(f"dimensions.{dimension}"): frame["label"].tolist(),
        view.text("terms.now"): quantities("now"),
        view.text("changes.before"): quantities("before"),
        view.text("terms.change"): differences("change"),
    }
    if not metric.counts_distinct:
        columns[view.text("changes.contribution")] = differences("contribution")
    tables.draw(columns, title)
