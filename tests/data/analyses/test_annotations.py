"""What a chart by month is annotated with: events within it, and sources that start in it."""

from __future__ import annotations

from pathlib import Path

from data.analyses.annotations import chart_annotations
from data.reference_tables.events import COLUMNS
from data.scope import EVERYTHING
from tests.support.goal_rows import write
from tests.support.tiny_warehouse import publish

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04"]
EVENTS = (
    ",".join(COLUMNS)
    + "\nlong,2025-06,2026-02,,pitkä,lång,long,\nother,2026-03,2026-03,volgistics,muu,annan,other,\n"
)


def test_an_event_is_cut_to_the_months_of_the_chart(home: Path) -> None:
    write(home, "events.csv", EVENTS)
    build = publish(home, {})
    (note,) = chart_annotations("booked_hours", MONTHS, "en", scope=EVERYTHING, build=build)
    assert (note.start, note.end, note.label) == ("2026-01", "2026-02", "long")
    assert chart_annotations("booked_hours", MONTHS[2:], "en", scope=EVERYTHING, build=build) == ()
    # A month without figures is missing from the chart.
    (note,) = chart_annotations("booked_hours", ["2025-12", "2026-03"], "en", scope=EVERYTHING, build=build)
    assert (note.start, note.end) == ("2025-12", "2025-12")


def test_an_event_of_a_source_concerns_the_metrics_that_use_it(home: Path) -> None:
    write(home, "events.csv", EVENTS)
    notes = chart_annotations("volunteer_hours", MONTHS[2:], "fi", scope=EVERYTHING, build=publish(home, {}))
    assert [note.label for note in notes] == ["muu"]


def test_a_source_that_starts_within_the_chart_is_marked(home: Path) -> None:
    write(home, "events.csv", ",".join(COLUMNS) + "\n")
    rows = [
        {"source": source, "data": "bookings", "month": f"{month}-01", "rows": 1}
        for source, month in (("varaamo", "2026-01"), ("respa", "2026-03"), ("kukkuu", "2026-03"))
    ]
    build = publish(home, {"source_month": rows})
    (note,) = chart_annotations("booked_hours", MONTHS, "en", scope=EVERYTHING, build=build)
    assert (note.start, note.label) == ("2026-03", "respa en starts")
    gap = ["2026-01", "2026-02", "2026-04"]
    (note,) = chart_annotations("booked_hours", gap, "en", scope=EVERYTHING, build=build)
    assert (note.start, note.end) == ("2026-04", "2026-04")


def test_a_broken_file_annotates_nothing(home: Path) -> None:
    write(home, "events.csv", "event\n")
    assert chart_annotations("booked_hours", MONTHS, "en", scope=EVERYTHING, build=publish(home, {})) == ()
