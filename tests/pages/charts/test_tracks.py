"""Positions of bullets and of a timeline."""

from __future__ import annotations

import datetime as dt

import pytest

from pages.charts.tracks import Course, Timeline, column_starts

TODAY = dt.date(2026, 10, 31)


def test_an_amount_starts_at_zero_and_ends_at_the_farthest_mark() -> None:
    course = Course.of(0.0, [50.0, 80.0, 100.0], falls=False)
    assert [course.place(value) for value in (0.0, 50.0, 100.0)] == [0.0, 50.0, 100.0]


def test_a_figure_that_should_fall_runs_backwards() -> None:
    course = Course.of(6.0, [5.8, 5.0], falls=True)
    assert course.place(6.0) == 0.0
    assert course.place(5.8) == pytest.approx(20.0)
    assert course.place(5.0) == 100.0


def test_a_figure_worse_than_last_year_is_still_on_the_track() -> None:
    course = Course.of(70.0, [68.0, 72.0], falls=False)
    assert course.place(68.0) == 0.0
    assert course.place(70.0) == pytest.approx(50.0)


def test_marks_at_one_place_are_at_the_end() -> None:
    assert Course.of(0.0, [0.0], falls=False).place(0.0) == 100.0


def test_a_timeline_starts_with_a_half_year_and_fits_every_day() -> None:
    timeline = Timeline.of([TODAY, dt.date(2026, 8, 15), dt.date(2027, 6, 30)])
    assert (timeline.first, timeline.last) == (dt.date(2026, 7, 1), dt.date(2027, 6, 30))
    left, width = timeline.bar(dt.date(2026, 7, 1), dt.date(2027, 6, 30))
    assert (left, width) == (0.0, 100.0)


def test_names_on_a_timeline_do_not_overlap() -> None:
    timeline = Timeline.of([dt.date(2026, 1, 15), TODAY, dt.date(2027, 12, 31)])
    # July 2026 is too close to the last day with data.
    assert timeline.named_days(beside=TODAY) == [dt.date(2026, 1, 1), dt.date(2027, 7, 1)]
    named = [dt.date(2026, 1, 1), dt.date(2026, 7, 1), dt.date(2027, 1, 1)]
    assert timeline.named_days(beside=dt.date(2027, 9, 30)) == named


def test_a_timeline_of_one_day_has_a_place_for_it() -> None:
    assert Timeline.of([dt.date(2026, 7, 1)]).place(dt.date(2026, 7, 1)) == 0.0


@pytest.mark.parametrize(
    ("rows", "columns", "starts"),
    [
        ([1], 2, ()),
        ([1, 1], 2, (1,)),
        ([1, 1], 3, (1,)),
        ([1, 6, 6, 1, 1, 1, 6, 1, 1], 2, (3,)),
        ([1, 6, 6, 1, 1, 1, 6, 1, 1], 3, (2, 5)),
        ([9, 1, 1], 2, (1,)),
    ],
)
def test_columns_are_about_as_high(rows: list[int], columns: int, starts: tuple[int, ...]) -> None:
    assert column_starts(rows, columns) == starts
