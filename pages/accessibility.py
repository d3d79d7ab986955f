"""How accessible is this service, and what is left open?"""

from __future__ import annotations

import streamlit as st

from pages.components import page_header
from pages.state.view import View, current

GAPS = ("chart", "frame_words", "multiselect", "reload", "pdf")


def show(view: View) -> None:
    """The accessibility statement: status, what is left open and why, feedback, supervision."""
    page_header.title_and_answer(view, view.text("accessibility.question"), view.text("accessibility.status"))
    for part in ("scope", "method"):
        st.header(view.text(f"accessibility.{part}_title"), anchor=False)
        st.markdown(view.text(f"accessibility.{part}"))
    st.header(view.text("accessibility.gaps_title"), anchor=False)
    for gap in GAPS:
        st.markdown("- " + view.text(f"accessibility.gap_{gap}"))
    for part in ("feedback", "supervision", "made"):
        st.header(view.text(f"accessibility.{part}_title"), anchor=False)
        st.markdown(view.text(f"accessibility.{part}"))


show(current())
