"""How a load ended: what happened to each file, and what to do next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.loading import uploads
from data.loading.uploads import Upload
from data.text import numbers
from data.text.messages import render
from pages.components import page_header, tables
from pages.components.markdown_text import Markdown, escape_markdown
from pages.state import described_files, url_state
from pages.state.view import View


def show(view: View, upload: Upload) -> None:
    """Show the outcome of the load, and the way to the next one."""
    outcome = upload.outcome
    end = outcome.get("end", uploads.STOPPED)
    rows = numbers.number(outcome.get("rows", 0), view.language)
    page_header.title_and_answer(
        view, view.text("load_data.question"), view.text(f"load_data.answer_{end}", rows=rows)
    )
    with st.container(gap="xsmall", key="load_outcome"):
        for stored in outcome.get("messages", ()):
            st.warning(escape_markdown(render(stored, view.language)))
        if outcome.get("files"):
            st.header(view.text("load_data.outcome"), anchor=False)
            _files(view, outcome["files"])
        if end in (uploads.LOADED, uploads.UNCHANGED):
            page = view.plain_text("shell.page_data_quality")
            link = Markdown(f"[{page}]({url_state.link_to('data_quality')})")
            st.markdown(view.text("load_data.to_quality", link=link))
        with st.container(horizontal=True, gap="small", key="load_next"):
            if upload.files and st.button(view.plain_text("load_data.back"), key="load_back", type="primary"):
                upload.reopen()
                st.rerun()
            if st.button(
                view.plain_text(f"load_data.{'discard' if upload.files else 'more'}"), key="load_more"
            ):
                described_files.forget()
                upload.discard()
                st.rerun()


def _files(view: View, files: list[dict[str, Any]]) -> None:
    def amounts(name: str) -> tables.Amounts:
        return tables.Amounts(
            [file[name] for file in files], lambda count: numbers.number(count, view.language)
        )

    columns: dict[str, tables.Column] = {
        view.text("data_quality.file"): [file["file"] for file in files],
        view.text("data_quality.status"): [_status(view, file["status"]) for file in files],
        **{
            view.text(f"data_quality.{name}"): amounts(name)
            for name in ("rows_read", "rows_loaded", "rows_rejected", "rows_superseded")
        },
        view.text("data_quality.message"): [render(file["message"], view.language) for file in files],
    }
    tables.draw(columns, view.text("load_data.outcome"))


def _status(view: View, status: str) -> str:
    known = {"loaded": "load_data.status_loaded", "unchanged": "load_data.status_unchanged"}
    return view.plain_text(known.get(status, f"data_quality.status_{status}"))
