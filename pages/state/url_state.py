"""The address is the state: a reader's choices are in the URL, as codes, and nowhere else.

Streamlit can bind a widget to the URL by itself, but writes the label that the reader sees, so that a
link would depend on the language. Here a widget shows what the address says, and its callback writes
the address. Between pages Streamlit drops the query, so it is carried over (``carry``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

#: Names that are carried from page to page; a page's own choices, such as a metric, are not.
CARRIED = (
    *("lang", "from", "to", "department", "unit", "space", "major_district", "district", "sub_district"),
    *(
        "booker_type",
        "purpose",
        "age_group",
        "channel",
        "source",
        "weekday",
        "hour",
        "compare",
        "build",
        "present",
    ),
)
_KEPT, _PAGE, _DROPPED = "address_kept", "address_page", "address_dropped"
#: The address as the server last knew it, in the session.
_LATEST = "address_latest"


def get(name: str) -> tuple[str, ...]:
    """Return the values of a name in the address; ``a,b`` and repeated names mean the same."""
    values = [part for value in st.query_params.get_all(name) for part in value.split(",")]
    return tuple(dict.fromkeys(value for value in values if value))


def put(**values: str | Sequence[str] | None) -> None:
    """Write values into the address, and remove names without a value. ``from_`` means ``from``."""
    restore()
    for argument, value in values.items():
        name = argument.removesuffix("_")
        if not value:
            if name in st.query_params:
                del st.query_params[name]
        else:
            st.query_params[name] = value if isinstance(value, str) else ",".join(value)
    note()


def note() -> None:
    """Note that the address is as the server knows it."""
    st.session_state[_LATEST] = _address()


def restore() -> None:
    """Undo what an outdated address of the browser changed.

    A browser sends its address with each choice. A choice made before the browser has received the address
    of the choice before would take that one back.
    """
    latest = st.session_state.get(_LATEST)
    if latest is not None and _address() != latest:
        st.query_params.from_dict(latest)


def is_as_drawn(mark: str) -> bool:
    """Return whether the address is the one that ``mark_drawn`` noted for this part of the page."""
    return bool(st.session_state.get(mark) == st.session_state.get(_LATEST))


def mark_drawn(mark: str) -> None:
    """Note the address that a part of the page is drawn for."""
    st.session_state[mark] = _address()


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def start_run() -> None:
    """Start a run with no values dropped from the address."""
    st.session_state[_DROPPED] = []


def dropped_names() -> tuple[str, ...]:
    """Return the names with values that this run removed from the address because they do not exist."""
    return tuple(dict.fromkeys(st.session_state.get(_DROPPED, ())))


def valid_values(name: str, allowed: Collection[str], most: int | None = None) -> tuple[str, ...]:
    """Return the first ``most`` values of a name that are ``allowed``; remove the others from the address."""
    values = get(name)
    kept = tuple(value for value in values if value in allowed)[:most]
    if kept != values:
        put(**{f"{name}_": kept})
        st.session_state.setdefault(_DROPPED, []).append(name)
    return kept


def carry(page: str) -> None:
    """After a change of page, carry the choices over, unless the new address has its own."""
    changed = st.session_state.get(_PAGE, page) != page
    if changed and not any(name in st.query_params for name in CARRIED):
        for name, values in st.session_state.get(_KEPT, {}).items():
            st.query_params[name] = ",".join(values)
    st.session_state[_PAGE] = page
    st.session_state[_KEPT] = {name: get(name) for name in CARRIED if get(name)}
    note()


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str],
    default: str,
    widget: Callable[..., Any] = st.selectbox,
    keeps_default: bool = False,
    **settings: Any,
) -> str:
    """Draw a select box, or another ``widget`` with one value, whose value is in the address as ``name``.

    The default is left out of the address, unless it changes with other choices (``keeps_default``).
    """
    chosen = (valid_values(name, options, 1) or (default,))[0]
    key = f"choose_{name}"
    st.session_state[key] = chosen

    def write() -> None:
        value = st.session_state[key]
        put(**{f"{name}_": None if value == default and not keeps_default else value})

    widget(label, options, format_func=format_func, key=key, on_change=write, **settings)
    return chosen


def choose_many(
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str],
    placeholder: str,
    **settings: Any,
) -> tuple[str, ...]:
    """Draw a multiselect whose members are in the address as ``name``; no members means no filter."""
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


def text_input(name: str, label: str, placeholder: str, **settings: Any) -> str:
    """Draw a text field whose text is in the address as ``name``."""
    text = st.query_params.get(name, "").strip()
    key = f"write_{name}"
    # A text that differs only by a space at its end is still being typed.
    if st.session_state.get(key, "").strip() != text:
        st.session_state[key] = text
    st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        max_chars=80,
        on_change=lambda: put(**{f"{name}_": st.session_state[key].strip()}),
        **settings,
    )
    return text


def link_to(page: str, **changes: str) -> str:
    """Return the address of another page with the carried choices, some of them changed."""
    names = {name: ",".join(get(name)) for name in CARRIED}
    names.update(changes)
    return f"{page}?" + urlencode({name: value for name, value in names.items() if value}, safe=",:")


def detail_of(space: str) -> str:
    """Return the value of ``detail`` that opens the profile of a space over any page."""
    return f"space:{space}"


def link(**changes: str) -> str:
    """Return a relative address of this page with some names changed."""
    names = {name: ",".join(get(name)) for name in st.query_params}
    names.update(changes)
    return "?" + urlencode({name: value for name, value in names.items() if value}, safe=",:")
