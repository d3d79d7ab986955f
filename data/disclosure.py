"""What may be shown of small counts of people: the one place where figures are withheld.

Primary suppression only: a count from 1 to the threshold less one, and what derives from it.
Complementary suppression (a cell that could be recovered from a total) belongs here too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.catalogue.metrics import Metric

#: Which of a row's figures count people, by what a metric says of itself.
_COUNTED = {
    "none": [],
    "value": ["numerator"],
    "denominator": ["denominator"],
    "either": ["numerator", "denominator"],
}


def suppress(frame: pd.DataFrame, metric: Metric, threshold: int) -> pd.DataFrame:
    """Blank value, numerator and denominator of rows with 1 to ``threshold`` - 1 people; flag them."""
    # A page asks dozens of small frames, so columns are looked at as arrays: a fifth of the time.
    hidden = np.zeros(len(frame), dtype=bool)
    for column in _COUNTED[metric.suppress]:
        people = frame[column].to_numpy()
        hidden |= (people > 0) & (people < threshold)
    blanked = frame.copy(deep=False)
    blanked["suppressed"] = hidden
    if hidden.any():
        for column in ("value", "numerator", "denominator"):
            blanked[column] = np.where(hidden, np.nan, frame[column].to_numpy())
    return blanked
