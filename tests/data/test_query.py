"""Calculating figures: what is allowed, what is counted, and what is suppressed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from data import warehouse
from data.filters import Filters, QueryError
from data.query import calculate
from data.scope import EVERYTHING, Level, Scope
from tests.support.commands import Load, LoadOnce
from tests.support.exports.varaamo_files import city, spans_json, statistics_csv, units_csv


@pytest.fixture(scope="module")
def small_city_home(load_once: LoadOnce) -> Path:
    return load_once(write_small_city)[1]


@pytest.fixture
def small_city(small_city_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(small_city_home))


def write_small_city(exports: Path) -> None:
    """Two spaces in Kallio (301) and Malmi (503), open 8–20 on 3 March and 7 April 2025."""
    city(exports, {"990101": "Kallio", "990102": "Malmi"})
    second = {"Reservation unit ID": "502", "TPRek ID": "990102", "Hauki resource id": "880502"}
    units_csv(exports / "spaces.csv", [{}, second])
    spans_json(
        exports / "spans.json",
        [
            (resource, f"{day} 08:00:00", f"{day} 20:00:00")
            for resource in (880501, 880502)
            for day in ("2025-03-03", "2025-04-07")
        ],
    )
    april = {"begin": "2025-04-07 08:00:00", "end": "2025-04-07 14:00:00"}
    malmi = {"primary_reservation_unit": "502", "primary_unit_tprek_id": "990102"}
    statistics_csv(
        exports / "a.csv",
        [
            {"id": 1, "reservee_uuid": "a", "num_persons": 4},  # Kallio, March, 2 h
            {"id": 2, "reservee_uuid": "b", "reservee_type": "NONPROFIT", **april},  # Kallio, April, 6 h
            *(
                {"id": n, "reservee_uuid": f"c{n}", **malmi, **april} for n in range(3, 9)
            ),  # Malmi: six people
            {"id": 9, "reservation_type": "STAFF", **malmi},  # Malmi, March, 2 h, the city itself
            {"id": 10, "state": "CANCELLED", "reservee_uuid": "z"},
        ],
    )


def rows(metric: str, by: list[str], **filters: Any) -> list[list[Any]]:
    frame = calculate(metric, by, Filters.of(**filters), scope=EVERYTHING)
    return frame[[*by, "value"]].astype(object).where(frame[[*by, "value"]].notna(), None).to_numpy().tolist()


@pytest.mark.usefixtures("small_city")
class TestCalculate:
    def test_columns_have_the_requested_order_and_rows_are_sorted(self) -> None:
        frame = calculate("booking_rate", ["month", "district"], scope=EVERYTHING)
        names = ["month", "district", "value", "numerator", "denominator", "suppressed"]
        assert list(frame.columns) == names
        assert frame[["month", "district", "numerator", "denominator"]].to_numpy().tolist() == [
            ["2025-03", "301", 120.0, 720.0],
            ["2025-03", "503", 120.0, 720.0],
            ["2025-04", "301", 360.0, 720.0],
            ["2025-04", "503", 360.0, 720.0],  # six bookings of the same hours are one occupied space
        ]

    def test_quarter_and_year_follow_from_the_month(self) -> None:
        assert rows("booked_hours", ["quarter"]) == [["2025-Q1", 4.0], ["2025-Q2", 42.0]]
        assert rows("booked_hours", ["year"]) == [["2025", 46.0]]

    def test_filters_choose_members_and_inclusive_months(self) -> None:
        assert rows("booked_hours", [], district=["301"]) == [[8.0]]
        assert rows("booked_hours", [], from_month="2025-04", to_month="2025-04", district=["301"]) == [[6.0]]
        assert rows("booked_hours", [], district=["301", "503"], booker_type=["city"]) == [[2.0]]
        assert rows("booked_hours", [], weekday=["1"], hour=["10", "11"], from_month="2025-04") == [[14.0]]

    def test_a_last_day_leaves_out_later_rows(self) -> None:
        assert rows("booked_hours", [], through_date="2025-04-06") == [[4.0]]
        assert rows("booked_hours", [], through_date="2025-04-07") == [[46.0]]

    def test_a_total_without_rows_is_zero_and_a_rate_without_a_denominator_has_no_value(self) -> None:
        assert rows("bookings", [], district=["101"]) == [[0.0]]
        assert rows("booking_rate", [], district=["101"]) == [[None]]

    def test_counts_of_one_to_four_people_are_suppressed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        frame = calculate("active_bookers", ["district"], scope=EVERYTHING)
        assert frame["suppressed"].tolist() == [True, False]
        assert frame["value"].isna().tolist() == [True, False]
        assert frame["numerator"].isna().tolist() == [True, False]
        assert frame["value"][1] == 6
        monkeypatch.setenv("TALKOOTILA_SUPPRESSION_THRESHOLD", "2")
        assert calculate("active_bookers", ["district"], scope=EVERYTHING)["value"].tolist() == [2, 6]

    def test_zero_people_are_shown_as_zero(self) -> None:
        frame = calculate("active_bookers", [], Filters.of(district=["101"]), scope=EVERYTHING)
        assert (frame["value"][0], bool(frame["suppressed"][0])) == (0, False)

    def test_resident_years_count_the_months_of_the_period_or_of_the_numerator(self) -> None:
        kallio: dict[str, Any] = {"district": ["301"]}
        by_default = calculate("booked_hours_per_1000", [], Filters.of(**kallio), scope=EVERYTHING)[
            "denominator"
        ][0]
        march = calculate(
            "booked_hours_per_1000",
            [],
            Filters.of(from_month="2025-03", to_month="2025-03", **kallio),
            scope=EVERYTHING,
        )["denominator"][0]
        year = calculate(
            "booked_hours_per_1000",
            [],
            Filters.of(from_month="2025-01", to_month="2025-12", **kallio),
            scope=EVERYTHING,
        )["denominator"][0]
        assert by_default == pytest.approx(2 * march)  # March and April
        assert year == pytest.approx(12 * march)
        residents = warehouse.current().query(
            "SELECT sum(residents) AS n FROM resident_month WHERE district = '301' AND month = '2025-03-01'"
        )["n"][0]
        assert march == pytest.approx(residents / 12)

    def test_a_scope_limits_the_rows_that_are_counted(self) -> None:
        other_department = Scope(("KASKO",), "internal")
        assert calculate("bookings", [], scope=other_department)["value"][0] == 0
        assert calculate("bookings", [], scope=Scope(("KUVA",), "internal"))["value"][0] == 9
        assert calculate("bookings", [], scope=Scope((), "internal"))["value"][0] == 0
        city_wide = calculate("booked_hours_per_1000", [], scope=other_department)
        assert city_wide[["value", "numerator", "denominator"]].isna().all(axis=None)

    @pytest.mark.parametrize(
        ("metric", "by", "filters", "message"),
        [
            ("booking_rat", [], {}, "unknown metric 'booking_rat'; there are: active_bookers, "),
            ("booking_rate", ["purpose"], {}, "booking_rate has no dimension 'purpose'; it has: month"),
            ("booking_rate", ["month", "month"], {}, "is repeated"),
            ("booking_rate", ["1; DROP TABLE booking"], {}, "has no dimension"),
            ("booking_rate", [], {"booker_type": ["city"]}, "has no dimension 'booker_type'"),
            ("bookings", [], {"district": ["999"]}, "unknown district '999'; there are 35: 101, 102"),
            ("bookings", [], {"department": ["X' OR 1=1 --"]}, "there are 7: "),
            ("bookings", [], {"hour": ["24"]}, "unknown hour '24'; there are 24: 0, 1"),
            ("bookings", [], {"from_month": "2025-13"}, "'2025-13' is not a month"),
            ("bookings", [], {"from_month": "2025-05", "to_month": "2025-04"}, "before it starts"),
        ],
    )
    def test_an_invalid_question_is_an_error_that_names_what_exists(
        self, metric: str, by: list[str], filters: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(QueryError, match=re.escape(message)):
            calculate(metric, by, Filters.of(**filters), scope=EVERYTHING)


@pytest.mark.usefixtures("home")
def test_an_old_build_keeps_its_figures(exports: Path, load: Load) -> None:
    write_small_city(exports)
    load()
    old_build = warehouse.current()
    statistics_csv(exports / "b.csv", [{"id": 11}])
    load()
    assert warehouse.current().id != old_build.id
    assert calculate("bookings", scope=EVERYTHING)["value"][0] == 10
    assert calculate("bookings", scope=EVERYTHING, build=old_build)["value"][0] == 9


def test_equal_filters_have_equal_keys() -> None:
    filters = Filters.of("2025-01", None, district=["102", "101"], department=[])
    reordered = Filters.of("2025-01", None, district=["101", "102", "101"])
    assert filters == reordered
    assert filters.key() == reordered.key()
    assert filters.only(["month"]).where == ()


def test_different_filters_have_different_keys() -> None:
    keys = [
        Filters.of(purpose=["a,b"]).key(),
        Filters.of(purpose=["a", "b"]).key(),
        Filters.of(purpose=["a;kind=b"]).key(),
        Filters.of(purpose=["a"], kind=["b"]).key(),
        Filters.of(None, "2025-01").key(),
        Filters.of("2025-01", None).key(),
    ]
    assert len(set(keys)) == len(keys)


def test_different_scopes_have_different_keys() -> None:
    departments = [None, (), ("*",), ("",), ("A,B",), ("A", "B")]
    scopes = [Scope(chosen, level) for chosen in departments for level in get_args(Level)]
    assert len({scope.key() for scope in scopes}) == len(scopes)
