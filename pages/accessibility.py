"""How accessible is this service, and what is left open?"""

from __future__ import annotations

import streamlit as st

from pages.components import page_header
from pages.state.view import View, current

GAPS = ("chart", "multiselect", "reload", "pdf")
#: The country whose law the statement names; elsewhere it names none.
LAW_OF = "FI"


def show(view: View) -> None:
    """The accessibility statement: status, what is left open and why, feedback, supervision."""
    settings = view.build.city.settings
    has_law = settings.country == LAW_OF
    status = "accessibility.status_by_law" if has_law else "accessibility.status"
    page_header.title_and_answer(view, view.text("accessibility.question"), view.text(status))
    left, right = st.columns(2, gap="medium")
    with left, st.container(gap="xsmall", key="statement"):
        _part(view, "scope", *(["law"] if has_law else []))
        st.header(view.text("accessibility.gaps_title"), anchor=False)
        st.markdown("\n".join(f"- {view.text(f'accessibility.gap_{gap}')}" for gap in GAPS))
    with right, st.container(gap="xsmall", key="statement_contacts"):
        missing = {"feedback"} if not settings.feedback else set()
        missing |= set() if has_law else {"supervision"}
        for part in ("method", "feedback", "supervision", "made"):
            if part not in missing:
                _part(view, part)


def _part(view: View, part: str, *more: str) -> None:
    st.header(view.text(f"accessibility.{part}_title"), anchor=False)
    st.markdown(" ".join(view.text(f"accessibility.{text}") for text in (part, *more)))


show(current())
