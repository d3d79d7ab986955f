"""Who booked a department's spaces in a month, and the outcomes of the requested bookings."""

from __future__ import annotations

import pandas as pd

from data.comparison import Comparison, year_before
from data.filters import Filters
from data.members import known_members
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build


def bookers(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    """Return booker_type, hours, share (% of all booked hours), and both a year before.

    The earlier hours are NaN if there are no bookings a year before.
    """
    by = "booker_type"
    now, before = (
        calculate("booked_hours", [by], filters, scope=scope, build=build).set_index(by)["value"]
        for filters in (present, year_before(present))
    )
    types = [
        member
        for member in known_members("booker_type", scope, build)
        if member in now.index or member in before.index
    ]
    frame = pd.DataFrame({"hours": now, "before_hours": before}).reindex(types)
    frame["hours"] = frame["hours"].fillna(0.0)
    if len(before):
        frame["before_hours"] = frame["before_hours"].fillna(0.0)
    for hours, share in (("hours", "share"), ("before_hours", "before_share")):
        frame[share] = 100 * frame[hours] / frame[hours].sum()  # 0 ÷ 0 is NaN: no value
    columns = ["booker_type", "hours", "share", "before_hours", "before_share"]
    return frame.rename_axis("booker_type").reset_index()[columns]


def outcomes(cancellation: Comparison, denial: Comparison) -> pd.DataFrame:
    """Return outcome (requested, used, cancelled, denied), bookings, and before (NaN without a base).

    They are the parts of the cancellation rate and the denial rate, which count the same bookings.
    """

    def counts(cancelled: float | None, kept: float | None, denied: float | None) -> list[float]:
        cancelled, kept, denied = cancelled or 0.0, kept or 0.0, denied or 0.0
        return [kept + denied, kept - cancelled, cancelled, denied]

    now = counts(cancellation.now.numerator, cancellation.now.denominator, denial.now.numerator)
    before = [float("nan")] * 4
    if denial.before.value is not None:
        rate = cancellation.before
        before = counts(rate.numerator, rate.denominator, denial.before.numerator)
    return pd.DataFrame(
        {"outcome": ["requested", "used", "cancelled", "denied"], "bookings": now, "before": before}
    )


def denials(present: Filters, scope: Scope, build: Build) -> pd.DataFrame:
    """Return booker_type, cancelled, cancellation_rate, denied, denial_rate."""
    cancelled, denied = (
        calculate(metric, ["booker_type"], present, scope=scope, build=build).set_index("booker_type")
        for metric in ("cancellation_rate", "denial_rate")
    )
    frame = pd.DataFrame(
        {
            "cancelled": cancelled["numerator"],
            "cancellation_rate": cancelled["value"],
            "denied": denied["numerator"],
            "denial_rate": denied["value"],
        }
    ).reindex([member for member in known_members("booker_type", scope, build) if member in denied.index])
    frame["cancelled"] = frame["cancelled"].fillna(0.0)
    return frame.rename_axis("booker_type").reset_index()
