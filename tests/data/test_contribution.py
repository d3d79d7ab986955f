"""What changed most: contributions add up to the change of the whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.metrics import catalogue
from data.comparison import PRECEDING, compare, preceding, trend
from data.contribution import contributions, extremes, with_change
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.tiny_warehouse import open_hour, publish, use

OCTOBER = Filters.of("2026-10", "2026-10")


def test_contributions_to_a_total_are_its_changes(tmp_path: Path) -> None:
    rows = [
        *(use(f"2025-10-0{day}", district="101") for day in (1, 2, 3)),
        use("2025-10-04", district="201"),
        *(use(f"2026-10-0{day}", district="101") for day in (1, 2)),
        *(use(f"2026-10-0{day}", district="301") for day in (1, 2, 3)),
    ]
    build = publish(tmp_path, {"booking_hour": rows})
    frame = contributions("booked_hours", "district", OCTOBER, scope=EVERYTHING, build=build)
    assert frame[["district", "change", "contribution"]].to_numpy().tolist() == [
        ["301", 3, 3],
        ["101", -1, -1],
        ["201", -1, -1],
    ]


def test_a_district_that_grows_at_the_rate_of_the_city_contributes_nothing(tmp_path: Path) -> None:
    """Before: 1 of 2 hours booked in both districts. Now 101 has 2 of 4 hours booked, 201 has 2 of 2."""
    rows = [
        *(open_hour("2025-10-01", minutes, district=d) for d in ("101", "201") for minutes in (60, 0)),
        *(open_hour("2026-10-01", minutes, district="101") for minutes in (60, 60, 0, 0)),
        *(open_hour("2026-10-01", 60, district="201") for _ in range(2)),
    ]
    build = publish(tmp_path, {"space_hour": rows})
    frame = contributions("booking_rate", "district", OCTOBER, scope=EVERYTHING, build=build).set_index(
        "district"
    )
    # The city: from 2 of 4 to 4 of 6 hours, 16.7 points, all of them from district 201.
    assert frame.loc["101", "contribution"] == pytest.approx(0)
    assert frame.loc["201", "contribution"] == pytest.approx(100 / 6)
    assert frame["change"].tolist() == [50, 0]


def test_the_largest_rises_and_falls_are_separated() -> None:
    values = [5.0, -9.0, 1.0, 0.0, None, -2.0]
    frame = pd.DataFrame({"district": list("abcdef"), "change": values, "contribution": values})
    rises, falls = extremes(frame, catalogue().metrics["booked_hours"], 2)
    assert (rises["district"].tolist(), falls["district"].tolist()) == (["a", "c"], ["b", "f"])


def test_distinct_people_have_changes_but_no_contributions(tmp_path: Path) -> None:
    people = [
        {"date": f"{year}-10-01", "is_completed": True, "volunteer": number, "district": "101"}
        for year, count in ((2025, 6), (2026, 9))
        for number in range(count)
    ]
    build = publish(tmp_path, {"volunteer_record": people})
    frame = contributions("active_volunteers", "district", OCTOBER, scope=EVERYTHING, build=build)
    assert frame["change"].tolist() == [3]
    assert frame["contribution"].isna().all()


def test_a_suppressed_figure_has_no_change(tmp_path: Path) -> None:
    people = [
        {"date": f"{year}-10-01", "is_completed": True, "volunteer": number, "district": "101"}
        for year, count in ((2025, 6), (2026, 4))
        for number in range(count)
    ]
    build = publish(tmp_path, {"volunteer_record": people})
    frame = contributions("active_volunteers", "district", OCTOBER, scope=EVERYTHING, build=build)
    assert frame["suppressed"].tolist() == [True]
    assert frame["change"].isna().all()


def test_a_suppressed_member_is_part_of_the_whole(tmp_path: Path) -> None:
    contacts = [
        {"date": f"{year}-10-05", "major_district": area, "contacts": count}
        for year, area, count in ((2025, "3", 40), (2025, "7", 60), (2026, "3", 60), (2026, "7", 3))
    ]
    residents = [
        {"month": f"{year}-10-01", "major_district": area, "residents": 12_000}
        for year in (2025, 2026)
        for area in ("3", "7")
    ]
    build = publish(tmp_path, {"participation": contacts, "resident_month": residents})
    frame = contributions(
        "participation_contacts_per_1000", "major_district", OCTOBER, scope=EVERYTHING, build=build
    )
    by_area = frame.set_index("major_district")["contribution"]
    # 1,000 resident-years in each area, 50 contacts per 1,000 before: (60 − 50) − (40 − 50) over 2,000.
    assert by_area["3"] == pytest.approx(10)
    assert by_area.isna()["7"]


def test_without_a_complete_base_period_there_are_no_contributions(tmp_path: Path) -> None:
    build = publish(tmp_path, {"booking_hour": [use("2026-10-01")]})
    assert contributions("booked_hours", "district", OCTOBER, scope=EVERYTHING, build=build).empty


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["2025", "2026"]), st.sampled_from(["101", "201", "301"]), st.booleans()),
        min_size=2,
        max_size=30,
    )
)
def test_contributions_add_up_to_the_change(
    tmp_path_factory: pytest.TempPathFactory, hours: list[tuple[str, str, bool]]
) -> None:
    rows = [open_hour("2025-10-01", 60, district="101"), open_hour("2026-10-01", 0, district="201")]
    rows += [open_hour(f"{year}-10-02", 60 * booked, district=d) for year, d, booked in hours]
    build = publish(tmp_path_factory.mktemp("home"), {"space_hour": rows})
    whole = compare("booking_rate", OCTOBER, scope=EVERYTHING, build=build)
    parts = contributions("booking_rate", "district", OCTOBER, scope=EVERYTHING, build=build)
    assert parts["contribution"].sum() == pytest.approx(whole.change, abs=1e-9)


class TestPreceding:
    def test_the_preceding_period_has_as_many_months(self) -> None:
        assert preceding(Filters.of("2026-03", "2026-05")) == Filters.of("2025-12", "2026-02")

    def test_the_preceding_period_of_an_incomplete_month_has_as_many_days(self) -> None:
        incomplete = Filters.of("2026-03", "2026-03", through_date="2026-03-10")
        assert preceding(incomplete).through_date == "2026-02-10"

    def test_the_preceding_days_end_with_their_month(self) -> None:
        incomplete = Filters.of("2026-03", "2026-03", through_date="2026-03-30")
        assert preceding(incomplete).through_date == "2026-02-28"

    def test_a_figure_and_its_trend_are_compared_with_the_preceding_month(self, tmp_path: Path) -> None:
        rows = [use("2026-08-01"), use("2026-09-01"), use("2026-09-02"), use("2026-10-01")]
        build = publish(tmp_path, {"booking_hour": rows})
        comparison = compare("booked_hours", OCTOBER, scope=EVERYTHING, build=build, against=PRECEDING)
        assert (comparison.now.value, comparison.before.value, comparison.change) == (1, 2, -50)
        before = trend("booked_hours", OCTOBER, scope=EVERYTHING, build=build, against=PRECEDING).before
        assert before[["month", "own_month", "value"]].to_numpy().tolist() == [["2026-10", "2026-09", 2]]


def test_figures_with_their_change_have_the_members_that_are_gone(tmp_path: Path) -> None:
    rows = [
        *(use(f"2025-10-0{day}", district="101") for day in (1, 2)),
        use("2025-10-03", district="201"),
        use("2026-10-01", district="101"),
        use("2026-10-02", district="301"),
    ]
    build = publish(tmp_path, {"booking_hour": rows})
    metric = catalogue().metrics["booked_hours"]
    figures = calculate(metric.id, ("district",), OCTOBER, scope=EVERYTHING, build=build)
    changes = contributions(metric.id, "district", OCTOBER, scope=EVERYTHING, build=build)
    joined = with_change(figures, changes, metric, "district", EVERYTHING).fillna(-9).set_index("district")
    assert joined[["value", "before", "change"]].T.to_dict("list") == {
        "101": [1, 2, -1],
        "201": [0, 1, -1],
        "301": [1, -9, 1],
    }
    without = with_change(figures, changes.head(0), metric, "district", EVERYTHING)
    assert without["value"].tolist() == [1, 1]
    assert without[["before", "change"]].isna().all(axis=None)
