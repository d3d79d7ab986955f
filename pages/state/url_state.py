"""The address is the state: what a reader chose stands in the URL, as codes, and nowhere else.

Streamlit can bind a widget to the URL by itself, but writes the label that the reader sees, so that a
link would depend on the language. Here a widget shows what the address says, and its callback writes
the address. Between pages Streamlit drops the query, so it is carried over (``carry``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

#: What goes along from page to page; a page's own choices (a metric) do not.
CARRIED = (
    *("lang", "from", "to", "department", "unit", "space", "major_district", "district", "sub_district"),
    *("booker_type", "purpose", "weekday", "hour", "compare", "build"),
)
_KEPT, _PAGE, _DROPPED = "address_kept", "address_page", "address_dropped"


def get(name: str) -> tuple[str, ...]:
    """The values of a name in the address; ``a,b`` and repeated names mean the same."""
    values = [part for value in st.query_params.get_all(name) for part in value.split(",")]
    return tuple(dict.fromkeys(value for value in values if value))


def put(**values: str | Sequence[str] | None) -> None:
    """Write values into the address; an empty one leaves it. ``from_`` stands for ``from``."""
    for given, value in values.items():
        name = given.removesuffix("_")
        if not value:
            if name in st.query_params:
                del st.query_params[name]
        else:
            st.query_params[name] = value if isinstance(value, str) else ",".join(value)


def start_run() -> None:
    """Start a run: nothing has been dropped from the address yet."""
    st.session_state[_DROPPED] = []


def dropped_names() -> tuple[str, ...]:
    """The names whose values this run dropped from the address, because nothing is called that."""
    return tuple(dict.fromkeys(st.session_state.get(_DROPPED, ())))


def valid_values(name: str, allowed: Collection[str], most: int | None = None) -> tuple[str, ...]:
    """The values of a name that are ``allowed`` (the first ``most``); others leave the address."""
    asked = get(name)
    kept = tuple(value for value in asked if value in allowed)[:most]
    if kept != asked:
        put(**{f"{name}_": kept})
        st.session_state.setdefault(_DROPPED, []).append(name)
    return kept


def carry(page: str) -> None:
    """After a change of page, take the choices along, unless the new address makes its own."""
    changed = st.session_state.get(_PAGE, page) != page
    if changed and not any(name in st.query_params for name in CARRIED):
        for name, values in st.session_state.get(_KEPT, {}).items():
            st.query_params[name] = ",".join(values)
    st.session_state[_PAGE] = page
    st.session_state[_KEPT] = {name: get(name) for name in CARRIED if get(name)}


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str],
    default: str,
    **settings: Any,
) -> str:
    """A select box whose value stands in the address under ``name``, the default left out."""
    chosen = (valid_values(name, options, 1) or (default,))[0]
    key = f"choose_{name}"
    st.session_state[key] = chosen

    def write() -> None:
        value = st.session_state[key]
        put(**{f"{name}_": None if value == default else value})

    st.selectbox(label, options, format_func=format_func, key=key, on_change=write, **settings)
    return chosen


def choose_many(
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str],
    placeholder: str,
    **settings: Any,
) -> tuple[str, ...]:
    """A multiselect whose members stand in the address under ``name``; none means no filter."""
    chosen = valid_values(name, options)
    key = f"choose_{name}"
    st.session_state[key] = list(chosen)

    def write() -> None:
        put(**{f"{name}_": st.session_state[key]})

    st.multiselect(
        label,
        options,
        format_func=format_func,
        key=key,
        on_change=write,
        placeholder=placeholder,
        select_all=False,
        **settings,
    )
    return chosen


def text_input(name: str, label: str, placeholder: str) -> str:
    """A text field whose text stands in the address under ``name``."""
    given = ",".join(get(name))
    key = f"write_{name}"
    st.session_state[key] = given
    st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        max_chars=80,
        on_change=lambda: put(**{f"{name}_": st.session_state[key].strip()}),
    )
    return given


def link_to(page: str, **changes: str) -> str:
    """The address of another page with the choices that go along, some of them changed."""
    names = {name: ",".join(get(name)) for name in CARRIED}
    names.update(changes)
    return f"{page}?" + urlencode({name: value for name, value in names.items() if value}, safe=",")


def link(**changes: str) -> str:
    """A relative address of this page with some names changed, as a link's target."""
    names = {name: ",".join(get(name)) for name in st.query_params}
    names.update(changes)
    return "?" + urlencode({name: value for name, value in names.items() if value}, safe=",")
