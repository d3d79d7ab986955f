"""The audit log as stewards read it: who took what away, loaded what, and what was refused, by month."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from data.access import audit_log
from data.loading.load_history import SHOWN_ROWS
from data.text import numbers
from pages.components import tables
from pages.state import url_state
from pages.state.view import View


def show(view: View) -> None:
    """Show the newest entries of a month; nothing if there are none yet."""
    home = view.build.home
    months = audit_log.months(home)
    if not months:
        return
    title = view.text("rights.audit_log")
    st.header(title, anchor=False)
    month = url_state.choose(
        "audit",
        view.text("dimensions.month"),
        months,
        lambda name: numbers.month(name, view.language),
        months[0],
    )
    entries, count = audit_log.entries(home, month, SHOWN_ROWS)
    columns: dict[str, tables.Column] = {
        "rights.at": [numbers.instant(dt.datetime.fromisoformat(e["at"]), view.language) for e in entries],
        "rights.person": [_person(view, entry) for entry in entries],
        "rights.action": [_action(view, entry) for entry in entries],
        "data_quality.file": [entry.get("file") or "–" for entry in entries],
        "terms.filters": [_filters(entry) for entry in entries],
        "terms.rows": [_rows(view, entry) for entry in entries],
        "terms.build": [entry.get("build") or "–" for entry in entries],
    }
    tables.draw({view.text(key): values for key, values in columns.items()}, title)
    if count > len(entries):
        st.caption(view.text("figure.table_cut", shown=len(entries), all=count))


def _person(view: View, entry: dict[str, Any]) -> str:
    if not entry["subject"]:
        return view.plain_text("rights.nobody")
    role = view.plain_text(f"rights.role_{entry['role']}") if entry["role"] else "–"
    return f"{entry['name']} ({role}), {entry['subject']}"


def _action(view: View, entry: dict[str, Any]) -> str:
    action = view.plain_text(f"rights.action_{entry['action']}")
    if entry.get("files"):
        action += f" ({view.plain_text('rights.files', count=entry['files'])})"
    if not entry.get("reason"):
        return action
    reason = view.plain_text(f"rights.reason_{entry['reason']}")
    detail = f" ({entry['detail']})" if entry.get("detail") else ""
    attempts = entry.get("attempts", 1)
    number = f", {view.plain_text('rights.attempts', count=attempts)}" if attempts > 1 else ""
    return f"{action}: {reason}{detail}{number}"


def _filters(entry: dict[str, Any]) -> str:
    chosen = {"metric": entry.get("metric"), "by": entry.get("by"), **entry.get("filters", {})}
    chosen["departments"] = entry.get("departments")
    texts = {name: ",".join(value) if isinstance(value, list) else value for name, value in chosen.items()}
    return " ".join(f"{name}={text}" for name, text in texts.items() if text) or "–"


def _rows(view: View, entry: dict[str, Any]) -> str:
    rows = entry.get("rows")
    return "–" if rows is None else numbers.number(rows, view.language)
