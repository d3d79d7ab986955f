"""All districts ranked by a metric; a click on a row chooses the district that the page describes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue.metrics import Metric
from pages.charts.ranked_rows import ranked_rows
from pages.components import deferred, metric_figure, tables
from pages.components.tool_row import table_tool, tool_row
from pages.state.chart_click import Choice
from pages.state.view import View

BY = ("district",)
KEY = "districts_ranking"


def show(view: View, metric: Metric, ranking: pd.DataFrame, choice: Choice) -> None:
    """Draw the ranking in a box that scrolls where the window is too low for all districts.

    Without any figures the map says why, and nothing is drawn here.
    """
    if ranking["value"].isna().all() and not ranking["suppressed"].any():
        return
    heading = metric_figure.title(view, metric, BY)
    figure = ranked_rows(ranking, metric_figure.style(view, metric, BY, choice))
    with st.container(gap="xxsmall"):
        metric_figure.heads(view.text("districts.ranking"), view.text("districts.hint"), KEY)
        with st.container(key=f"scroll_{KEY}"):
            metric_figure.chart(view, figure, ranking, metric, heading, KEY, BY, choice=choice)

        def table() -> None:
            tables.show(view, metric, ranking, BY, heading)
            metric_figure.files(view, metric.id, BY, KEY, heading)

        # The source is that of the map.
        tools = {"table": table_tool(view, view.text("figure.table"), table)}
        deferred.draw_later(lambda: tool_row(KEY, tools))
