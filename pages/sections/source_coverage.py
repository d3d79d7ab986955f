"""Which months each source tells of: a gap stands out, by its sign as much as by its colour."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.loading.coverage import MISSING, SOME, USUAL
from data.text import numbers
from pages.charts.locale import plotly_config
from pages.charts.palette import readable_on
from pages.charts.theme import Style, base
from pages.components import tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import names
from pages.state import queries
from pages.state.view import View

STATES = (MISSING, SOME, USUAL)
SIGNS = {MISSING: "✕", SOME: "!", USUAL: ""}
ROW_HEIGHT = 30
#: Months that a phone has room for.
MONTHS_ON_PHONE = 12
#: Gaps that the sentence names.
NAMED = 3


def show(view: View) -> None:
    """The sources by month, the gaps in words, and all of it as a table."""
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
        written=[numbers.month(month, view.language) for month in frame["month"]],
    )
    told = _gaps(view, frame)
    st.markdown(told)
    months = sorted(frame["month"].unique())[-MONTHS_ON_PHONE if view.phone else None :]
    style = Style(view.language, view.dark, "bookings", phone=view.phone)
    st.plotly_chart(
        draw(frame[frame["month"].isin(months)], style, view),
        theme=None,
        key="coverage",
        config=plotly_config(view.language),
        alt=f"{heading}. {told}",
    )

    def show_table() -> None:
        marked = frame[frame["state"] != USUAL].sort_values(["month", "label"], ascending=[False, True])
        tables.draw(
            {
                view.text("dimensions.month"): marked["written"].tolist(),
                view.text("dimensions.source"): marked["label"].tolist(),
                view.text("terms.rows"): tables.counts(view, marked["rows"]),
                view.text("data_quality.result"): [
                    view.text(f"data_quality.coverage_{state}") for state in marked["state"]
                ],
            },
            heading,
        )

    lazy_expander(view.text("figure.table"), "coverage_table", show_table)


def draw(frame: pd.DataFrame, style: Style, view: View) -> go.Figure:
    """``frame``: label, month, written, rows, state. Months across, sources down."""
    palette = style.palette
    colours = {MISSING: palette.categories[1], SOME: palette.amounts[0], USUAL: palette.amounts[2]}
    rows = list(dict.fromkeys(frame["label"]))
    months = sorted(frame["month"].unique())
    cells = frame.set_index(["label", "month"])
    figure = base(style, 96 + ROW_HEIGHT * len(rows))
    for state in STATES:
        here = cells["state"].eq(state)
        shown = here.unstack("month").reindex(index=rows, columns=months).eq(True)
        if not shown.to_numpy().any():
            continue
        told = cells.apply(
            lambda cell: f"{cell.name[0]}, {cell['written']}: {numbers.number(cell['rows'], style.lang)}",
            axis=1,
        )
        figure.add_heatmap(
            x=months,
            y=rows,
            z=[[1 if there else None for there in row] for row in shown.to_numpy()],
            colorscale=[[0, colours[state]], [1, colours[state]]],
            showscale=False,
            text=[[SIGNS[state] if there else "" for there in row] for row in shown.to_numpy()],
            texttemplate="%{text}",
            textfont={"color": readable_on(colours[state]), "size": 12},
            xgap=2,
            ygap=2,
            hoverongaps=False,
            customdata=told.unstack("month").reindex(index=rows, columns=months).fillna("").to_numpy(),
            hovertemplate="%{customdata}<extra></extra>",
        )
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers+text",
            name=f"{SIGNS[state]} {view.text(f'data_quality.coverage_{state}')}".strip(),
            marker={"symbol": "square", "size": 14, "color": colours[state]},
            showlegend=True,
        )
    step = max(1, -(-len(months) // (4 if style.phone else 12)))
    written = dict(zip(frame["month"], frame["written"], strict=True))
    figure.update_xaxes(
        type="category",
        showgrid=False,
        side="top",
        tickangle=0,
        tickvals=months[::step],
        ticktext=[written[month].replace(" ", "<br>") for month in months[::step]],
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return figure


def _gaps(view: View, frame: pd.DataFrame) -> str:
    missing = frame[frame["state"] == MISSING].sort_values("month", ascending=False)
    if missing.empty:
        return view.text("data_quality.coverage_whole")
    named = [f"{row.label} ({row.written})" for row in missing.head(NAMED).itertuples()]
    more = len(missing) - len(named)
    key = "data_quality.coverage_gaps_more" if more else "data_quality.coverage_gaps"
    return view.text(key, count=len(missing), gaps="; ".join(named), more=more)
