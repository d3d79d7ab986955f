"""Select the largest members of a frame of figures for a bar chart, and sum the others in one row."""

from __future__ import annotations

import pandas as pd


def largest_members(frame: pd.DataFrame, most: int, *, additive: bool) -> tuple[pd.DataFrame, int]:
    """Return at most ``most`` rows, largest first, and how many members they leave out.

    ``frame``: member, value, suppressed, and any other columns. Rows without a value are dropped
    unless they are suppressed. Where ``additive``, and no small member is suppressed, the small ones
    become one row: their sum, without a member, ``rest_count`` of them. The unknown member is the last
    row. ``is_rest`` marks these two; ``rest_count`` is 0 in every other row.
    """
    drawn = frame[frame["value"].notna() | frame["suppressed"].astype(bool)]
    is_unknown = drawn["member"] == "unknown"
    known = drawn[~is_unknown].sort_values("value", ascending=False, na_position="last", kind="stable")
    unknown = drawn[is_unknown].assign(is_rest=True, rest_count=0)
    limit = most - len(unknown)
    kept, rest = known, known.iloc[:0]
    if len(known) > limit and additive and not known["suppressed"].iloc[limit - 1 :].any():
        kept, rest = known.head(limit - 1), known.iloc[limit - 1 :]
    elif len(known) > limit:
        kept = known.head(limit)
    rows = [kept.assign(is_rest=False, rest_count=0)]
    if len(rest):
        summed = {"member": [""], "value": [rest["value"].sum()], "suppressed": [False]}
        rows.append(pd.DataFrame(summed).assign(is_rest=True, rest_count=len(rest)))
    rows.append(unknown)
    shown = pd.concat([part for part in rows if len(part)] or rows[:1], ignore_index=True)
    return shown.astype({"is_rest": bool, "suppressed": bool}), len(known) - len(kept) - len(rest)
