"""Files of targets and measures: the shipped files are valid, and an error names row and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.reference_tables.departments import departments
from data.reference_tables.measures import by_urgency, measures, owner_name, responsible_units
from data.reference_tables.reader import WrongReference, is_shipped, problems
from data.reference_tables.targets import Target, targets
from data.settings import LANGUAGES
from data.text.messages import render
from tests.support.commands import command_here
from tests.support.exports.varaamo_files import statistics_csv
from tests.support.goal_rows import MEASURE, MEASURE_HEAD, write


class TestFiles:
    def test_the_shipped_files_are_valid_and_cover_the_decision(self, home: Path) -> None:
        assert problems((targets, measures), home) == ()
        assert is_shipped("targets.csv", home)
        in_force = set(departments()) - {"SOTE"}
        for metric in ("shared_use_share", "partner_organisations"):
            assert {t.department for t in targets(home) if t.metric == metric} == {None, *in_force}
        responsible = {measure.responsible_unit for measure in measures(home)}
        assert responsible == set(responsible_units())

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (MEASURE_HEAD + MEASURE.replace("A1", ""), "row 2, column id"),
            (MEASURE_HEAD + MEASURE.replace("ett", ""), "row 2, column title_sv"),
            (MEASURE_HEAD + MEASURE.replace("KUVA", "NOBODY"), "row 2, column responsible_unit: “NOBODY”"),
            (MEASURE_HEAD + MEASURE.replace("booking_rate", "rate"), "row 2, column metric: “rate”"),
            (MEASURE_HEAD + MEASURE.replace("under_way", "started"), "planned, under_way, done, cancelled"),
            (MEASURE_HEAD + MEASURE.replace("2026-06-30", "30.6.2026"), "row 2, column due: “30.6.2026”"),
            (MEASURE_HEAD + MEASURE.replace("2026-06-30", "2025-06-30"), "later time than in column start"),
            (MEASURE_HEAD + MEASURE + "\n" + MEASURE, "row 4, column id: “A1”"),
            (MEASURE_HEAD + "A1,yksi\n", "as many columns"),
            (MEASURE_HEAD.replace("due,", "") + MEASURE, "row 1"),
            ("", "row 1"),
        ],
    )
    def test_an_invalid_measure_is_reported_with_its_place(
        self, home: Path, text: str, expected: str
    ) -> None:
        write(home, "measures.csv", text)
        (stored,) = problems((targets, measures), home)
        assert expected in render(stored, "en")
        assert "reference/measures.csv" in render(stored, "en")
        for language in LANGUAGES:
            assert "{" not in render(stored, language)
            assert "expected_" not in render(stored, language)

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("booking_rate,,2026,nan", "0 to 100"),
            ("booking_rate,,2026,140", "0 to 100"),
            ("booking_rate,,2026,40 %", "without a percent sign"),
            ("booked_hours,,2026,-1", "0 or more"),
            ("booked_hours,,2026,inf", "0 or more"),
            ("booking_rate,,2026,40,5", "as many columns"),
            ("booking_rate,,²⁰²⁶,40", "a year"),
        ],
    )
    def test_an_invalid_target_says_what_is_expected(self, home: Path, row: str, expected: str) -> None:
        write(home, "targets.csv", f"metric,department,year,value\n{row}\n")
        with pytest.raises(WrongReference) as caught:
            targets(home)
        assert expected in render(caught.value.stored, "en")

    def test_a_finnish_spreadsheet_is_read(self, home: Path) -> None:
        write(
            home, "targets.csv", "\ufeffmetric;department;year;value\r\n\r\nbooking_rate;KUVA;2026;40,5\r\n"
        )
        assert targets(home) == (Target("booking_rate", "KUVA", 2026, 40.5),)
        assert not is_shipped("targets.csv", home)

    def test_text_that_is_not_utf8_is_reported_with_its_row(self, home: Path) -> None:
        write(home, "targets.csv", "")
        text = "metric,department,year,value\nbooking_rate,Töölö,2026,40\n"
        (home / "reference" / "targets.csv").write_bytes(text.encode("latin-1"))
        (stored,) = problems((targets, measures), home)
        assert "row 2" in render(stored, "en")
        assert "CSV UTF-8" in render(stored, "fi")

    def test_a_load_is_refused_and_the_published_build_stays(self, tmp_path: Path) -> None:
        home, exports = tmp_path / "home", tmp_path / "exports"
        statistics_csv(exports / "a.csv", [{"id": 1}])
        write(home, "targets.csv", "metric,department,year,value\nnothing,,2026,1\n")
        write(home, "measures.csv", MEASURE_HEAD + MEASURE.replace("KUVA", "X"))
        completed = command_here("etl", "load", "--exports", exports, "--home", home, "--json")
        assert completed.returncode == 2
        assert '"published": false' in completed.stdout
        assert "reference/targets.csv, row 2, column metric: “nothing”" in completed.stderr
        assert "reference/measures.csv, row 2" in completed.stderr
        assert not (home / "warehouse" / "CURRENT.json").exists()
        (home / "reference" / "targets.csv").unlink()
        (home / "reference" / "measures.csv").unlink()
        assert command_here("etl", "load", "--exports", exports, "--home", home).returncode == 0


class TestMeasures:
    def test_a_measure_is_late_if_it_is_past_due_and_neither_done_nor_cancelled(self, home: Path) -> None:
        states = ("under_way", "done", "cancelled", "planned")
        rows = [MEASURE.replace("A1", state).replace("under_way", state) for state in states]
        write(home, "measures.csv", MEASURE_HEAD + "".join(rows).replace("under_way,yksi", "started,yksi"))
        day = dt.date(2026, 7, 2)
        assert [measure.days_late(day) for measure in measures(home)] == [2, 0, 0, 2]
        assert [measure.days_late(dt.date(2026, 6, 30)) for measure in measures(home)] == [0, 0, 0, 0]
        assert [measure.starts_late(day) for measure in measures(home)] == [False, False, False, True]
        assert [measure.is_late(day) for measure in measures(home)] == [True, False, False, True]

    def test_the_longest_overdue_come_first_and_the_finished_last(self, home: Path) -> None:
        rows = [
            MEASURE.replace("A1", "done").replace("under_way", "done").replace("2026-06-30", "2026-01-31"),
            MEASURE.replace("A1", "later").replace("2026-06-30", "2026-12-31"),
            MEASURE.replace("A1", "soon").replace("2026-06-30", "2026-08-31"),
            MEASURE.replace("A1", "overdue"),
            MEASURE.replace("A1", "long").replace("2026-06-30", "2026-05-31"),
        ]
        write(home, "measures.csv", MEASURE_HEAD + "".join(rows))
        ordered = by_urgency(measures(home), dt.date(2026, 7, 2))
        assert [measure.id for measure in ordered] == ["long", "overdue", "soon", "later", "done"]

    def test_an_owner_has_a_name_in_each_language(self) -> None:
        assert owner_name("facilities", "sv") == "Lokalförvaltningen"
