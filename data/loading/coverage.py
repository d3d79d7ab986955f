"""Show which months each source covers, so that a missing export is noticed, and the next delivery.

How often a source is expected to deliver is declared (data/reference_tables/delivery_schedule.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.reference_tables.delivery_schedule import CADENCES, usable_cadences
from data.scope import Scope
from data.warehouse import Build

#: A month with fewer rows than this part of the median month has few rows.
FEW = 0.25
MISSING, SOME, USUAL = "missing", "few", "usual"

_MONTHS = "SELECT source, data, strftime(month, '%Y-%m') AS month, rows FROM source_month ORDER BY ALL"
_EXPORTED = "SELECT source, max(exported_at) AS exported_at FROM load GROUP BY source ORDER BY source"


def coverage(scope: Scope, build: Build) -> pd.DataFrame:
    """Return a row per source, kind of data and month, from the source's first to the build's last month.

    Columns: source, data, month ('YYYY-MM'), rows, state: ``missing`` (no rows), ``few`` (under a quarter
    of the source's usual month) or ``usual``. Months that need no rows are left out: empty months of a
    source that delivers irregularly, and calendar months that are empty in every year, such as January
    for park clean-ups. Loads belong to no department: a reader of some departments sees no rows.
    """
    by_month = build.query(_MONTHS)
    if scope.departments is not None:
        by_month = by_month.iloc[:0]
    last = f"{build.as_of:%Y-%m}"
    regular = {source for source, cadence in usable_cadences(build.home).items() if CADENCES[cadence]}
    parts = []
    for (source, data), rows in by_month[by_month["month"] <= last].groupby(["source", "data"], sort=True):
        months = pd.period_range(rows["month"].iloc[0], last, freq="M").strftime("%Y-%m")
        counts = rows.set_index("month")["rows"].reindex(months, fill_value=0)
        counts = counts[_is_expected(counts, irregular=source not in regular or data == "seasonal")]
        usual = counts[counts > 0].median()
        parts.append(
            pd.DataFrame(
                {
                    "source": source,
                    "data": data,
                    "month": counts.index,
                    "rows": counts.to_numpy(),
                    "state": [
                        MISSING if n == 0 else SOME if n < FEW * usual and source in regular else USUAL
                        for n in counts
                    ],
                }
            )
        )
    columns = ["source", "data", "month", "rows", "state"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _is_expected(counts: pd.Series, *, irregular: bool) -> pd.Series:
    """Return whether each month (index) has rows, or should have some."""
    if irregular:
        return counts > 0
    calendar_month = counts.index.str[5:]
    same_months = counts.groupby(calendar_month)
    years, rows = same_months.transform("size"), same_months.transform("sum")
    return (counts > 0) | (years == 1) | (rows > 0)


@dataclass(frozen=True)
class Delivery:
    """How often a source delivers, when its next delivery is due, and how many days late it is."""

    source: str
    cadence: str
    expected: dt.date | None
    days_late: int


def deliveries(scope: Scope, build: Build, today: dt.date) -> tuple[Delivery, ...]:
    """Return the next delivery of every source; ``days_late`` is 0 until the due day has passed.

    None for a reader of some departments, as in ``coverage``.
    """
    if scope.departments is not None:
        return ()
    cadences = usable_cadences(build.home)
    next_deliveries = []
    for source, exported in build.query(_EXPORTED).itertuples(index=False):
        cadence = cadences.get(source, "irregular")
        step = CADENCES[cadence]
        expected = (pd.Timestamp(exported) + pd.DateOffset(**step)).date() if step else None
        late = max((today - expected).days, 0) if expected else 0
        next_deliveries.append(Delivery(source, cadence, expected, late))
    return tuple(next_deliveries)


@dataclass(frozen=True)
class SourceMonths:
    """One kind of data of a source: its next delivery, and the state of each month ('YYYY-MM') with its rows.

    ``data`` is empty, and ``months`` too, for a source whose rows have no month.
    """

    delivery: Delivery
    data: str
    months: Mapping[str, tuple[str, int]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The months without rows, newest first."""
        return tuple(sorted((m for m, (state, _) in self.months.items() if state == MISSING), reverse=True))

    @property
    def is_usual(self) -> bool:
        """Whether no month is missing or has few rows."""
        return all(state == USUAL for state, _ in self.months.values())


def most_urgent_first(frame: pd.DataFrame, expected: tuple[Delivery, ...]) -> tuple[SourceMonths, ...]:
    """Return every source by kind of data: the latest delivery first, then the most missing months.

    ``frame``: of ``coverage``, with its columns in their order; ``expected``: of ``deliveries``.
    """
    months: dict[tuple[str, str], dict[str, tuple[str, int]]] = {}
    for source, data, month, count, state in frame.itertuples(index=False, name=None):
        months.setdefault((source, data), {})[month] = (state, count)
    with_months = {source for source, _ in months}
    rows = [
        SourceMonths(delivery, data, by_month)
        for delivery in expected
        for (source, data), by_month in months.items()
        if source == delivery.source
    ]
    rows += [SourceMonths(delivery, "", {}) for delivery in expected if delivery.source not in with_months]
    return tuple(sorted(rows, key=_urgency))


def _urgency(row: SourceMonths) -> tuple[int, int, bool, str, str]:
    return (-row.delivery.days_late, -len(row.missing), row.is_usual, row.delivery.source, row.data)
