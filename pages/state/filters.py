"""The filter row: period, department, district, booker type; and chips that remove active filters."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data import period
from data.comparison import AGAINST, YEAR
from data.filters import Filters, conditions
from data.reference_tables.areas import area_parents
from data.text import numbers
from data.text.texts import find_text, say
from data.warehouse import Build
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import names
from pages.state import queries, url_state

#: Filters of the row, and those behind "more"; a click on a chart can set all of them.
ROW = ("department", "major_district", "district", "booker_type")
MORE = ("unit", "space", "sub_district", "purpose", "channel", "weekday", "hour")
DIMENSIONS = (*ROW, *MORE)


def from_address(build: Build) -> tuple[Filters, str]:
    """Return the filters of the address and what figures are compared with; unknown values are dropped."""
    months = queries.months(build)
    first, last = _default(build, months)
    start = (url_state.valid_values("from", months, 1) or (first,))[0]
    default_end = max(last, start)
    # The end is one of the months from the start on.
    end = (url_state.valid_values("to", months[months.index(start) :], 1) or (default_end,))[0]
    chosen: dict[str, Sequence[str]] = {
        dimension: url_state.valid_values(dimension, queries.known_members(dimension, build))
        for dimension in DIMENSIONS
    }
    compare_with = (url_state.valid_values("compare", AGAINST, 1) or (YEAR,))[0]
    return Filters(start, end, None, conditions(chosen)), compare_with


def _default(build: Build, months: list[str]) -> tuple[str, str]:
    start, end = period.default_period(build)
    return max(start, months[0]), min(max(end, months[0]), months[-1])


def show(build: Build, language: str) -> tuple[Filters, str]:
    """Draw the row, and return its filters and what figures are compared with."""
    filters, compare_with = from_address(build)
    with st.expander(say("terms.filters", language), expanded=not on_phone(), key="filters"):
        _widgets(build, language)
    _chips(build, language, filters)
    return filters, compare_with


def on_phone() -> bool:
    """Return whether the reader's browser identifies itself as one of a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def _widgets(build: Build, language: str) -> None:
    months = queries.months(build)
    first, last = _default(build, months)
    columns = st.columns(3)
    with columns[0]:
        start = url_state.choose(
            "from",
            say("filters.from", language),
            months[::-1],
            lambda code: numbers.month(code, language),
            first,
        )
    with columns[1]:
        url_state.choose(
            "to",
            say("filters.to", language),
            [month for month in months[::-1] if month >= start],
            lambda code: numbers.month(code, language),
            max(last, start),
        )
    with columns[2]:
        url_state.choose(
            "compare",
            say("filters.compare", language),
            AGAINST,
            lambda code: say(f"filters.compare_{code}", language),
            YEAR,
        )
    for column, dimension in zip(st.columns(len(ROW)), ROW, strict=True):
        with column:
            _choose(build, language, dimension)
    # There are hundreds of spaces to choose from, so these are created only when the reader opens them.
    more = st.popover(say("filters.more", language), width="content", key="more_filters", on_change="rerun")
    if more.open:
        with more:
            st.caption(say("filters.more_text", language))
            for dimension in MORE:
                _choose(build, language, dimension)


def _choose(build: Build, language: str, dimension: str) -> None:
    known = names(build, dimension, language)
    url_state.choose_many(
        dimension,
        say(f"dimensions.{dimension}", language),
        _options(dimension, list(known)),
        lambda member: known.get(member, member),
        say("terms.all", language),
    )


def _options(dimension: str, members: list[str]) -> list[str]:
    """Return all members; of districts, those in the chosen major districts."""
    majors = url_state.get("major_district")
    if dimension != "district" or not majors:
        return members
    home = area_parents("district")
    return [m for m in members if home.get(m) in majors or m in url_state.get("district")]


def _chips(build: Build, language: str, filters: Filters) -> None:
    chosen = [(dimension, member) for dimension, members in filters.where for member in members]
    if not chosen:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for dimension, member in chosen:
            label = names(build, dimension, language).get(member, member)
            st.button(
                f"{escape_markdown(label)} ✕",
                key=f"chip_{dimension}_{member}",
                help=say("filters.remove", language, filter=escape_markdown(label)),
                on_click=_remove,
                args=(dimension, member),
            )
        st.button(say("filters.reset", language), key="reset", type="tertiary", on_click=reset)


def _remove(dimension: str, member: str) -> None:
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
    own = (f"{page}.{name}" for page in ("shared_use", "spaces", "districts", "explore"))
    for key in (f"filters.{name}", f"dimensions.{name}", *own):
        if find_text(key):
            return say(key, language)
    return name


def unusable(language: str, chosen: Filters, used: Filters) -> str:
    """Return the names of the filters that a figure cannot use, or ''."""
    taken = {dimension for dimension, _ in used.where}
    left = [dimension for dimension, _ in chosen.where if dimension not in taken]
    return ", ".join(say(f"dimensions.{dimension}", language) for dimension in left)
