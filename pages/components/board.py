"""Board mode for a meeting room: no controls, and arrow keys step through the chosen pages (frame.js).

``present=1`` in the address shows the pages for a meeting, ``present=overview,goals`` those that it names.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from data.text.texts import say
from pages.charts import layout
from pages.components.frame import STATIC
from pages.server.navigation import PAGES
from pages.state import url_state

NAME = "present"
#: The pages of a meeting, unless the address names others.
MEETING = (
    *("overview", "department_month", "districts", "goals"),
    *("spaces", "shared_use", "volunteering", "participation"),
)


def pages() -> tuple[str, ...]:
    """Return the pages that are stepped through; none outside board mode."""
    values = url_state.get(NAME)
    return tuple(page for page in values if page in PAGES) or (MEETING if values else ())


def show(page: str, language: str, filters: str) -> None:
    """Hide the controls, and draw the position with links to the page before, the page after, and out.

    ``filters`` says in words what the hidden filter row is set to; it is empty on pages without one.
    """
    chosen = pages()
    if not chosen:
        return
    st.html(STATIC / "board.css")
    before, after, place = layout.neighbours(chosen, page)
    links = [("previous", "←", before), ("next", "→", after)]
    marks = "".join(
        f'<a href="{escape(url_state.link_to(to))}" target="_self" data-board="{name}"'
        f' aria-label="{say(f"shell.board_{name}", language)}">{sign}</a>'
        for name, sign, to in links
    )
    position = " · ".join(
        filter(None, (say("shell.board_position", language, place=place, all=len(chosen)), filters))
    )
    leave = escape(url_state.link(present=""))
    st.html(
        f'<nav class="board" aria-label="{say("shell.board", language)}">'
        f"<span>{escape(position)}</span>{marks}"
        f'<a href="{leave}" target="_self" data-board="leave">{say("shell.board_leave", language)}</a></nav>'
    )
