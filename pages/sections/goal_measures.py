"""The action programme's measures: who does what by when, how far it is, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables.measures import STATES, Measure, responsible_units
from data.text import numbers
from pages.components import tables
from pages.state import url_state
from pages.state.view import View


def show(view: View, measures: Sequence[Measure], departments: Sequence[str]) -> None:
    """Show the measures of the chosen departments, or all; late ones are named above the table."""
    st.header(view.text("goals.measures"), anchor=False)
    shown = [m for m in measures if not departments or m.responsible_unit in departments]
    if not shown:
        st.markdown(view.text("goals.measures_none" if measures else "goals.measures_empty"))
        return
    st.markdown(" ".join((_summary(view, shown), late(view, shown))))
    tables.draw(
        {
            view.text("goals.measure"): [_named(view, m) for m in shown],
            view.text("goals.responsible"): [
                responsible_units()[m.responsible_unit][view.language] for m in shown
            ],
            view.text("terms.metric"): [metric_link(view, m.metric) for m in shown],
            view.text("goals.time"): [_span(view, m) for m in shown],
            view.text("goals.state"): [_state_and_note(view, m) for m in shown],
        },
        view.text("goals.measures"),
    )
    others = [measure for measure in measures if measure not in shown]
    if others:
        st.caption(view.text("goals.measures_hidden", count=len(others)))


def metric_link(view: View, metric: str) -> tables.Link:
    """Return a metric's name, with a link to its definition."""
    name = catalogue().metrics[metric].texts[view.language].title
    return tables.Link(name, url_state.link_to("dictionary", entry=metric))


def late(view: View, measures: Sequence[Measure]) -> str:
    """Return a sentence that names the late measures, or says that none is late."""
    late_measures = [m for m in measures if m.days_late(view.build.as_of)]
    if not late_measures:
        return view.text("goals.late_none")
    named = "; ".join(_named(view, m) for m in late_measures)
    return view.text("goals.late", count=len(late_measures), measures=named)


def _summary(view: View, measures: Sequence[Measure]) -> str:
    by_state = Counter(measure.state for measure in measures)
    parts = [view.text(f"goals.count_{name}", count=by_state[name]) for name in STATES if by_state[name]]
    return view.text("goals.measures_summary", count=len(measures), states=", ".join(parts))


def _named(view: View, measure: Measure) -> str:
    return f"{measure.id} {measure.titles[view.language]}"


def _state_and_note(view: View, measure: Measure) -> str:
    note = measure.notes[view.language]
    return f"{state(view, measure)}. {note}" if note else state(view, measure)


def _span(view: View, measure: Measure) -> str:
    """Return two dates; a line may break between them but not within one."""
    days = (numbers.day(day, view.language) for day in (measure.start, measure.due))
    return "–".join(day.replace(" ", numbers.NO_BREAK) for day in days)


def state(view: View, measure: Measure) -> str:
    """Return the state in words, and by how much the measure is late."""
    text = view.text(f"goals.state_{measure.state}")
    days = measure.days_late(view.build.as_of)
    if days:
        return f"{text}, " + view.text("goals.late_day" if days == 1 else "goals.late_days", days=days)
    if measure.starts_late(view.build.as_of):
        return f"{text}, {view.text('goals.starts_late')}"
    return text
