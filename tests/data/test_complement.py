"""Which cells are suppressed where counts add up, on tables small enough to check in your head."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.metrics import catalogue
from data.complement import protected, wider
from data.disclosure import withheld
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING, Scope
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

OPEN = Scope(None, "open")
CONTACTS = catalogue().metrics["participation_contacts"]


def answer(counts: dict[tuple[str, str], int], by: tuple[str, ...], **where: Any) -> dict[Any, str]:
    """What is shown of contacts by weekday and department: 'shown' or 'suppressed'.

    A cell that is left out has no entry.
    """
    question = wider(CONTACTS, by, Filters.of(**where))
    cells = pd.DataFrame(
        [(*cell, float(n), float(n), np.nan) for cell, n in counts.items() if n],
        columns=["weekday", "department", "value", "numerator", "denominator"],
    )
    cells = cells.astype(dict.fromkeys(["value", "numerator", "denominator"], float))
    cells = cells.groupby(list(question.dimensions), as_index=False).sum(numeric_only=True)
    frame, suppressed = protected(cells, question, CONTACTS, 5)
    keys = frame[by[0]] if len(by) == 1 else zip(*(frame[d] for d in by), strict=True)
    states = ["suppressed" if flag else "shown" for flag in suppressed]
    return dict(zip(keys, states, strict=True)) if by else {"": states[0]}


def of_departments(*counts: int) -> dict[tuple[str, str], int]:
    return {("1", str(number)): count for number, count in enumerate(counts)}


class TestWholes:
    def test_the_smallest_shown_part_is_suppressed_with_a_small_one(self) -> None:
        states = answer(of_departments(3, 20, 30, 40), ("department",))
        assert states == {"0": "suppressed", "1": "suppressed", "2": "shown", "3": "shown"}

    def test_two_small_parts_with_enough_people_need_no_other(self) -> None:
        states = answer(of_departments(4, 3, 30), ("department",))
        assert states == {"0": "suppressed", "1": "suppressed", "2": "shown"}

    @pytest.mark.parametrize("parts", [(1, 1, 1, 1), (4, 4), (5, 1, 1)])
    def test_parts_are_left_out_where_none_can_be_shown(self, parts: tuple[int, ...]) -> None:
        """Four ones, two fours, and 7 shown as 5 with 5, 1 and 1: each of them could be calculated."""
        assert answer(of_departments(*parts), ("department",)) == {}

    def test_nobody_and_few_people_look_the_same_there(self) -> None:
        counts = {("1", "0"): 4, ("1", "1"): 4, ("2", "0"): 50, ("2", "1"): 60, ("2", "2"): 40}
        for department in ("0", "2"):
            assert answer(counts, (), weekday=["1"], department=[department]) == {"": "suppressed"}
        assert answer(counts, ("department",), weekday=["1"]) == {}
        many = {cell: count + 50 for cell, count in counts.items()}
        assert answer(many, (), weekday=["1"], department=["2"]) == {"": "shown"}

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
    def test_no_whole_gives_a_suppressed_part_away(self, counts: list[int]) -> None:
        """A row or column has no suppressed cell, or several with more people than cells.

        Unless all it shows are cells that are alone in their column or row: what is shown of those is decided
        without them.
        """
        table = {(str(n // 3), str(n % 3)): count for n, count in enumerate(counts) if count}
        states = answer(table, ("weekday", "department"))
        assert all(table[cell] >= 5 for cell, state in states.items() if state == "shown")
        in_other_order = answer(table, ("department", "weekday"))
        assert {cell[::-1]: state for cell, state in in_other_order.items()} == states
        for position, member in itertools.product((0, 1), "012"):
            parts = [cell for cell in table if cell[position] == member]
            shown = [cell for cell in parts if states.get(cell) == "shown"]
            hidden = [table[cell] for cell in parts if cell not in shown]
            across = [cell[1 - position] for cell in table]
            if hidden and any(across.count(cell[1 - position]) > 1 for cell in shown):
                assert len(hidden) > 1
                assert sum(hidden) >= max(5, len(hidden) + 2)
            if hidden and not shown:
                assert not states.keys() & set(parts)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    rows = [
        {"date": f"2026-{month:02d}-06", "channel": channel, "contacts": n, "district": district}
        | {"source": "kerro"}
        for month, district, channel, n in (
            *((9, "301", "event", 30), (9, "302", "event", 3), (9, "303", "hearing", 9)),
            *((10, "301", "event", 40), (10, "302", "hearing", 20), (10, "303", "hearing", 50)),
        )
    ]
    volunteers = [
        {"date": "2026-10-06", "activity": f"a{cell}", "volunteer": 100 * cell + number}
        | {"is_completed": True, "source": "v4s", "district": "301", "person_hours": 2}
        for cell in range(60)
        for number in range(8)
    ]
    tables = {"participation": rows, "volunteer_record": volunteers}
    return publish(tmp_path_factory.mktemp("complement") / "home", tables)


class TestQuestions:
    def test_some_larger_counts_of_people_are_suppressed_too(self, build: Build) -> None:
        frame = calculate("active_volunteers", ["activity"], scope=OPEN, build=build)
        assert 1 <= frame["suppressed"].sum() <= 20
        hours = calculate("volunteer_hours", ["activity"], scope=OPEN, build=build)
        assert hours["suppressed"].tolist() == frame["suppressed"].tolist()
        by_both = calculate("active_volunteers", ["activity", "month"], scope=OPEN, build=build)
        assert by_both["suppressed"].tolist() == frame["suppressed"].tolist()
        assert not calculate("active_volunteers", ["activity"], scope=EVERYTHING, build=build)[
            "suppressed"
        ].any()

    def test_unions_of_the_readers_choice_are_not_answered(self, build: Build) -> None:
        volunteers = catalogue().metrics["active_volunteers"]
        two = Filters.of("2026-10", "2026-10", district=["301", "302"])
        assert withheld(volunteers, (), two, OPEN, build) == "disclosure.one_member"
        assert withheld(volunteers, ("district",), two, OPEN, build) is None
        assert withheld(volunteers, (), two, EVERYTHING, build) is None
        assert withheld(catalogue().metrics["volunteer_hours"], (), two, OPEN, build) is None
        for start, end, is_answered in (
            *(("2026-09", "2026-09", True), ("2026-07", "2026-09", True), ("2026-01", "2026-12", True)),
            *(("2025-11", "2026-10", True), ("2024-11", "2025-10", True)),
        ):
            of_district = Filters.of(start, end, district=["301"])
            assert (withheld(volunteers, (), of_district, OPEN, build) is None) == is_answered

    def test_counts_that_add_up_are_shown_by_two_dimensions(self, build: Build) -> None:
        october = Filters.of("2026-10", "2026-10")
        for by, filters, expected in (
            (("district",), october, None),
            (("district", "channel"), october, "disclosure.two_dimensions"),
            (("district", "month"), october, None),
            (("date",), october, None),
            (("date", "district"), october, "disclosure.two_dimensions"),
            (("district", "channel"), Filters.of("2025-11", "2026-10"), None),
            (("district",), Filters(), "disclosure.regular_period"),
            ((), Filters(), None),
        ):
            assert withheld(CONTACTS, by, filters, OPEN, build) == expected
