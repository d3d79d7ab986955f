"""Which parts of a department changed a metric most."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contribution import contributions
from data.filters import Filters
from data.scope import Scope
from data.warehouse import Build

#: Members shown in each direction, and in ``Drivers.largest``.
_SHOWN = 3


@dataclass(frozen=True)
class Drivers:
    """The members that added most to the change of a metric, and the others together.

    ``shown``: the columns of ``data.contribution.contributions``, the largest rise first, the largest
    fall last. ``rest`` is the contribution of the ``rest_count`` other members, ``change`` the change of
    the whole; both in the metric's unit, percentage points for a rate.
    """

    metric: str
    dimension: str
    shown: pd.DataFrame
    rest: float
    rest_count: int
    change: float

    @property
    def largest(self) -> pd.DataFrame:
        """Return the shown members with the largest effects in either direction, the largest first."""
        order = self.shown["contribution"].abs().sort_values(ascending=False, kind="stable").index
        return self.shown.loc[order].head(_SHOWN)


def drivers(metric: str, dimension: str, filters: Filters, scope: Scope, build: Build) -> Drivers:
    """Return what changed a metric of the department on the year before."""
    frame = contributions(metric, dimension, filters, scope, build=build)
    known = frame[frame["contribution"].notna()].sort_values(
        ["contribution", dimension], ascending=[False, True], ignore_index=True
    )
    rises = known[known["contribution"] > 0].head(_SHOWN)
    falls = known[known["contribution"] < 0].tail(_SHOWN)
    shown = pd.concat([rises, falls])
    others = known.drop(index=shown.index)
    return Drivers(
        metric=metric,
        dimension=dimension,
        shown=shown.reset_index(drop=True),
        rest=float(others["contribution"].sum()),
        rest_count=int((others["contribution"] != 0).sum()),
        change=float(known["contribution"].sum()),
    )
