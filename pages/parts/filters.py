"""The filter row: period, division, district, who; active filters as chips that can be taken off."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data import areas, period
from data.query import Filters, conditions
from data.warehouse import Build
from pages.parts import address, ask, numbers
from pages.parts.labels import names
from pages.parts.words import say

DIMENSIONS = ("department", "major_district", "district", "booker_type")


def from_address(build: Build) -> tuple[Filters, bool]:
    """The filters that the address names, and whether figures stand beside the year before."""
    months = ask.of_build(build, "months")
    first, last = _default(build, months)
    start = _month("from", first, months)
    end = _month("to", max(last, start), months)
    if end < start:  # the end is chosen among the months from the start on
        end = max(last, start)
    chosen: dict[str, Sequence[str]] = {}
    for dimension in DIMENSIONS:
        known = set(ask.of_build(build, "members", dimension)["member"])
        chosen[dimension] = [member for member in address.get(dimension) if member in known]
    filters = Filters(start, end, None, conditions(chosen))
    return filters, address.get("compare") != ("none",)


def _month(name: str, default: str, months: list[str]) -> str:
    asked = address.get(name)
    return asked[0] if asked and asked[0] in months else default


def _default(build: Build, months: list[str]) -> tuple[str, str]:
    start, end = period.default_period(build)
    return max(start, months[0]), min(max(end, months[0]), months[-1])


def show(build: Build, language: str) -> tuple[Filters, bool]:
    """Draw the row and give what it says: the filters as asked, and whether to compare."""
    phone = "Mobi" in (st.context.headers.get("User-Agent") or "")
    with st.expander(say("filters.title", language), expanded=not phone, key="filters"):
        _widgets(build, language)
    filters, compared = from_address(build)
    _chips(build, language, filters)
    return filters, compared


def _widgets(build: Build, language: str) -> None:
    months = ask.of_build(build, "months")
    first, last = _default(build, months)
    columns = st.columns(3)
    with columns[0]:
        start = address.choose(
            "from",
            say("filters.from", language),
            months[::-1],
            lambda code: numbers.month(code, language),
            first,
        )
    with columns[1]:
        address.choose(
            "to",
            say("filters.to", language),
            [month for month in months[::-1] if month >= start],
            lambda code: numbers.month(code, language),
            max(last, start),
        )
    with columns[2]:
        address.choose(
            "compare",
            say("filters.compare", language),
            ["year", "none"],
            lambda code: say(f"filters.compare_{code}", language),
            "year",
        )
    for column, dimension in zip(st.columns(len(DIMENSIONS)), DIMENSIONS, strict=True):
        known = names(build, dimension, language)
        with column:
            address.choose_many(
                dimension,
                say(f"dimensions.{dimension}", language),
                _options(dimension, list(known)),
                known.__getitem__,
                say("filters.all", language),
            )


def _options(dimension: str, members: list[str]) -> list[str]:
    """All members; of districts, those of the chosen major districts."""
    majors = address.get("major_district")
    if dimension != "district" or not majors:
        return members
    home = areas.major_district_of()
    return [m for m in members if home.get(m) in majors or m in address.get("district")]


def _chips(build: Build, language: str, filters: Filters) -> None:
    chosen = [(dimension, member) for dimension, members in filters.where for member in members]
    if not chosen:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for dimension, member in chosen:
            label = names(build, dimension, language).get(member, member)
            st.button(
                f"{label} ✕",
                key=f"chip_{dimension}_{member}",
                help=say("filters.remove", language, filter=label),
                on_click=_remove,
                args=(dimension, member),
            )
        st.button(say("filters.reset", language), key="reset", type="tertiary", on_click=reset)


def _remove(dimension: str, member: str) -> None:
    address.put(**{dimension: [kept for kept in address.get(dimension) if kept != member]})


def reset() -> None:
    """Take every filter off, the period included."""
    address.put(from_=None, to_=None, **dict.fromkeys(DIMENSIONS))


def sentence(build: Build, language: str, filters: Filters) -> str:
    """The filters as words: the period, then the names of what was chosen."""
    parts = [numbers.period(filters.from_month, filters.to_month, language)]
    for dimension, members in filters.where:
        known = names(build, dimension, language)
        parts.append(", ".join(known.get(member, member) for member in members))
    return " · ".join(parts)


def unusable(language: str, asked: Filters, used: Filters) -> str:
    """The names of the filters that a figure cannot take, or ''."""
    taken = {dimension for dimension, _ in used.where}
    left = [dimension for dimension, _ in asked.where if dimension not in taken]
    return ", ".join(say(f"dimensions.{dimension}", language) for dimension in left)
