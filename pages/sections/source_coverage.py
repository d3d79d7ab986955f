"""Every source, the most urgent first: its latest day, its next delivery, and its months with data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from data.loading.coverage import MISSING, SOME, USUAL, SourceMonths
from data.text import numbers
from pages.charts.theme import palette
from pages.components import deferred, metric_figure, tables
from pages.components.member_labels import names
from pages.components.tool_row import table_tool, tool_row
from pages.state import queries
from pages.state.view import View

#: Months that a phone has room for.
MONTHS_ON_PHONE = 12
#: Sources that the sentence names.
NAMED = 3
STATES = (USUAL, SOME, MISSING)


def show(view: View, rows: Sequence[SourceMonths]) -> None:
    """Draw a row per source and kind of data; buttons open all deliveries and unusual months."""
    heading = view.text("data_quality.coverage")
    metric_figure.heads(heading, view.text("data_quality.coverage_text"), "coverage")
    months = sorted({month for row in rows for month in row.months})
    months = months[-MONTHS_ON_PHONE if view.phone else None :]
    last_days = queries.freshness(view.scope, view.build).set_index("source")["last_date"]
    columns: dict[str, tables.Column] = {
        view.text("dimensions.source"): [label(view, row, rows) for row in rows],
        view.text("data_quality.last_date"): [_day(view, last_days[row.delivery.source]) for row in rows],
        view.text("data_quality.delivery"): [delivery(view, row) for row in rows],
    }
    if months:
        shown = numbers.period(months[0], months[-1], view.language)
        columns[shown] = [tables.Picture(_strip(view, row, months)) for row in rows]
        columns[view.text("data_quality.months_missing")] = [_missing(row) for row in rows]
    with st.container(key="coverage_grid", gap="xxsmall"):
        tables.draw(columns, heading)
    if months:
        _legend(view)
    deferred.draw_later(lambda: _tools(view, rows))


def gaps(view: View, rows: Sequence[SourceMonths]) -> str:
    """Return a sentence on the missing months and the sources that lack most of them."""
    if not any(row.months for row in rows):
        return view.text("data_quality.coverage_none")
    missing = [row for row in rows if row.missing]
    if not missing:
        return view.text("data_quality.coverage_whole")
    named = ", ".join(label(view, row, rows) for row in missing[:NAMED])
    return view.text(
        "data_quality.coverage_gaps",
        count=len([month for row in missing for month in row.missing]),
        names=f"{named} …" if missing[NAMED:] else named,
    )


def label(view: View, row: SourceMonths, rows: Sequence[SourceMonths]) -> str:
    """Return the source's name, with the kind of data if the source has several."""
    source = row.delivery.source
    name = names(view.build, "source", view.language).get(source, source)
    is_only = len([other for other in rows if other.delivery.source == source]) == 1
    return name if is_only else f"{name}: {view.plain_text(f'data_quality.data_{row.data}')}"


def delivery(view: View, row: SourceMonths) -> str | tables.Marked:
    """Return when the next delivery is due; a late one says so, in red."""
    expected, days_late = row.delivery.expected, row.delivery.days_late
    if expected is None:
        return view.plain_text(f"data_quality.cadence_{row.delivery.cadence}")
    day = numbers.day(expected, view.language)
    if not days_late:
        return view.plain_text("data_quality.delivery_due", day=day)
    late = "goals.late_day" if days_late == 1 else "goals.late_days"
    text = view.plain_text("data_quality.delivery_late", late=view.plain_text(late, days=days_late), day=day)
    return tables.Marked(text, palette(dark=view.dark).categories[1])


def _day(view: View, value: pd.Timestamp) -> str:
    return "–" if pd.isna(value) else numbers.day(value.date(), view.language)


def _strip(view: View, row: SourceMonths, months: Sequence[str]) -> str:
    """Return a mark per month: full, low or crossed out; none where the source needs no rows."""
    marks = []
    for month in months:
        state, count = row.months.get(month, ("", 0))
        text = f"{numbers.month(month, view.language)}: {numbers.number(count, view.language)}"
        if state and state != USUAL:
            text += f" ({_state(view, state)})"
        title = f' title="{escape(text)}"' if state else ""
        january = " january" if month.endswith("-01") else ""
        marks.append(f'<i class="{state}{january}"{title}></i>')
    return f'<span class="months" aria-hidden="true">{"".join(marks)}</span>'


def _missing(row: SourceMonths) -> str:
    return str(len(row.missing)) if row.missing else "–"


def _state(view: View, state: str) -> str:
    return view.plain_text(f"data_quality.coverage_{state}")


def _legend(view: View) -> None:
    marks = "".join(
        f'<span><i class="{state}" aria-hidden="true"></i>{escape(_state(view, state))}</span>'
        for state in STATES
    )
    st.html(f'<p class="months legend foot">{marks}</p>')


def _tools(view: View, rows: Sequence[SourceMonths]) -> None:
    tools = {
        "deliveries": table_tool(view, view.text("data_quality.freshness"), lambda: _deliveries(view, rows))
    }
    if not all(row.is_usual for row in rows):
        text = view.text("data_quality.unusual_months")
        tools["months"] = table_tool(view, text, lambda: _unusual(view, rows))
    tool_row("coverage", tools)


def _deliveries(view: View, rows: Sequence[SourceMonths]) -> None:
    frame = queries.freshness(view.scope, view.build)
    sources = names(view.build, "source", view.language)
    by_source = {row.delivery.source: row for row in rows}
    tables.draw(
        {
            view.text("dimensions.source"): [sources.get(source, source) for source in frame["source"]],
            view.text("data_quality.exported_at"): instants(view, frame["exported_at"]),
            view.text("data_quality.landed_at"): instants(view, frame["landed_at"]),
            view.text("data_quality.last_date"): [_day(view, day) for day in frame["last_date"]],
            view.text("data_quality.cadence"): [
                view.plain_text(f"data_quality.cadence_{by_source[source].delivery.cadence}")
                for source in frame["source"]
            ],
            view.text("data_quality.delivery"): [
                delivery(view, by_source[source]) for source in frame["source"]
            ],
            view.text("data_quality.loads"): tables.counts(view, frame["loads"]),
            view.text("data_quality.rows_loaded"): tables.counts(view, frame["rows_loaded"]),
        },
        view.text("data_quality.freshness"),
    )


def _unusual(view: View, rows: Sequence[SourceMonths]) -> None:
    marked = sorted(
        (
            (month, label(view, row, rows), count, state)
            for row in rows
            for month, (state, count) in row.months.items()
            if state != USUAL
        ),
        reverse=True,
    )
    months, sources, counts, states = zip(*marked, strict=True)
    tables.draw(
        {
            view.text("dimensions.month"): [numbers.month(month, view.language) for month in months],
            view.text("dimensions.source"): list(sources),
            view.text("terms.rows"): tables.counts(view, pd.Series(counts)),
            view.text("data_quality.result"): [_state(view, state) for state in states],
        },
        view.text("data_quality.unusual_months"),
    )


def instants(view: View, column: pd.Series) -> list[str]:
    """Return times as the reader writes them; a dash where there is none."""
    return ["–" if pd.isna(v) else numbers.instant(v.to_pydatetime(), view.language) for v in column]
