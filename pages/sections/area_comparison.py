"""Participation by where it took place and by where people live, for the same areas."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.dumbbell import dumbbell
from pages.components import downloads, metric_figure, metric_source, tables
from pages.components.member_labels import labelled
from pages.state import queries
from pages.state.view import View


def show(view: View, place: str, home: str, key: str) -> None:
    """Show the metrics ``place`` and ``home`` on one scale, largest difference first, with their table, files
    and sources."""
    heading = view.text("participation.home_and_place")
    level = view.build.city.top_level
    frame = labelled(queries.home_and_place(view), (level,), view.build, view.language)
    if not frame[["place", "home"]].notna().any(axis=None):
        text = queries.why_unknown(view, place) or view.text("participation.home_none")
        metric_figure.heads(heading, text, key)
        return
    frame = frame.sort_values("difference", key=abs, ascending=False, kind="stable")
    metric_figure.heads(heading, _takeaway(view, frame), key)
    metric = catalogue().metrics[place]
    names = (view.text("participation.at_place"), view.text("participation.at_home"))
    style = metric_figure.style(view, metric)
    figure = dumbbell(frame, dict(zip(("place", "home"), names, strict=True)), style)
    metric_figure.chart(
        view, figure, frame.assign(value=frame["place"], suppressed=False), metric, heading, key, box="fit"
    )
    st.caption(view.text("participation.home_text"))

    def show_table() -> None:
        _table(view, frame, names, heading)
        for metric_id, by in ((place, level), (home, f"home_{level}")):
            st.caption(catalogue().metrics[metric_id].texts[view.language].title)
            downloads.file_links(view, downloads.figures(view, metric_id, (by,)), f"{key}_{by}")
        metric_figure.pictures(view, key, heading)

    def show_source() -> None:
        for metric_id in (place, home):
            metric_source.show(view, catalogue().metrics[metric_id])

    metric_figure.folds(view, metric, key, show_table, show_source)


def _takeaway(view: View, frame: pd.DataFrame) -> str:
    row = frame.iloc[0]
    if row["difference"] != row["difference"]:
        return ""
    return view.text(
        "participation.home_takeaway",
        label=row["label"],
        home=numbers.number(row["home"], view.language, 1),
        place=numbers.number(row["place"], view.language, 1),
    )


def _table(view: View, frame: pd.DataFrame, names: tuple[str, str], heading: str) -> None:
    def column(name: str) -> tables.Amounts:
        texts = [
            view.text("terms.suppressed") if hidden else numbers.number(value, view.language, 1)
            for value, hidden in zip(frame[name], frame[f"{name}_suppressed"], strict=True)
        ]
        return tables.Amounts(texts, str)

    columns: dict[str, tables.Column] = {
        view.text(f"dimensions.{view.build.city.top_level}"): frame["label"].tolist(),
        names[0]: column("place"),
        names[1]: column("home"),
    }
    tables.draw(columns, heading)
