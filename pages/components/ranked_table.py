"""A metric by the members of a dimension as a compact table: largest first, with bars and changes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.largest_members import largest_members
from data.catalogue.metrics import Metric, catalogue
from pages.components import deferred, metric_figure, tables, takeaway
from pages.components.member_labels import labelled
from pages.state import queries
from pages.state.view import View


def show(view: View, metric_id: str, dimension: str, *, key: str, rows: int) -> None:
    """Draw the ``rows`` largest members, with the change if the reader compares periods; the table that
    opens below has all of them."""
    metric = catalogue().metrics[metric_id]
    heading = metric_figure.title(view, metric, (dimension,))
    figures = queries.with_change(view, metric_id, dimension)
    frame = labelled(figures, (dimension,), view.build, view.language)
    # Rows that are left out are in the other table, so none are summed here.
    shown, _ = largest_members(frame, rows, additive=False)
    text = takeaway.sentence(view, metric, frame, (dimension,))
    if len(shown) > 1 and metric.counts_distinct:
        text = view.text("figure.counted_in_several")
    ordered = frame.sort_values("value", ascending=False, kind="stable")
    all_of = f"{heading} ({view.text('changes.all')})"
    with st.container(gap="xxsmall", key=f"ranked_{key}"):
        metric_figure.heads(heading, text, key)
        if len(shown):
            _draw(view, metric, shown, dimension, heading)
        deferred.draw_later(
            lambda: metric_figure.foot(view, metric, ordered, (dimension,), all_of, key, is_chart=False)
        )


def _draw(view: View, metric: Metric, shown: pd.DataFrame, dimension: str, heading: str) -> None:
    bars = tables.Bars(shown["value"].tolist(), shown["before"].tolist())
    columns: dict[str, tables.Column] = {
        view.text(f"dimensions.{dimension}"): shown["label"].tolist(),
        view.text("terms.now"): tables.values(view, metric, shown, bars),
    }
    if shown["change"].notna().any():
        columns[view.text("terms.change")] = tables.changes(view, metric, shown)
    tables.draw(columns, heading)
