"""Targets: read, or refused with row and column, and compared for the right days."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.analyses import goals_table
from data.comparison import TARGET, compare
from data.filters import Filters
from data.reference_tables.reader import WrongReference
from data.reference_tables.targets import for_period, target_for, targets
from data.scope import EVERYTHING
from data.text.messages import render
from tests.support.tiny_warehouse import open_hour, publish, use

HEAD = "metric,department,year,value\n"


def write(home: Path, rows: str, head: str = HEAD) -> None:
    path = home / "reference" / "targets.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + rows, encoding="utf-8")


def test_the_shipped_targets_are_valid_and_a_file_of_the_city_replaces_them(home: Path) -> None:
    assert len(targets(home)) > 5
    write(home, "booking_rate,KUVA,2026,50\n")
    assert [(t.metric, t.department, t.year, t.value) for t in targets(home)] == [
        ("booking_rate", "KUVA", 2026, 50.0)
    ]
    assert target_for("booking_rate", None, 2026, home) is None


@pytest.mark.parametrize(
    ("rows", "column", "value"),
    [
        ("bookingrate,,2026,1\n", "metric", "bookingrate"),
        ("booking_rate,NOBODY,2026,1\n", "department", "NOBODY"),
        ("booked_hours_per_1000,KUVA,2026,1\n", "department", "KUVA"),
        ("booking_rate,,26,1\n", "year", "26"),
        ("booking_rate,,2026,forty\n", "value", "forty"),
        ("booking_rate,,2026,1\nbooking_rate,,2026,2\n", "metric", "booking_rate"),
    ],
)
def test_an_invalid_value_is_reported_with_its_place(home: Path, rows: str, column: str, value: str) -> None:
    write(home, rows)
    with pytest.raises(WrongReference) as caught:
        targets(home)
    message = render(caught.value.stored, "en")
    assert "targets.csv" in message
    assert f"column {column}" in message
    assert value in message
    assert f"row {rows.count(chr(10)) + 1}" in message


def test_a_file_without_its_columns_is_refused(home: Path) -> None:
    write(home, "booking_rate,1\n", head="metric,value\n")
    with pytest.raises(WrongReference):
        targets(home)


class TestPeriods:
    @pytest.fixture(autouse=True)
    def _targets(self, home: Path) -> None:
        write(
            home,
            "booked_hours,,2026,365\nbooked_hours,KUVA,2026,730\nbooking_rate,,2026,60\n"
            "active_bookers,,2026,100\nbooked_hours,,2025,730\n",
        )

    def test_the_target_of_a_total_is_divided_by_days(self, home: Path) -> None:
        # 31 of 365 days of 365 hours; in December the year before, two hours a day.
        assert for_period(
            "booked_hours", Filters.of("2026-01", "2026-01"), EVERYTHING, home
        ) == pytest.approx(31)
        assert for_period(
            "booked_hours", Filters.of("2025-12", "2026-01"), EVERYTHING, home
        ) == pytest.approx(62 + 31)
        incomplete = Filters.of("2026-01", "2026-01", through_date="2026-01-10")
        assert for_period("booked_hours", incomplete, EVERYTHING, home) == pytest.approx(10)

    def test_a_department_has_its_own_target_and_other_filters_have_none(self, home: Path) -> None:
        january = ("2026-01", "2026-01")
        assert for_period(
            "booked_hours", Filters.of(*january, department=["KUVA"]), EVERYTHING, home
        ) == pytest.approx(62)
        assert (
            for_period("booked_hours", Filters.of(*january, department=["KASKO"]), EVERYTHING, home) is None
        )
        assert for_period("booked_hours", Filters.of(*january, district=["301"]), EVERYTHING, home) is None
        assert (
            for_period("booked_hours", Filters.of(*january, department=["KUVA", "KASKO"]), EVERYTHING, home)
            is None
        )

    def test_a_rate_has_a_target_for_any_period_and_people_only_for_whole_years(self, home: Path) -> None:
        assert for_period("booking_rate", Filters.of("2025-11", "2026-02"), EVERYTHING, home) == 60
        assert for_period("active_bookers", Filters.of("2026-01", "2026-06"), EVERYTHING, home) is None
        assert for_period("active_bookers", Filters.of("2026-01", "2026-12"), EVERYTHING, home) == 100

    def test_a_figure_is_compared_with_its_target(self, home: Path) -> None:
        rows = {"space_hour": [open_hour("2026-10-01", 30)], "booking_hour": [use("2026-10-01")]}
        build = publish(home, rows)
        october = Filters.of("2026-10", "2026-10")
        comparison = compare("booking_rate", october, scope=EVERYTHING, build=build, against=TARGET)
        assert (comparison.now.value, comparison.before.value, comparison.change) == (50, 60, -10)
        assert comparison.change_unit == "points"
        without_target = compare("idle_hours", october, scope=EVERYTHING, build=build, against=TARGET)
        assert (without_target.change, without_target.reason) == (None, "no_target")


class TestHome:
    """Reference files are read from the home of the queried build, not from that of the environment."""

    def test_the_targets_are_read_from_the_home_of_the_build(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
        write(here, "booked_hours,,2026,365\n")
        write(elsewhere, "booked_hours,,2026,730\n")
        build = publish(here, {"booking_hour": [use("2026-01-10")]})
        monkeypatch.setenv("TALKOOTILA_HOME", str(elsewhere))
        january = Filters.of("2026-01", "2026-01")
        assert compare(
            "booked_hours", january, scope=EVERYTHING, build=build, against=TARGET
        ).before.value == pytest.approx(31)
        assert goals_table.table(2026, departments=(), scope=EVERYTHING, build=build)["target"].tolist() == [
            365
        ]
