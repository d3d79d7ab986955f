"""Compare one district with the city and with districts of similar size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.catalogue.metrics import catalogue
from data.filters import Filters
from data.query import calculate, city_total
from data.reference_tables.areas import district_residents
from data.scope import Scope
from data.warehouse import Build

#: How many districts of similar size a district is compared with.
SIMILAR_DISTRICTS = 5
PER_RESIDENTS = "_per_1000"


def per_residents(metric: str) -> str | None:
    """Return the same metric per 1,000 residents, or None."""
    per_1000 = metric + PER_RESIDENTS
    return per_1000 if per_1000 in catalogue().metrics else None


def mappable() -> tuple[str, ...]:
    """Return the metrics that have a figure by district, without their variants per 1,000 residents."""
    metrics = catalogue().metrics.values()
    return tuple(
        metric.id
        for metric in metrics
        if "district" in metric.groupings and not metric.id.endswith(PER_RESIDENTS)
    )


def similar_size(district: str, home: Path, count: int = SIMILAR_DISTRICTS) -> list[str]:
    """Return the districts with the nearest number of residents; ties by code. [] for an unknown district."""
    residents = district_residents(home)
    if district not in residents:
        return []
    gaps = {other: abs(residents[other] - residents[district]) for other in residents if other != district}
    return sorted(gaps, key=lambda other: (gaps[other], other))[:count]


def profile(
    district: str, metrics: Sequence[str], filters: Filters, scope: Scope, *, build: Build
) -> pd.DataFrame:
    """Return metrics of a district, of the whole city and of the districts of similar size together.

    Columns: metric, district, city, similar (in the metric's unit; totals of the districts of similar size
    are divided by their number; no such column if residents are unknown), and each with ``_suppressed``.
    Filters by area are replaced, other filters apply. A reader of some departments sees their figures, and
    of the city what ``city_total`` lets through.
    """
    others = similar_size(district, build.home)
    groups = [("district", [district]), ("city", []), *([("similar", others)] if others else [])]
    rest = filters.without("district", "major_district", "sub_district")
    rows = []
    for metric in metrics:
        definition = catalogue().metrics[metric]
        usable = rest.only(definition.groupings)
        row: dict[str, object] = {"metric": metric}
        for name, places in groups:
            figures = (
                calculate(metric, (), usable.within("district", places), scope=scope, build=build)
                if places
                else city_total(metric, usable, scope, build=build)
            )
            figure = figures.iloc[0]
            is_average = definition.kind == "total" and name == "similar"
            row[name] = figure["value"] / len(others) if is_average else figure["value"]
            row[f"{name}_suppressed"] = bool(figure["suppressed"])
        rows.append(row)
    return pd.DataFrame(rows)


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of districts from the largest down, with their ``rank``; equal values share one.

    Suppressed figures, then missing ones, then that of the unknown district follow without a rank.
    """
    known = frame["value"].where(frame["district"] != "unknown")
    order = frame.assign(
        rank=known.rank(method="min", ascending=False).astype("Int64"),
        is_unknown=frame["district"] == "unknown",
        is_shown=frame["value"].notna() | frame["suppressed"].astype(bool),
    )
    columns = ["is_unknown", "is_shown", "value"]
    order = order.sort_values(columns, ascending=[True, False, False], kind="stable", ignore_index=True)
    return order.drop(columns=["is_unknown", "is_shown"])


def place(ranking: pd.DataFrame, district: str) -> tuple[int | None, int]:
    """Return the rank of a district, None without one, and how many districts have one."""
    rank = ranking.set_index("district")["rank"].get(district, pd.NA)
    return (None if pd.isna(rank) else int(rank)), int(ranking["rank"].notna().sum())


def with_similar_size(ranking: pd.DataFrame, district: str, home: Path) -> pd.DataFrame:
    """Return the ranked rows of a district and of those of similar size, with their ``residents``.

    The district with most residents is first.
    """
    residents = district_residents(home)
    shown = ranking[ranking["district"].isin([district, *similar_size(district, home)])]
    shown = shown.assign(residents=shown["district"].map(residents))
    return shown.sort_values("residents", ascending=False, kind="stable", ignore_index=True)
