"""Can I trust the data: what was loaded, which rows were rejected, and how fresh is each source?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from data import warehouse
from data.city_profile.in_use import city_zone
from data.disclosure import is_open
from data.loading import load_history
from data.loading.coverage import SourceMonths, deliveries, most_urgent_first
from data.loading.load_history import SHOWN_ROWS, LastRun
from data.text import numbers
from data.text.messages import render
from pages.components import deferred, metric_card, metric_figure, page_header, tables
from pages.components.markdown_text import plain_label
from pages.components.member_labels import names
from pages.sections import audit_entries, legacy_spaces, rejected_rows, source_coverage
from pages.state import queries, url_state
from pages.state.view import View, current

#: Seconds between two looks for another load, while a file could not be used.
FOLLOW_SECONDS = 5


def show(view: View) -> None:
    """Show key facts, the sources beside what needs attention, then rejected rows, loads and builds.

    A reader of some departments sees what belongs to no department: the last day, and the builds.
    """
    if view.scope.departments is None:
        _whole(view)
        return
    as_of = view.text("data_quality.answer", as_of=numbers.day(view.build.as_of, view.language))
    page_header.title_and_answer(
        view, view.text("data_quality.question"), as_of, view.text("data_quality.city_wide_only")
    )
    _builds(view)


def _whole(view: View) -> None:
    checks = queries.checks(view.scope, view.build)
    today = dt.datetime.now(city_zone()).date()
    sources = most_urgent_first(
        queries.coverage(view.scope, view.build), deliveries(view.scope, view.build, today)
    )
    run = load_history.last_run(view.scope, view.build.home)
    top = page_header.top(view, view.text("data_quality.question"))
    top.show_sentences(
        view.text("data_quality.answer", as_of=numbers.day(view.build.as_of, view.language)),
        _late(view, sources),
        source_coverage.gaps(view, sources),
    )
    _facts(view, top, checks, sources, run)
    left, right = st.columns([1.7, 1], gap="medium")
    with left, st.container(gap="xxsmall"):
        source_coverage.show(view, sources)
        for source in queries.source_notes(view.scope, view.build).to_dict(orient="records"):
            name, note = (plain_label(source[f"{kind}_{view.language}"]) for kind in ("name", "note"))
            st.caption(view.text("data_quality.source_note", source=name, note=note))
    with right, st.container(gap="xsmall"):
        _unusable_files(view, run)
        _rejected_groups(view)
        _checks(view, checks[checks["rows"] > 0], "data_quality.checks", "checks")
    with st.container(gap="xsmall", key="quality_lists"):
        passed = checks[checks["rows"] == 0]
        deferred.draw_later(lambda: _checks(view, passed, "data_quality.checks_passed", "checks_passed"))
        # The values that were found, and who took what away, are for those who look after the data.
        of_stewards = (rejected_rows.show, audit_entries.show) if view.viewer.is_steward else ()
        for draw in (*of_stewards, _loads, _builds, legacy_spaces.show):
            deferred.draw_later(lambda draw=draw: draw(view))  # type: ignore[misc]


def _facts(
    view: View,
    top: page_header.PageTop,
    checks: pd.DataFrame,
    sources: Sequence[SourceMonths],
    run: LastRun | None,
) -> None:
    """Draw the key facts as cards; a sign marks those that need attention."""
    _, rejected = queries.rejected_rows(view.scope, view.build)
    late = {row.delivery.source for row in sources if row.delivery.days_late}
    passed = len(checks[checks["rows"] == 0])
    counts = {
        **({} if is_open(view.scope) else {"unused_files": 0 if run is None else len(run.left)}),
        "rejected": rejected,
        "late": len(late),
        "months_missing": len([month for row in sources for month in row.missing]),
    }
    facts = {
        "terms.as_of": numbers.day(view.build.as_of, view.language),
        **{f"data_quality.{name}": _count(view, count) for name, count in counts.items()},
        "data_quality.checks_passed": view.plain_text("data_quality.of", passed=passed, all=len(checks)),
    }
    with top.cards:
        grid = st.grid(len(facts), min_column_width=150, gap="xsmall", key="figures")
    for key, value in facts.items():
        place = grid.container(height="stretch", key=f"figure_{key.rpartition('.')[2]}")
        metric_card.draw_fact(place, view.plain_text(key), metric_card.Card(value))


def _count(view: View, count: int) -> str:
    return f"{'⚠ ' if count else ''}{numbers.number(count, view.language)}"


def _late(view: View, sources: Sequence[SourceMonths]) -> str:
    labels = names(view.build, "source", view.language)
    late = dict.fromkeys(row.delivery.source for row in sources if row.delivery.days_late)
    if not late:
        return view.text("data_quality.none_late")
    named = ", ".join(labels.get(source, source) for source in late)
    return view.text("data_quality.late_answer", count=len(late), names=named)


def _unusable_files(view: View, run: LastRun | None) -> None:
    """Show the files that the last load could not use; nobody else will notice them.

    The page follows the next load by itself, so that a fixed file leaves the list.
    """
    if run is None or run.left.empty:
        return
    _follow_loads(view, run)
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


@st.fragment(run_every=FOLLOW_SECONDS)
def _follow_loads(view: View, run: LastRun) -> None:
    latest = load_history.last_run(view.scope, view.build.home)
    if latest is not None and latest.run_at != run.run_at:
        st.rerun()


def _rejected_groups(view: View) -> None:
    """Show which columns of which source made rows unusable."""
    groups = queries.rejected_groups(view.scope, view.build).sort_values(
        "rows", ascending=False, kind="stable"
    )
    metric_figure.heads(
        view.text("terms.rejected_rows"),
        view.text("data_quality.rejected_none") if groups.empty else "",
        "rejected_groups",
    )
    if groups.empty:
        return
    sources = names(view.build, "source", view.language)
    rows = groups["rows"].tolist()
    _table(
        view,
        "data_quality.rejected",
        {
            "dimensions.source": [sources.get(s, s) for s in groups["source"]],
            "terms.column": groups["column_name"].fillna("–").tolist(),
            "terms.rows": replace(tables.counts(view, groups["rows"]), bars=tables.Bars(rows)),
        },
    )


def _checks(view: View, frame: pd.DataFrame, title: str, key: str) -> None:
    """Draw checks as a table: those that found something are on the first screen, the others below."""
    if frame.empty:
        return
    st.header(view.text(title), anchor=False)

    def result(rows: int) -> str:
        if not rows:
            return view.plain_text("data_quality.passed")
        return view.plain_text("data_quality.found", rows=numbers.number(rows, view.language))

    # Examples quote the exports.
    examples = {"data_quality.examples": frame["examples"].tolist()} if view.viewer.is_steward else {}
    with st.container(key=key):
        _table(
            view,
            title,
            {
                "data_quality.check": frame[f"description_{view.language}"].tolist(),
                "data_quality.level": [
                    view.text("data_quality.level_fail" if level == "fail" else "data_quality.level_warn")
                    for level in frame["level"]
                ],
                "data_quality.result": [result(int(rows)) for rows in frame["rows"]],
                **examples,
            },
        )


def _loads(view: View) -> None:
    st.header(view.text("terms.loaded_files"), anchor=False)
    frame = queries.loads(view.scope, view.build).head(SHOWN_ROWS)
    sources = names(view.build, "source", view.language)
    _table(
        view,
        "terms.loaded_files",
        {
            "data_quality.file": frame["file"].tolist(),
            "dimensions.source": [sources.get(s, s) for s in frame["source"]],
            "data_quality.landed_at": source_coverage.instants(view, frame["landed_at"]),
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


show(current())
