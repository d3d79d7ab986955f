"""The filter row: buttons that say their value and open the choices, chips that remove one, and reset.

The row is a fragment: opening a button runs the row alone. A choice is written into the address, and then
the whole page runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from data import period
from data.comparison import AGAINST, YEAR
from data.filters import Filters
from data.reference_tables.areas import area_parents
from data.scope import Scope
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import names, offered
from pages.state import filters, queries, url_state

#: The address that the page was drawn for, in the session.
_DRAWN_FOR = "filters_drawn_for"


def show(build: Build, language: str, scope: Scope) -> tuple[Filters, str]:
    """Draw the row, and return its filters and what figures are compared with."""
    chosen, compare_with = filters.from_address(build, scope)
    url_state.mark_drawn(_DRAWN_FOR)
    _row(build, language, scope, chosen, compare_with)
    return chosen, compare_with


@st.fragment
def _row(build: Build, language: str, scope: Scope, chosen: Filters, compare_with: str) -> None:
    url_state.restore()
    if not url_state.is_as_drawn(_DRAWN_FOR):
        st.rerun()
    with st.container(horizontal=True, gap="xsmall", key="filterbar"):
        if filters.on_phone():
            _sheet(build, language, scope, chosen)
        else:
            _buttons(build, language, scope, chosen, compare_with)
        _chips(build, language, chosen)


def _buttons(build: Build, language: str, scope: Scope, chosen: Filters, compare_with: str) -> None:
    shown_period = numbers.period(chosen.from_month, chosen.to_month, language)
    _button("period", shown_period, lambda: _period(build, language), icon=":material/calendar_month:")
    base = say(f"filters.base_{compare_with}", language)
    compared = say("filters.value", language, name=say("filters.compare", language), value=base)
    _button("compare", compared, lambda: _compare(language))
    for button, dimensions in filters.ROW.items():
        _button(
            button,
            _label(build, language, button, dimensions, chosen),
            lambda dimensions=dimensions: _members(build, language, scope, dimensions),  # type: ignore[misc]
        )


def _sheet(build: Build, language: str, scope: Scope, chosen: Filters) -> None:
    """Draw all choices in one sheet, for a phone."""
    count = len([member for _, members in chosen.where for member in members])
    title = say("filters.all_count", language, count=count) if count else say("terms.filters", language)

    def choices() -> None:
        _period(build, language)
        _compare(language)
        for dimensions in filters.ROW.values():
            _members(build, language, scope, dimensions)

    _button("sheet", title, choices, icon=":material/filter_list:")


def _button(name: str, label: str, draw: Callable[[], None], icon: str | None = None) -> None:
    """Draw a button; its choices are created only while it is open.

    Streamlit closes a popover whose label changes. So an open one keeps its label until the reader closes it;
    the chips next to it show what was chosen.
    """
    key = f"filter_{name}"
    label_when_opened = f"{key}_label"
    if not st.session_state.get(key):
        st.session_state[label_when_opened] = label
    label = st.session_state.setdefault(label_when_opened, label)
    box = st.popover(label, key=key, icon=icon, width="content", on_change="rerun")
    if box.open:
        with box:
            draw()


def _label(build: Build, language: str, button: str, dimensions: Sequence[str], chosen: Filters) -> str:
    """Return the button's name and value: 'Toimiala: kaikki', 'Alue: Itäinen suurpiiri'."""
    where = dict(chosen.where)
    members = [(d, member) for d in dimensions for member in where.get(d, ())]
    if not members:
        if button == "more":
            return say("filters.more", language)
        value = say("filters.value_all", language)
    elif len(members) == 1:
        dimension, member = members[0]
        value = names(build, dimension, language).get(member, member)
    else:
        value = say("filters.value_count", language, count=len(members))
    name = say(f"filters.{button}" if button in ("area", "more") else f"dimensions.{button}", language)
    return escape_markdown(say("filters.value", language, name=name, value=value))


def _period(build: Build, language: str) -> None:
    months = queries.months(build)
    with st.container(horizontal=True, gap="xsmall", key="quick_periods"):
        for name, (start, end) in period.quick_periods(build, months).items():
            st.button(
                say(f"filters.quick_{name}", language),
                key=f"quick_{name}",
                on_click=_set_period,
                args=(build, start, end),
            )
    first, last = filters.default_period(build, months)
    left, right = st.columns(2)
    with left:
        start = url_state.choose(
            "from",
            say("filters.from", language),
            months[::-1],
            lambda code: numbers.month(code, language),
            first,
        )
    with right:
        url_state.choose(
            "to",
            say("filters.to", language),
            [month for month in months[::-1] if month >= start],
            lambda code: numbers.month(code, language),
            max(last, start),
        )


def _set_period(build: Build, start: str, end: str) -> None:
    """Show a period that the reader chose by name, and close its choices."""
    default = filters.default_period(build, queries.months(build))
    url_state.put(
        from_=None if start == default[0] else start, to_=None if end == max(default[1], start) else end
    )


def _compare(language: str) -> None:
    url_state.choose(
        "compare",
        say("filters.compare", language),
        AGAINST,
        lambda code: say(f"filters.compare_{code}", language),
        YEAR,
        widget=st.radio,
    )


def _members(build: Build, language: str, scope: Scope, dimensions: Sequence[str]) -> None:
    for dimension in filters.offered(dimensions, scope):
        known = offered(build, dimension, language, scope)
        url_state.choose_many(
            dimension,
            say(f"dimensions.{dimension}", language),
            _options(dimension, list(known)),
            lambda member, known=known: known.get(member, member),  # type: ignore[misc]
            say("terms.all", language),
        )
    st.caption(say("filters.more_text", language))


def _options(dimension: str, members: list[str]) -> list[str]:
    """Return all members; of districts, those in the chosen major districts."""
    majors = url_state.get("major_district")
    if dimension != "district" or not majors:
        return members
    home = area_parents("district")
    return [m for m in members if home.get(m) in majors or m in url_state.get("district")]


def _chips(build: Build, language: str, chosen: Filters) -> None:
    members = [(dimension, member) for dimension, members in chosen.where for member in members]
    for dimension, member in members:
        label = names(build, dimension, language).get(member, member)
        st.button(
            escape_markdown(label),
            key=f"chip_{dimension}_{member}",
            icon=":material/close:",
            icon_position="right",
            help=say("filters.remove", language, filter=escape_markdown(label)),
            on_click=filters.remove,
            args=(dimension, member),
        )
    if members:
        st.button(say("filters.reset", language), key="reset", type="tertiary", on_click=filters.reset)
