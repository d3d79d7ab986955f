"""The charts of Volunteering and Participation from tiny frames."""

from __future__ import annotations

import pandas as pd

from data.analyses.annotations import Annotation
from pages.charts import layout
from pages.charts.compared_bars import compared_bars
from pages.charts.dumbbell import dumbbell
from pages.charts.stacked_bars import stacked_bars
from pages.charts.theme import LIGHT, Style

COUNTS = Style("fi", dark=False, unit="contacts", additive=True)
HOURS = Style("fi", dark=False, unit="person-hours", additive=True)
NAN = float("nan")


def changed(**columns: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({"member": ["a", "b"], "label": ["A", "B"], "suppressed": False, **columns})
    return frame.assign(channel=frame["member"])


def test_a_compared_bar_has_its_change_behind_the_longer_of_bar_and_mark() -> None:
    frame = changed(value=[10.0, 2.0], before=[4.0, 7.0], change=[6.0, -5.0])
    bars, texts, _, marks = compared_bars(frame, COUNTS).data
    assert list(bars.y) == ["A", "B"]
    assert [text.strip() for text in texts.text] == ["10 (+6)", "2 (−5)"]
    assert list(texts.x) == [10.0, 7.0]
    assert list(marks.x) == [4.0, 7.0]
    assert marks.name == "vuotta aiemmin"
    # Every bar keeps its label, however low the chart is drawn.
    axis = compared_bars(frame, COUNTS).layout.yaxis
    assert (axis.dtick, axis.range) == (1, (1.5, -0.5))


def test_bars_without_any_change_are_plain() -> None:
    figure = compared_bars(changed(value=[1.0, 2.0], before=[NAN, NAN], change=[NAN, NAN]), COUNTS)
    (bars,) = figure.data
    assert list(bars.text) == ["2", "1"]


def test_a_stack_names_its_parts_at_the_last_bar_without_overlap() -> None:
    months = ["2026-09", "2026-10"]
    parts = pd.DataFrame({"month": months, "x": [10.0, 20.0], "y": [5.0, NAN], "z": [1.0, 1.0], "w": NAN})
    now = pd.DataFrame({"month": months, "label": ["syys", "loka"], "member": months, "value": [16.0, 21.0]})
    names = {"x": "Iso", "y": "Keski", "z": "Pieni", "w": "Tyhjä"}
    before = now.assign(value=[30.0, 40.0])
    figure = stacked_bars(parts, now.assign(partial=[False, True]), before, names, HOURS, 215)
    assert [trace.name for trace in figure.data if trace.type == "bar"] == ["Iso", "Keski", "Pieni"]
    assert [trace.marker.color for trace in figure.data[:3]] == list(LIGHT.categories[:3])
    notes = figure.layout.annotations
    assert [note.text.split("</span> ")[-1] for note in notes] == [
        "Iso",
        "Keski",
        "Pieni",
        "━ vuotta aiemmin",
        "kesken",
    ]
    line = layout.line_of_text(figure.layout.yaxis.range[1], layout.plot_height(215, 18, 44))
    places = [note.y + (note.yshift or 0) / layout.LINE_HEIGHT * line for note in notes[:4]]
    assert all(above - below >= line * 0.999 for below, above in layout.pairs(places))
    assert figure.layout.yaxis.range[1] >= 40
    # The words of events take room from the bars, so more names are pushed up, and in pixels: they do not
    # overlap where the chart is higher.
    events = [Annotation("2026-10", "2026-10", "remontti")] * 4
    low = stacked_bars(parts, now, before, names, HOURS, 170, events)
    assert [shape.x0 for shape in low.layout.shapes] == ["loka"] * 4
    assert low.layout.margin.t == layout.annotation_height(4)
    assert [note.yshift for note in (notes[2], low.layout.annotations[-2])] == [19, 38]


def test_a_dumbbell_writes_the_smaller_figure_at_the_left_and_names_the_suppressed() -> None:
    frame = pd.DataFrame({"label": ["A", "B"], "place": [3.0, 5.0], "home": [9.0, NAN]})
    frame = frame.assign(place_suppressed=False, home_suppressed=[False, True])
    figure = dumbbell(frame, {"place": "Toiminta", "home": "Asukkaat"}, Style("fi", dark=False, unit="%"))
    *_, place, home = figure.data
    assert (place.textposition[0], home.textposition[0]) == ("middle left", "middle right")
    assert [text.strip() for text in place.text] == ["3,0", "5,0"]
    (note,) = figure.layout.annotations
    assert (note.y, note.text) == ("B", "Asukkaat: suojattu")
    assert list(figure.layout.yaxis.categoryarray) == ["A", "B"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
