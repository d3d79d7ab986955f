"""Tabs of a page. Only the open one is created, and the address says which it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.state import url_state
from pages.state.view import View

NAME = "tab"


def show(view: View, words: str, parts: Mapping[str, Callable[[], None]]) -> None:
    """Draw a tab per part, named by the text ``<words>.tab_<code>``; the first is open by default."""
    codes = list(parts)
    labels = {view.text(f"{words}.tab_{code}"): code for code in codes}
    key = f"{words}_tabs"
    chosen = (url_state.valid_values(NAME, codes, 1) or (codes[0],))[0]
    st.session_state[key] = next(label for label, code in labels.items() if code == chosen)

    def write() -> None:
        code = labels[st.session_state[key]]
        url_state.put(**{NAME: None if code == codes[0] else code})

    for tab, (code, draw) in zip(st.tabs(list(labels), key=key, on_change=write), parts.items(), strict=True):
        if code == chosen:
            with tab:
                draw()
