"""Points: spaces by how often and how full they are, and units where they lie."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data import numbers
from data.catalogue import catalogue
from pages.parts import ask, charts, drawing, figure, tables
from pages.parts.folded import folded
from pages.parts.labels import labelled
from pages.parts.locale import plotly_config
from pages.parts.scale import classes, place
from pages.parts.select import on_select
from pages.parts.view import View


def frequency_and_fill(view: View, key: str) -> None:
    """Each space by its booking rate and its seat fill: rooms too large or too sought lie apart."""
    st.header(view.say("spaces.fill"), anchor=False)
    frame = ask.of_spaces(view, "frequency_and_fill")
    frame = labelled(frame, ("space",), view.build, view.language)
    if frame.empty:
        st.markdown(view.say("answer.no_figures"))
        return
    st.markdown(view.say("spaces.fill_text", count=len(frame)))
    style = figure.style(view, catalogue().metrics["booking_rate"])
    st.plotly_chart(
        _cloud(frame, style, view),
        theme=None,
        key=key,
        config=plotly_config(view.language),
        alt=view.say("spaces.fill_alt", count=len(frame)),
        on_select=on_select(key, ("space",)),
        selection_mode="points",
    )

    def show_table() -> None:
        shown = frame.head(tables.SHOWN_ROWS)
        columns: dict[str, tables.Column] = {view.say("dimensions.space"): shown["label"].tolist()}
        for column in ("frequency", "seat_fill"):
            columns[view.say(f"spaces.{column}")] = tables.Amounts(
                shown[column].tolist(), lambda value: numbers.quantity(value, "%", view.language)
            )
        tables.draw(columns, view.say("spaces.fill"))

    folded(view.say("figure.table"), f"{key}_table", show_table)


def _cloud(frame: pd.DataFrame, style: charts.Style, view: View) -> go.Figure:
    colours = style.palette
    drawn = drawing.base(style, 380)
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
        **charts.UNFADED,
    )
    drawn.update_xaxes(title=view.say("spaces.frequency"), rangemode="tozero", showgrid=True)
    drawn.update_yaxes(title=view.say("spaces.seat_fill"), rangemode="tozero")
    return drawn


def units(view: View, metric_id: str, key: str) -> None:
    """Units where they lie, in the classes of a map; a click goes closer."""
    metric = catalogue().metrics[metric_id]
    st.header(figure.title(view, metric, ("unit",)), anchor=False)
    frame = ask.of_spaces(view.without("unit"), "units_on_map", metric_id)
    frame = labelled(frame, ("unit",), view.build, view.language)
    known = frame[frame["value"].notna()]
    if known.empty:
        st.markdown(view.say("answer.no_figures"))
        return
    st.markdown(view.say("spaces.units_text", count=len(known)))
    figure.chart(
        view,
        _places(known, figure.style(view, metric, ("unit",))),
        known,
        metric,
        figure.title(view, metric, ("unit",)),
        key,
        ("unit",),
    )
    figure.foot(view, metric, known, ("unit",), figure.title(view, metric, ("unit",)), key)


def _places(frame: pd.DataFrame, style: charts.Style) -> go.Figure:
    colours = style.palette
    limits = classes(frame["value"])
    drawn = drawing.base(style, 380)
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
        **charts.UNFADED,
    )
    drawing.legend(drawn, limits, style)
    drawn.update_xaxes(visible=False)
    # A degree of longitude is half as long as one of latitude at 60° north.
    drawn.update_yaxes(visible=False, scaleanchor="x", scaleratio=2)
    return drawn
