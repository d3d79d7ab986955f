"""Charts: order, classes, suppressed and unknown members, languages, contrast."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.analyses.annotations import Annotation
from data.city_profile.in_use import city_in, using
from data.settings import CITIES, LANGUAGES
from pages.charts import heatmaps, layout, lines
from pages.charts.bars import ranked_bars
from pages.charts.class_breaks import CLASSES, class_limits, class_of
from pages.charts.theme import DARK, HATCH, LIGHT, Style, alt_text, contrast, readable_on
from tests.support.frames import frame

FI = Style("fi", dark=False, unit="%")
TOTAL = Style("fi", dark=False, unit="h", additive=True)


def months(count: int, partial: bool = False) -> pd.DataFrame:
    codes = [f"2026-{n:02d}" for n in range(1, count + 1)]
    return pd.DataFrame(
        {
            "month": codes,
            "member": codes,
            "label": [f"kk{n} 2026" for n in range(1, count + 1)],
            "value": [float(10 * n) for n in range(1, count + 1)],
            "suppressed": False,
            "partial": [partial and n == count for n in range(1, count + 1)],
        }
    )


def test_bars_start_with_the_largest_member_and_end_with_the_unknown_in_grey() -> None:
    figure = ranked_bars(frame({"a": 10, "unknown": 90, "b": 30, "c": 20}), FI)
    bar = figure.data[0]
    assert [members[0] for members in bar.customdata] == ["b", "c", "a", "unknown"]
    assert list(bar.y) == ["b", "c", "a", "unknown"]
    assert bar.text[0] == "30,0\u00a0%"
    assert list(bar.marker.color) == [*[LIGHT.accent] * 3, LIGHT.other]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.range[0] == 0


def test_bars_by_weekday_are_in_the_order_of_the_citys_week() -> None:
    days = frame({"1": 10, "6": 30, "7": 20}).assign(weekday=[1, 6, 7])
    assert list(ranked_bars(days, FI).data[0].y) == ["1", "6", "7"]
    with using(city_in(CITIES / "port_maren")):
        assert list(ranked_bars(days, FI).data[0].y) == ["7", "1", "6"]


def test_members_that_the_page_is_filtered_by_have_the_accent_colour() -> None:
    style = replace(FI, selected=("b",))
    bar = ranked_bars(frame({"a": 10, "b": 30, "c": 20}), style).data[0]
    assert list(bar.marker.color) == [LIGHT.accent, LIGHT.other, LIGHT.other]


def test_bars_beyond_twenty_are_summed_or_counted_in_a_note() -> None:
    members: dict[str, float | None] = {f"m{n:02d}": float(n) for n in range(1, 26)}
    summed = ranked_bars(frame(members), TOTAL).data[0]
    assert len(summed.y) == 20
    assert (summed.y[-1], summed.x[-1]) == ("muut (6)", 1 + 2 + 3 + 4 + 5 + 6)
    rate = ranked_bars(frame(members), FI)
    assert len(rate.data[0].y) == 20
    assert "Lisäksi 5 muuta" in rate.layout.annotations[0].text


def test_a_suppressed_bar_is_hatched_and_labelled_and_never_zero() -> None:
    bar = ranked_bars(frame({"a": 10, "b": None}), FI).data[0]
    assert list(bar.text) == ["10,0\u00a0%", "suojattu"]
    assert list(bar.marker.pattern.shape) == ["", HATCH]
    assert bar.x[1] > 0


def test_a_long_label_is_wrapped() -> None:
    assert layout.wrap("Sosiaali-, terveys- ja pelastustoimiala").count("<br>") == 1


def test_trend_shows_the_year_before_in_grey_and_labels_the_ends() -> None:
    now = months(12)
    figure = lines.trend(now, now.assign(value=now["value"] - 5), FI)
    assert [line.line.color for line in figure.data] == [LIGHT.other, LIGHT.accent]
    assert not figure.layout.showlegend
    assert {a.text for a in figure.layout.annotations} == {"nyt", "vuotta<br>aiemmin"}
    shifts = sorted(a.yshift for a in figure.layout.annotations)
    assert shifts[0] < 0 < shifts[1]
    assert len(figure.layout.xaxis.tickvals) <= lines.MOST_TICKS


def test_an_incomplete_month_is_dotted_and_labelled() -> None:
    figure = lines.trend(months(3, partial=True), None, FI)
    assert [line.line.dash for line in figure.data] == ["solid", "dot"]
    assert pd.isna(figure.data[0].y[-1])
    assert "kesken" in [a.text for a in figure.layout.annotations]


def test_a_suppressed_month_is_labelled() -> None:
    now = months(3)
    now.loc[1, ["value", "suppressed"]] = [float("nan"), True]
    figure = lines.trend(now, None, FI)
    assert figure.data[-1].text == ("suojattu",)


def test_week_heatmap_starts_with_monday_and_leaves_closed_hours_blank() -> None:
    cells = pd.DataFrame(
        {"weekday": [1, 7], "hour": [8, 20], "label": ["ma, 8–9", "su, 20–21"], "value": [0.0, 100.0]}
    ).assign(suppressed=False)
    figure = heatmaps.week_heatmap(cells, FI)
    maps_ = [trace for trace in figure.data if isinstance(trace, go.Heatmap)]
    assert list(maps_[0].y) == ["ma", "ti", "ke", "to", "pe", "la", "su"]
    assert list(figure.layout.yaxis.range) == [6.5, -0.5]
    shown = sum(int((~pd.isna(pd.DataFrame(list(trace.z)))).to_numpy().sum()) for trace in maps_)
    assert shown == 2
    (texts,) = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert list(zip(texts.x, texts.y, texts.text, strict=True)) == [("8", "ma", "0"), ("20", "su", "100")]


def test_week_heatmap_and_its_alt_text_include_every_hour_with_a_figure() -> None:
    night = pd.DataFrame(
        {"weekday": [1, 2, 7], "hour": [2, 5, 9], "label": ["ma, 2–3", "ti, 5–6", "su, 9–10"]}
    ).assign(value=[90.0, 40.0, 10.0], suppressed=False)
    closed = pd.DataFrame({"weekday": [3], "hour": [0], "label": ["ke, 0–1"]}).assign(
        value=float("nan"), suppressed=False
    )
    cells = pd.concat([night, closed], ignore_index=True)
    figure = heatmaps.week_heatmap(cells, FI)
    (drawn,) = [trace for trace in figure.data if isinstance(trace, go.Heatmap)]
    # No day has a figure at 0, 1 or after 9; 3 to 8 are between hours with figures.
    assert list(drawn.x) == [str(hour) for hour in range(2, 10)]
    largest = [t.text for t in figure.data if t.type == "scatter" and t.mode == "text"]
    assert "90" in largest[0]
    assert "Suurin: ma, 2–3 (90,0" in alt_text(cells, FI, "Varausaste")


def test_the_hover_text_of_a_suppressed_hour_says_so() -> None:
    cells = pd.DataFrame({"weekday": [1, 1], "hour": [8, 9], "label": ["ma, 8–9", "ma, 9–10"]}).assign(
        value=[50.0, float("nan")], suppressed=[False, True]
    )
    figure = heatmaps.week_heatmap(cells, FI)
    (hover,) = [trace.text for trace in figure.data if trace.customdata is not None]
    assert list(hover[0]) == ["ma 8: 50,0\u00a0%", "ma 9: suojattu"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_alt_text_names_largest_and_smallest(language: str) -> None:
    text = alt_text(frame({"a": 10, "b": 30, "c": None}), Style(language, dark=True, unit="%"), "Otsikko")
    assert text.startswith("Otsikko.")
    assert text.index("b") < len(text)
    assert {"fi": "Suurin: b (30,0", "sv": "Störst: b (30,0", "en": "Largest: b (30.0"}[language] in text
    assert "1" in text.rsplit(" ", 1)[-1]
    assert alt_text(frame({}), Style(language, dark=False, unit="%"), "Otsikko")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_every_value_has_a_class_between_its_limits(values: list[float]) -> None:
    limits = class_limits(values)
    assert 2 <= len(limits) <= CLASSES + 1
    for value in values:
        number = class_of(value, limits)
        assert number is not None
        slack = 1e-6 * (abs(limits[-1]) + abs(limits[0]) + 1)
        assert limits[number] - slack <= value <= limits[number + 1] + slack


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_are_distinguishable_and_readable(palette: Any) -> None:
    for colour in (*palette.categories, palette.other, palette.accent):
        assert contrast(colour, palette.page) >= 3, colour
    assert contrast(palette.text, palette.page) >= 7
    assert contrast(palette.secondary, palette.page) >= 4.5
    for amount in palette.amounts:
        assert contrast(readable_on(amount), amount) >= 4.5, amount
    for amount, next_amount in itertools.pairwise(palette.amounts):
        assert contrast(amount, next_amount) > 1.3


def test_an_event_is_a_dotted_mark_with_its_word_above_the_chart() -> None:
    drawn = months(4)
    figure = lines.trend(drawn, None, FI)
    lines.annotate(figure, [Annotation("2026-03", "2026-04", "remontti")], drawn, FI)
    (shape,) = figure.layout.shapes
    assert (shape.x0, shape.x1, shape.line.dash) == ("kk3 2026", "kk4 2026", "dot")
    words = next(note for note in figure.layout.annotations if note.text == "remontti")
    # Past the middle of the chart the word ends at the mark, so that it is not cut off.
    assert (words.x, words.xanchor) == ("kk4 2026", "right")
    assert figure.layout.margin.t >= words.yshift + 14
