"""The what-if of the potential finder: the shares if part of the idle hours were used."""

from __future__ import annotations

import streamlit as st

from data.analyses.scenario import ADDS_TO_DENOMINATOR
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.matrix import percent
from pages.components import metric_figure, tables
from pages.sections import potential_lists
from pages.sections.potential_finder import DEFAULT_SHARE, SHARES, Result
from pages.state import url_state
from pages.state.view import View


def show(view: View, result: Result) -> None:
    """Show hours and percentage points if a share of the idle hours were used, with the formula of each."""
    scenario = result.potential.scenario
    rate = scenario[0]
    heading = view.text("shared_use.scenario")
    metric_figure.heads(heading, "", "finder_scenario")
    url_state.choose(
        "share",
        view.text("filters.share"),
        SHARES,
        lambda code: f"{code}{numbers.symbol('%', view.language)}",
        DEFAULT_SHARE,
        width=240,
    )
    st.markdown(
        view.text(
            "shared_use.scenario_text",
            share=percent(result.search.share_percent, view.language, 0),
            hours=potential_lists.hours(view, rate.hours, 0),
            now=numbers.quantity(rate.now, "%", view.language),
            then=numbers.quantity(rate.then, "%", view.language),
        )
    )
    sums = []
    for change in scenario:
        both = ADDS_TO_DENOMINATOR[change.metric]
        key = "shared_use.scenario_sum_both" if both else "shared_use.scenario_sum"
        amounts = {
            name: numbers.number(getattr(change, name), view.language)
            for name in ("numerator", "denominator", "hours")
        }
        sums.append(view.text(key, **amounts))
    shares = {
        name: tables.Amounts(
            [getattr(change, name) for change in scenario],
            lambda value: numbers.quantity(value, "%", view.language),
        )
        for name in ("now", "then")
    }
    tables.draw(
        {
            view.text("terms.metric"): [
                catalogue().metrics[change.metric].texts[view.language].title for change in scenario
            ],
            view.text("terms.now"): shares["now"],
            view.text("shared_use.then"): shares["then"],
            view.text("terms.change"): tables.Amounts(
                [change.change for change in scenario],
                lambda value: numbers.difference(value, "%", view.language),
            ),
            view.text("shared_use.sum"): sums,
        },
        heading,
    )
    st.caption(view.text("shared_use.scenario_note"))
