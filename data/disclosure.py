"""Decide what of a figure a reader may see: the one place where figures are left out, suppressed and rounded.

At both levels a small count of people is suppressed with everything derived from it in its row. At the
level *open* the other counts of people are rounded as well, each cell on its own, and shares and rates are
calculated from the rounded counts. Since a suppressed count could be calculated from the others, more is
suppressed there: some of the somewhat larger counts of distinct people (``MARKED``), and of counts that add
up the cells from which a suppressed one could be calculated (data/complement.py). ``withheld`` names the
questions that are not answered. Whatever a reader gets follows from the frame that ``disclose`` returns.
docs/disclosure.md describes the rules, and what can still be calculated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import period
from data.catalogue.metrics import Metric
from data.filters import Filters
from data.scope import Scope
from data.warehouse import Build

#: Which of a row's figures count people, by the metric's ``suppress``; of a share both sides do.
_COUNTED = {"none": (), "value": ("numerator",), "either": ("numerator", "denominator")}
_MEASURES = ("value", "numerator", "denominator")
#: Counts of people are rounded to the nearest multiple of this at the level *open*.
ROUNDED_TO = 5
#: Dimensions that, at the level *open*, are not combined: times, and places finer than a district.
_FINE_TIMES = frozenset({"date", "hour"})
_FINE_PLACES = frozenset({"sub_district", "unit", "space"})
#: The level *open* also suppresses one in ``MARKED`` of the next ``MARKED_RANGE`` counts of distinct people.
MARKED, MARKED_RANGE = 8, 8
#: Counts that add up are shown by at most this many dimensions at the level *open*.
MOST_COMBINED = 2


def is_open(scope: Scope) -> bool:
    """Return whether the reader has the level *open*: figures are rounded, and rows never leave."""
    return scope.level == "open"


def rounds(metric: Metric, scope: Scope) -> bool:
    """Return whether the reader sees the metric's counts of people rounded."""
    return is_open(scope) and metric.suppress != "none"


def marks(metric: Metric, scope: Scope) -> bool:
    """Return whether some of the somewhat larger counts are suppressed too (``is_marked``)."""
    return rounds(metric, scope) and metric.kind == "distinct"


def adds_up(metric: Metric, scope: Scope) -> bool:
    """Return whether a suppressed count could be calculated from shown ones, so that more are suppressed."""
    return rounds(metric, scope) and not metric.counts_distinct


def withheld(metric: Metric, by: Iterable[str], filters: Filters, scope: Scope, build: Build) -> str | None:
    """Return the text key of why the reader sees no figure of a question at all; None if they may see it.

    A filter by a day or an hour shows what a grouping by it shows, so both count.
    """
    if scope.departments is not None and "department" not in metric.dimensions:
        return "disclosure.city_wide_only"
    if not is_open(scope):
        return None
    by = set(by)
    used = by | {dimension for dimension, _ in filters.where}
    if used & _FINE_TIMES and used & _FINE_PLACES:
        return "disclosure.too_fine"
    if metric.suppress == "none":
        return None
    if any(len(members) > 1 and dimension not in by for dimension, members in filters.where):
        return "disclosure.one_member"
    # Distinct people of all time and of a part of it are no difference; of counts that add up they are.
    allowed = period.is_all_time(filters, build) and not (used and adds_up(metric, scope))
    allowed |= not by and used <= {"department"} and period.is_start_of_year(filters)
    if not allowed and not period.is_regular(filters, used, build):
        return "disclosure.regular_period"
    if adds_up(metric, scope):
        # A date implies its month.
        combined = len(used) + ("date" in used) + period.divides(filters, used)
        if combined > MOST_COMBINED:
            return "disclosure.two_dimensions"
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


def is_marked(frame: pd.DataFrame, threshold: int) -> npt.NDArray[np.bool_]:
    """Return which counts are suppressed so that a suppressed one need not be small.

    Which of them is decided by ``key``, a hash of the people counted: the same people give the same answer
    in every question, and nobody else can say which.
    """
    key, people = frame["key"].to_numpy(dtype="uint64"), frame["numerator"].to_numpy()
    return np.asarray((people > 0) & (people < threshold + MARKED_RANGE) & (key % MARKED == 0))


def small_cells(frame: pd.DataFrame, metric: Metric, threshold: int) -> npt.NDArray[np.bool_]:
    """Return which rows have a small count of people; of a share, also a small difference of its sides."""
    # A page calculates dozens of small frames; arrays take a fifth of the time of columns.
    counted = [frame[column].to_numpy() for column in _COUNTED[metric.suppress]]
    if metric.suppress == "either":
        counted.append(counted[1] - counted[0])
    suppressed = np.zeros(len(frame), dtype=bool)
    for people in counted:
        suppressed |= is_small(people, threshold)
    return suppressed


def disclose(
    frame: pd.DataFrame,
    metric: Metric,
    scope: Scope,
    threshold: int,
    suppressed_with: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Return a frame of exact figures as the reader may see it, with ``suppressed``.

    Value, numerator and denominator of a row are blank if a count of people in it is small; of a share, also
    if the difference of its two sides is. ``suppressed_with`` marks rows that are suppressed as well.
    """
    suppressed = small_cells(frame, metric, threshold)
    if suppressed_with is not None:
        suppressed |= suppressed_with
    shown = frame.copy(deep=False)
    shown["suppressed"] = suppressed
    if rounds(metric, scope):
        for column in _COUNTED[metric.suppress]:
            shown[column] = ROUNDED_TO * np.rint(frame[column].to_numpy() / ROUNDED_TO)
        shown["value"] = metric.per * shown["numerator"]
        if metric.is_ratio:
            shown["value"] /= shown["denominator"]
    if suppressed.any():
        for column in _MEASURES:
            shown[column] = np.where(suppressed, np.nan, shown[column].to_numpy())
    return shown
