"""Figures as a real HTML table, formatted in the reader's language; the accessible twin of a chart."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue import Metric
from pages.parts import numbers
from pages.parts.labels import column_labels
from pages.parts.view import View

#: Rows that a page shows; a file has them all.
SHOWN_ROWS = 60


def show(
    view: View,
    metric: Metric,
    frame: pd.DataFrame,
    by: tuple[str, ...],
    title: str,
    before: pd.DataFrame | None = None,
) -> None:
    """The frame as ``calculate`` gave it: labels, value, numerator and denominator.

    ``before`` is the year before by the same month, shown beside the value.
    """
    text, language = metric.texts[view.language], view.language
    shown = frame.head(SHOWN_ROWS)
    columns: dict[str, list[str]] = {
        view.say(f"dimensions.{d}"): column_labels(shown, d, view.build, language) for d in by
    }
    unit = numbers.unit_name(metric.unit, language)
    columns[view.say("figure.value", unit=unit)] = values(view, metric, shown)
    if before is not None:
        earlier = dict(zip(before["month"], values(view, metric, before), strict=True))
        heading = view.say("figure.year_before", unit=unit)
        columns[heading] = [earlier.get(month, "–") for month in shown["month"]]
    if text.denominator:
        columns[text.numerator] = _amounts(view, shown, "numerator")
        columns[text.denominator] = _amounts(view, shown, "denominator")
    draw(pd.DataFrame(columns), title, labels=len(by))
    if len(frame) > len(shown):
        st.caption(view.say("figure.table_cut", shown=len(shown), all=len(frame)))


def values(view: View, metric: Metric, frame: pd.DataFrame) -> list[str]:
    """The values as text; a withheld one says that it is."""
    return [
        view.say("figure.suppressed") if hidden else numbers.quantity(value, metric.unit, view.language)
        for value, hidden in zip(frame["value"], frame["suppressed"], strict=True)
    ]


def _amounts(view: View, frame: pd.DataFrame, column: str) -> list[str]:
    return [
        view.say("figure.suppressed") if hidden else numbers.number(amount, view.language)
        for amount, hidden in zip(frame[column], frame["suppressed"], strict=True)
    ]


def draw(frame: pd.DataFrame, title: str, labels: int = 1) -> None:
    """A table whose first ``labels`` columns are text and the others numbers, set to the right."""
    styled = frame.style.set_properties(
        subset=list(frame.columns[labels:]), **{"text-align": "right", "white-space": "nowrap"}
    )
    st.table(styled, hide_index=True, alt=title)
