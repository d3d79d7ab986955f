"""Application rounds: wished hours and allocated hours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load
from tests.support.contacts import counts
from tests.support.exports.participation_files import applications_csv, results_csv
from tests.support.exports.varaamo_files import city, spans_json, units_csv


class TestSeasons:
    def _city(self, exports: Path) -> None:
        city(exports / "city", {"990101": "Kallio", "990102": "Vuosaari"})
        units_csv(
            exports / "units.csv",
            [
                {"Name_fi": "Sali, iso"},
                {"Reservation unit ID": "502", "Name_fi": "Sali", "TPRek ID": "990102"},
            ],
        )
        spans_json(exports / "spans.json", [(880501, "2025-09-01 08:00", "2025-09-01 20:00")])

    def test_wished_and_allocated_hours_per_week_count_sections_not_rows(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._city(exports)
        first_space, second_space = "Sali, iso, Talo 990101", "Sali, Talo 990102"
        applications_csv(
            exports / "a.csv",
            [
                {"tilatoive 1": first_space, "vuoroja, kpl / vko": 2, "first": {"ti": "17:00-20:00"}},
                {"hakemusosan numero": 901, "tilatoive 1": second_space, "first": {"la": "9:00-10:00"}},
                {"hakemusosan numero": 902, "hakemuksen tila": "CANCELLED", "tilatoive 1": first_space},
            ],
        )
        slot = {"varausyksikkö": "Sali", "toimipiste": "Talo 990102", "aloitusaika": "22:00"}
        results_csv(
            exports / "b.csv",
            [
                {**slot, "toistoviikonpäivä": "TUESDAY", "päättymisaika": "23:30"},
                {**slot, "toistoviikonpäivä": "FRIDAY", "päättymisaika": "0:00"},
                {"hakemusosan numero": 901},
                {"hakemusosan numero": 902, "hakemuksen tila": "CANCELLED", **slot, "päättymisaika": "23:00"},
            ],
        )
        outcome = load()
        assert (counts(outcome, "a.csv"), counts(outcome, "b.csv")) == ((3, 3, 0, 0), (4, 4, 0, 0))
        build = warehouse.current(home)

        def by_district(metric: str) -> dict[str, float]:
            frame = calculate(metric, ("district",), scope=EVERYTHING, build=build)
            return dict(zip(frame["district"], frame["value"], strict=True))

        assert by_district("seasonal_hours_wished") == {"301": 3.0, "704": 1.5}
        assert by_district("seasonal_hours_allocated") == {"704": 1.5 + 2.0}
        assert by_district("seasonal_allocation_rate") == {"301": 100.0, "704": 0.0}

    def test_the_later_results_of_a_section_supersede_all_its_earlier_rows(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        slot = {"aloitusaika": "10:00", "päättymisaika": "12:00"}
        days = ("MONDAY", "TUESDAY")
        results_csv(exports / "a.csv", [{**slot, "toistoviikonpäivä": day} for day in days])
        load()
        results_csv(exports / "b.csv", [{**slot, "toistoviikonpäivä": "SUNDAY"}])
        outcome = load()
        assert (counts(outcome, "a.csv"), counts(outcome, "b.csv")) == ((2, 0, 0, 2), (1, 1, 0, 0))
        allocated = calculate(
            "seasonal_hours_allocated", ("weekday",), scope=EVERYTHING, build=warehouse.current(home)
        )
        assert allocated[["weekday", "value"]].to_numpy().tolist() == [[7, 2]]

    def test_a_wish_without_a_slot_is_unmet_in_its_wished_hours(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._city(exports)
        applications_csv(
            exports / "a.csv",
            [
                {
                    "tilatoive 1": "Sali, Talo 990102",
                    "minimi aika": "2 h",
                    "first": {"ti": "17:00-18:30"},
                    "second": {"su": "23:30-0:00"},
                }
            ],
        )
        results_csv(exports / "b.csv", [{}])
        load()
        frame = warehouse.current(home).query(
            "SELECT weekday, hour, district, unmet_minutes_per_week::DOUBLE AS minutes "
            "FROM seasonal_unmet ORDER BY weekday, hour"
        )
        # 120 minutes over 90 + 30 minutes of wishes: each wished minute counts as one.
        assert frame.to_numpy().tolist() == [[2, 17, "704", 60.0], [2, 18, "704", 30.0], [7, 23, "704", 30.0]]

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ({"first": {"ma": "aamulla"}}, "derived_windows"),
            ({"minimi aika": "pitkä"}, "minimi aika"),
            ({"vuoroja, kpl / vko": -1}, "vuoroja, kpl / vko"),
            ({"hakemuksen tila": "MUU"}, "hakemuksen tila"),
            ({"hakijan ilmoittaman kauden loppupäivä": "1.8.2025"}, "hakijan ilmoittaman kauden loppupäivä"),
        ],
    )
    def test_an_invalid_row_is_rejected_with_its_column(
        self, exports: Path, load: Load, home: Path, row: dict[str, Any], column: str
    ) -> None:
        applications_csv(exports / "a.csv", [{}, {"hakemusosan numero": 901, **row}])
        assert counts(load(), "a.csv") == (2, 1, 1, 0)
        (rejected,) = warehouse.current(home).query("SELECT * FROM rejected_row").to_dict("records")
        assert (rejected["column_name"].replace("_", " "), rejected["row_number"]) == (
            column.replace("_", " "),
            5,
        )
