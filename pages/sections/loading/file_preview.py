"""What a load would do with a file: counts, why rows are rejected, and some rows as they are loaded."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.text import numbers
from pages.components import tables
from pages.components.markdown_text import escape_markdown
from pages.sections.loading import field_names
from pages.state.described_files import Described
from pages.state.view import View

#: Rows that fit side by side.
SHOWN_ROWS = 3


def show(view: View, file: Described) -> None:
    """Show the preview of a file, or why it has none."""
    st.header(view.text("load_data.preview", file=file.path.name), anchor=False)
    answer = file.answer
    if "refused" in answer:
        st.warning(escape_markdown(answer["refused"]))
        return
    if "known" in answer:
        st.markdown(escape_markdown(answer["known"]))
    preview = answer["preview"]
    if preview["problem"]:
        st.info(view.text("load_data.no_preview", reason=preview["problem"]))
    else:
        _counts(view, preview, answer.get("fields", {}))
    notes = [*preview["messages"], *answer.get("notes", ()), *answer.get("doubts", ())]
    if notes:
        st.subheader(view.text("load_data.doubts"), anchor=False)
        st.markdown("\n".join(f"- {escape_markdown(note)}" for note in dict.fromkeys(notes)))


def _counts(view: View, preview: dict[str, Any], fields: dict[str, Any]) -> None:
    counts = {
        name: numbers.number(preview[f"rows_{key}"], view.language)
        for name, key in (("rows", "read"), ("accepted", "accepted"), ("rejected", "rejected"))
    }
    with st.container(key="load_counts"):
        st.markdown(view.text("load_data.counts", **counts))
    if preview["rejected"]:
        st.subheader(view.text("load_data.rejected"), anchor=False)
        _rejected(view, preview["rejected"])
    if preview["rows"]:
        st.subheader(view.text("load_data.rows"), anchor=False)
        _rows(view, preview, fields)
        st.caption(view.text("load_data.masked"))


def _rejected(view: View, groups: list[dict[str, Any]]) -> None:
    examples = [
        "; ".join(
            view.plain_text("load_data.example", row=row, found=found or "–")
            for row, found in group["examples"]
        )
        for group in groups
    ]
    columns: dict[str, tables.Column] = {
        view.text("terms.column"): [group["column"] or "–" for group in groups],
        view.text("terms.rows"): tables.Amounts(
            [group["rows"] for group in groups], lambda count: numbers.number(count, view.language)
        ),
        view.text("data_quality.expected"): [group["expected"] for group in groups],
        view.text("load_data.examples"): examples,
    }
    tables.draw(columns, view.text("load_data.rejected"))


def _rows(view: View, preview: dict[str, Any], fields: dict[str, Any]) -> None:
    """Draw the first rows side by side, a line for each field that has anything in it."""
    rows = preview["rows"][:SHOWN_ROWS]
    lines = zip(preview["columns"], zip(*rows, strict=True), strict=True)
    filled = {
        name: [_cell(view, fields[name], cell) for cell in cells] for name, cells in lines if any(cells)
    }
    columns: dict[str, tables.Column] = {
        view.text("load_data.field"): [field_names.field_name(fields, name) for name in filled]
    }
    for number, cells in enumerate(zip(*filled.values(), strict=True), 1):
        columns[view.text("load_data.row", number=number)] = list(cells)
    tables.draw(columns, view.text("load_data.rows"))


def _cell(view: View, field: dict[str, Any], cell: str) -> str:
    return view.plain_text(f"load_data.value_{cell}") if cell in field["values"] else cell
