"""How far participation reaches: districts without any, those with least, and the share of unknown places."""

from __future__ import annotations

import streamlit as st

from data.analyses.participation import BY_AREA
from data.catalogue.metrics import catalogue, known
from data.text import numbers
from pages.components import deferred, metric_figure, tables
from pages.components.member_labels import labelled, names
from pages.state import queries
from pages.state.view import View

#: Districts without participation that are named; the others are counted.
NAMED = 5
#: Districts with least participation in the table.
ROWS = 4


def show(view: View, *, key: str) -> None:
    """Draw the share of unknown places, and the districts with least participation.

    The answer of the page says ``districts_sentence``.
    """
    metric = catalogue().metrics[known(BY_AREA)[0]]
    heading = view.text("participation.reach")
    sentences = (_unplaced(view), queries.why_unknown(view, metric.id))
    metric_figure.heads(heading, " ".join(filter(None, sentences)), key)
    whole = view.without("district", "major_district", "sub_district")
    figures = queries.calculate(whole, metric.id, ("district",))
    frame = labelled(figures[figures["district"] != "unknown"], ("district",), view.build, view.language)
    least = frame[frame["value"].notna()].sort_values("value", kind="stable")
    if len(least):
        shown = least.head(ROWS)
        amounts = tables.values(view, metric, shown, tables.Bars(shown["value"].tolist()))
        columns: dict[str, tables.Column] = {
            view.text("participation.reached_least"): shown["label"].tolist(),
            metric.texts[view.language].short: amounts,
        }
        with st.container(key=f"ranked_{key}"):
            tables.draw(columns, heading)
    all_of = f"{heading} ({view.text('changes.all')})"
    deferred.draw_later(
        lambda: metric_figure.foot(whole, metric, least, ("district",), all_of, key, is_chart=False)
    )


def districts_sentence(view: View) -> str:
    """Return a sentence on the districts without participation, of which at most five are named; '' if the
    reader may not know whether there are any."""
    reach = queries.reach(view)
    labels = names(view.build, "district", view.language)
    without = [labels.get(district, district) for district in reach.without]
    if not without and not reach.is_complete:
        return ""
    if not without:
        return view.text("participation.reach_all", districts=reach.districts)
    more = reach.beyond(NAMED)
    return view.text(
        "participation.reach_many" if more else "participation.reach_some",
        count=len(without),
        districts=reach.districts,
        names=", ".join(without[:NAMED]),
        more=more,
    )


def _unplaced(view: View) -> str:
    """Return a sentence on the share of participation without a known district; '' without any."""
    share = queries.reach(view).unplaced_percent
    if not share > 0:
        return ""
    return view.text("participation.unplaced", share=numbers.quantity(share, "%", view.language))
