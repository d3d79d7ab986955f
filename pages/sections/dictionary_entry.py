"""One entry of the dictionary in full: meaning, formula, worked example, and the way to its source."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.dictionary import METRIC, Entry
from data.catalogue.metrics import catalogue
from data.catalogue.worked_examples import ExampleTable, example
from pages.components import metric_source, tables
from pages.components.markdown_text import Markdown
from pages.state import url_state
from pages.state.view import View


def link(entry: str, text: str) -> tables.Link:
    """A cell that opens an entry."""
    return tables.Link(text, url_state.link(entry=entry))


def show(view: View, entry_id: str) -> None:
    """The entry of this id, which there is."""
    found = dictionary.find(entry_id, view.language)
    if found is None:
        return
    with st.container(border=True, key="entry"):
        st.header(found.title if found.kind == METRIC else found.id, anchor=False)
        if found.kind == METRIC:
            _metric(view, found)
        else:
            _column(view, found)
        closed = escape(url_state.link(entry=""))
        st.html(f'<p><a href="{closed}" target="_self">{escape(view.text("dictionary.close"))}</a></p>')


def _metric(view: View, found: Entry) -> None:
    st.markdown(view.text("dictionary.entry_unit", unit=found.unit, id=Markdown(found.id)))
    metric_source.show(view, catalogue().metrics[found.id])
    named = ", ".join(view.text(f"dimensions.{name}").lower() for name in found.dimensions)
    st.markdown(view.text("dictionary.entry_dimensions", dimensions=named))
    _example(view, found.id)
    to = escape(url_state.link_to("explore", metric=found.id))
    st.html(f'<p><a href="{to}" target="_self">{escape(view.text("dictionary.explore"))}</a></p>')


def _example(view: View, metric: str) -> None:
    """The worked example; what its author says of it is shown to those who read it in English."""
    worked = example(metric)
    st.subheader(view.text("dictionary.example"), anchor=False)
    if view.language == "en":
        st.markdown(worked.before)
    for table in worked.tables:
        st.markdown(view.text("dictionary.example_rows", table=Markdown(table.name)))
        _draw(table, table.name)
    st.markdown(view.text("dictionary.example_call"))
    st.code(worked.call, language=None)
    st.markdown(view.text("dictionary.example_answer"))
    _draw(worked.expected, view.text("dictionary.example_answer"))
    if view.language == "en":
        st.markdown(worked.after)


def _draw(table: ExampleTable, title: str) -> None:
    columns = list(zip(*table.rows, strict=True))
    tables.draw({name: list(cells) for name, cells in zip(table.headings, columns, strict=True)}, title)


def _column(view: View, found: Entry) -> None:
    st.markdown(found.definition)
    st.markdown(view.text("dictionary.column_unit", unit=found.unit))
    if found.source:
        st.markdown(view.text("dictionary.column_source"))
        known = {one.id for one in dictionary.entries(view.language)}
        lines: list[str | tables.Link] = [
            link(source, source) if source in known else source for source in found.source
        ]
        tables.draw({view.text("dimensions.source"): lines}, view.text("dimensions.source"))
    used = dictionary.used_by(found.id, view.language)
    if used:
        heading = view.text("dictionary.used_by")
        tables.draw({heading: [link(one.id, one.title) for one in used]}, heading)
