"""What do the figures and the columns mean? All metrics and columns, to search and download."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.dictionary import COLUMN, METRIC, Entry
from data.catalogue.metrics import catalogue
from data.files.export import DICTIONARY, Export
from data.settings import LANGUAGES
from pages.components import downloads, page_header, tables
from pages.components.lazy_expander import lazy_expander
from pages.sections import dictionary_entry
from pages.state import url_state
from pages.state.view import View, current


def show(view: View) -> None:
    """Show the entry that the address names, then the list, searched by the reader."""
    known = dictionary.entries(view.language)
    of_kind = {kind: [one for one in known if one.kind == kind] for kind in dictionary.KINDS}
    page_header.title_and_answer(
        view,
        view.text("dictionary.question"),
        view.text("dictionary.answer", metrics=len(of_kind[METRIC]), columns=len(of_kind[COLUMN])),
    )
    opened = url_state.valid_values("entry", [one.id for one in known], 1)
    if opened:
        dictionary_entry.show(view, opened[0])
    searched = url_state.text_input(
        "search", view.text("dictionary.search"), view.text("dictionary.placeholder")
    )
    found = dictionary.search(searched, view.language)
    metrics, columns = ([one for one in found if one.kind == kind] for kind in (METRIC, COLUMN))
    if searched and not found:
        st.info(view.text("dictionary.nothing", search=searched))
    if metrics:
        st.header(view.text("dictionary.metrics"), anchor=False)
        with st.container(key="dictionary_list"):
            _metrics(view, metrics)
    if columns:
        st.header(view.text("terms.columns"), anchor=False)
        st.markdown(view.text("dictionary.columns_text", count=len(columns)))
        label = view.text("dictionary.columns_list", count=len(columns))
        # About two hundred: drawn when the reader opens the list or searches.
        lazy_expander(label, "dictionary_columns", lambda: _columns(view, columns), is_open=bool(searched))
    _files(view)


def _metrics(view: View, found: Sequence[Entry]) -> None:
    sections = [catalogue().metrics[one.id].section for one in found]
    tables.draw(
        {
            view.text("terms.name"): [dictionary_entry.link(one.id, one.title) for one in found],
            view.text("terms.meaning"): [one.definition for one in found],
            view.text("dictionary.section"): [view.text(f"dictionary.section_{name}") for name in sections],
            view.text("terms.unit"): [one.unit for one in found],
            view.text("dictionary.owner"): [one.owner for one in found],
        },
        view.text("dictionary.metrics"),
    )


def _columns(view: View, found: Sequence[Entry]) -> None:
    tables.draw(
        {
            view.text("terms.name"): [dictionary_entry.link(one.id, one.id) for one in found],
            view.text("terms.meaning"): [one.definition for one in found],
            view.text("terms.unit"): [one.unit for one in found],
            view.text("dimensions.source"): ["; ".join(one.source) for one in found],
        },
        view.text("terms.columns"),
    )


def _files(view: View) -> None:
    """The whole dictionary as a file, in each language."""
    st.header(view.text("dictionary.files"), anchor=False)
    with st.container(horizontal=True, key="dictionary_files"):
        for form in ("csv", "xlsx"):
            for language in LANGUAGES:
                wanted = Export(DICTIONARY, view.build.id, language)
                st.link_button(
                    view.text(f"dictionary.file_{language}", form=form.upper()), downloads.url(wanted, form)
                )


show(current())
