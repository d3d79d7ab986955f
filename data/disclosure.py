"""Suppress small counts of people: the one place where figures are suppressed.

Primary suppression only: a count from 1 to the threshold less one, and everything derived from it.
Complementary suppression (a cell that could be recovered from a total) belongs here too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.catalogue.metrics import Metric

#: Which of a row's figures count people, by the metric's ``suppress``.
_COUNTED = {
    "none": [],
    "value": ["numerator"],
    "denominator": ["denominator"],
    "either": ["numerator", "denominator"],
}


def suppress(frame: pd.DataFrame, metric: Metric, threshold: int) -> pd.DataFrame:
    """Blank value, numerator and denominator of rows with 1 to ``threshold`` - 1 people; flag them."""
    # A page calculates dozens of small frames; arrays take a fifth of the time of columns.
    suppressed = np.zeros(len(frame), dtype=bool)
    for column in _COUNTED[metric.suppress]:
        people = frame[column].to_numpy()
        suppressed |= (people > 0) & (people < threshold)
    blanked = frame.copy(deep=False)
    blanked["suppressed"] = suppressed
    if suppressed.any():
        for column in ("value", "numerator", "denominator"):
            blanked[column] = np.where(suppressed, np.nan, frame[column].to_numpy())
    return blanked
