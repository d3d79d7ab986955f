"""Points: spaces by how often and how full they are, and units where they lie."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts import lines, theme
from pages.charts.class_breaks import classes, place
from pages.charts.locale import plotly_config
from pages.components import metric_figure, tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import labelled
from pages.state import queries
from pages.state.chart_click import on_select
from pages.state.view import View


def frequency_and_fill(view: View, key: str) -> None:
    """Each space by its booking rate and its seat fill: rooms too large or too sought lie apart."""
    st.header(view.text("spaces.fill"), anchor=False)
    frame = queries.frequency_and_fill(view)
    frame = labelled(frame, ("space",), view.build, view.language)
    if frame.empty:
        st.markdown(view.text("answer.no_figures"))
        return
    st.markdown(view.text("spaces.fill_text", count=len(frame)))
    style = metric_figure.style(view, catalogue().metrics["booking_rate"])
    st.plotly_chart(
        _cloud(frame, style, view),
        theme=None,
        key=key,
        config=plotly_config(view.language),
        alt=view.text("spaces.fill_alt", count=len(frame)),
        on_select=on_select(key, ("space",)),
        selection_mode="points",
    )

    def show_table() -> None:
        shown = frame.head(tables.SHOWN_ROWS)
        columns: dict[str, tables.Column] = {view.text("dimensions.space"): shown["label"].tolist()}
        for column in ("frequency", "seat_fill"):
            columns[view.text(f"spaces.{column}")] = tables.Amounts(
                shown[column].tolist(), lambda value: numbers.quantity(value, "%", view.language)
            )
        tables.draw(columns, view.text("spaces.fill"))

    lazy_expander(view.text("figure.table"), f"{key}_table", show_table)


def _cloud(frame: pd.DataFrame, style: lines.Style, view: View) -> go.Figure:
    colours = style.palette
    drawn = theme.base(style, 380)
    drawn.add_scatter(
        x=frame["frequency"],
        y=frame["seat_fill"],
        mode="markers",
        marker={"size": 9, "color": colours.accent, "line": {"width": 1, "color": colours.page}},
        customdata=[[space] for space in frame["space"]],
        text=[
            f"{label}<br>{style.quantity(often)} · {style.quantity(full)}"
            for label, often, full in zip(frame["label"], frame["frequency"], frame["seat_fill"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        **lines.UNFADED,
    )
    drawn.update_xaxes(title=view.text("spaces.frequency"), rangemode="tozero", showgrid=True)
    drawn.update_yaxes(title=view.text("spaces.seat_fill"), rangemode="tozero")
    return drawn


def units(view: View, metric_id: str, key: str) -> None:
    """Units where they lie, in the classes of a map; a click goes closer."""
    metric = catalogue().metrics[metric_id]
    st.header(metric_figure.title(view, metric, ("unit",)), anchor=False)
    frame = queries.units_on_map(view.without("unit"), metric_id)
    frame = labelled(frame, ("unit",), view.build, view.language)
    known = frame[frame["value"].notna()]
    if known.empty:
        st.markdown(view.text("answer.no_figures"))
        return
    st.markdown(view.text("spaces.units_text", count=len(known)))
    metric_figure.chart(
        view,
        _places(known, metric_figure.style(view, metric, ("unit",))),
        known,
        metric,
        metric_figure.title(view, metric, ("unit",)),
        key,
        ("unit",),
    )
    metric_figure.foot(view, metric, known, ("unit",), metric_figure.title(view, metric, ("unit",)), key)


def _places(frame: pd.DataFrame, style: lines.Style) -> go.Figure:
    colours = style.palette
    limits = classes(frame["value"])
    drawn = theme.base(style, 380)
    ranks = [place(value, limits) or 0 for value in frame["value"]]
    drawn.add_scatter(
        x=frame["longitude"],
        y=frame["latitude"],
        mode="markers",
        marker={
            "size": [15 if member in style.selected else 11 for member in frame["member"]],
            "color": [colours.amounts[rank] for rank in ranks],
            "line": {"width": 1, "color": colours.secondary},
        },
        customdata=[[member] for member in frame["member"]],
        text=[
            f"{label}: {style.quantity(value)}"
            for label, value in zip(frame["label"], frame["value"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        **lines.UNFADED,
    )
    theme.legend(drawn, limits, style)
    drawn.update_xaxes(visible=False)
    # A degree of longitude is half as long as one of latitude at 60° north.
    drawn.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    return drawn
