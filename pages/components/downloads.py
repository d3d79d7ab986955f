"""Links to files, a page's address to copy, and buttons that save a chart as a picture.

pages/static/frame.js, which every page loads, copies; chart_picture.js saves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from data.analyses.potential import DIMENSIONS, Search
from data.analyses.spaces import SPACE_DIMENSIONS
from data.files.export import BOOKINGS, FIGURES, POTENTIAL, SPACES, WEEK, Export
from data.files.signing import sign
from pages.server.navigation import base_path
from pages.state import url_state
from pages.state.queries import usable
from pages.state.view import View


def figures(view: View, metric: str, by: tuple[str, ...], dialect: str = "fi") -> Export:
    """Return the export of a metric under those of the view's filters that the metric can use."""
    filters = usable(view, metric)
    return Export(FIGURES, view.build.id, view.language, filters, view.scope, metric, by, dialect)


def bookings(view: View, dialect: str = "fi") -> Export:
    """Return the export of bookings under the view's filters."""
    # Drawn only for readers who may have rows (pages/downloads.py); everybody else would be refused.
    scope = view.viewer.row_scope or view.scope
    return Export(BOOKINGS, view.build.id, view.language, view.chosen_filters, scope, dialect=dialect)


def potential(view: View, table: str, search: Search) -> Export:
    """Return the export of a table (``data.analyses.potential.TABLES``) of the potential finder."""
    filters = view.filters.only(DIMENSIONS)
    return Export(POTENTIAL, view.build.id, view.language, filters, view.scope, table, search=search)


def by_part(view: View, metric: str) -> Export:
    """Return the export of a metric by part of the week."""
    return Export(WEEK, view.build.id, view.language, usable(view, metric), view.scope, metric)


def spaces(view: View, name: str) -> Export:
    """Return the export of a list of spaces (``data.analyses.spaces.LISTS``)."""
    filters = view.filters.only(SPACE_DIMENSIONS)
    return Export(SPACES, view.build.id, view.language, filters, view.scope, name)


def file_links(
    view: View,
    export: Export,
    key: str,
    *,
    forms: Sequence[str] = ("csv", "xlsx"),
    label: Callable[[str], str] | None = None,
    disabled: Collection[str] = (),
) -> None:
    """Draw a link to the file in each form, by default CSV and Excel."""
    with st.container(horizontal=True, key=f"{key}_files"):
        for form in forms:
            text = label(form) if label else view.text(f"figure.{form}")
            st.link_button(text, url(view, export, form), disabled=form in disabled)


def url(view: View, export: Export, form: str) -> str:
    """Return the address of the file, signed for the view's reader."""
    token = sign(export, subject=view.viewer.subject)
    return f"{base_path()}/api/export/{export.what}.{form}?t={token}"


def page(build_id: str = "") -> str:
    """Return the full address of this page with the reader's choices; ``build_id`` pins the figures."""
    base = urlsplit(st.context.url or "http://127.0.0.1:8501/")
    names = {name: ",".join(url_state.get(name)) for name in sorted(st.query_params)}
    if build_id:
        names["build"] = build_id
    query = urlencode({name: value for name, value in names.items() if value}, safe=",")
    return f"{base.scheme}://{base.netloc}{base.path}" + (f"?{query}" if query else "")


def copy_button(label: str, done: str, text: str) -> str:
    """Return the HTML of a button that copies ``text`` and then shows ``done`` as its label."""
    return (
        f'<button type="button" class="plain" data-copy="{escape(text)}" data-done="{escape(done)}">'
        f"{escape(label)}</button>"
    )


def copy_tables(view: View) -> None:
    """Draw a button that copies the tables of the button it is behind, for a spreadsheet or a memo."""
    label, copied = view.plain_text("figure.copy"), view.plain_text("shell.copied")
    st.html(
        f'<button type="button" class="plain" data-copy-table data-done="{escape(copied)}">'
        f"{escape(label)}</button>"
    )


def pictures(view: View, key: str, heading: str, source: str) -> None:
    """Draw buttons that save the chart ``key`` as SVG and PNG, with its title and source in the picture."""
    buttons = "".join(
        f'<button type="button" class="plain" data-picture="{form}" data-chart="{escape(key)}"'
        f' data-title="{escape(heading)}" data-source="{escape(source)}">'
        f"{escape(view.text(f'figure.{form}'))}</button>"
        for form in ("svg", "png")
    )
    st.html(f'<div class="buttons">{buttons}</div>')
