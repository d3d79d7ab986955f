"""Each kind of chart from a tiny frame: members left out, suppressed or unknown."""

from __future__ import annotations

import pandas as pd
import pytest

from data.analyses.annotations import Annotation
from pages.charts.bars import MOST_BARS, bars_by_day, bars_by_year, paired_bars
from pages.charts.heatmaps import WEEKS_ON_PHONE, calendar, heatmap
from pages.charts.lines import goal_path
from pages.charts.small_multiples import small_multiples
from pages.charts.theme import Style

FI = Style("fi", dark=False, unit="%")
HOURS = Style("fi", dark=False, unit="h", additive=True)
PHONE = Style("fi", dark=False, unit="%", phone=True)


def test_paired_bars_keep_the_unknown_member_and_count_those_left_out() -> None:
    members = [*(f"m{number}" for number in range(22)), "unknown"]
    frame = pd.DataFrame({"member": members, "label": members, "idle": 2.0, "unmet": 0.5})
    frame["unmet_suppressed"] = frame["member"] == "m1"
    idle, unmet = paired_bars(frame, ("idle", "unmet"), ("tyhjää", "tarvetta"), HOURS).data
    assert len(idle.y) == MOST_BARS
    assert idle.y[-1] == "unknown"
    assert unmet.text[1] == "suojattu"
    notes = paired_bars(frame, ("idle", "unmet"), ("tyhjää", "tarvetta"), HOURS).layout.annotations
    assert "3" in notes[-1].text


def test_a_year_without_a_round_has_an_empty_bar() -> None:
    frame = pd.DataFrame({"year": [2022, 2024], "value": [9.0, 12.0], "suppressed": [False, False]})
    (bars,) = bars_by_year(frame, FI).data
    assert list(bars.x) == ["2022", "2023", "2024"]
    assert list(bars.y) == [9.0, 0.0, 12.0]
    assert bars.text[1] == "ei<br>kierrosta"


def test_days_have_a_mark_for_the_year_before_only_if_it_is_known() -> None:
    frame = pd.DataFrame(
        {"day": [1, 2], "weekday": ["to", "pe"], "label": ["to 1.10.", "pe 2.10."], "value": [3.0, 4.0]}
    ).assign(before=float("nan"), before_label="")
    assert len(bars_by_day(frame, HOURS).data) == 1
    assert len(bars_by_day(frame.assign(before=[2.0, float("nan")]), HOURS).data) == 3


def test_a_suppressed_cell_of_a_heat_map_is_labelled() -> None:
    frame = pd.DataFrame(
        {"department": ["A", "A"], "source": ["x", "y"], "value": [1.0, None], "suppressed": [False, True]}
    )
    figure = heatmap(frame, ("department", "source"), ({"A": "Aa"}, {"x": "Xx", "y": "Yy"}), FI)
    assert [(note.x, note.y, note.text) for note in figure.layout.annotations] == [(1, 0, "suojattu")]
    (hover,) = [trace.text for trace in figure.data if trace.customdata is not None]
    assert hover[0][1].startswith("Aa, Yy: suojattu")


def test_a_calendar_has_a_week_per_column_and_fewer_on_a_phone() -> None:
    days = pd.date_range("2026-01-01", "2026-12-31").strftime("%Y-%m-%d")
    frame = pd.DataFrame({"date": days, "value": 50.0})
    wide, phone = (calendar(frame, style).data[0] for style in (FI, PHONE))
    assert (wide.x[0], wide.x[-1]) == ("2025-12-29", "2026-12-28")
    assert len(phone.x) == WEEKS_ON_PHONE
    # 1 January 2026 is a Thursday: the first three cells of its week are blank.
    assert [row[0] for row in wide.text] == [
        *("", "", ""),
        *(f"{day}.1.2026: 50,0\u00a0%" for day in range(1, 5)),
    ]


def test_the_unknown_member_of_small_multiples_has_a_separate_scale() -> None:
    frame = pd.DataFrame(
        {"district": ["101", "unknown"], "label": ["Kallio", "Ei tiedossa"], "month": "2026-10"}
    ).assign(value=[10.0, 500.0])
    figure = small_multiples(frame, "district", FI)
    _, _, lines, labels = figure.data
    (kallio, _), (unknown, _) = zip(lines.y[::2], lines.y[1::2], strict=True)
    # Both are the highest of their scale, and the panels are in one row.
    assert kallio == pytest.approx(unknown)
    assert labels.text[0] == "Kallio<br><b>10,0\u00a0%</b>"
    assert "(oma asteikko)" in labels.text[2].replace("<br>", " ")
    assert lines.text[0] == "Kallio, loka 2026: 10,0\u00a0%"


def test_the_dotted_part_of_a_goal_joins_the_incomplete_month_to_the_last_complete_one() -> None:
    months = [f"2026-{number:02d}" for number in range(1, 13)]
    frame = pd.DataFrame({"month": months, "path": 1.0, "value": [1.0, 2.0, 3.0, *[None] * 9]})
    frame["partial"] = frame["month"] == "2026-03"
    _, complete, dotted, target = goal_path(frame.astype({"value": float}), 9.0, HOURS).data
    assert [value for value in complete.y if value is not None] == [1.0, 2.0]
    assert [value for value in dotted.y if value is not None] == [2.0, 3.0]
    assert list(target.y) == [9.0]


def test_an_event_is_marked_in_each_small_chart_and_named_once() -> None:
    rows = [{"district": d, "label": d, "month": f"2026-0{m}", "value": m} for d in "ab" for m in range(1, 5)]
    frame = pd.DataFrame(rows).assign(suppressed=False)
    plain = small_multiples(frame, "district", FI)
    events = [Annotation("2026-02", "2026-03", "remontti"), Annotation("2025-06", "2025-06", "muutto")]
    figure = small_multiples(frame, "district", FI, events)
    _, marks, lines, _ = figure.data
    assert marks.line.dash == "dot"
    # From the second to the third of the four months of each chart, and a gap.
    places = [lines.x[month] for month in (1, 1, 2, 2, 4, 6, 6, 7, 7)]
    assert list(marks.x) == [*places, None]
    (words,) = [note.text for note in figure.layout.annotations if "remontti" in note.text]
    assert words == "Merkitty pisteviivalla: 2/2026–3/2026 remontti."
    # The words have room of their own above the charts, which are as high as before.
    assert figure.layout.height - plain.layout.height == figure.layout.margin.t - plain.layout.margin.t == 18
