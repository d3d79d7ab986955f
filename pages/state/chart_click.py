"""Clicks on charts: a clicked member becomes a filter of the page or stops being one, or is what a page
describes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from pages.state import filters, url_state


class Choice(NamedTuple):
    """What a click chooses instead of a filter: a name in the address, and the member that it has now."""

    name: str
    member: str


def clickable(by: Sequence[str]) -> bool:
    """Return whether a chart by these dimensions can set filters."""
    return bool(by) and (tuple(by) == ("month",) or all(d in filters.DIMENSIONS for d in by))


def on_click(key: str, by: Sequence[str], choice: Choice | None = None) -> Callable[[], None]:
    """Return the callback of the chart ``key``, whose points have the members of ``by`` as customdata."""

    def clicked() -> None:
        members = clicked_members(key, len(by))
        if members and choice:
            url_state.put(**{f"{choice.name}_": members})
        elif members:
            choose(by, members)

    return clicked


def clicked_members(key: str, count: int) -> tuple[str, ...]:
    """Return the ``count`` members of the clicked point of the chart ``key``; none if it lacks one."""
    members = tuple(str(member) for member in st.session_state[key]["clicked"][:count])
    return members if len(members) == count and all(members) else ()


def choose(by: Sequence[str], members: Sequence[str]) -> None:
    """Filter by these members; if the page is already filtered by them, remove those filters."""
    if tuple(by) == ("month",):
        month = members[0]
        is_chosen = url_state.get("from") == url_state.get("to") == (month,)
        url_state.put(from_=None if is_chosen else month, to_=None if is_chosen else month)
        return
    is_chosen = all(member in url_state.get(d) for d, member in zip(by, members, strict=True))
    for dimension, member in zip(by, members, strict=True):
        kept = [value for value in url_state.get(dimension) if value != member]
        if not is_chosen:
            # The two dimensions of one mark are one choice: another mark replaces it.
            kept = [member] if len(by) > 1 else [*kept, member]
        url_state.put(**{f"{dimension}_": kept})
