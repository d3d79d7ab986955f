"""Spaces of the former booking system without a match in the current one, with likely matches."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.loading import legacy_space_matches, load_history
from data.loading.legacy_space_matches import Match
from data.loading.load_history import SHOWN_ROWS
from data.text import numbers
from pages.components import tables
from pages.components.markdown_text import Markdown
from pages.state import queries
from pages.state.view import View


def show(view: View) -> None:
    """Show the spaces left to map, with likely matches; nothing if there is no data of the former system."""
    every = queries.legacy_space_count(view.scope, view.build)
    if not every:
        return
    st.header(view.text("data_quality.legacy"), anchor=False)
    rooms, count = queries.unmapped_spaces(view.build, load_history.SHOWN_ROWS)
    total = numbers.number(every, view.language)
    astray = queries.spaces_mapped_astray(view.build)
    if not astray.empty:
        pairs = [f"{room} → {space}" for room, space in astray.head(SHOWN_ROWS).itertuples(index=False)]
        st.markdown(
            view.text(
                "data_quality.legacy_astray",
                spaces=Markdown("`" + "`, `".join(pair.replace("`", "'") for pair in pairs) + "`"),
            )
        )
    if rooms.empty:
        st.markdown(view.text("data_quality.legacy_all_mapped", all=total))
        return
    st.markdown(view.text("data_quality.legacy_text", count=numbers.number(count, view.language), all=total))
    columns: dict[str, tables.Column] = {
        "data_quality.legacy_room": [name or "–" for name in rooms["space_name"]],
        "dimensions.unit": [name or "–" for name in rooms["unit_name"]],
        "terms.bookings": tables.counts(view, rooms["bookings"]),
        "data_quality.legacy_booked": [
            _period(view, first, last)
            for first, last in rooms[["first_date", "last_date"]].itertuples(index=False)
        ],
        "data_quality.legacy_matches": [_matches(view, matches) for matches in rooms["matches"]],
        "data_quality.legacy_code": rooms["legacy_space"].tolist(),
    }
    title = view.text("data_quality.legacy")
    tables.draw({view.text(key): values for key, values in columns.items()}, title)
    if count > len(rooms):
        st.caption(view.text("figure.table_cut", shown=len(rooms), all=count))
    text = legacy_space_matches.draft(rooms)
    if text.count("\n") > 1:
        with st.expander(view.text("data_quality.legacy_draft")):
            st.code(text, language=None)


def _period(view: View, first: Any, last: Any) -> str:
    """Return the first and the last booked day of a space; a dash if it was never booked."""
    if pd.isna(first):
        return "–"
    days = [numbers.day(day.date(), view.language) for day in (first, last)]
    return "–".join(days).replace(" ", "\u00a0").replace("–", "–\u2060")


def _matches(view: View, matches: tuple[Match, ...]) -> str:
    if not matches:
        return view.text("data_quality.legacy_no_match")
    sign = numbers.symbol("%", view.language)
    return "; ".join(
        f"{match.name} ({match.space}, {numbers.number(match.likeness, view.language)}{sign})"
        for match in matches
    )
