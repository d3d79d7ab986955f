"""Calculate a figure: the only place that aggregates, scopes and discloses.

A metric is a relation of rows with ``numerator`` and ``denominator`` (data/metrics/<id>.sql). Here it
is filtered, grouped and divided, once, after the sums. Dimensions come from an allow-list and values are
bound; an unknown metric, dimension or member raises an error that names those that exist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # imported before any thread starts, as DuckDB's documentation asks

from data import settings, warehouse
from data.catalogue.metrics import Metric, catalogue
from data.complement import protected, wider
from data.disclosure import (
    adds_up,
    city_total_scope,
    disclose,
    is_marked,
    is_open,
    marks,
    rounds,
    small_cells,
    withheld,
)
from data.filters import Filters, QueryError, filter_sql, grouped, written
from data.inputs import TIME, missing_by_time, missing_input
from data.members import check_members
from data.rollup import alone_and_others, relation
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build

#: The figures of a row.
MEASURES = ["value", "numerator", "denominator"]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def calculate(
    metric: str,
    by: Sequence[str] = (),
    filters: Filters | None = None,
    *,
    scope: Scope,
    build: Build | None = None,
) -> pd.DataFrame:
    """Return the figures of a metric grouped by ``by``; from the published build by default.

    The columns are the dimensions in the order of ``by`` (text; weekday and hour integers), then
    ``value``, ``numerator``, ``denominator`` (floats, NaN = no value) and ``suppressed``. The rows are
    sorted by the dimensions: one per group that has any row, exactly one without grouping. Where an
    input that the metric needs is missing (data/inputs), or the reader may not see the figure at all
    (``data.disclosure.withheld``), a row has no value; ``data.inputs.reason`` says why.
    Raises QueryError, which names what exists.
    """
    return calculate_metric(find_metric(metric), by, filters, scope=scope, build=build)


def calculate_metric(
    definition: Metric,
    by: Sequence[str] = (),
    filters: Filters | None = None,
    *,
    scope: Scope,
    build: Build | None = None,
) -> pd.DataFrame:
    """Return the figures of a metric, in the catalogue or not, as ``calculate`` does."""
    filters = filters or Filters()
    build = build or warehouse.current()
    check_question(definition, by, filters)
    check_members(filters, scope, build)
    return _run(definition, by, filters, scope, build)


def city_total(metric: str, filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return the figure of the whole city, as ``calculate`` returns it without grouping.

    A reader of some departments sees it for a metric with ``city_total`` in the catalogue, and only for
    a period: any other filter would show parts of departments that are not theirs. Else it has no value.
    """
    city = city_total_scope(find_metric(metric), scope)
    if city is None or (city != scope and filters.where):
        return _no_figures((), 1)
    return calculate(metric, (), filters, scope=city, build=build)


def parts_and_whole(
    metric: str, dimension: str, filters: Filters, scope: Scope, *, build: Build
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures by a dimension, and the figure of all members, each as ``calculate`` returns it.

    One query reads the rows once where the parts add up; distinct people are counted by two queries.
    """
    definition = find_metric(metric)
    is_withheld = withheld(definition, (dimension,), filters, scope, build)
    marked = rounds(definition, scope) or (definition.suppressed_with and is_open(scope))
    if definition.counts_distinct or marked or is_withheld:
        parts, whole = (calculate(metric, by, filters, scope=scope, build=build) for by in ((dimension,), ()))
        return parts, whole
    check_question(definition, (dimension,), filters)
    check_members(filters, scope, build)
    frame = _run(definition, (dimension,), filters, scope, build, with_whole=True)
    whole = frame.iloc[-1:, 1:].reset_index(drop=True)
    return frame.iloc[:-1], whole


def _run(
    metric: Metric,
    by: Sequence[str],
    filters: Filters,
    scope: Scope,
    build: Build,
    *,
    with_whole: bool = False,
) -> pd.DataFrame:
    """Return the result of ``statement`` as floats, with what the reader may see of it."""
    threshold = settings.suppression_threshold()
    if withheld(metric, by, filters, scope, build):
        # Not even the groups that exist are shown.
        return _no_figures(by, 0 if by else 1)
    if adds_up(metric, scope):
        question = wider(metric, by, filters)
        dimensions = (*question.dimensions, *question.coarser)
        cells = build.query(*statement(metric, dimensions, question.filters, scope, build))
        frame, with_others = protected(cells, question, metric, threshold)
        return disclose(frame, metric, scope, threshold, with_others)
    frame = build.query(*statement(metric, by, filters, scope, build, with_whole=with_whole))
    suppressed = is_marked(frame, threshold) if marks(metric, scope) else None
    time = next((dimension for dimension in TIME if dimension in by), None)
    if missing_input(metric, build, filters, scope):
        frame[MEASURES] = float("nan")
    elif time and (missing := missing_by_time(metric, build, filters, scope, frame[time].dropna().unique())):
        frame.loc[frame[time].isin(missing), MEASURES] = float("nan")
    if metric.suppressed_with and is_open(scope):
        counted = find_metric(metric.suppressed_with)
        people = build.query(*statement(counted, by, filters, scope, build))
        hidden = small_cells(people, counted, threshold) | is_marked(people, threshold)
        suppressed = _in_cells(frame, people[hidden], by)
    return disclose(frame, metric, scope, threshold, suppressed)


def _no_figures(by: Sequence[str], rows: int) -> pd.DataFrame:
    """Return rows without a value, with the columns of ``calculate``."""
    frame = pd.DataFrame(float("nan"), index=range(rows), columns=[*by, *MEASURES])
    return frame.astype(dict.fromkeys(by, object)).assign(suppressed=False)


def _in_cells(frame: pd.DataFrame, cells: pd.DataFrame, by: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which rows of a frame are those of ``cells``."""
    if not by:
        return np.full(len(frame), not cells.empty)
    joined = frame[list(by)].merge(cells[list(by)].assign(is_cell=True), how="left", on=list(by))
    return joined["is_cell"].notna().to_numpy()


def find_metric(metric: str) -> Metric:
    """Return the metric of this id. Raises QueryError naming those that exist."""
    metrics = catalogue().metrics
    if metric not in metrics:
        raise QueryError(f"unknown metric {metric!r}; there are: {', '.join(metrics)}")
    return metrics[metric]


def check_question(metric: Metric, by: Sequence[str], filters: Filters) -> None:
    """Raise QueryError for a dimension that the metric lacks, or an invalid month or period."""
    allowed = metric.groupings
    for dimension in (*by, *(d for d, _ in filters.where)):
        if dimension not in allowed:
            raise QueryError(f"{metric.id} has no dimension {dimension!r}; it has: {', '.join(allowed)}")
    if len(set(by)) < len(by):
        raise QueryError(f"a dimension is repeated in {', '.join(by)}")
    for month in (filters.from_month, filters.to_month):
        if month is not None and not _MONTH.fullmatch(month):
            raise QueryError(f"{month!r} is not a month; write it as 2025-03")
    if filters.from_month and filters.to_month and filters.from_month > filters.to_month:
        raise QueryError(f"the period ends ({filters.to_month}) before it starts")


def check_shown(metric: Metric, by: Sequence[str], filters: Filters, scope: Scope, build: Build) -> None:
    """Raise QueryError, which says why, if the reader may not see the answer to a question at all."""
    if key := withheld(metric, by, filters, scope, build):
        raise QueryError(f"{metric.id}: {say(key, 'en')}")


def statement(
    metric: Metric,
    by: Sequence[str],
    filters: Filters,
    scope: Scope,
    build: Build,
    *,
    with_whole: bool = False,
) -> tuple[str, list[Any]]:
    """Return the aggregation of a metric's relation, and the values to bind.

    ``with_whole`` adds a last row over all groups of the single dimension. Identifiers come from the
    allow-list of ``Metric.groupings``: the caller checks ``by`` and ``filters``.
    """
    clauses, values = filter_sql(filters, scope)
    if metric.resident_years:
        clauses += _months_that_count(filters)
    groups = "".join(f"group_{d}, " for d in by)
    group_columns = "".join(f"{grouped(d)} AS group_{d}, " for d in by)
    dimensions = "".join(f"{written(d, f'group_{d}')} AS {d}, " for d in by)
    measures = "numerator, denominator" if metric.is_ratio else "numerator"
    numerator, denominator = _measures(metric)
    value = f"{metric.per!r} * numerator" + (" / denominator" if denominator else "")
    used = {*by, *(d for d, _ in filters.where)}
    if filters.through_date and not metric.counts_distinct:
        # Who came by a day follows from the first days that data/rollup.py reads; sums need every day.
        used.add("date")
    grouping = " GROUP BY ALL" if by else ""
    whole = ""
    if with_whole:
        grouping = f" GROUP BY GROUPING SETS ((group_{by[0]}), ())"
        whole = f"grouping(group_{by[0]}) AS is_whole, "
    marked = marks(metric, scope)
    key = ", coalesce(bit_xor(hash(numerator)), 0) AS key" if marked else ""
    figures = "value, numerator, denominator" + (", key" if marked else "")
    # Keys are made distinct before they are counted, which is faster than counting them distinctly.
    select = "SELECT DISTINCT" if metric.kind == "distinct" else "SELECT"
    rows = f"{group_columns}{measures} FROM {{}}\nWHERE {' AND '.join(clauses) or 'true'}"
    counted, sql = f"{select} {rows.format('relation')}", relation(metric, used, build)
    if parts := alone_and_others(metric, by, used, filters, build):
        alone, sql = parts
        counted += f"\nUNION ALL SELECT {rows.format(f'({alone})')}"
        values = values * 2
    lines = [
        f"WITH relation AS NOT MATERIALIZED (\n{sql}\n),",
        "span AS (SELECT min(month) AS first, max(month) AS last FROM relation WHERE numerator IS NOT NULL),"
        if metric.resident_years
        else "",
        f"counted AS ({counted}),",
        f"grouped AS (SELECT {groups}{whole}{numerator} AS numerator,",
        f"{denominator or 'CAST(NULL AS DOUBLE)'} AS denominator{key} FROM counted{grouping})",
        f"SELECT {dimensions}{value} AS {figures} FROM grouped",
        f"ORDER BY {'is_whole, ' if with_whole else ''}{groups.removesuffix(', ')}" if by else "",
    ]
    return "\n".join(line for line in lines if line), values


def _months_that_count(filters: Filters) -> list[str]:
    """Without a period, the months from the first to the last row of the numerator count."""
    bounds = [] if filters.from_month else ["month >= (SELECT first FROM span)"]
    return bounds + ([] if filters.to_month else ["month <= (SELECT last FROM span)"])


def _measures(metric: Metric) -> tuple[str, str | None]:
    """Return the aggregates of the numerator and of the denominator (None for a metric without one)."""
    parts = []
    for column, divisor in (
        ("numerator", metric.numerator_divisor),
        ("denominator", metric.denominator_divisor),
    ):
        # Minutes are decimals and exact while they are summed; the quotient is a float, taken once.
        total = {
            "distinct": f"CAST(count({column}) AS DOUBLE)",
            "distinct_ratio": f"CAST(count(DISTINCT {column}) AS DOUBLE)",
        }.get(metric.kind, f"CAST(sum({column}) AS DOUBLE)")
        parts.append(total if divisor == 1 else f"{total} / {divisor!r}")
    return f"coalesce({parts[0]}, 0)", f"nullif({parts[1]}, 0)" if metric.is_ratio else None
