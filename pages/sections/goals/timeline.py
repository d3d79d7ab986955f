"""The measures as bars on a timeline, the late ones first; a line marks the last day with data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

import streamlit as st

from data.catalogue.metrics import catalogue
from data.reference_tables.measures import CANCELLED, DONE, PLANNED, Measure, by_urgency, responsible_units
from data.text import numbers
from pages.charts.tracks import Timeline
from pages.sections.goals import measure_words
from pages.state import url_state
from pages.state.view import View

_KINDS = {PLANNED: "hollow", DONE: "finished", CANCELLED: "finished hollow"}


def show(view: View, measures: Sequence[Measure]) -> None:
    """Draw a bar per measure. A row opens who is responsible, the days, the metric and the note."""
    today = view.build.as_of
    timeline = Timeline.of([today, *(day for measure in measures for day in (measure.start, measure.due))])
    rows = "".join(f"<li>{_row(view, measure, timeline)}</li>" for measure in by_urgency(measures, today))
    signs = (
        ("overdue", view.text("goals.key_overdue")),
        ("amount hollow", view.text("goals.state_planned")),
        ("amount finished", view.text("goals.state_done")),
    )
    key = "".join(
        f'<span><span class="bar-track"><i class="{kind}"></i></span>{escape(text)}</span>'
        for kind, text in signs
    )
    st.html(
        f'<p class="signs">{key}</p><div class="timeline">{_axis(view, timeline, today)}<ul>{rows}</ul></div>'
    )


def _axis(view: View, timeline: Timeline, today: dt.date) -> str:
    """Return the names of half-years, and the day of the line."""
    names = "".join(
        f'<span style="left:{timeline.place(day):.1f}%">'
        f"{escape(numbers.short_month(day.isoformat(), view.language))}</span>"
        for day in timeline.named_days(beside=today)
    )
    until = escape(view.text("goals.data_until", day=numbers.day(today, view.language)))
    left = f"clamp(4.5rem, {timeline.place(today):.1f}%, calc(100% - 4.5rem))"
    return f'<div class="axis">{names}<strong style="left:{left}">{until}</strong></div>'


def _row(view: View, measure: Measure, timeline: Timeline) -> str:
    today = view.build.as_of
    late = ' class="lagging"' if measure.is_late(today) else ""
    state = escape(measure_words.state(view, measure))
    metric = catalogue().metrics[measure.metric].texts[view.language].title
    link = escape(url_state.link_to("dictionary", entry=measure.metric))
    facts = (
        (
            view.text("goals.responsible"),
            escape(responsible_units()[measure.responsible_unit][view.language]),
        ),
        (view.text("goals.time"), escape(measure_words.span(view, measure))),
        (view.text("terms.metric"), f'<a href="{link}" target="_self">{escape(metric)}</a>'),
    )
    said = "".join(f"<span>{escape(name)}: {value}</span>" for name, value in facts)
    note = measure.notes[view.language]
    return (
        f'<details{late}><summary><span class="name">{escape(measure_words.named(view, measure))}</span>'
        f'<span class="state">{state}</span>{_track(view, measure, timeline)}</summary>'
        f"<p>{said}{f'<span>{escape(note)}</span>' if note else ''}</p></details>"
    )


def _track(view: View, measure: Measure, timeline: Timeline) -> str:
    """Return the bar of a measure, the days past due, and the line; the row says the same in words."""
    today = view.build.as_of
    left, width = timeline.bar(measure.start, measure.due)
    drawn = (
        f'<i class="amount {_KINDS.get(measure.state, "")}" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
    )
    if measure.days_late(today):
        left, width = timeline.bar(measure.due, today)
        drawn += f'<i class="overdue" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
    drawn += f'<i class="before" style="left:{timeline.place(today):.1f}%"></i>'
    hint = escape(f"{measure_words.span(view, measure)}: {measure_words.state(view, measure)}")
    return f'<span class="bar-track" aria-hidden="true" title="{hint}">{drawn}</span>'
