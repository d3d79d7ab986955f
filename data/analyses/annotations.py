"""What a chart by month should say about its course: events of the city, and sources that start in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue.metric_sources import sources
from data.members import known_members, members
from data.reference_tables.events import Event, events
from data.reference_tables.reader import WrongReference
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build

_STARTS = """
SELECT source, strftime(min(month), '%Y-%m') AS month FROM source_month GROUP BY source ORDER BY ALL
"""


@dataclass(frozen=True)
class Annotation:
    """A word for the months from ``start`` to ``end``, both drawn in the chart."""

    start: str
    end: str
    label: str


def chart_annotations(
    metric_id: str, months: Sequence[str], language: str, scope: Scope, *, build: Build
) -> tuple[Annotation, ...]:
    """Return the annotations of a metric's course over ``months``, oldest first.

    Months without figures are missing from a course, so an annotation is cut to those that are drawn.
    A source that starts in the chart's first month has nothing before it to differ from. A broken
    ``events.csv`` annotates nothing; the frame of the page names its error.
    """
    if not months:
        return ()
    used = sources(metric_id)
    notes = [
        Annotation(drawn[0], drawn[-1], event.labels[language])
        for event in _events(build)
        if (drawn := [month for month in months if event.start <= month <= event.end])
        if not event.sources or set(event.sources) & set(used)
    ]
    known = members("source", build=build)
    visible = known_members("source", scope, build)
    labels = dict(zip(known["member"], known[f"label_{language}"], strict=True))
    notes += [
        Annotation(first, first, say("charts.source_starts", language, source=labels.get(source, source)))
        for source, start in build.query(_STARTS).itertuples(index=False)
        if source in used and source in visible and months[0] < start <= months[-1]
        for first in [next(month for month in months if month >= start)]
    ]
    return tuple(sorted(notes, key=lambda note: (note.start, note.label)))


def _events(build: Build) -> tuple[Event, ...]:
    try:
        return events(build.home)
    except WrongReference:
        return ()
