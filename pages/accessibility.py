"""How accessible is this service, and what is left open?"""

from __future__ import annotations

import streamlit as st

from pages.components import page_header
from pages.state.view import View, current

GAPS = ("chart", "multiselect", "reload", "pdf")


def show(view: View) -> None:
    """The accessibility statement: status, what is left open and why, feedback, supervision."""
    page_header.title_and_answer(view, view.text("accessibility.question"), view.text("accessibility.status"))
    left, right = st.columns(2, gap="medium")
    with left, st.container(gap="xsmall", key="statement"):
        _part(view, "scope")
        st.header(view.text("accessibility.gaps_title"), anchor=False)
        st.markdown("\n".join(f"- {view.text(f'accessibility.gap_{gap}')}" for gap in GAPS))
    with right, st.container(gap="xsmall", key="statement_contacts"):
        for part in ("method", "feedback", "supervision", "made"):
            # A city without a feedback channel has no such part.
            if part != "feedback" or view.build.city.settings.feedback:
                _part(view, part)


def _part(view: View, part: str) -> None:
    st.header(view.text(f"accessibility.{part}_title"), anchor=False)
    st.markdown(view.text(f"accessibility.{part}"))


show(current())
