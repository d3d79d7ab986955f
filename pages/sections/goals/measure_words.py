"""The action programme's measures: who does what by when, how far it is, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.catalogue.metrics import catalogue
from data.reference_tables.measures import STATES, Measure, responsible_units
from data.text import numbers
from pages.components import tables
from pages.state import url_state
from pages.state.view import View


def table(view: View, measures: Sequence[Measure]) -> None:
    """Draw the measures in file order with everything that is recorded of them."""
    tables.draw(
        {
            view.text("goals.measure"): [named(view, m) for m in measures],
            view.text("goals.responsible"): [
                responsible_units()[m.responsible_unit][view.language] for m in measures
            ],
            view.text("terms.metric"): [metric_link(view, m.metric) for m in measures],
            view.text("goals.time"): [span(view, m) for m in measures],
            view.text("goals.state"): [_state_and_note(view, m) for m in measures],
        },
        view.text("goals.measures"),
    )


def metric_link(view: View, metric: str) -> tables.Link:
    """Return a metric's name, with a link to its definition."""
    name = catalogue().metrics[metric].texts[view.language].title
    return tables.Link(name, url_state.link_to("dictionary", entry=metric))


def summary(view: View, measures: Sequence[Measure]) -> str:
    """Return the number of measures by state, and of late ones, in words."""
    by_state = Counter(measure.state for measure in measures)
    parts = [view.text(f"goals.count_{name}", count=by_state[name]) for name in STATES if by_state[name]]
    late = len([measure for measure in measures if measure.is_late(view.build.as_of)])
    counted = view.text("goals.measures_summary", count=len(measures), states=", ".join(parts))
    return f"{counted} {view.text('goals.late', count=late) if late else view.text('goals.late_none')}"


def named(view: View, measure: Measure) -> str:
    """Return the measure's code and title."""
    return f"{measure.id} {measure.titles[view.language]}"


def _state_and_note(view: View, measure: Measure) -> str:
    note = measure.notes[view.language]
    return f"{state(view, measure)}. {note}" if note else state(view, measure)


def span(view: View, measure: Measure) -> str:
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
