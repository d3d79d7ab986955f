"""An expander whose content is created only when a reader opens it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


@st.fragment
def lazy_expander(label: str, key: str, draw: Callable[[], None], *, is_open: bool = False) -> None:
    """Draw an expander. Opening it runs ``draw`` alone, not the whole page."""
    box = st.expander(label, key=key, expanded=is_open, on_change="rerun")
    if box.open:
        with box:
            draw()
