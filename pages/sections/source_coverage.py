"""Which months each source has data for, with the gaps in a chart, in words and in a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.loading.coverage import MISSING, USUAL
from data.text import numbers
from pages.charts.heatmaps import SIGNS, months_by_source
from pages.charts.theme import Style, plotly_config
from pages.components import tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import names
from pages.state import queries
from pages.state.view import View

#: Months that a phone has room for.
MONTHS_ON_PHONE = 12
#: Gaps that the sentence names.
NAMED = 3


def show(view: View) -> None:
    """Show the sources by month, the gaps in words, and all of it as a table."""
    heading = view.text("data_quality.coverage")
    st.header(heading, anchor=False)
    st.markdown(view.text("data_quality.coverage_text"))
    frame = queries.coverage(view.build)
    if frame.empty:
        st.markdown(view.text("data_quality.coverage_none"))
        return
    sources = names(view.build, "source", view.language)
    frame = frame.assign(
        label=[
            f"{sources.get(source, source)}: {view.text(f'data_quality.data_{data}')}"
            for source, data in zip(frame["source"], frame["data"], strict=True)
        ],
        month_name=[numbers.short_month(month, view.language) for month in frame["month"]],
    )
    gaps = _gaps(view, frame)
    st.markdown(gaps)
    months = sorted(frame["month"].unique())[-MONTHS_ON_PHONE if view.phone else None :]
    style = Style(view.language, view.dark, "bookings", phone=view.phone)
    states = {state: view.text(f"data_quality.coverage_{state}") for state in SIGNS}
    st.plotly_chart(
        months_by_source(frame[frame["month"].isin(months)], states, style),
        theme=None,
        key="coverage",
        config=plotly_config(view.language),
        alt=f"{heading}. {gaps}",
    )

    def show_table() -> None:
        marked = frame[frame["state"] != USUAL].sort_values(["month", "label"], ascending=[False, True])
        tables.draw(
            {
                view.text("dimensions.month"): marked["month_name"].tolist(),
                view.text("dimensions.source"): marked["label"].tolist(),
                view.text("terms.rows"): tables.counts(view, marked["rows"]),
                view.text("data_quality.result"): marked["state"].map(states).tolist(),
            },
            heading,
        )

    lazy_expander(view.text("figure.table"), "coverage_table", show_table)


def _gaps(view: View, frame: pd.DataFrame) -> str:
    missing = frame[frame["state"] == MISSING].sort_values("month", ascending=False)
    if missing.empty:
        return view.text("data_quality.coverage_whole")
    named = [f"{row.label} ({row.month_name})" for row in missing.head(NAMED).itertuples()]
    more = len(missing.iloc[NAMED:])
    key = "data_quality.coverage_gaps_more" if more else "data_quality.coverage_gaps"
    return view.text(key, count=len(missing), gaps="; ".join(named), more=more)
