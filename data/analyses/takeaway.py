"""Find the facts of a frame of figures, which a page puts into words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Facts:
    """The largest and smallest members of a frame with one row per member, and how many there are.

    ``rows`` counts all of them, ``shown`` those with a value, ``suppressed`` those with a suppressed one.
    ``largest`` and ``smallest`` are positions in the frame, without the unknown member; ``unknown`` is
    the position of that member. Each is None without a value. ``all_equal`` says that every shown value of
    a known member is the same.
    """

    rows: int
    shown: int
    suppressed: int
    largest: int | None
    smallest: int | None
    unknown: int | None
    all_equal: bool


def facts(frame: pd.DataFrame, dimension: str | None = None) -> Facts:
    """Return the facts of a frame as ``calculate`` returns it; its index is ignored."""
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
    )
