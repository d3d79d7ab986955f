"""Numbers, months and days as the reader's language writes them: data/numbers.py, as the pages call it."""

from data.numbers import (
    DECIMALS,
    LOCALES,
    NO_BREAK,
    UNIT_KEYS,
    change,
    day,
    instant,
    month,
    number,
    period,
    quantity,
    size_of_change,
    symbol,
    unit_name,
    weekday,
)

__all__ = [
    "DECIMALS",
    "LOCALES",
    "NO_BREAK",
    "UNIT_KEYS",
    "change",
    "day",
    "instant",
    "month",
    "number",
    "period",
    "quantity",
    "size_of_change",
    "symbol",
    "unit_name",
    "weekday",
]
