"""Can I trust the data: what was loaded, which rows were rejected, and how fresh is each source?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data import warehouse
from data.loading import load_history
from data.loading.coverage import Delivery, deliveries
from data.loading.load_history import SHOWN_ROWS
from data.settings import TIME_ZONE
from data.text import numbers
from data.text.messages import render
from pages.charts.theme import palette
from pages.components import page_header, tables
from pages.components.member_labels import names
from pages.sections import legacy_spaces, source_coverage
from pages.state import queries, url_state
from pages.state.view import View, current

ALL = "all"


def show(view: View) -> None:
    """Show unusable files, freshness, checks, rejected rows, loads and builds, most urgent first."""
    checks = queries.checks(view.build)
    groups = queries.rejected_groups(view.build)
    today = dt.datetime.now(ZoneInfo(TIME_ZONE)).date()
    expected = {delivery.source: delivery for delivery in deliveries(view.build, today)}
    page_header.title_and_answer(
        view,
        view.text("data_quality.question"),
        view.text(
            "data_quality.answer",
            as_of=numbers.day(view.build.as_of, view.language),
            passed=len(checks[checks["rows"] == 0]),
            all=len(checks),
            rejected=_all_rejected(view),
        ),
        _late(view, expected),
    )
    _unusable_files(view)
    _freshness(view, expected)
    source_coverage.show(view)
    _checks(view, checks)
    legacy_spaces.show(view)
    _rejected(view, groups)
    _loads(view)
    _builds(view)


def _all_rejected(view: View) -> str:
    _, count = queries.rejected_rows(view.build)
    return numbers.number(count, view.language)


def _unusable_files(view: View) -> None:
    """Show the files that the last load could not use; nobody else will notice them."""
    run = load_history.last_run(view.build.home)
    if run is None or run.left.empty:
        return
    st.header(view.text("data_quality.left"), anchor=False)
    st.markdown(view.text("data_quality.left_text", run_at=numbers.instant(run.run_at, view.language)))
    _table(
        view,
        "data_quality.left",
        {
            "data_quality.file": run.left["file"].tolist(),
            "data_quality.status": [view.text(f"data_quality.status_{s}") for s in run.left["status"]],
            "data_quality.message": [render(text, view.language) for text in run.left["message"]],
        },
    )


def _freshness(view: View, expected: Mapping[str, Delivery]) -> None:
    st.header(view.text("data_quality.freshness"), anchor=False)
    frame = queries.freshness(view.build)
    sources = names(view.build, "source", view.language)
    _table(
        view,
        "data_quality.freshness",
        {
            "dimensions.source": [sources.get(s, s) for s in frame["source"]],
            "data_quality.exported_at": _instants(view, frame["exported_at"]),
            "data_quality.landed_at": _instants(view, frame["landed_at"]),
            "data_quality.last_date": _days(view, frame["last_date"]),
            "data_quality.cadence": [
                view.text(f"data_quality.cadence_{expected[s].cadence}") for s in frame["source"]
            ],
            "data_quality.delivery": [_delivery(view, expected[source]) for source in frame["source"]],
            "data_quality.loads": tables.counts(view, frame["loads"]),
            "data_quality.rows_loaded": tables.counts(view, frame["rows_loaded"]),
        },
    )


def _delivery(view: View, delivery: Delivery) -> str | tables.Marked:
    """Return when the next delivery is due; a late one says so, in red."""
    if delivery.expected is None:
        return "–"
    day = numbers.day(delivery.expected, view.language)
    if not delivery.days_late:
        return view.text("data_quality.delivery_due", day=day)
    text = view.text("data_quality.delivery_late", days=delivery.days_late, day=day)
    return tables.Marked(text, palette(dark=view.dark).categories[1])


def _late(view: View, expected: Mapping[str, Delivery]) -> str:
    sources = names(view.build, "source", view.language)
    late = [sources.get(d.source, d.source) for d in expected.values() if d.days_late]
    return view.text("data_quality.late_answer", count=len(late), names=", ".join(late)) if late else ""


def _checks(view: View, frame: pd.DataFrame) -> None:
    st.header(view.text("data_quality.checks"), anchor=False)
    _table(
        view,
        "data_quality.checks",
        {
            "data_quality.check": frame[f"description_{view.language}"].tolist(),
            "data_quality.level": [
                view.text("data_quality.level_fail" if level == "fail" else "data_quality.level_warn")
                for level in frame["level"]
            ],
            "data_quality.result": [
                view.text("data_quality.found" if rows else "data_quality.passed") for rows in frame["rows"]
            ],
            "terms.rows": tables.counts(view, frame["rows"]),
        },
    )


def _rejected(view: View, groups: pd.DataFrame) -> None:
    st.header(view.text("terms.rejected_rows"), anchor=False)
    if groups.empty:
        st.markdown(view.text("data_quality.rejected_none"))
        return
    sources = names(view.build, "source", view.language)
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
    frame, count = queries.rejected_rows(view.build, *chosen)
    if frame.empty:
        st.markdown(view.text("data_quality.rejected_filtered", source=source, column=column))
        return
    _table(
        view,
        "terms.rejected_rows",
        {
            "data_quality.file": frame["file"].tolist(),
            "data_quality.row_number": tables.counts(view, frame["row_number"]),
            "terms.column": frame["column_name"].fillna("–").tolist(),
            "data_quality.found_value": frame["found"].fillna("–").tolist(),
            "data_quality.expected": [
                render(text, view.language) if isinstance(text, str) else "–" for text in frame["expected"]
            ],
        },
    )
    if count > SHOWN_ROWS:
        st.caption(view.text("data_quality.rejected_cut", shown=SHOWN_ROWS, all=count))


def _loads(view: View) -> None:
    st.header(view.text("terms.loaded_files"), anchor=False)
    frame = queries.loads(view.build).head(SHOWN_ROWS)
    sources = names(view.build, "source", view.language)
    _table(
        view,
        "terms.loaded_files",
        {
            "data_quality.file": frame["file"].tolist(),
            "dimensions.source": [sources.get(s, s) for s in frame["source"]],
            "data_quality.landed_at": _instants(view, frame["landed_at"]),
            "data_quality.rows_read": tables.counts(view, frame["rows_read"]),
            "data_quality.rows_loaded": tables.counts(view, frame["rows_loaded"]),
            "data_quality.rows_rejected": tables.counts(view, frame["rows_rejected"]),
            "data_quality.rows_superseded": tables.counts(view, frame["rows_superseded"]),
            "data_quality.message": [
                render(text, view.language) if isinstance(text, str) else "" for text in frame["message"]
            ],
        },
    )
    st.caption(view.text("data_quality.loads_note"))


def _builds(view: View) -> None:
    st.header(view.text("data_quality.builds"), anchor=False)
    builds = warehouse.kept_builds(view.build.home)
    _table(
        view,
        "data_quality.builds",
        {
            "terms.build": [tables.Link(b.id, url_state.link(build=b.id)) for b in builds],
            "data_quality.built_at": [numbers.instant(b.built_at, view.language) for b in builds],
            "terms.as_of": [numbers.day(b.as_of, view.language) for b in builds],
        },
    )


def _table(view: View, title: str, columns: Mapping[str, tables.Column]) -> None:
    tables.draw({view.text(key): values for key, values in columns.items()}, view.text(title))


def _instants(view: View, column: pd.Series) -> list[str]:
    return ["–" if pd.isna(v) else numbers.instant(v.to_pydatetime(), view.language) for v in column]


def _days(view: View, column: pd.Series) -> list[str]:
    days = (None if pd.isna(value) else dt.date(value.year, value.month, value.day) for value in column)
    return ["–" if day is None else numbers.day(day, view.language) for day in days]


show(current())
