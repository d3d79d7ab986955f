"""The filters of the address: what they are, and how they are said in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data import period
from data.city_profile.in_use import current_city
from data.comparison import AGAINST, YEAR
from data.disclosure import is_open
from data.filters import Filters, conditions
from data.scope import Scope
from data.text import numbers
from data.text.texts import find_text, say
from data.warehouse import Build
from pages.components.member_labels import names
from pages.state import queries, url_state

#: The dimensions of each button of the filter row; a click on a chart can set all of them.
ROW: dict[str, tuple[str, ...]] = {
    "department": ("department",),
    "area": ("major_district", "district", "sub_district"),
    "booker_type": ("booker_type",),
    "more": ("unit", "space", "purpose", "age_group", "channel", "source", "weekday", "hour"),
}
DIMENSIONS = tuple(dimension for dimensions in ROW.values() for dimension in dimensions)


def from_address(build: Build, scope: Scope) -> tuple[Filters, str]:
    """Return the filters of the address and what figures are compared with.

    Values that do not exist, or that the reader may not know of, are dropped.
    """
    months = queries.months(build)
    first, last = default_period(build, months)
    start = (url_state.valid_values("from", months, 1) or (first,))[0]
    default_end = max(last, start)
    # The end is one of the months from the start on.
    end = (url_state.valid_values("to", months[months.index(start) :], 1) or (default_end,))[0]
    chosen: dict[str, Sequence[str]] = {
        dimension: url_state.valid_values(dimension, queries.known_members(dimension, scope, build))
        for dimension in offered(DIMENSIONS, scope)
    }
    compare_with = (url_state.valid_values("compare", AGAINST, 1) or (YEAR,))[0]
    return Filters(start, end, None, conditions(chosen)), compare_with


def offered(dimensions: Sequence[str], scope: Scope) -> tuple[str, ...]:
    """Return the dimensions that the reader can filter by: those of the city's levels of areas, and at the
    level *open* not by hour, since most pages have figures of places finer than a district."""
    hidden = current_city().hidden_dimensions | ({"hour"} if is_open(scope) else set())
    return tuple(dimension for dimension in dimensions if dimension not in hidden)


def default_period(build: Build, months: Sequence[str]) -> tuple[str, str]:
    """Return the first and last month that are shown unless the reader chooses others."""
    start, end = period.default_period(build)
    return max(start, months[0]), min(max(end, months[0]), months[-1])


def on_phone() -> bool:
    """Return whether the reader's browser identifies itself as one of a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def remove(dimension: str, member: str) -> None:
    """Stop filtering by one member."""
    url_state.put(**{dimension: [kept for kept in url_state.get(dimension) if kept != member]})


def reset() -> None:
    """Remove every filter, the period included."""
    url_state.put(from_=None, to_=None, **dict.fromkeys(DIMENSIONS))


def sentence(build: Build, language: str, filters: Filters) -> str:
    """Return the filters as words: the period, then the labels of the chosen members."""
    parts = [numbers.period(filters.from_month, filters.to_month, language)]
    for dimension, members in filters.where:
        known = names(build, dimension, language)
        parts.append(", ".join(known.get(member, member) for member in members))
    return " · ".join(parts)


def label(name: str, language: str) -> str:
    """Return what a name in the address is called on the page."""
    own = (f"{page}.{name}" for page in ("shared_use", "spaces", "districts", "explore", "goals"))
    for key in (f"filters.{name}", f"dimensions.{name}", *own):
        if find_text(key):
            return say(key, language)
    return name


def unusable(language: str, chosen: Filters, used: Filters) -> str:
    """Return the names of the filters that a figure cannot use, or ''."""
    taken = {dimension for dimension, _ in used.where}
    left = [dimension for dimension, _ in chosen.where if dimension not in taken]
    return ", ".join(say(f"dimensions.{dimension}", language) for dimension in left)
