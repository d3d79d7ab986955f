"""Choose the cells from which a suppressed count could be calculated, where counts add up.

A suppressed part is the whole less the other parts. So at the level *open* no whole has a single suppressed
part, and its suppressed parts have together at least as many people as the threshold: the smallest shown
parts are suppressed until that is so. Which of them are small is then open. Where no part can be shown, the
parts are left out, since how many there are bounds how large they can be.

The wholes of a cell are what remains without one of its dimensions, and the members of a coarser dimension
that contain it. The result depends on the cells alone, not on whether a dimension is grouped or filtered by,
so every question about a cell has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import period
from data.catalogue.metrics import Metric
from data.disclosure import small_cells
from data.filters import Conditions, Filters, conditions

#: Dimensions whose members belong to a member of another one each.
COARSER = {
    "date": "month",
    "month": "quarter",
    "quarter": "year",
    "sub_district": "district",
    "district": "major_district",
    "home_district": "home_major_district",
    "channel": "source",
}
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wider:
    """A question without its filters by members: all cells among which those of the question are.

    ``dimensions`` are those of the question, grouped and filtered by; ``coarser`` the ones that contain them.
    """

    by: tuple[str, ...]
    dimensions: tuple[str, ...]
    coarser: tuple[str, ...]
    filters: Filters
    where: Conditions
    months: tuple[str, str]


def wider(metric: Metric, by: Sequence[str], filters: Filters) -> Wider:
    """Return the question about all cells among which those of a question are.

    A month, quarter or year is a member of its dimension, whether it is a filter or the period.
    """
    where = dict(filters.where)
    if name := period.named(filters, {*by, *where}):
        where |= {name[0]: (name[1],)}
    # In one order, since which cells are suppressed first may depend on it.
    dimensions = tuple(name for name in metric.groupings if name in {*by, *where})
    coarser = dict.fromkeys(
        name for dimension in dimensions for name in _coarser(dimension) if name in metric.groupings
    )
    months = (filters.from_month or "", filters.to_month or "9999")
    everything = replace(filters, where=())
    if period.MONTHLY & {*dimensions} or name:
        everything = replace(everything, from_month=None, to_month=None)
    only = tuple(dimension for dimension in coarser if dimension not in dimensions)
    return Wider(tuple(by), dimensions, only, everything, conditions(where), months)


def protected(
    cells: pd.DataFrame, question: Wider, metric: Metric, threshold: int
) -> tuple[pd.DataFrame, Flags]:
    """Return the cells of a question, exact, and which of them are suppressed.

    ``cells`` are those of the wider question, by its dimensions and then the coarser ones.
    """
    cells = _whole_cells(cells, list(question.dimensions), list(question.coarser))
    if not question.by and not _selected(cells, question).any():
        # The question is about nobody, which must not be known where the parts are left out.
        members = {name: cells[name].dtype.type(chosen[0]) for name, chosen in question.where}
        cells = pd.concat([cells, pd.DataFrame([{**members, "numerator": 0.0}])], ignore_index=True)
    has_people = _people(cells, metric) > 0
    suppressed = np.zeros(len(cells), dtype=bool)
    with_people = cells[has_people].reset_index(drop=True)
    suppressed[has_people] = _suppressed(with_people, question.dimensions, metric, threshold)
    left_out = np.zeros(len(cells), dtype=bool)
    for group in _groups(cells, question.dimensions):
        shown = np.bincount(group, ~suppressed & has_people)
        left_out |= ((shown == 0) & (np.bincount(group, suppressed) > 0))[group]
    kept = _selected(cells, question)
    if question.by:
        kept &= ~left_out
    frame = cells.loc[kept, [*question.by, "value", "numerator", "denominator"]]
    if question.by:
        frame = frame.sort_values(list(question.by), kind="stable")
    return frame.reset_index(drop=True), (suppressed | left_out)[frame.index]


def _suppressed(cells: pd.DataFrame, dimensions: Sequence[str], metric: Metric, threshold: int) -> Flags:
    """Return which cells are suppressed: the small ones, and others until no whole gives one away."""
    suppressed = small_cells(cells, metric, threshold)
    people = _people(cells, metric)
    settled = np.zeros(len(cells), dtype=bool)
    for dimension in dimensions:
        # The only part of a whole is the whole, and what is shown of that is decided without the dimension.
        rest = [other for other in dimensions if other != dimension]
        group = _numbers(cells, rest)
        alone = np.bincount(group)[group] == 1
        if rest and alone.any():
            wholes = _whole_cells(cells, rest, [c for d in rest for c in _coarser(d) if c in cells])
            of_whole = _suppressed(wholes, rest, metric, threshold)
            # Both are in the order in which the groups appear.
            suppressed[alone] = of_whole[group[alone]]
        settled |= alone
    groups = list(_groups(cells, dimensions))
    order = np.argsort(people, kind="stable")
    while True:
        chosen = False
        for group in groups:
            number = np.bincount(group, suppressed)
            hidden_people = np.bincount(group, np.where(suppressed, people, 0))
            # With no more people than parts, each of the parts would be one.
            bare = (number > 0) & (hidden_people < np.maximum(threshold, number + 2))
            if metric.suppress == "value":
                # That a share is suppressed does not say which of its counts is small; of a count it does.
                bare |= number == 1
            candidates = order[~(suppressed | settled)[order]]
            candidates = candidates[bare[group[candidates]]]
            _, first = np.unique(group[candidates], return_index=True)
            suppressed[candidates[first]] = True
            chosen |= len(first) > 0
        if not chosen:
            return suppressed


def _people(cells: pd.DataFrame, metric: Metric) -> npt.NDArray[np.float64]:
    """Return how many people each cell concerns: the denominator of a share."""
    column = "denominator" if metric.suppress == "either" else "numerator"
    return cells[column].fillna(0.0).to_numpy(dtype="float64")


def _whole_cells(cells: pd.DataFrame, dimensions: list[str], coarser: list[str]) -> pd.DataFrame:
    """Return the cells by ``dimensions``, in the order in which they appear, with what contains each.

    A cell with rows of several members of a coarser dimension belongs to none of them.
    """
    if not dimensions or not cells.duplicated(dimensions).any():
        return cells
    groups = cells.groupby(dimensions, dropna=False, sort=False)
    wholes = groups[["value", "numerator", "denominator"]].sum(min_count=1)
    for name in dict.fromkeys(coarser):
        first, different = groups[name].first().astype(object), groups[name].nunique(dropna=False)
        several = pd.Series([("several", number) for number in range(len(wholes))], wholes.index)
        wholes[name] = first.mask(different > 1, several)
    return wholes.reset_index()


def _groups(cells: pd.DataFrame, dimensions: Sequence[str]) -> Iterator[Numbers]:
    """Yield, for each kind of whole that the cells are parts of, the number of each cell's whole."""
    for dimension in dimensions:
        rest = [other for other in dimensions if other != dimension]
        yield _numbers(cells, rest)
        for coarser in _coarser(dimension):
            if coarser in cells and coarser not in rest:
                yield _numbers(cells, [*rest, coarser])


def _numbers(cells: pd.DataFrame, dimensions: list[str]) -> Numbers:
    if not dimensions:
        return np.zeros(len(cells), dtype=np.int64)
    return np.asarray(cells.groupby(dimensions, dropna=False, sort=False).ngroup(), dtype=np.int64)


def _coarser(dimension: str) -> Iterator[str]:
    while dimension in COARSER:
        dimension = COARSER[dimension]
        yield dimension


def _selected(cells: pd.DataFrame, question: Wider) -> Flags:
    """Return which cells the question is about."""
    selected = np.ones(len(cells), dtype=bool)
    for dimension, members in question.where:
        selected &= cells[dimension].astype(str).isin(members).to_numpy()
    for dimension in period.MONTHLY & {*question.dimensions}:
        first, last = question.months
        selected &= cells[dimension].astype(str).str[:7].between(first, last).to_numpy()
    return selected
