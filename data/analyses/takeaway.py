"""What stands out in a frame of figures, as facts that a page puts into words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Facts:
    """Of a frame with one row per member: how many there are, which is largest and which smallest.

    ``rows`` counts all of them, ``shown`` those with a value, ``suppressed`` those withheld.
    ``largest`` and ``smallest`` are positions in the frame, the unknown member left out, ``unknown`` is
    the position of that one; each is None without a value. ``all_equal`` says that every shown value of
    a known member is the same, ``total`` sums the shown values.
    """

    rows: int
    shown: int
    suppressed: int
    largest: int | None
    smallest: int | None
    unknown: int | None
    all_equal: bool
    total: float


def facts(frame: pd.DataFrame, dimension: str | None = None) -> Facts:
    """The facts of a frame as ``calculate`` returns it, its index ignored."""
    values = frame["value"].reset_index(drop=True)
    is_unknown = pd.Series(False, index=values.index)
    if dimension is not None:
        is_unknown = frame[dimension].reset_index(drop=True).eq("unknown")
    named, unknown = values[~is_unknown].dropna(), values[is_unknown].dropna()
    return Facts(
        rows=len(frame),
        shown=int(values.notna().sum()),
        suppressed=int(frame["suppressed"].sum()),
        largest=None if named.empty else int(named.index[int(named.argmax())]),
        smallest=None if named.empty else int(named.index[int(named.argmin())]),
        unknown=None if unknown.empty else int(unknown.index[0]),
        all_equal=bool(named.nunique() <= 1),
        total=float(values.sum()),
    )
