"""OmaStadi: votes, plans and results, and Pabulib files of the same rounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import warehouse
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load
from tests.support.contacts import contacts, counts, day
from tests.support.exports.participation_files import decidim_csv, pabulib, plans_csv, votes_xlsx
from tests.support.stored_bytes import everything


class TestBudgets:
    def test_a_voter_is_one_contact_in_the_area_of_the_budget_and_lives_in_that_of_the_postal_code(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        codes = [{"postal_code": c} for c in ("00100", "00530", "00000", "")]
        votes_xlsx(exports / "a.xlsx", codes)
        assert counts(load(), "a.xlsx") == (4, 4, 0, 0)
        assert contacts(home, "major_district", "home_major_district", "district", "department") == {
            ("1", "1", "unknown", "KESKUSHALLINTO"): 1,
            ("1", "3", "unknown", "KESKUSHALLINTO"): 1,
            ("1", "unknown", "unknown", "KESKUSHALLINTO"): 2,
        }

    def test_a_budget_of_two_districts_counts_in_the_first_and_gives_a_note(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{}], "Itäinen Helsinki ja Östersundom")
        outcome = load()
        assert "the one named first" in outcome["files"][0]["message"]
        assert contacts(home, "major_district") == {"7": 1}

    def test_a_later_file_of_the_same_budget_and_year_supersedes_the_earlier(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{}, {}, {}])
        load()
        votes_xlsx(exports / "b.xlsx", [{}, {}])
        votes_xlsx(exports / "c.xlsx", [{"checked_out_at": "2026-03-25 19:35:00"}])
        outcome = load()
        assert (counts(outcome, "a.xlsx"), counts(outcome, "b.xlsx")) == ((3, 0, 0, 3), (2, 2, 0, 0))
        assert contacts(home, "month") == {day("2024-03-01"): 2, day("2026-03-01"): 1}

    def test_a_pabulib_file_counts_only_for_a_year_without_a_list_of_voters(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        pabulib(exports / "a.pb", 3)
        pabulib(exports / "b.pb", 5, date_end="11.04.2022", district="Southern")
        load()
        assert contacts(home, "major_district") == {"1": 5, "unknown": 3}
        votes_xlsx(exports / "c.xlsx", [{}])
        assert counts(load(), "a.pb") == (3, 0, 0, 3)
        assert contacts(home, "month") == {day("2022-04-01"): 5, day("2024-03-01"): 1}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [("META\nkey;value\n", "META, PROJECTS and VOTES"), (None, "says it has 9 votes but has 2")],
    )
    def test_a_truncated_pabulib_file_is_refused(
        self, exports: Path, load: Load, text: str | None, reason: str
    ) -> None:
        path = pabulib(exports / "a.pb", 2, declared=9)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        outcome = load()["files"][0]
        assert outcome["status"] == "refused"
        assert reason in outcome["message"]

    def test_a_plan_counts_if_it_is_published_and_any_export_may_name_its_area(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        plans_csv(
            exports / "plans.csv",
            [
                {"id": 1, "section_32/value/scope_id": 3},
                {"id": 2, "scope/id": 9, "scope/name": "Eteläinen Helsinki", "state": "rejected"},
                {"id": 3, "published_at": ""},
                {"id": 4, "section_32/value/scope_id": 77},
                {"id": 5, "published_at": "2023-09-30 21:30:00 UTC"},
            ],
        )
        header = ("id", "scope/id", "scope/name/fi", "budget/id", "budget_amount", "confirmed_votes")
        names = [{"id": 1, "scope/id": 3, "scope/name/fi": "Keskinen Helsinki"}]
        decidim_csv(exports / "projects.csv", header, names)
        assert counts(load(), "plans.csv") == (5, 5, 0, 0)
        assert contacts(home, "major_district", "date") == {
            ("1", day("2023-10-01")): 1,
            ("3", day("2023-10-01")): 1,
            ("unknown", day("2023-10-01")): 2,
        }

    def test_a_pabulib_file_with_columns_of_voters_is_read_too(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        path = pabulib(exports / "a.pb", 2, district="North-Eastern")
        text = path.read_text(encoding="utf-8").replace(
            "voter_id;vote", "voter_id;vote;age;sex;voting_method"
        )
        path.write_text(text.replace("7000;4001", '7000;"4001,4002";30;F;internet'), encoding="utf-8")
        load()
        assert contacts(home, "major_district", "home_major_district") == {("5", "unknown"): 2}

    def test_ideas_name_areas(self, exports: Path, load: Load, home: Path) -> None:
        header = ("id", "area_scope/id", "area_scope/name/fi", "is_amend", "subcategory/id", "body")
        idea = {"id": 1, "area_scope/id": 3, "area_scope/name/fi": "Läntinen Helsinki", "body": "SALAINEN"}
        decidim_csv(exports / "ideas.csv", header, [idea])
        plans_csv(exports / "plans.csv", [{"section_32/value/scope_id": 3}])
        assert counts(load(), "ideas.csv") == (1, 1, 0, 0)
        assert contacts(home, "major_district") == {"2": 1}
        assert not [name for name, content in everything(home) if b"SALAINEN" in content]

    def test_turnout_is_the_share_of_voters_of_a_round_in_the_residents_at_its_start(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{"postal_code": "00100"}] * 30 + [{"postal_code": ""}] * 10)
        load()
        build = warehouse.current(home)
        residents = build.query(
            "SELECT sum(residents) AS n FROM resident_month "
            "WHERE month = DATE '2024-01-01' AND major_district = '1'"
        )["n"][0]
        by_district = calculate("omastadi_turnout", ("major_district",), scope=EVERYTHING, build=build)
        by_district = by_district.set_index("major_district")
        assert by_district.loc["1", "value"] == pytest.approx(100 * 30 / residents)
        assert by_district.loc["2", "value"] == 0
        total = calculate("omastadi_turnout", (), scope=EVERYTHING, build=build).iloc[0]
        assert (total["numerator"], total["denominator"]) == (40, by_district["denominator"].sum())
        from_april = calculate(
            "omastadi_turnout", (), Filters.of("2024-04", "2024-12"), scope=EVERYTHING, build=build
        )
        assert from_april["value"].isna().all()
