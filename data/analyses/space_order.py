"""Arrange and search a list of spaces, as a reader chooses."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

#: Columns to sort by, each with whether the smallest comes first.
Order = Sequence[tuple[str, bool]]


def arranged(frame: pd.DataFrame, order: Order, text: str = "") -> pd.DataFrame:
    """Return the rows in the order, missing values last; with ``text``, those whose ``label`` contains it."""
    if text.strip():
        frame = frame[frame["label"].str.contains(text.strip(), case=False, regex=False)]
    columns, ascending = zip(*order, strict=True)
    return frame.sort_values(
        list(columns),
        ascending=list(ascending),
        na_position="last",
        kind="stable",
        ignore_index=True,
        key=lambda column: column.str.casefold() if column.name == "label" else column,
    )
