"""One entry of the dictionary: meaning, formula, worked example and source."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.dictionary import METRIC, Entry
from data.catalogue.metrics import catalogue
from data.catalogue.worked_examples import ExampleTable, example
from pages.components import deferred, metric_source, tables
from pages.components.markdown_text import Markdown
from pages.state import url_state
from pages.state.view import View


def link(entry_id: str, text: str) -> tables.Link:
    """Return a table cell that opens an entry."""
    return tables.Link(text, url_state.link(entry=entry_id))


def show(view: View, entry_id: str) -> None:
    """Show the entry with this id, if there is one."""
    entry = dictionary.find(entry_id, view.language)
    if entry is None:
        return
    st.header(entry.title if entry.kind == METRIC else entry.id, anchor=False)
    if entry.kind == METRIC:
        _metric(view, entry)
    else:
        _column(view, entry)


def _metric(view: View, entry: Entry) -> None:
    with st.container(horizontal=True, gap="medium"):
        st.markdown(
            view.text("dictionary.entry_unit", unit=entry.unit, id=Markdown(entry.id)), width="content"
        )
        to = escape(url_state.link_to("explore", metric=entry.id))
        st.html(f'<a href="{to}" target="_self">{escape(view.plain_text("dictionary.explore"))}</a>')
    metric_source.show(view, catalogue().metrics[entry.id])
    named = ", ".join(view.text(f"dimensions.{name}").lower() for name in entry.dimensions)
    st.markdown(view.text("dictionary.entry_dimensions", dimensions=named))
    deferred.draw_later(lambda: _example(view, entry.id))


def _example(view: View, metric: str) -> None:
    """Show the worked example. The author's explanation is in English, so only English readers see it."""
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


def _column(view: View, entry: Entry) -> None:
    st.markdown(entry.definition)
    st.markdown(view.text("dictionary.column_unit", unit=entry.unit))
    if entry.source:
        st.markdown(view.text("dictionary.column_source"))
        known = {one.id for one in dictionary.entries(view.language)}
        lines: list[str | tables.Link] = [
            link(source, source) if source in known else source for source in entry.source
        ]
        tables.draw({view.text("dimensions.source"): lines}, view.text("dimensions.source"))
    used = dictionary.used_by(entry.id, view.language)
    if used:
        heading = view.text("dictionary.used_by")
        tables.draw({heading: [link(one.id, one.title) for one in used]}, heading)
