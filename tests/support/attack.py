"""What an attacker can calculate about suppressed counts of people, from everything that is shown.

The attacker asks every grouping of up to two dimensions, without a filter and with one: each member, each
pair of members, each run of months. The answers are cells. The attacker knows how cells make up each other:
additive counts of parts sum up to the whole; distinct people of the whole are at least those of each part,
and at most their sum. With the ranges that the answers leave, this is a linear program.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.catalogue.metrics import Metric
from data.disclosure import disclose, withheld
from data.filters import Filters
from data.scope import Scope
from data.warehouse import Build

THRESHOLD = 5
#: Pairs of members are asked of dimensions with at most this many.
PAIRED = 12
#: Dimensions that follow from others: their cells are unions that the runs of months contain.
DERIVED = ("quarter", "year")


@dataclass
class Knowledge:
    """The cells that were asked, by the rows that they contain, and how they make up each other.

    ``low`` and ``high`` are the range of a cell's count that its answers leave; ``targets`` are the
    suppressed cells of the groupings without a filter.
    """

    additive: bool
    truth: dict[int, float] = field(default_factory=dict)
    low: dict[int, float] = field(default_factory=dict)
    high: dict[int, float] = field(default_factory=dict)
    targets: set[int] = field(default_factory=set)
    wholes: dict[tuple[int, ...], int] = field(default_factory=dict)


def rows_of(metric: Metric, build: Build) -> pd.DataFrame:
    """Return the rows that a metric counts with their dimensions, and a random mark of each row.

    ``people`` is the count of a row, or the key of a person. Rows that no dimension distinguishes are one.
    """
    dimensions = ", ".join(dimensions_of(metric))
    if metric.counts_distinct:
        counted = "numerator AS people"
        rest = "WHERE numerator IS NOT NULL GROUP BY ALL ORDER BY ALL"
    else:
        counted = "sum(numerator) AS people"
        rest = "WHERE numerator > 0 GROUP BY ALL ORDER BY ALL"
    rows = build.query(f"SELECT {dimensions}, {counted} FROM ({metric.sql}) {rest}")
    rows["mark"] = np.random.default_rng(0).integers(0, 2**63, len(rows), dtype=np.uint64)
    return rows


def dimensions_of(metric: Metric) -> list[str]:
    """Return the dimensions that the attacker groups by."""
    return [dimension for dimension in metric.groupings if dimension not in DERIVED]


def learn(metric: Metric, build: Build, scope: Scope, *, with_filters: bool = True) -> Knowledge:
    """Ask everything, and return what is known then."""
    rows, knowledge = rows_of(metric, build), Knowledge(not metric.counts_distinct)
    dimensions = dimensions_of(metric)

    def ask(part: pd.DataFrame, filtered: tuple[str, ...], by: tuple[str, ...]) -> pd.DataFrame:
        """Return the cells of one question with their marks; their ranges become known."""
        groups = part.groupby(list(by), dropna=False) if by else part.groupby(lambda _: 0)
        people = groups["people"].nunique() if metric.counts_distinct else groups["people"].sum()
        cells = pd.DataFrame({"numerator": people.astype(float), "mark": groups["mark"].sum()}).reset_index()
        if withheld(metric, by, Filters(where=tuple((name, ("",)) for name in filtered)), scope):
            return cells.iloc[:0]
        shown = disclose(
            cells.assign(value=cells["numerator"], denominator=np.nan),
            _as_total(metric),
            scope,
            THRESHOLD,
        )
        for mark, true, answer, hidden in zip(
            cells["mark"].tolist(),
            cells["numerator"].tolist(),
            shown["numerator"].tolist(),
            shown["suppressed"].tolist(),
            strict=True,
        ):
            low, high = range_of(answer, hidden, scope)
            assert low <= true <= high
            knowledge.truth[mark] = true
            knowledge.low[mark] = max(low, knowledge.low.get(mark, 0))
            knowledge.high[mark] = min(high, knowledge.high.get(mark, np.inf))
            if hidden and not filtered:
                knowledge.targets.add(mark)
        return cells

    answers: dict[tuple[str, ...], pd.DataFrame] = {}
    for by in itertools.chain.from_iterable(itertools.combinations(dimensions, n) for n in (0, 1, 2)):
        answers[by] = ask(rows, (), by)
        for split in by:
            _link(knowledge, answers[tuple(d for d in by if d != split)], answers[by], by, split)
    for dimension, chosen in _filters(rows, dimensions) if with_filters else ():
        part = rows[rows[dimension].isin(chosen)]
        whole = ask(part, (dimension,), ())
        _link(knowledge, whole, _only(answers[dimension,], dimension, chosen), (dimension,), dimension)
        for other in (d for d in dimensions if d != dimension):
            cells = ask(part, (dimension,), (other,))
            _link(knowledge, whole, cells, (other,), other)
            both = tuple(d for d in dimensions if d in (dimension, other))
            _link(knowledge, cells, _only(answers[both], dimension, chosen), both, dimension)
    return knowledge


def _filters(rows: pd.DataFrame, dimensions: list[str]) -> Iterator[tuple[str, list[object]]]:
    """Yield the filters: pairs of members of small dimensions, and runs of months."""
    for dimension in dimensions:
        members = sorted(rows[dimension].dropna().unique().tolist())
        if dimension == "month":
            for length in range(2, len(members)):
                for start in range(len(members) - length + 1):
                    yield dimension, members[start : start + length]
        elif len(members) <= PAIRED and dimension != "date":
            yield from ((dimension, list(pair)) for pair in itertools.combinations(members, 2))


def _only(cells: pd.DataFrame, dimension: str, chosen: list[object]) -> pd.DataFrame:
    return cells[cells[dimension].isin(chosen)]


def _as_total(metric: Metric) -> Metric:
    return replace(metric, kind="total", suppress="value", per=1.0, suppressed_with=None)


def range_of(answer: float, hidden: bool, scope: Scope) -> tuple[float, float]:
    """Return the counts that an answer leaves possible."""
    if hidden:
        return 1, THRESHOLD - 1
    if scope.level == "internal" or answer == 0:
        return answer, answer
    return max(answer - 2, THRESHOLD), answer + 2


def _link(
    knowledge: Knowledge, wholes: pd.DataFrame, parts: pd.DataFrame, by: tuple[str, ...], split: str
) -> None:
    """Note which cells of ``parts`` make up each of ``wholes``, which are not split by ``split``."""
    rest = [d for d in by if d != split]
    if parts.empty or wholes.empty:
        return
    keyed = wholes.set_index(rest)["mark"].to_dict() if rest else {0: wholes["mark"].iloc[0]}
    groups: Iterable[tuple[Any, pd.DataFrame]] = [(0, parts)]
    if rest:
        groups = parts.groupby(rest[0] if len(rest) == 1 else rest, dropna=False)
    for key, cells in groups:
        marks = tuple(sorted(cells["mark"].tolist()))
        whole = keyed.get(key)
        if whole is not None and len(marks) > 1:
            knowledge.wholes[marks] = whole


def pinned(knowledge: Knowledge, tries: int = 12) -> tuple[set[int], int]:
    """Return the suppressed cells that only one count fits, and how many suppressed cells there are.

    Most cells are shown to be free by a few solutions that differ; each of the others is minimised and
    maximised on its own.
    """
    from scipy.optimize import linprog  # slow to import, and only the long proof needs it

    marks = list(knowledge.truth)
    place = {mark: number for number, mark in enumerate(marks)}
    bounds = np.array([(knowledge.low[mark], knowledge.high[mark]) for mark in marks])
    equal, unequal, right = _relations(knowledge, place)
    targets = np.array([place[mark] for mark in sorted(knowledge.targets)], dtype=int)
    low = high = np.array([knowledge.truth[mark] for mark in marks])

    def solve(objective: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        result = linprog(
            objective,
            A_ub=unequal,
            b_ub=right,
            A_eq=equal,
            b_eq=None if equal is None else np.zeros(equal.shape[0]),
            bounds=bounds,
            method="highs-ipm",
        )
        assert result.status == 0, result.message
        return np.asarray(result.x)

    def is_free() -> npt.NDArray[np.bool_]:
        return np.asarray(np.floor(high[targets] + 1e-6) > np.ceil(low[targets] - 1e-6))

    random = np.random.default_rng(1)
    for number in range(tries):
        objective = np.zeros(len(marks))
        undecided = targets[~is_free()]
        if not len(undecided):
            break
        signs = np.ones(len(undecided)) if number < 2 else random.choice([-1.0, 1.0], len(undecided))
        objective[undecided] = signs * (1 if number == 0 else -1)
        solution = solve(objective)
        low, high = np.minimum(low, solution), np.maximum(high, solution)
    for target in targets[~is_free()]:
        for sign in (1.0, -1.0):
            objective = np.zeros(len(marks))
            objective[target] = sign
            solution = solve(objective)
            low, high = np.minimum(low, solution), np.maximum(high, solution)
    return {marks[target] for target in targets[~is_free()]}, len(targets)


def _relations(
    knowledge: Knowledge, place: dict[int, int]
) -> tuple[Any, Any, npt.NDArray[np.float64] | None]:
    """Return the equations, or the inequalities with their right side, between wholes and parts.

    Both are sparse matrices; None where there are none.
    """
    from scipy.sparse import coo_array

    entries: list[tuple[int, int, float]] = []
    count = 0
    for parts, whole in knowledge.wholes.items():
        entries += [(count, place[part], -1.0) for part in parts] + [(count, place[whole], 1.0)]
        count += 1
        if not knowledge.additive:
            for part in parts:
                entries += [(count, place[part], 1.0), (count, place[whole], -1.0)]
                count += 1
    if not entries:
        return None, None, None
    lines, columns, values = zip(*entries, strict=True)
    matrix = coo_array((values, (lines, columns)), shape=(count, len(place))).tocsr()
    return (matrix, None, None) if knowledge.additive else (None, matrix, np.zeros(count))
