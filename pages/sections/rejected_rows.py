"""Which rows could not be used, and why: equal rejections together, then rows one by one, for stewards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from data.loading import load_history
from data.loading.load_history import SHOWN_ROWS
from data.text.messages import render
from pages.components import tables
from pages.components.member_labels import names
from pages.state import queries, url_state
from pages.state.view import View

ALL = "all"


def show(view: View) -> None:
    """Draw the reasons, then the rows of a source or column that the reader chooses."""
    groups = queries.rejected_groups(view.scope, view.build)
    if groups.empty:
        return
    st.header(view.text("data_quality.rejected_list"), anchor=False)
    sources = names(view.build, "source", view.language)
    _reasons(view, sources)
    left, right = st.columns(2)
    with left:
        source = url_state.choose(
            "source",
            view.text("dimensions.source"),
            [ALL, *dict.fromkeys(groups["source"])],
            lambda name: view.text("terms.all") if name == ALL else sources.get(name, name),
            ALL,
        )
    with right:
        column = url_state.choose(
            "column",
            view.text("terms.column"),
            [ALL, *dict.fromkeys(groups["column_name"].dropna())],
            lambda name: view.text("terms.all") if name == ALL else name,
            ALL,
        )
    chosen = ["" if name == ALL else name for name in (source, column)]
    frame, count = queries.rejected_rows(view.scope, view.build, *chosen)
    if frame.empty:
        st.markdown(view.text("data_quality.rejected_filtered", source=source, column=column))
        return
    _table(
        view,
        "data_quality.rejected_list",
        {
            "data_quality.file": frame["file"].tolist(),
            "data_quality.row_number": tables.counts(view, frame["row_number"]),
            "terms.column": frame["column_name"].fillna("–").tolist(),
            "data_quality.found_value": frame["found"].fillna("–").tolist(),
            "data_quality.expected": _expectations(view, frame["expected"]),
        },
    )
    if count > SHOWN_ROWS:
        st.caption(view.text("data_quality.rejected_cut", shown=SHOWN_ROWS, all=count))


def _reasons(view: View, sources: Mapping[str, str]) -> None:
    """Show equal rejections as one row, with three of the rows."""
    reasons = queries.rejected_reasons(view.scope, view.build)
    if reasons.empty:
        return
    _table(
        view,
        "data_quality.rejected_reasons",
        {
            "dimensions.source": [sources.get(s, s) for s in reasons["source"]],
            "terms.column": reasons["column_name"].fillna("–").tolist(),
            "data_quality.expected": _expectations(view, reasons["expected"]),
            "terms.rows": tables.counts(view, reasons["rows"]),
            "data_quality.examples": [
                "; ".join(load_history.example_texts(examples, view.language))
                for examples in reasons["examples"]
            ],
        },
    )


def _expectations(view: View, texts: Iterable[str | None]) -> list[str]:
    return [render(text, view.language) if isinstance(text, str) else "–" for text in texts]


def _table(view: View, title: str, columns: Mapping[str, tables.Column]) -> None:
    tables.draw({view.text(key): values for key, values in columns.items()}, view.text(title))
