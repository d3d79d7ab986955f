"""What may be shown of small counts of people: the one place where figures are withheld.

Primary suppression only: a count from 1 to the threshold less one, and what derives from it.
Complementary suppression (a cell that could be recovered from a total) belongs here too.
"""

from __future__ import annotations

import pandas as pd

from data.catalogue import Metric

#: Which of a row's figures count people, by what a metric says of itself.
_COUNTED = {
    "value": ["numerator"],
    "denominator": ["denominator"],
    "either": ["numerator", "denominator"],
}


def suppress(frame: pd.DataFrame, metric: Metric, threshold: int) -> pd.DataFrame:
    """Blank value, numerator and denominator of rows with 1 to ``threshold`` - 1 people; flag them."""
    if metric.suppress == "none":
        return frame.assign(suppressed=False)
    counted = _COUNTED[metric.suppress]
    hidden = ((frame[counted] > 0) & (frame[counted] < threshold)).any(axis=1)
    blanked = frame.assign(suppressed=hidden)
    if not hidden.any():
        return blanked
    blanked.loc[hidden, ["value", "numerator", "denominator"]] = float("nan")
    return blanked
