"""Show who uses whose spaces: booked hours and shares by owner department and booker type."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.filters import Filters
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build

#: The row of all departments together.
ALL = "all"
ROW, COLUMN = "department", "booker_type"


@dataclass(frozen=True)
class Matrix:
    """``cells``: department (the owner; ``ALL`` for all together), booker_type, value (booked hours), share
    (% of the department's booked hours), suppressed. ``rows``: department, hours (booked by anyone) and
    shared_use_share (%, NaN without any hours), most hours first, the unknown department and ``ALL`` last."""

    cells: pd.DataFrame
    rows: pd.DataFrame


def matrix(filters: Filters, scope: Scope, *, build: Build) -> Matrix:
    """Return booked hours by owner and booker. Raises QueryError as ``calculate`` does."""
    cells = _both("booked_hours", (COLUMN,), filters, scope, build)
    hours = _both("booked_hours", (), filters, scope, build)[[ROW, "value"]]
    shares = _both("shared_use_share", (), filters, scope, build)[[ROW, "value"]]
    rows = hours.rename(columns={"value": "hours"}).merge(
        shares.rename(columns={"value": "shared_use_share"}), on=ROW, how="left"
    )
    rows["place"] = rows[ROW].map({"unknown": 1, ALL: 2}).fillna(0)
    rows = rows.sort_values(["place", "hours", ROW], ascending=[True, False, True], ignore_index=True)
    totals = cells[ROW].map(rows.set_index(ROW)["hours"])
    cells["share"] = (100 * cells["value"] / totals).where(totals > 0)
    return Matrix(cells[[ROW, COLUMN, "value", "share", "suppressed"]], rows.drop(columns="place"))


def _both(metric: str, by: tuple[str, ...], filters: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    """Return the metric by department, and of all departments together."""
    parts = calculate(metric, (ROW, *by), filters, scope=scope, build=build)
    if parts.empty:
        return parts
    whole = calculate(metric, by, filters, scope=scope, build=build).assign(**{ROW: ALL})
    return pd.concat([parts, whole], ignore_index=True)
