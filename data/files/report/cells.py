"""Figures as cells of a report: text in the reader's language, and the number itself."""

from __future__ import annotations

import datetime as dt

from data.comparison import Comparison, Value
from data.files.report.content import Cell
from data.files.report.words import Words
from data.text import numbers


def quantity(words: Words, value: float | None, unit: str, *, suppressed: bool = False) -> Cell:
    """Return a figure with its unit; a suppressed one says so."""
    if suppressed:
        return Cell(words.say("terms.suppressed"))
    known = None if value is None or value != value else float(value)
    return Cell(numbers.quantity(known, unit, words.language), known)


def hours(words: Words, value: float | None, *, suppressed: bool = False) -> Cell:
    """Return hours for a column whose heading has the unit; suppressed ones say so."""
    if suppressed:
        return Cell(words.say("terms.suppressed"))
    known = None if value is None or value != value else float(value)
    return Cell(numbers.number(known, words.language, numbers.DECIMALS.get("h", 0)), known)


def of_value(words: Words, value: Value, unit: str) -> Cell:
    """Return a value of a comparison with its unit."""
    return quantity(words, value.value, unit, suppressed=value.suppressed)


def change(words: Words, comparison: Comparison) -> Cell:
    """Return a change with its sign, or the reason why it is unknown."""
    if comparison.reason is not None:
        return Cell(words.say(f"comparison.{comparison.reason}"))
    return Cell(numbers.change(comparison, words.language), comparison.change)


def day_name(words: Words, day: dt.date) -> str:
    """Return a day as 'to 1.10.2026'."""
    return f"{numbers.weekday(day.isoweekday(), words.language)} {numbers.day(day, words.language)}"
