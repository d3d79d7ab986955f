"""Respa's spaces: their bookable time, and the present spaces that they are mapped to."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text.messages import render
from etl.inbox import inspect
from tests.support.commands import Load, rows
from tests.support.exports.respa_files import ROOM, reservations, resources, space_mapping, workbook
from tests.support.exports.varaamo_files import city, spans_json, statistics_csv, units_csv


class TestHours:
    def test_a_resources_hours_are_its_bookable_time(self, tmp_path: Path, load: Load, home: Path) -> None:
        """Open 9–20 on the 7th, closed on the 8th: 11 h bookable, 2 of them booked."""
        exports = tmp_path / "exports"
        city(exports / "city")
        hours = [("2022-03-07", "09:00", "20:00"), ("2022-03-08", None, None)]
        resources(exports / "resources.json", [{"hours": hours}])
        reservations(exports / "list.json", [{}, {"begin": "2022-03-08 10:00", "end": "2022-03-08 11:00"}])
        load()
        [[bookable, occupied, district, department]] = rows(
            home,
            "SELECT sum(bookable_minutes), sum(occupied_minutes), any_value(district), any_value(department) "
            "FROM space_hour",
        )
        assert (bookable, occupied, district, department) == (660, 120, "301", "KUVA")

    def test_later_lists_add_days_and_supersede_days_that_they_contain(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        exports = tmp_path / "exports"
        resources(
            exports / "a.json",
            [{"hours": [("2022-03-07", "09:00", "20:00"), ("2022-03-08", "09:00", "20:00")]}],
        )
        load()
        resources(
            exports / "b.json",
            [
                {
                    "hours": [("2022-03-08", None, None), ("2022-03-09", "08:00", "10:00")],
                    "people_capacity": 20,
                }
            ],
        )
        outcome = load()["by_file"]
        assert rows(home, "SELECT sum(bookable_minutes) FROM space_hour") == [[660 + 120]]
        assert rows(home, "SELECT capacity FROM space WHERE space = 'respa:av1'") == [[20]]
        # A day of the earlier list is still in force, so none of its rows is superseded.
        assert [outcome[name]["rows_superseded"] for name in ("a.json", "b.json")] == [0, 0]
        resources(
            exports / "c.json", [{"hours": [("2022-03-07", "09:00", "10:00"), ("2022-03-08", None, None)]}]
        )
        load()
        counts = rows(home, "SELECT file, rows_superseded FROM load ORDER BY file")
        assert counts == [["a.json", 1], ["b.json", 0], ["c.json", 0]]
        assert rows(home, "SELECT sum(bookable_minutes) FROM space_hour") == [[60 + 120]]

    def test_a_list_without_hours_gives_no_bookable_time(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        path = resources(tmp_path / "exports" / "a.json", [{}, {"id": "av2"}, {"id": "av3"}])
        printed = json.loads(path.read_text(encoding="utf-8"))
        del printed["results"][1]["opening_hours"]
        printed["results"][2]["opening_hours"] = None
        path.write_text(json.dumps(printed), encoding="utf-8")
        assert load()["files"][0]["rows_loaded"] == 3
        assert rows(home, "SELECT count(*) FROM space WHERE has_bookable_time") == [[0]]

    def test_invalid_hours_reject_the_resource(self, tmp_path: Path, load: Load) -> None:
        resources(
            tmp_path / "exports" / "a.json",
            [{}, {"id": "av2", "hours": [("2022-03-07", "20:00", "09:00")]}],
        )
        outcome = load()["files"][0]
        assert (outcome["rows_loaded"], outcome["rows_rejected"]) == (1, 1)


def test_files_that_were_landed_before_a_column_was_declared_still_count(
    tmp_path: Path, load: Load, home: Path
) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}])
    load()
    [path] = (home / "landing" / "bookings").glob("*.parquet")
    older = path.with_suffix(".older")
    with duckdb.connect() as connection:
        kept = f"SELECT * EXCLUDE (unit_name, persons) FROM read_parquet('{path}')"
        connection.execute(f"COPY ({kept}) TO '{older}' (FORMAT parquet)")
    older.replace(path)
    resources(tmp_path / "exports" / "b.json", [{"id": "av9"}])
    assert load()["published"]
    assert rows(home, "SELECT space, booked_minutes, persons FROM booking") == [[ROOM, 120, None]]


class TestMapping:
    def exports_of_both_systems(self, exports: Path) -> None:
        """Write exports of the hall 501: booked 2 of 4 h in 2022 (Respa) and 2 of 8 h in 2025 (Varaamo)."""
        city(exports / "city")
        units_csv(exports / "spaces.csv", [{}])
        spans_json(exports / "spans.json", [(880501, "2025-03-03 08:00", "2025-03-03 16:00")])
        statistics_csv(exports / "varaamo.csv", [{"id": 1}])
        resources(exports / "resources.json", [{"hours": [("2022-03-07", "09:00", "13:00")]}])
        workbook(exports / "book.xlsx", [{}])

    @pytest.mark.parametrize("legacy", ["respa:av1", ROOM])
    def test_a_mapped_space_has_one_history(
        self, tmp_path: Path, load: Load, home: Path, legacy: str
    ) -> None:
        self.exports_of_both_systems(tmp_path / "exports")
        space_mapping(home, f"{legacy},501,checked by hand")
        load()
        assert rows(home, "SELECT source, space, district FROM booking ORDER BY source") == [
            ["respa", "501", "301"],
            ["varaamo", "501", "301"],
        ]
        frame = calculate("booking_rate", ["space"], scope=EVERYTHING, build=warehouse.current(home))
        assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [["501", 240, 720]]
        assert rows(home, "SELECT space FROM space ORDER BY space") == [["501"], ["unknown"]]
        assert rows(home, "SELECT legacy_space, space, is_mapped FROM legacy_space") == [
            ["respa:av1", "501", True]
        ]

    def test_without_a_mapping_they_are_two_spaces(self, tmp_path: Path, load: Load, home: Path) -> None:
        self.exports_of_both_systems(tmp_path / "exports")
        load()
        frame = calculate("booking_rate", ["space"], scope=EVERYTHING, build=warehouse.current(home))
        assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [
            ["501", 120, 480],
            ["respa:av1", 120, 240],
        ]

    def test_a_changed_mapping_makes_a_new_build(self, tmp_path: Path, load: Load, home: Path) -> None:
        self.exports_of_both_systems(tmp_path / "exports")
        first = load()
        assert load()["build_id"] == first["build_id"]
        space_mapping(home, "respa:av1,501,")
        second = load()
        assert second["published"]
        assert rows(home, "SELECT DISTINCT space FROM booking") == [["501"]]
        assert load()["build_id"] == second["build_id"]

    def test_a_space_may_be_mapped_to_one_in_no_register(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        workbook(tmp_path / "exports" / "book.xlsx", [{}])
        space_mapping(home, f"{ROOM},599,")
        load()
        assert rows(
            home, "SELECT b.space, s.name_fi, s.is_registered FROM booking b JOIN space s USING (space)"
        ) == [["599", "Sali", False]]

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            (["av1,501,"], "row 2, column respa_space: “av1”"),
            (["respa:,501,"], "row 2, column respa_space"),
            (["respa:av1,,"], "row 2, column space"),
            (["respa:av1,respa:av2,"], "the id of a reservation unit in Varaamo"),
            (["respa:av1,501,", "respa:av1,502,"], "row 3, column respa_space"),
            (["respa:av1"], "as many columns"),
        ],
    )
    def test_an_invalid_mapping_is_reported_and_nothing_is_loaded(
        self, tmp_path: Path, load: Load, home: Path, lines: list[str], expected: str
    ) -> None:
        self.exports_of_both_systems(tmp_path / "exports")
        space_mapping(home, *lines)
        with pytest.raises(inspect.Refused) as refused:
            load()
        for language in LANGUAGES:
            assert "{" not in render(refused.value.stored, language)
            assert "expected_" not in render(refused.value.stored, language)
        assert expected in render(refused.value.stored, "en")
        assert not (home / "landing").exists()
