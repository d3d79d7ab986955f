"""A load while it runs: its phase, how much is done, and a button that cancels it."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from data.loading import uploads
from data.loading.uploads import Upload
from data.text import numbers
from pages.components import page_header
from pages.state.view import View

#: Seconds between two looks.
LOOK_SECONDS = 1


def show(view: View, upload: Upload) -> None:
    """Show the load of an upload, and follow it."""
    answer = view.text(f"load_data.answer_{upload.state}")
    page_header.title_and_answer(view, view.text("load_data.question"), answer)
    _follow(view, upload, upload.state)


@st.fragment(run_every=LOOK_SECONDS)
def _follow(view: View, upload: Upload, drawn_state: str) -> None:
    if upload.state != drawn_state:
        st.rerun()
    progress = upload.progress if drawn_state == uploads.RUNNING else {}
    with st.container(gap="xsmall", key="load_progress"):
        phase = view.text(f"load_data.phase_{progress.get('phase', uploads.REQUESTED)}")
        share = progress.get("share")
        value = "" if share is None else f' value="{share:.3f}"'
        label = escape(view.plain_text("load_data.progress"))
        st.html(f'<p>{escape(phase)}</p><progress max="1"{value} aria-label="{label}"></progress>')
        st.markdown(_facts(view, progress) or "\u00a0")
        is_cancelled = upload.is_cancelled
        name = "cancelling" if is_cancelled else "cancel"
        st.button(
            view.plain_text(f"load_data.{name}"),
            key="load_cancel",
            disabled=is_cancelled,
            on_click=upload.cancel,
        )


def _facts(view: View, progress: dict[str, Any]) -> str:
    """Return what is known of rows, rate and remaining time."""
    facts = []
    if progress.get("rows"):
        rows = numbers.number(progress["rows"], view.language)
        facts.append(view.text("load_data.progress_rows", rows=rows))
    if progress.get("rows_per_second"):
        rate = numbers.number(round_up(progress["rows_per_second"]), view.language)
        facts.append(view.text("load_data.progress_rate", rate=rate))
    if progress.get("seconds_left") is not None:
        seconds = numbers.number(round_up(progress["seconds_left"]), view.language)
        facts.append(view.text("load_data.progress_left", seconds=seconds))
    return " · ".join(facts)


def round_up(number: float) -> int:
    """Return a whole number, at least 1."""
    return max(1, int(number))
