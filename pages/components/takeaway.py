"""The sentence that summarises a figure, from the facts of its frame."""

from __future__ import annotations

import pandas as pd

from data.analyses.takeaway import Facts, facts
from data.catalogue.metrics import Metric
from data.disclosure import adds_up, is_open
from data.settings import suppression_threshold
from data.text import numbers
from pages.state import filters, queries
from pages.state.view import View


def extremes(view: View, metric: Metric, frame: pd.DataFrame, dimension: str, key: str) -> str:
    """Return a sentence on the largest and the smallest, from the text ``key``; '' if they do not differ."""
    found = facts(frame, dimension)
    if found.largest is None or found.smallest is None or found.all_equal:
        return ""
    return _range(view, metric, frame, key, found.largest, found.smallest)


def _range(view: View, metric: Metric, frame: pd.DataFrame, key: str, largest: int, smallest: int) -> str:
    def value(position: int) -> str:
        return numbers.quantity(frame["value"].iloc[position], metric.unit, view.language)

    return view.text(
        key,
        largest=_label(view, frame, largest),
        largest_value=value(largest),
        smallest=_label(view, frame, smallest),
        smallest_value=value(smallest),
    )


def _label(view: View, frame: pd.DataFrame, position: int) -> str:
    """The name of a row; a month in full, though axes and tables shorten it."""
    row = frame.iloc[position]
    is_month = "month" in frame and row.get("member") == row["month"]
    return numbers.month(row["month"], view.language) if is_month else str(row["label"])


def no_figures(view: View, metric_id: str) -> str:
    """Return why a metric has no figures: a missing input, or the filters."""
    return queries.why_unknown(view, metric_id) or view.text("answer.no_figures")


def sentence(view: View, metric: Metric, frame: pd.DataFrame, by: tuple[str, ...]) -> str:
    """Return the takeaway of figures ``by`` dimensions with a column ``label``, or why there is none."""
    return _written(view, metric, frame, by)


def remarks(view: View, metric: Metric, frame: pd.DataFrame, by: tuple[str, ...]) -> str:
    """Return the takeaway without the largest and the smallest, for a page whose answer names them."""
    return _written(view, metric, frame, by, with_known=False)


def _written(
    view: View, metric: Metric, frame: pd.DataFrame, by: tuple[str, ...], *, with_known: bool = True
) -> str:
    found = facts(frame, by[0] if len(by) == 1 else None)
    unknown = queries.why_unknown(view, metric.id, by)
    if unknown and not (found.shown or found.suppressed):
        return unknown
    # Where counts add up, rows may be left out too (data/complement.py).
    if not found.rows and not adds_up(metric, view.scope):
        words = filters.sentence(view.build, view.language, view.filters)
        return view.text("figure.empty", filters=words)
    if found.suppressed == found.rows:
        key = "figure.all_suppressed_open" if is_open(view.scope) else "figure.all_suppressed"
        return view.text(key, threshold=suppression_threshold())
    if not found.shown:
        return view.text("figure.no_value")
    parts = []
    if with_known and found.largest is not None and found.smallest is not None:
        parts.append(_known(view, metric, frame, found, found.largest, found.smallest))
    if found.unknown is not None:
        value = numbers.quantity(frame["value"].iloc[found.unknown], metric.unit, view.language)
        parts.append(view.text("figure.unknown", value=value))
    if found.suppressed:
        parts.append(view.text("figure.some_suppressed", count=found.suppressed))
    if unknown:
        parts.append(unknown)
    return " ".join(parts)


def _known(view: View, metric: Metric, frame: pd.DataFrame, found: Facts, largest: int, smallest: int) -> str:
    value = numbers.quantity(frame["value"].iloc[largest], metric.unit, view.language)
    if largest == smallest:
        text = view.text("figure.one", label=_label(view, frame, largest), value=value)
        # A figure without dimensions has no label.
        return text.removeprefix(": ")
    if found.all_equal:
        return view.text("figure.equal", count=found.shown, value=value)
    return _range(view, metric, frame, "terms.extremes", largest, smallest)
