"""Volunteer hours by month and source, and rates of shifts and volunteers side by side by area."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.filters import Filters
from data.query import calculate, find_metric
from data.scope import Scope
from data.warehouse import Build

HOURS = "volunteer_hours"
#: The member of all sources that have no series of their own.
OTHERS = "others"


def main_sources(most: int, scope: Scope, *, build: Build) -> tuple[list[str], int]:
    """Return at most ``most`` sources, most volunteer hours of all time first, and how many others there are.

    The order does not depend on filters, so that a source keeps its colour.
    """
    hours = calculate(HOURS, ("source",), Filters(), scope=scope, build=build)
    sources = hours.sort_values("value", ascending=False, kind="stable")["source"].tolist()
    return sources[:most], len(sources[most:])


def hours_by_month_and_source(
    filters: Filters, scope: Scope, *, build: Build, sources: Sequence[str]
) -> pd.DataFrame:
    """Return volunteer hours by month with a column for each of ``sources`` and one for ``OTHERS``.

    A source without hours in a month has NaN, and so has a sum that contains suppressed hours. Months
    without any hours are left out.
    """
    hours = calculate(HOURS, ("month", "source"), filters, scope=scope, build=build)
    named = hours["source"].where(hours["source"].isin(list(sources)), OTHERS)
    groups = hours.assign(source=named).groupby(["month", "source"])
    sums = groups["value"].sum(min_count=1).mask(groups["suppressed"].any())
    return sums.unstack().reindex(columns=[*sources, OTHERS]).reset_index()


def rates_by_area(
    metrics: Sequence[str], area: str, filters: Filters, scope: Scope, *, build: Build
) -> pd.DataFrame:
    """Return several metrics by ``area``, the unknown area last: the area, and for each metric its value
    and ``<metric>_suppressed``. An area without a figure has NaN."""
    frames = {
        metric: calculate(
            metric, (area,), filters.only(find_metric(metric).groupings), scope=scope, build=build
        ).set_index(area)
        for metric in metrics
    }
    members = sorted({m for frame in frames.values() for m in frame.index}, key=lambda m: (m == "unknown", m))
    rates = pd.DataFrame({area: members})
    for metric, frame in frames.items():
        of_members = frame.reindex(members)
        rates[metric] = of_members["value"].astype(float).to_numpy()
        rates[f"{metric}_suppressed"] = of_members["suppressed"].eq(True).to_numpy()
    return rates
