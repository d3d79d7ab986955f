"""What do the figures and the columns mean? All metrics and columns, to search and download."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.dictionary import COLUMN, METRIC, Entry
from data.catalogue.metrics import catalogue
from data.files.export import DICTIONARY, Export
from data.filters import Filters
from data.settings import LANGUAGES
from pages.components import downloads, page_header
from pages.components.tool_row import Tool, tool_row
from pages.sections import dictionary_entry
from pages.state import url_state
from pages.state.view import View, current

#: The entry that is shown unless the reader chooses or finds another.
DEFAULT = "booking_rate"
#: Subjects of metrics, in the order of the list.
SECTIONS = ("space_use", "shared_use", "volunteering", "participation")
#: Key of the part of the list that has all columns.
COLUMNS = "dictionary_columns"
#: Columns that a search lists.
MOST_COLUMNS = 100


def show(view: View) -> None:
    """Show the search and its results beside the chosen entry; both are in the address."""
    known = dictionary.entries(view.language)
    of_kind = {kind: [entry for entry in known if entry.kind == kind] for kind in dictionary.KINDS}
    page_header.title_and_answer(
        view,
        view.text("dictionary.question"),
        view.text("dictionary.answer", metrics=len(of_kind[METRIC]), columns=len(of_kind[COLUMN])),
    )
    left, right = st.columns([1, 2.2], gap="medium")
    with left, st.container(gap="xsmall", key="dictionary_master"):
        searched = url_state.text_input(
            "search", view.text("dictionary.search"), view.text("dictionary.placeholder")
        )
        matching = dictionary.search(searched, view.language)
        shown = _shown(known, matching, searched)
        if matching:
            with st.container(gap="xsmall", key="dictionary_list"):
                _metrics(view, [entry for entry in matching if entry.kind == METRIC], shown)
                _columns(view, [entry for entry in matching if entry.kind == COLUMN], shown, searched)
        else:
            st.info(view.text("dictionary.nothing", search=searched))
        files = Tool(view.text("dictionary.files"), ":material/download:", lambda: _files(view))
        tool_row("dictionary", {"files": files})
    with right, st.container(gap="xsmall", key="entry"):
        dictionary_entry.show(view, shown)


def _shown(known: Sequence[Entry], matching: Sequence[Entry], searched: str) -> str:
    """Return the id of the entry that the address names; else the first that the search finds."""
    opened = url_state.valid_values("entry", [entry.id for entry in known], 1)
    if opened:
        return opened[0]
    return matching[0].id if searched and matching else DEFAULT


def _metrics(view: View, entries: Sequence[Entry], shown: str) -> None:
    for section in SECTIONS:
        of_section = [entry for entry in entries if catalogue().metrics[entry.id].section == section]
        _group(view.text(f"dictionary.section_{section}").capitalize(), section, of_section, shown)


def _columns(view: View, entries: Sequence[Entry], shown: str, searched: str) -> None:
    """List the columns that a search finds; without one, all of them by table when the reader opens them."""
    if searched:
        _group(view.text("terms.columns"), "columns", entries[:MOST_COLUMNS], shown, with_table=True)
        if entries[MOST_COLUMNS:]:
            st.caption(view.text("dictionary.columns_cut", shown=MOST_COLUMNS, all=len(entries)))
        return
    # Not by ``expanded``: a choice in it would then draw a new expander, and the focus would be lost.
    st.session_state.setdefault(COLUMNS, any(entry.id == shown for entry in entries))
    label = view.text("dictionary.columns_list", count=len(entries))
    box = st.expander(label, key=COLUMNS, on_change="rerun")
    if box.open:
        with box:
            st.caption(view.text("dictionary.columns_text"))
            for table in dict.fromkeys(entry.id.partition(".")[0] for entry in entries):
                of_table = [entry for entry in entries if entry.id.partition(".")[0] == table]
                _group(f"`{table}`", f"table_{table}", of_table, shown)


def _group(label: str, name: str, entries: Sequence[Entry], shown: str, *, with_table: bool = False) -> None:
    """Draw a part of the list. Each part is a choice of its own; only the one with the entry has a value."""
    if not entries:
        return
    key = f"entries_{name}"
    titles = {entry.id: entry.id if with_table else entry.title for entry in entries}
    st.session_state[key] = shown if shown in titles else None
    st.radio(
        label,
        list(titles),
        index=None,
        format_func=lambda entry: titles.get(entry, entry),
        key=key,
        on_change=lambda: url_state.put(entry=st.session_state[key]),
        width="stretch",
    )


def _files(view: View) -> None:
    """Draw links to the whole dictionary as a file, in each language."""
    for form in ("csv", "xlsx"):
        with st.container(horizontal=True, key=f"dictionary_{form}"):
            for language in LANGUAGES:
                export = Export(DICTIONARY, view.build.id, language, Filters(), view.scope)
                label = view.text(f"dictionary.file_{language}", form=form.upper())
                st.link_button(label, downloads.url(view, export, form))


show(current())
