"""Numbers, months and days as the reader's language writes them."""

from __future__ import annotations

import datetime as dt
import functools
import math
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, get_currency_name, get_currency_symbol

from data.city_profile.in_use import city_zone, current_city
from data.comparison import Comparison
from data.text.texts import say

#: Finland's Swedish and British English: the day before the month, 24 hours.
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
#: The unit of amounts of the city's money.
CURRENCY = "currency"
#: Digits after the decimal mark, by unit; other units are whole numbers.
DECIMALS = {
    "%": 1,
    "days": 1,
    "h per 1,000 resident-years": 1,
    "person-hours per 1,000 resident-years": 1,
    "contacts per 1,000 resident-years": 1,
}
#: Key of a unit's name in data/text/units.toml.
UNIT_KEYS = {
    "%": "percent",
    "h": "hours",
    "days": "days",
    "people": "people",
    "bookers": "bookers",
    "bookings": "bookings",
    "shifts": "shifts",
    "organisations": "organisations",
    "person-hours": "person_hours",
    "h per 1,000 resident-years": "hours_per_1000",
    "person-hours per 1,000 resident-years": "person_hours_per_1000",
    "contacts": "contacts",
    "contacts per 1,000 resident-years": "contacts_per_1000",
    "h per week": "hours_per_week",
}
DATE_AND_TIME = {
    "fi": "d.M.yyyy 'klo' H.mm",
    "sv": "d.M.yyyy 'kl.' H.mm",
    "en": "d MMMM yyyy, H:mm",
}
#: Units that a title shows; other titles say theirs, as 'Booked hours' does.
UNITS_IN_TITLES = ("%", CURRENCY, "days", "h per week")
NO_BREAK = "\u00a0"
#: Shown where there is no number.
NONE = "–"


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """Return a number with the language's decimal mark and no-break spaces; an en dash for none."""
    if value is None or not math.isfinite(value):
        return NONE
    rounded = Decimal(str(value)).quantize(Decimal((0, (1,), -decimals)))
    return _written(str(rounded), language, decimals)


@functools.lru_cache(maxsize=4_000)
def _written(rounded: str, language: str, decimals: int) -> str:
    """Return a rounded number as ``number`` does. Of thousands of shares many are rounded to the same."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, pattern, locale=LOCALES[language]).replace("\u202f", NO_BREAK)


def quantity(value: float | None, unit: str, language: str) -> str:
    """Return a figure with its short unit: '41,2 %', '1 240 h'; counts have none."""
    if value is None or value != value:
        return NONE
    text = number(value, language, DECIMALS.get(unit, 0))
    if unit == CURRENCY and language == "en" and len(currency_symbol(language)) == 1:
        return currency_symbol(language) + text
    return text + symbol(unit, language)


def minutes_as_hours(minutes: float | None, language: str) -> str:
    """Return minutes as whole hours: 289 080 as '4 818 h'."""
    return quantity(None if minutes is None else minutes / 60, "h", language)


def in_words(value: float | None, unit: str, language: str) -> str:
    """Return a figure as a sentence says it: '1 240 tuntia', '41,2 %'."""
    if value is None or value != value or unit not in ("h", "person-hours"):
        return quantity(value, unit, language)
    return f"{number(value, language)}{NO_BREAK}{say('units.hours', language)}"


def symbol(unit: str, language: str) -> str:
    """Return the unit's short sign with its no-break space, ' %'; empty for counts."""
    if unit == CURRENCY:
        return NO_BREAK + currency_symbol(language)
    return say(f"units.{UNIT_KEYS[unit]}_symbol", language)


def currency_symbol(language: str) -> str:
    """Return the sign of the city's currency, '€', or its code where the language has no sign for it."""
    code = current_city().settings.currency
    # British English writes US$ where the city itself writes $.
    return min((get_currency_symbol(code, locale=name) for name in (LOCALES[language], "en_US")), key=len)


def unit_name(unit: str, language: str) -> str:
    """Return the unit in words, as a heading shows it."""
    if unit == CURRENCY:
        return get_currency_name(current_city().settings.currency, count=2, locale=LOCALES[language])
    return say(f"units.{UNIT_KEYS[unit]}", language)


def in_title(title: str, unit: str, language: str) -> str:
    """Return a title with its unit in brackets, unless the title says it already."""
    return f"{title} ({unit_name(unit, language)})" if unit in UNITS_IN_TITLES else title


def change(comparison: Comparison, language: str) -> str:
    """Return a change with its sign: '+3,2 %-yks.' or '−4,1 %'; empty where there is none."""
    if comparison.change is None:
        return ""
    text = number(abs(comparison.change), language, 1)
    sign = "±" if text == number(0, language, 1) else "+" if comparison.change > 0 else "−"
    key = "units.points_symbol" if comparison.change_unit == "points" else "units.percent_symbol"
    return f"{sign}{text}{say(key, language)}"


def difference(value: float | None, unit: str, language: str) -> str:
    """Return a difference of two figures with its sign: '+12 h', '−3,2 %-yks.'; an en dash for none."""
    if value is None or value != value:
        return NONE
    decimals = DECIMALS.get(unit, 0)
    text = number(abs(value), language, decimals)
    sign = "±" if text == number(0, language, decimals) else "+" if value > 0 else "−"
    return sign + text + (say("units.points_symbol", language) if unit == "%" else symbol(unit, language))


def size_of_change(comparison: Comparison, language: str) -> str:
    """Return a change without its sign, for a sentence: '3,2 prosenttiyksikköä' or '4,1 %'."""
    text = number(abs(comparison.change or 0.0), language, 1)
    key = "units.points_in_words" if comparison.change_unit == "points" else "units.percent_symbol"
    return f"{text}{say(key, language)}"


def month_name(code: str, language: str) -> str:
    """Return '2026-10' as 'lokakuu', 'oktober' or 'October'."""
    return str(Locale.parse(LOCALES[language]).months["stand-alone"]["wide"][int(code[5:7])])


def month(code: str, language: str) -> str:
    """Return '2025-03' as 'maaliskuu 2025', 'mars 2025' or 'March 2025', for menus and sentences."""
    return f"{month_name(code, language)} {code[:4]}"


def short_month(code: str, language: str) -> str:
    """Return '2025-03' as 'maalis 2025', 'mars 2025' or 'Mar 2025', for axes and tables."""
    names = Locale.parse(LOCALES[language]).months["stand-alone"]["abbreviated"]
    return f"{names[int(code[5:7])].rstrip('.').removesuffix('kuu')} {code[:4]}"


def period(start: str | None, end: str | None, language: str) -> str:
    """Return a span of months as '11/2025–10/2026' or 'Nov 2025–Oct 2026'; one month by its full name."""
    codes = list(dict.fromkeys(code for code in (start, end) if code))
    if len(codes) == 1:
        return month(codes[0], language)
    if language == "en":
        return NONE.join(short_month(code, language) for code in codes)
    return NONE.join(f"{int(code[5:7])}/{code[:4]}" for code in codes)


def day(value: dt.date, language: str) -> str:
    """Return a date: 23.11.2026, 23 November 2026."""
    return format_date(value, "d.M.yyyy" if language != "en" else "d MMMM yyyy", locale=LOCALES[language])


def instant(value: dt.datetime, language: str) -> str:
    """Return date and time in the city: '24.11.2026 klo 23.40', '24 November 2026, 23:40'.

    A ``value`` without a time zone is in UTC.
    """
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    local = aware.astimezone(city_zone())
    return format_datetime(local, DATE_AND_TIME[language], locale=LOCALES[language])


def hour(start: int) -> str:
    """Return the hour that starts at ``start``: '9–10'."""
    return f"{int(start)}–{int(start) + 1}"


def weekday(number_of_day: int, language: str) -> str:
    """Return the short name of an ISO weekday: 'ma', 'mån', 'Mon'."""
    names = Locale.parse(LOCALES[language]).days["stand-alone"]["abbreviated"]
    return str(names[int(number_of_day) - 1]).rstrip(".")
