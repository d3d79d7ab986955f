"""Decide what of a figure a reader may see: the one place where figures are left out, suppressed and rounded.

At both levels a small count of people is suppressed with everything derived from it in its row. At the
level *open* the other counts of people are rounded as well, each cell on its own, and shares and rates are
calculated from the rounded counts. Whatever a reader gets follows from the frame that ``disclose`` returns.
docs/disclosure.md describes the rules, and what can still be calculated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.catalogue.metrics import Metric
from data.filters import Filters
from data.scope import Scope

#: Which of a row's figures count people, by the metric's ``suppress``; of a share both sides do.
_COUNTED = {"none": (), "value": ("numerator",), "either": ("numerator", "denominator")}
_MEASURES = ("value", "numerator", "denominator")
#: Counts of people are rounded to the nearest multiple of this at the level *open*.
ROUNDED_TO = 5
#: Dimensions that, at the level *open*, are not combined: times, and places finer than a district.
_FINE_TIMES = frozenset({"date", "hour"})
_FINE_PLACES = frozenset({"sub_district", "unit", "space"})


def is_open(scope: Scope) -> bool:
    """Return whether the reader has the level *open*: figures are rounded, and rows never leave."""
    return scope.level == "open"


def rounds(metric: Metric, scope: Scope) -> bool:
    """Return whether the reader sees the metric's counts of people rounded."""
    return is_open(scope) and metric.suppress != "none"


def withheld(metric: Metric, by: Iterable[str], filters: Filters, scope: Scope) -> str | None:
    """Return the text key of why the reader sees no figure of a question at all; None if they may see it.

    A filter by a day or an hour shows what a grouping by it shows, so both count.
    """
    if scope.departments is not None and "department" not in metric.dimensions:
        return "disclosure.city_wide_only"
    if is_open(scope):
        used = {*by, *(dimension for dimension, _ in filters.where)}
        if used & _FINE_TIMES and used & _FINE_PLACES:
            return "disclosure.too_fine"
    return None


def city_total_scope(metric: Metric, scope: Scope) -> Scope | None:
    """Return the scope in which the reader may see the city's total of a metric; None if they may not.

    It is for questions about the whole city in a period, without any other filter or grouping.
    """
    if scope.departments is None:
        return scope
    return replace(scope, departments=None) if metric.city_total else None


def is_small(people: npt.NDArray[Any], threshold: int) -> npt.NDArray[np.bool_]:
    """Return which counts of people are too small to show: from 1 to ``threshold`` - 1."""
    return np.asarray((people > 0) & (people < threshold))


def disclose(
    frame: pd.DataFrame,
    metric: Metric,
    scope: Scope,
    threshold: int,
    suppressed_with: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Return a frame of exact figures as the reader may see it, with ``suppressed``.

    Value, numerator and denominator of a row are blank if a count of people in it is small; of a share, also
    if the difference of its two sides is. ``suppressed_with`` marks rows that are suppressed with another
    metric's.
    """
    # A page calculates dozens of small frames; arrays take a fifth of the time of columns.
    counted = {column: frame[column].to_numpy() for column in _COUNTED[metric.suppress]}
    suppressed = np.zeros(len(frame), dtype=bool) if suppressed_with is None else suppressed_with
    for people in counted.values():
        suppressed = suppressed | is_small(people, threshold)
    if metric.suppress == "either":
        suppressed |= is_small(counted["denominator"] - counted["numerator"], threshold)
    shown = frame.copy(deep=False)
    shown["suppressed"] = suppressed
    if counted and is_open(scope):
        for column, people in counted.items():
            shown[column] = ROUNDED_TO * np.rint(people / ROUNDED_TO)
        shown["value"] = metric.per * shown["numerator"]
        if metric.is_ratio:
            shown["value"] /= shown["denominator"]
    if suppressed.any():
        for column in _MEASURES:
            shown[column] = np.where(suppressed, np.nan, shown[column].to_numpy())
    return shown
