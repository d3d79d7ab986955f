"""A part of a page that is folded away: what is in it is made when it is opened, and not before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


@st.fragment
def folded(label: str, key: str, draw: Callable[[], None], *, is_open: bool = False) -> None:
    """An expander named ``label``. Opening it runs ``draw`` alone, not the whole page."""
    box = st.expander(label, key=key, expanded=is_open, on_change="rerun")
    if box.open:
        with box:
            draw()
