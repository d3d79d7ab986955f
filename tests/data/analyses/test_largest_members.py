"""The largest members: what is summed, what is left out, and what changes if a member is suppressed."""

from __future__ import annotations

import pandas as pd

from data.analyses.largest_members import largest_members

NAN = float("nan")


def members(values: dict[str, float], suppressed: tuple[str, ...] = ()) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "member": list(values),
            "value": list(values.values()),
            "suppressed": [member in suppressed for member in values],
        }
    )


def test_small_members_of_a_total_are_summed_in_a_row_before_the_unknown_member() -> None:
    frame = members({"unknown": 9.0, "a": 1.0, "b": 4.0, "c": 2.0, "d": 3.0, "e": NAN})
    shown, left_out = largest_members(frame, 4, additive=True)
    assert shown["member"].tolist() == ["b", "d", "", "unknown"]
    assert shown["value"].tolist() == [4, 3, 2 + 1, 9]
    assert shown["rest_count"].tolist() == [0, 0, 2, 0]
    assert shown["is_rest"].tolist() == [False, False, True, True]
    assert left_out == 0


def test_small_members_of_a_rate_or_next_to_a_suppressed_member_are_left_out() -> None:
    values = {"a": 1.0, "b": 4.0, "c": NAN, "d": 3.0}
    shown, left_out = largest_members(members(values, ("c",)), 2, additive=True)
    assert (shown["member"].tolist(), left_out) == (["b", "d"], 2)
    shown, left_out = largest_members(members({"a": 1.0, "b": 4.0, "d": 3.0}), 2, additive=False)
    assert (shown["member"].tolist(), left_out) == (["b", "d"], 1)


def test_few_members_are_all_shown() -> None:
    shown, left_out = largest_members(members({"a": NAN, "b": 4.0}, ("a",)), 20, additive=True)
    assert (shown["member"].tolist(), left_out) == (["b", "a"], 0)
    assert largest_members(members({}), 20, additive=True)[0].empty
