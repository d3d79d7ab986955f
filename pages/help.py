"""How do I use this, and what do the words mean?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.components import page_header, tables
from pages.state import url_state
from pages.state.view import View, current

#: Terms in the order in which a reader meets them.
TERMS = (
    *("space", "unit", "department", "district", "major_district", "sub_district", "shared_use"),
    *("bookable", "booking_rate", "idle", "booker", "shared_use_share", "volunteer_hours", "estimated"),
    *("protected", "unknown", "points", "build"),
)
USERS = ("planner", "head", "analyst", "steward")
PAGE_OF_USER = {
    "planner": "overview",
    "head": "department_month",
    "analyst": "downloads",
    "steward": "data_quality",
}
HOW = ("menu", "filter", "card", "click", "compare", "link", "file", "protect", "keys", "load")
#: What was new, newest first.
NEWS = ("load_page", "one_screen", "every_source", "whole_dashboard", "first_figures")


def show(view: View) -> None:
    """Show where to start and how pages work, beside the glossary and what is new."""
    page_header.title_and_answer(view, view.text("help.question"), view.text("help.answer"))
    left, right = st.columns([1, 1.1], gap="medium")
    with left, st.container(gap="xsmall", key="help_start"):
        st.header(view.text("help.begin"), anchor=False)
        tables.draw(
            {
                view.text("help.who"): [view.text(f"help.user_{user}") for user in USERS],
                view.text("help.page"): [
                    tables.Link(view.text(f"shell.page_{page}"), url_state.link_to(page))
                    for page in PAGE_OF_USER.values()
                ],
            },
            view.text("help.begin"),
        )
        _list(view, "how", HOW)
    terms = [term for term in TERMS if term not in view.build.city.hidden_dimensions]
    with right, st.container(gap="xsmall", key="help_words"):
        st.header(view.text("help.words"), anchor=False)
        tables.draw(
            {
                view.text("help.word"): [view.text(f"glossary.{term}") for term in terms],
                view.text("terms.meaning"): [view.text(f"glossary.{term}_meaning") for term in terms],
            },
            view.text("help.words"),
        )
        _list(view, "news", NEWS)


def _list(view: View, name: str, items: Sequence[str]) -> None:
    st.header(view.text(f"help.{name}"), anchor=False)
    st.markdown("\n".join(f"- {view.text(f'help.{name}_{item}')}" for item in items))


show(current())
