"""A row of small buttons below a figure; each opens what is created only then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from pages.components import downloads
from pages.state import url_state
from pages.state.view import View


class Tool(NamedTuple):
    """A button: its label (Markdown), its icon, and what it opens."""

    label: str
    icon: str
    draw: Callable[[], None]


def table_tool(view: View, label: str, draw: Callable[[], None]) -> Tool:
    """Return a button that opens what ``draw`` draws, tables above all, with a button that copies them."""

    def draw_to_copy() -> None:
        draw()
        downloads.copy_tables(view)

    return Tool(label, ":material/table:", draw_to_copy)


@st.fragment
def tool_row(key: str, tools: Mapping[str, Tool]) -> None:
    """Draw the row. Opening a button runs the row alone, not the whole page."""
    url_state.restore()
    with st.container(horizontal=True, gap="small", key=f"{key}_tools"):
        for name, tool in tools.items():
            box = st.popover(
                tool.label, key=f"{key}_{name}", icon=tool.icon, type="tertiary", on_change="rerun"
            )
            if box.open:
                with box:
                    tool.draw()
