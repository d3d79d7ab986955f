"""A share by part of the week: main hours, evenings, weekends."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.analyses import week
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.bars import ranked_bars
from pages.charts.layout import wrap
from pages.components import downloads, metric_figure, tables, takeaway
from pages.state import filters, queries
from pages.state.view import View


def show(view: View, metrics: Sequence[str], key: str) -> None:
    """Show the metrics side by side, each by part of the week; a text explains the parts."""
    st.header(view.text("shared_use.week"), anchor=False)
    st.markdown(view.text("shared_use.week_text", start=week.MAIN_FROM, end=week.MAIN_TO))
    for column, metric_id in zip(st.columns(len(metrics)), metrics, strict=True):
        with column:
            _one(view, metric_id, f"{key}_{metric_id}")


def named(view: View, part: str) -> str:
    """Return the name of a part of the week: 'Arkisin 8–16'."""
    hours = week.PARTS[part]
    return view.text(f"shared_use.part_{part}", start=hours.from_hour, end=hours.to_hour)


def _one(view: View, metric_id: str, key: str) -> None:
    metric = catalogue().metrics[metric_id]
    unit = numbers.unit_name(metric.unit, view.language)
    heading = f"{metric.texts[view.language].title} ({unit})"
    st.subheader(heading, anchor=False)
    frame = queries.by_part(view, metric_id)
    frame = frame.assign(label=[named(view, part) for part in frame["part"]], member=frame["part"])
    shown = frame[frame["value"].notna()]
    if shown.empty:
        unknown = queries.why_unknown(view, metric_id)
        words = filters.sentence(view.build, view.language, view.filters)
        st.markdown(unknown or view.text("figure.empty", filters=words))
        return
    st.markdown(takeaway.sentence(view, metric, frame, ("part",)))
    figure = ranked_bars(frame, metric_figure.style(view, metric))
    # In the order of the week, and the same in both charts.
    order = [wrap(label) for label in frame["label"]]
    figure.update_yaxes(categoryorder="array", categoryarray=order)
    metric_figure.chart(view, figure, frame, metric, heading, key)

    def show_table() -> None:
        _table(view, metric_id, frame, heading)
        downloads.file_links(view, downloads.by_part(view, metric_id), key)
        metric_figure.pictures(view, key, heading)

    metric_figure.folds(view, metric, key, show_table)


def _table(view: View, metric_id: str, frame: pd.DataFrame, heading: str) -> None:
    metric = catalogue().metrics[metric_id]
    text = metric.texts[view.language]
    tables.draw(
        {
            view.text("shared_use.part"): frame["label"].tolist(),
            view.text("figure.value", unit=numbers.unit_name(metric.unit, view.language)): tables.values(
                view, metric, frame
            ),
            text.numerator: tables.amounts(view, frame, "numerator"),
            str(text.denominator): tables.amounts(view, frame, "denominator"),
        },
        heading,
    )
