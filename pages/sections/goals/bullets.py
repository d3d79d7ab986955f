"""Targets as bullets: a bar for the figure, a tick for its path, a diamond for the target."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.analyses.goals import BEHIND, COMING, FROM_YEAR, MISSED, Progress
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.tracks import Course, column_starts
from pages.sections.goals import target_words
from pages.state.view import View

#: Statuses that need attention.
LAGGING = (BEHIND, MISSED)


def key(view: View, first: Progress) -> None:
    """Draw the signs of the bullets of a year with their meaning; ``first`` is one of its targets."""
    signs = {'<i class="diamond"></i>': view.text("goals.target", year=first.target.year)}
    if first.days:
        day = numbers.day(first.through, view.language)
        signs = {
            '<i class="amount"></i>': view.text("goals.since"),
            '<i class="amount hatched"></i>': view.text("goals.key_behind"),
            '<i class="before"></i>': view.text("goals.path", day=day),
        } | signs
    parts = "".join(
        f'<span><span class="bar-track">{sign}</span>{escape(text)}</span>' for sign, text in signs.items()
    )
    st.html(f'<p class="signs">{parts}<span>{escape(view.text("goals.key_note"))}</span></p>')


def show(view: View, targets: Sequence[Progress]) -> None:
    """Draw the targets in two columns, in three where the window is low, grouped by metric.

    A row opens how its path was calculated.
    """
    by_metric: dict[str, list[Progress]] = {}
    for progress in targets:
        by_metric.setdefault(progress.target.metric, []).append(progress)
    counts = [len(rows) for rows in by_metric.values()]
    starts = {f"of-{columns}": column_starts(counts, columns) for columns in (2, 3)}
    blocks = []
    for place, (metric, rows) in enumerate(by_metric.items()):
        kinds = " ".join(kind for kind, places in starts.items() if place in places)
        blocks.append(_block(view, metric, rows, kinds))
    st.html(f'<div class="bullets">{"".join(blocks)}</div>')


def _block(view: View, metric: str, targets: Sequence[Progress], kinds: str) -> str:
    """Return the targets of a metric; one_page.css starts a column at the ``kinds`` of-2 and of-3."""
    title = escape(catalogue().metrics[metric].texts[view.language].title)
    rows = "".join(f"<li>{_row(view, progress)}</li>" for progress in targets)
    return f'<div class="{kinds}"><h3>{title}</h3><ul>{rows}</ul></div>'


def _row(view: View, progress: Progress) -> str:
    target, unit = progress.target, catalogue().metrics[progress.target.metric].unit
    aim = view.text("answer.base_target", value=target_words.quantity(view, target, target.value))
    amount = view.plain_text("terms.suppressed")
    if not progress.now.suppressed:
        amount = target_words.quantity(view, target, progress.now.value)
    lagging = ' class="lagging"' if progress.status in LAGGING else ""
    cells = (
        ("whose", target_words.whose(view, target)),
        ("aim", aim),
        ("amount", "" if progress.status == COMING else amount),
        ("state", view.text(f"goals.status_{progress.status}")),
    )
    words = "".join(f'<span class="{name}">{escape(text)}</span>' for name, text in cells)
    if progress.distance is not None:
        difference = escape(numbers.difference(progress.distance, unit, view.language))
        meaning = f'<span class="read-out">{escape(view.text("goals.distance"))}</span>'
        words += f'<span class="distance">{meaning} {difference}</span>'
    return (
        f"<details{lagging}><summary>{words}{_track(view, progress)}</summary>"
        f"<p>{escape(target_words.plain_standing(view, progress))}</p></details>"
    )


def _track(view: View, progress: Progress) -> str:
    """Return the marks; the words next to them say the same to screen readers.

    A rate starts at last year's level, an amount at zero.
    """
    metric = catalogue().metrics[progress.target.metric]
    is_rate = metric.is_ratio and progress.path_from == FROM_YEAR and progress.baseline.value is not None
    start = progress.baseline.value if is_rate else 0.0
    now, path, target = progress.now.value, progress.path, progress.target.value
    marks = [value for value in (now, path, target) if value is not None]
    course = Course.of(start or 0.0, marks, falls=is_rate and progress.direction == "less")
    drawn = ""
    if now is not None:
        kind = "amount hatched" if progress.status in LAGGING else "amount"
        drawn = f'<i class="{kind}" style="left:0;width:{course.place(now):.1f}%"></i>'
    if path is not None:
        drawn += f'<i class="before" style="left:{course.place(path):.1f}%"></i>'
    drawn += f'<i class="diamond" style="left:{course.place(target):.1f}%"></i>'
    hint = escape(target_words.plain_standing(view, progress))
    return f'<span class="bar-track" aria-hidden="true" title="{hint}">{drawn}</span>'
