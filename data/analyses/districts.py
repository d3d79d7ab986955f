"""One district beside the city and beside districts of like size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.catalogue.metrics import catalogue
from data.filters import EVERYTHING, Filters, Scope
from data.query import calculate
from data.reference_tables.areas import district_residents
from data.warehouse import Build

#: How many districts of like size a district is held against.
LIKE = 5
PER_RESIDENTS = "_per_1000"


def per_residents(metric: str) -> str | None:
    """The metric that tells the same per 1,000 residents, or None."""
    found = metric + PER_RESIDENTS
    return found if found in catalogue().metrics else None


def mappable() -> tuple[str, ...]:
    """The metrics that can be told by district; those per resident are the switch of the others."""
    metrics = catalogue().metrics.values()
    return tuple(
        metric.id
        for metric in metrics
        if "district" in metric.groupings and not metric.id.endswith(PER_RESIDENTS)
    )


def like_size(district: str, home: Path, count: int = LIKE) -> list[str]:
    """The districts whose number of residents is nearest; ties by code. [] for an unknown district."""
    residents = district_residents(home)
    if district not in residents:
        return []
    apart = {other: abs(residents[other] - residents[district]) for other in residents if other != district}
    return sorted(apart, key=lambda other: (apart[other], other))[:count]


def profile(
    district: str, metrics: Sequence[str], filters: Filters, scope: Scope = EVERYTHING, *, build: Build
) -> pd.DataFrame:
    """Metrics of a district, of the whole city and of the districts of like size together.

    Columns: metric, district, city, like (in the metric's unit; sums over districts of like size are
    divided by their number, so that they compare), and each with ``_suppressed``. Filters by place are
    replaced; the others count.
    """
    others = like_size(district, build.home)
    rest = filters.without("district", "major_district", "sub_district")
    rows = []
    for metric in metrics:
        found = catalogue().metrics[metric]
        usable = rest.only(found.groupings)
        row: dict[str, object] = {"metric": metric}
        for name, places in (("district", [district]), ("city", []), ("like", others)):
            asked = usable.within("district", places)
            figure = calculate(metric, (), asked, scope, build=build).iloc[0]
            per_district = found.kind == "total" and name == "like"
            row[name] = figure["value"] / len(others) if per_district and others else figure["value"]
            row[f"{name}_suppressed"] = bool(figure["suppressed"])
        rows.append(row)
    return pd.DataFrame(rows)
