"""What an attacker can calculate about suppressed counts of people, from everything that is shown.

The attacker asks every grouping of up to ``combined`` dimensions, for all time and for each of two periods of
twelve months. A filter by a member asks for a cell of a grouping by one dimension more, and unions of members
or of months are not answered at the level *open*. The attacker knows the rules, and which rows make up each
cell: additive counts of parts sum up to the whole; distinct people of the whole are at least those of each
part, and at most their sum. With the ranges that the answers leave, this is a linear program.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import period
from data.catalogue.metrics import Metric
from data.disclosure import MARKED_RANGE, adds_up, withheld
from data.filters import Filters, grouped, written
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build

THRESHOLD = 5
TIMES = {"date", "month", "quarter", "year"}
#: The column of the period, which is asked like a dimension.
PERIOD = "period"
Numbers = npt.NDArray[np.integer[Any]]
Reals = npt.NDArray[np.float64]


@dataclass
class Knowledge:
    """The cells that were asked, by the rows that they contain, and how they make up each other.

    ``low`` and ``high`` are the range of a cell's count that its answers leave; ``targets`` are the cells of
    which no answer shows the count. ``wholes`` has, for every whole and one way to divide it, both their
    numbers and those of the parts.
    """

    additive: bool
    truth: Reals
    low: Reals
    high: Reals
    targets: npt.NDArray[np.bool_]
    wholes: list[tuple[int, Numbers]] = field(default_factory=list)


def rows_of(metric: Metric, build: Build, side: str) -> pd.DataFrame:
    """Return the rows of one side of a metric with their dimensions as text, ``people`` and a random mark.

    ``people`` is the count of a row, or the key of a person. Rows that no dimension distinguishes are one.
    """
    dimensions = ", ".join(f"{written(d, grouped(d))}::VARCHAR AS {d}" for d in metric.groupings)
    counted = side if metric.counts_distinct else f"sum({side})"
    grouping = "GROUP BY ALL" if metric.counts_distinct else "GROUP BY ALL HAVING people > 0"
    rows = build.query(
        f"SELECT {dimensions}, {counted} AS people FROM ({metric.sql}) WHERE {side} IS NOT NULL"
        f" {grouping} ORDER BY ALL"
    )
    rows["mark"] = np.random.default_rng(0).integers(0, 2**63, len(rows), dtype=np.uint64)
    return rows


def periods(build: Build) -> dict[str, Filters]:
    """Return the periods that are asked: all time, the last twelve months and those before."""
    start, end = period.default_period(build)
    now = Filters.of(start, end)
    before = Filters.of(period.shift(start, -12), period.shift(end, -12))
    return {"": Filters(), "now": now, "before": before}


def questions(dimensions: Sequence[str], combined: int) -> Iterator[tuple[str, ...]]:
    """Yield the groupings, with the period as a dimension that is combined with others than times."""
    for number in range(combined + 1):
        for by in itertools.combinations(dimensions, number):
            yield by
            if TIMES.isdisjoint(by):
                yield (*by, PERIOD)


def learn(
    metric: Metric, build: Build, scope: Scope, *, side: str = "numerator", combined: int = 2
) -> Knowledge:
    """Ask everything, and return what is known then."""
    rows = rows_of(metric, build, side)
    asked = periods(build)
    month = rows["month"] if "month" in rows else pd.Series("", rows.index)
    rows[PERIOD] = "other"
    for name in ("now", "before"):
        filters = asked[name]
        rows.loc[month.between(str(filters.from_month), str(filters.to_month)), PERIOD] = name
    frames = {
        by: _cells(metric, rows, list(by), side, scope, asked, build)
        for by in questions(metric.groupings, combined)
    }
    every = pd.concat(frames.values(), ignore_index=True)
    ranges = every.groupby("mark").agg(truth=("truth", "first"), low=("low", "max"), high=("high", "min"))
    ranges["is_shown"] = every.groupby("mark")["is_shown"].any()
    ranges["was_asked"] = every.groupby("mark")["was_asked"].any()
    assert (ranges["low"] <= ranges["truth"]).all()
    assert (ranges["high"] >= ranges["truth"]).all()
    knowledge = Knowledge(
        additive=not metric.counts_distinct,
        truth=ranges["truth"].to_numpy(dtype=float),
        low=ranges["low"].to_numpy(dtype=float),
        high=ranges["high"].to_numpy(dtype=float),
        targets=(~ranges["is_shown"] & ranges["was_asked"]).to_numpy(),
    )
    places = pd.Series(range(len(ranges)), ranges.index)
    numbers = {by: places[frame["mark"]].to_numpy() for by, frame in frames.items()}
    seen = set()
    for by, frame in frames.items():
        for split in by:
            rest = tuple(d for d in by if d != split)
            if rest not in frames:
                continue
            groups = frame.groupby(list(rest), dropna=False).indices if rest else {(): np.arange(len(frame))}
            for parts in groups.values():
                whole = _whole(frames[rest], numbers[rest], frame.iloc[parts[0]], rest)
                members = np.sort(numbers[by][parts])
                if len(members) > 1 and (whole, members.tobytes()) not in seen:
                    seen.add((whole, members.tobytes()))
                    knowledge.wholes.append((whole, members))
    return knowledge


def _whole(frame: pd.DataFrame, numbers: Numbers, part: Any, rest: tuple[str, ...]) -> int:
    """Return the number of the cell of ``frame`` that contains a part."""
    lookup = frame.attrs.setdefault("lookup", {})
    if not lookup:
        keys = zip(*(frame[d] for d in rest), strict=True) if rest else [()]
        lookup.update(zip(keys, numbers.tolist(), strict=True))
    return int(lookup[tuple(part[d] for d in rest)])


def _cells(
    metric: Metric,
    rows: pd.DataFrame,
    by: list[str],
    side: str,
    scope: Scope,
    asked: dict[str, Filters],
    build: Build,
) -> pd.DataFrame:
    """Return the true cells of a question, each with its mark and the range that the answer leaves."""
    groups = rows.groupby(by, dropna=False) if by else rows.groupby(lambda _: 0)
    people = groups["people"].nunique() if metric.counts_distinct else groups["people"].sum()
    cells = pd.DataFrame({"truth": people.astype(float), "mark": groups["mark"].sum()}).reset_index()
    grouping = [d for d in by if d != PERIOD]
    answers = []
    for name, filters in asked.items():
        if (PERIOD in by) == bool(name) and not withheld(metric, grouping, filters, scope, build):
            answer = calculate(metric.id, grouping, filters, scope=scope, build=build)
            answers.append(answer.astype(dict.fromkeys(grouping, str)).assign(**{PERIOD: name}))
    cells["was_asked"] = bool(answers)
    if not answers:
        return cells.assign(low=0.0, high=np.inf, is_shown=False)
    answer = pd.concat(answers)
    answer["answer"] = answer[side]
    if by:
        cells = cells.merge(answer[[*by, "answer", "suppressed"]], on=by, how="left", validate="one_to_one")
    else:
        cells = cells.assign(answer=answer["answer"].iloc[0], suppressed=answer["suppressed"].iloc[0])
    is_listed = cells["suppressed"].eq(True).to_numpy()
    ranges = range_of(cells["answer"].to_numpy(dtype=float), is_listed, metric, scope)
    return cells.assign(low=ranges[0], high=ranges[1], is_shown=cells["answer"].notna())


def range_of(
    answer: Reals, is_listed: npt.NDArray[np.bool_], metric: Metric, scope: Scope
) -> tuple[Reals, Reals]:
    """Return the counts that answers leave possible; an answer is NaN if it is suppressed or left out.

    A suppressed cell need not be small at the level *open*; what is left out may be nobody.
    """
    if scope.level == "internal":
        low, high = answer, answer
        most = THRESHOLD - 1.0
    else:
        low, high = np.where(answer == 0, 0, np.maximum(answer - 2, THRESHOLD)), answer + 2 * (answer > 0)
        most = np.inf if adds_up(metric, scope) else THRESHOLD + MARKED_RANGE - 1.0
    at_least = 1.0 if metric.suppress == "value" else 0.0
    if metric.suppress == "either":
        most = np.inf
    unknown = np.isnan(answer)
    low = np.where(unknown, np.where(is_listed, at_least, 0.0), low)
    return low, np.where(unknown, np.where(is_listed, most, np.inf), high)


def narrowed(knowledge: Knowledge, passes: int = 20) -> tuple[Reals, Reals]:
    """Return the ranges after each whole and its parts have narrowed each other, which is fast."""
    low, high = knowledge.low.copy(), knowledge.high.copy()
    for _ in range(passes):
        before = low.sum(), np.isfinite(high).sum(), high[np.isfinite(high)].sum()
        for whole, parts in knowledge.wholes:
            most, least = high[parts].sum(), low[parts].sum()
            high[whole] = min(high[whole], most)
            if knowledge.additive:
                low[whole] = max(low[whole], least)
                high[parts] = np.minimum(high[parts], high[whole] - least + low[parts])
            else:
                low[whole] = max(low[whole], low[parts].max())
                high[parts] = np.minimum(high[parts], high[whole])
            if np.isfinite(most):
                low[parts] = np.maximum(low[parts], low[whole] - most + high[parts])
        if before == (low.sum(), np.isfinite(high).sum(), high[np.isfinite(high)].sum()):
            break
    return low, high


def pinned(knowledge: Knowledge, tries: int = 8) -> npt.NDArray[np.bool_]:
    """Return the suppressed cells of which one count alone fits.

    Most are shown to be free by a few solutions that differ; each of the others is minimised and maximised on
    its own.
    """
    from scipy.optimize import linprog  # slow to import, and only the long proof needs it

    least, most = narrowed(knowledge)
    equations = _relations(knowledge)
    low, high = knowledge.truth.copy(), knowledge.truth.copy()

    def is_free() -> npt.NDArray[np.bool_]:
        return np.asarray(np.floor(high + 1e-6) > np.ceil(low - 1e-6))

    def solve(objective: Reals) -> None:
        bounds = np.column_stack([least, most])
        result = linprog(objective, bounds=bounds, method="highs", **equations)
        assert result.status == 0, result.message
        np.minimum(low, result.x, out=low)
        np.maximum(high, result.x, out=high)

    sure = np.floor(most + 1e-9) <= np.ceil(least - 1e-9)
    random = np.random.default_rng(1)
    for number in range(tries if equations else 0):
        undecided = np.flatnonzero(knowledge.targets & ~sure & ~is_free())
        if not len(undecided):
            break
        objective = np.zeros(len(low))
        objective[undecided] = (1, -1)[number] if number < 2 else random.choice([-1.0, 1.0], len(undecided))
        solve(np.where(np.isfinite(most), objective, np.maximum(objective, 0)))
    for target in np.flatnonzero(knowledge.targets & ~sure & ~is_free()):
        for sign in (1.0, -1.0):
            objective = np.zeros(len(low))
            objective[target] = sign
            if sign > 0 or np.isfinite(most[target]):
                solve(objective)
            else:
                high[target] = np.inf
    return np.asarray(knowledge.targets & (sure | ~is_free()))


def _relations(knowledge: Knowledge) -> dict[str, Any]:
    """Return the equations, or the inequalities, between wholes and parts as sparse matrices."""
    from scipy.sparse import coo_array

    lines, columns, values, count = [], [], [], 0
    for whole, parts in knowledge.wholes:
        lines += [count] * (len(parts) + 1)
        columns += [whole, *parts]
        values += [1.0, *[-1.0] * len(parts)]
        count += 1
        if not knowledge.additive:
            for part in parts:
                lines += [count, count]
                columns += [part, whole]
                values += [1.0, -1.0]
                count += 1
    if not count:
        return {}
    matrix = coo_array((values, (lines, columns)), shape=(count, len(knowledge.truth))).tocsr()
    kind = "eq" if knowledge.additive else "ub"
    return {f"A_{kind}": matrix, f"b_{kind}": np.zeros(count)}
