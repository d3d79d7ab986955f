"""Calculate what changed most, and how much each part of the city adds to the change of the whole.

A member's contribution to the change of a total is its own change. To the change of a rate R = N/D it
is (n₁ − R₀·d₁)/D₁ − (n₀ − R₀·d₀)/D₀, with R₀ the rate before: how far the member is above or below that
rate, by its weight, now less before. The contributions of all members add up to the change, and a
member that merely grows at the rate before contributes nothing. Distinct people do not add up: such a
metric has changes but no contributions.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.catalogue.metrics import Metric
from data.comparison import YEAR, base_filters, elapsed, first_month
from data.disclosure import adds_up
from data.filters import Filters
from data.inputs import missing_input
from data.query import calculate, find_metric, parts_and_whole
from data.scope import Scope
from data.warehouse import Build


def contributions(
    metric: str,
    dimension: str,
    filters: Filters,
    scope: Scope,
    *,
    build: Build,
    against: str = YEAR,
) -> pd.DataFrame:
    """Return the members of ``dimension`` now and in the base period, largest contribution first.

    Columns: ``dimension``, now, before (in the metric's unit), change (now less before, in the metric's
    unit; percentage points for a rate in per cent), contribution (to the change of the whole, same
    unit; NaN for distinct people), suppressed. A suppressed member has neither change nor contribution.
    Empty if the base period starts before the metric's first month, or an input of either is missing.
    """
    definition = find_metric(metric)
    present = elapsed(filters, build)
    past = base_filters(present, against)
    first = first_month(metric, build, scope)
    columns = [dimension, "now", "before", "change", "contribution", "suppressed"]
    is_on_file = first is not None and past.from_month is not None and past.from_month >= first
    if not is_on_file or any(missing_input(definition, build, one, scope) for one in (present, past)):
        return pd.DataFrame({name: [] for name in columns})
    if definition.kind == "ratio":
        sides = [parts_and_whole(metric, dimension, side, scope, build=build) for side in (present, past)]
        wholes = [whole.iloc[0] for _, whole in sides]
        parts = [part for part, _ in sides]
    else:
        wholes = []
        parts = [calculate(metric, [dimension], side, scope=scope, build=build) for side in (present, past)]
    now, before = (part.set_index(dimension) for part in parts)
    members = now.index.union(before.index)
    now, before = now.reindex(members), before.reindex(members)
    suppressed = now["suppressed"].eq(True) | before["suppressed"].eq(True)
    if adds_up(definition, scope):
        # What is left out need not be 0.
        suppressed |= now["suppressed"].isna() | before["suppressed"].isna()
    frame = pd.DataFrame(
        {
            "now": now["value"],
            "before": before["value"],
            "change": _values(now, definition) - _values(before, definition),
            "contribution": _contribution(now, before, definition, wholes),
            "suppressed": suppressed,
        },
        index=members,
    )
    frame.loc[suppressed, ["change", "contribution"]] = float("nan")
    key = frame["change"] if definition.counts_distinct else frame["contribution"]
    order = key.abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return frame.loc[order].rename_axis(dimension).reset_index()[columns]


def with_change(
    figures: pd.DataFrame, changes: pd.DataFrame, metric: Metric, dimension: str, scope: Scope
) -> pd.DataFrame:
    """Return the figures by a dimension (``calculate``) with before and change of ``contributions``.

    A member that had a figure in the base period alone is added; its total is 0, or suppressed where a row
    that is left out need not be 0.
    """
    if changes.empty:
        return figures.assign(before=float("nan"), change=float("nan"))
    joined = figures.merge(changes[[dimension, "before", "change"]], on=dimension, how="outer")
    if adds_up(metric, scope):
        joined["suppressed"] = joined["suppressed"].fillna(True)
    joined["suppressed"] = joined["suppressed"].eq(True)
    if metric.additive:
        joined["value"] = joined["value"].mask(~joined["suppressed"] & joined["value"].isna(), 0.0)
    return joined


def extremes(frame: pd.DataFrame, metric: Metric, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ``most`` largest rises and falls, by contribution if the metric has contributions."""
    key = "change" if metric.counts_distinct else "contribution"
    known = frame[frame["change"].notna()].sort_values(key, kind="stable")
    falls = known[known[key] < 0].head(most)
    rises = known[known[key] > 0].iloc[::-1].head(most)
    return rises, falls


def largest(frame: pd.DataFrame, metric: Metric, rows: int) -> pd.DataFrame:
    """Return the ``rows`` largest changes: rises, then falls, half of each where there are enough."""
    rises, falls = extremes(frame, metric, rows)
    half = rows // 2
    kept_falls = falls.head(max(half, rows - len(rises)))
    return pd.concat([rises.head(rows - len(kept_falls)), kept_falls.iloc[::-1]])


def _values(frame: pd.DataFrame, metric: Metric) -> pd.Series:
    """Return the values; for a total, a member without rows has 0."""
    values = frame["value"]
    return values.fillna(0.0) if metric.additive else values


def _contribution(
    now: pd.DataFrame, before: pd.DataFrame, metric: Metric, wholes: Sequence[pd.Series]
) -> pd.Series:
    """Return what each member adds to the change; ``wholes`` are the figures of all members, now and before.

    The whole is not the sum of the members shown: a suppressed one is part of it.
    """
    if metric.additive:
        return _values(now, metric) - _values(before, metric)
    if metric.counts_distinct:
        return pd.Series(float("nan"), index=now.index)
    rate = float(wholes[1]["numerator"]) / float(wholes[1]["denominator"])
    present, past = (
        (side["numerator"].fillna(0.0) - rate * side["denominator"].fillna(0.0)) / float(whole["denominator"])
        for side, whole in zip((now, before), wholes, strict=True)
    )
    change: pd.Series = present - past
    return metric.per * change
