"""Numbers, months, days and times as each language writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from data.text import numbers


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [("fi", 1234567.0, "1 234 567"), ("sv", 1234.0, "1 234"), ("en", 1234.0, "1,234")],
)
def test_numbers_are_written_as_the_language_does(language: str, value: float, shown: str) -> None:
    assert numbers.number(value, language) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("language", "month", "weekday", "rate"),
    [
        ("fi", "maaliskuu 2025", "ma", "41,2\u00a0%"),
        ("sv", "mars 2025", "mån", "41,2\u00a0%"),
        ("en", "March 2025", "Mon", "41.2%"),
    ],
)
def test_months_days_and_rates_are_written_as_the_language_does(
    language: str, month: str, weekday: str, rate: str
) -> None:
    assert numbers.month("2025-03", language) == month
    assert numbers.weekday(1, language) == weekday
    assert numbers.quantity(41.2, "%", language) == rate


@pytest.mark.parametrize(
    ("language", "one_month", "twelve_months"),
    [
        ("fi", "lokakuu 2026", "11/2025–10/2026"),
        ("sv", "oktober 2026", "11/2025–10/2026"),
        ("en", "October 2026", "Nov 2025–Oct 2026"),
    ],
)
def test_a_period_is_a_month_or_a_span_of_months(language: str, one_month: str, twelve_months: str) -> None:
    assert numbers.period("2026-10", "2026-10", language) == one_month
    assert numbers.period("2025-11", "2026-10", language) == twelve_months
    assert numbers.period(None, None, language) == ""


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "24.11.2026 klo 23.40"), ("sv", "24.11.2026 kl. 23.40"), ("en", "24 November 2026, 23:40")],
)
def test_a_time_is_written_in_the_time_zone_of_helsinki(language: str, written: str) -> None:
    assert numbers.instant(dt.datetime(2026, 11, 24, 21, 40, tzinfo=dt.UTC), language) == written


def test_hours_are_a_word_in_a_sentence_and_a_sign_in_a_table() -> None:
    assert numbers.in_words(26484, "person-hours", "fi") == "26\u00a0484\u00a0tuntia"
    assert numbers.in_words(41.2, "%", "sv") == "41,2\u00a0%"
    assert numbers.minutes_as_hours(289_080, "fi") == "4\u00a0818\u00a0h"


@pytest.mark.parametrize(("unit", "title"), [("h", "Booked hours"), ("%", "Booked hours (%)")])
def test_a_title_has_its_unit_in_brackets_unless_it_names_it(unit: str, title: str) -> None:
    assert numbers.in_title("Booked hours", unit, "en") == title
