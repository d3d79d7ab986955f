"""The source note: the metric's SQL file, then each column's export header and model file."""

from __future__ import annotations

import streamlit as st

from data.catalogue import dictionary
from data.catalogue.metric_sources import REFERENCE_ORIGIN, counted_columns, sources
from data.catalogue.metrics import Metric, catalogue
from data.catalogue.tables import Column
from data.city_profile.in_use import current_city
from data.reference_tables.measures import owner_name
from pages.components import tables
from pages.components.markdown_text import Markdown, escape_markdown
from pages.components.member_labels import names
from pages.state import queries
from pages.state.view import View


def label(view: View, metric: Metric) -> str:
    """Return the label of the note: its name, and the sources of the reader's rows that it uses."""
    loaded = queries.known_members("source", view.scope, view.build)
    labels = names(view.build, "source", view.language)
    names_of_sources = [labels.get(source, source) for source in sources(metric.id) if source in loaded]
    text = view.text("figure.source")
    return f"{text}: {escape_markdown(', '.join(names_of_sources))}" if names_of_sources else text


def show(view: View, metric: Metric) -> None:
    """Draw the note: what the metric means, how to read it, and the way back to the exports."""
    text = metric.texts[view.language]
    st.markdown(text.description)
    st.markdown(view.text("figure.how_to_read", text=text.how_to_read))
    st.markdown(view.text("figure.caveats", text=text.caveats))
    if text.denominator:
        formula = view.text("figure.formula", numerator=text.numerator, denominator=text.denominator)
    else:
        formula = view.text("figure.counted", numerator=text.numerator)
    st.markdown(formula)
    st.markdown(view.text("figure.owner", owner=owner_name(metric.owner, view.language)))
    st.markdown(view.text("figure.hop_one", file=Markdown(f"data/metrics/{metric.id}.sql")))
    columns = counted_columns(metric)
    tables.draw(
        {
            view.text("terms.column"): [f"{c.table}.{c.name}" for c in columns],
            view.text("terms.meaning"): [
                f"{c.texts[view.language]} ({dictionary.unit_name(c.unit, view.language)})" for c in columns
            ],
            view.text("figure.export_column"): ["; ".join(_headers(view, c)) for c in columns],
        },
        view.text("figure.source"),
    )
    files = ", ".join(
        f"`etl/warehouse/model/tables/{table}.sql`" for table in dict.fromkeys(c.table for c in columns)
    )
    st.markdown(view.text("figure.hop_two", files=Markdown(files)))


def _headers(view: View, column: Column) -> list[str]:
    """Return the export headers of a warehouse column, by source."""
    lines = []
    for origin in column.origins:
        table, _, name = origin.partition(".")
        if origin.startswith(REFERENCE_ORIGIN):
            # A table of the city profile (docs/city.md).
            lines.append(origin.removeprefix(REFERENCE_ORIGIN))
            continue
        landed = catalogue().tables[table].columns[name]
        if not landed.headers:
            lines.append(view.text("figure.custom_source"))
        note = f" ({view.text('figure.protected_in_source')})" if landed.personal == "K" else ""
        lines += [
            f"{source}: {', '.join(headers)}{note}"
            for source, headers in landed.headers.items()
            if current_city().uses(source)
        ]
    return list(dict.fromkeys(lines))
