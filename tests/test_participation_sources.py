"""Participation and seasonal wishes: each rule of the definitions on files of a few rows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import warehouse
from data.query import Filters, calculate
from tests.exports import city, spans_json, units_csv
from tests.participation import (
    KULTUS,
    STAFF,
    analytics_json,
    applications_csv,
    decidim_csv,
    hearing_xlsx,
    kukkuu_json,
    kultus_list,
    kultus_report,
    occurrence,
    pabulib,
    plans_csv,
    results_csv,
    votes_xlsx,
)

Load = Callable[..., dict[str, Any]]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def contacts(home: Path, *by: str) -> dict[Any, Any]:
    """Contacts by dimensions, nothing withheld: read from the rows themselves."""
    names = ", ".join(by)
    frame = warehouse.current(home).query(
        f"SELECT {names}, sum(contacts)::INTEGER AS contacts FROM participation GROUP BY ALL ORDER BY ALL"
    )
    keys = frame[by[0]] if len(by) == 1 else zip(*(frame[name] for name in by), strict=True)
    return dict(zip(keys, frame["contacts"], strict=True))


def counts(told: dict[str, Any], name: str) -> tuple[int, ...]:
    file = told["by_file"][name]
    return tuple(file[f"rows_{what}"] for what in ("read", "loaded", "rejected", "superseded"))


class TestHearings:
    def test_a_comment_and_a_reply_are_a_contact_and_an_option_its_votes(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        comments = [{}, {"Content": "", "Subcontent": "Samaa mieltä", "Votes": 40}]
        hearing_xlsx(exports / "a.xlsx", comments, [("1) Penkkejä", 30), ("2) Puita", 12)])
        assert counts(load(), "a.xlsx") == (4, 4, 0, 0)
        # A comment at midnight in Helsinki is of that day; the poll's votes are of the day it closed.
        assert contacts(home, "channel", "date", "district") == {
            ("hearing", _day("2025-03-04"), "301"): 2,
            ("hearing_poll", _day("2025-04-01"), "301"): 42,
        }

    def test_the_report_with_more_comments_replaces_the_other_whichever_came_last(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}, {}, {}])
        load()
        named = {"Author": "Nimi Merkki", "Email": "nimi@example.invalid"}
        hearing_xlsx(exports / "b.xlsx", [named, named], headers=STAFF)
        assert counts(load(), "b.xlsx") == (2, 0, 0, 2)
        assert contacts(home, "channel") == {"hearing": 3}

    @pytest.mark.parametrize(
        ("borough", "where"),
        [
            ("Kallio", ("301", "unknown")),
            ("Keski-Vuosaari", ("704", "541")),
            ("Koko kaupunki", ("unknown", "unknown")),
        ],
    )
    def test_a_borough_is_a_district_or_a_sub_district(
        self, exports: Path, load: Load, home: Path, borough: str, where: tuple[str, str]
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}], about={"Borough (fi)": borough})
        load()
        assert contacts(home, "district", "sub_district") == {where: 1}

    def test_a_rejected_comment_says_sheet_and_row_and_not_what_was_written(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}, {"Content": "SALAISUUS", "Created": "eilen"}])
        assert counts(load(), "a.xlsx") == (2, 1, 1, 0)
        (row,) = warehouse.current(home).query("SELECT * FROM rejected_row").to_dict("records")
        assert (row["column_name"], row["row_number"]) == ("Pääosio: created", 7)
        assert "SALAISUUS" not in str(row)
        assert b"SALAISUUS" not in _everything(home)


class TestBudgets:
    def test_a_voter_is_one_contact_where_the_budget_is_and_lives_where_the_code_is(
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

    def test_a_budget_of_two_districts_is_of_the_first_and_a_note_says_so(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{}], "Itäinen Helsinki ja Östersundom")
        told = load()
        assert "the one named first" in told["files"][0]["message"]
        assert contacts(home, "major_district") == {"7": 1}

    def test_a_later_file_of_the_same_budget_and_year_replaces_the_earlier(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{}, {}, {}])
        load()
        votes_xlsx(exports / "b.xlsx", [{}, {}])
        votes_xlsx(exports / "c.xlsx", [{"checked_out_at": "2026-03-25 19:35:00"}])
        told = load()
        assert (counts(told, "a.xlsx"), counts(told, "b.xlsx")) == ((3, 0, 0, 3), (2, 2, 0, 0))
        assert contacts(home, "month") == {_day("2024-03-01"): 2, _day("2026-03-01"): 1}

    def test_a_pabulib_file_counts_only_for_a_year_without_a_list_of_voters(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        pabulib(exports / "a.pb", 3)
        pabulib(exports / "b.pb", 5, date_end="11.04.2022", district="Southern")
        load()
        assert contacts(home, "major_district") == {"1": 5, "unknown": 3}
        votes_xlsx(exports / "c.xlsx", [{}])
        assert counts(load(), "a.pb") == (3, 0, 0, 3)
        assert contacts(home, "month") == {_day("2022-04-01"): 5, _day("2024-03-01"): 1}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [("META\nkey;value\n", "META, PROJECTS and VOTES"), (None, "says that it has 9 votes but holds 2")],
    )
    def test_a_pabulib_file_that_is_cut_is_refused(
        self, exports: Path, load: Load, text: str | None, reason: str
    ) -> None:
        path = pabulib(exports / "a.pb", 2, declared=9)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        told = load()["files"][0]
        assert told["status"] == "refused"
        assert reason in told["message"]

    def test_a_plan_counts_once_published_and_its_area_is_named_by_any_export(
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
            ("1", _day("2023-10-01")): 1,
            ("3", _day("2023-10-01")): 1,
            ("unknown", _day("2023-10-01")): 2,
        }

    def test_a_pabulib_file_of_the_other_kind_is_read_too(
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
        assert b"SALAINEN" not in _everything(home)

    def test_turnout_sets_voters_of_a_round_against_residents_at_its_start(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        votes_xlsx(exports / "a.xlsx", [{"postal_code": "00100"}] * 30 + [{"postal_code": ""}] * 10)
        load()
        build = warehouse.current(home)
        residents = build.query(
            "SELECT sum(residents) AS n FROM resident_month "
            "WHERE month = DATE '2024-01-01' AND major_district = '1'"
        )["n"][0]
        by_district = calculate("omastadi_turnout", ("major_district",), build=build)
        by_district = by_district.set_index("major_district")
        assert by_district.loc["1", "value"] == pytest.approx(100 * 30 / residents)
        assert by_district.loc["2", "value"] == 0
        whole = calculate("omastadi_turnout", (), build=build).iloc[0]
        assert (whole["numerator"], whole["denominator"]) == (40, by_district["denominator"].sum())
        march = calculate("omastadi_turnout", (), Filters.of("2024-04", "2024-12"), build=build)
        assert march["value"].isna().all()


class TestEvents:
    def _load(self, exports: Path, load: Load, **records: list[dict[str, Any]]) -> None:
        city(exports / "city")
        for endpoint, rows in records.items():
            analytics_json(exports / f"{endpoint}.json", endpoint, rows)
        load()

    def test_a_signup_counts_through_its_registration_where_it_attends(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[{}, {"id": "helsinki:2", "type_id": "Volunteering", "location": None}],
            registration=[{"signups": [1, 2, 3, 4]}, {"id": 301, "event": "helsinki:2", "signups": [5, 99]}],
            signup=[
                {"id": 1},
                {"id": 2, "attendee_status": "waitlisted"},
                {"id": 3, "deleted": True},
                {"id": 4},
                {"id": 5},
                {"id": 6},
            ],
        )
        assert contacts(home, "channel", "district") == {
            ("event", "301"): 2,
            ("volunteering_event", "unknown"): 1,
        }

    @pytest.mark.parametrize(
        "event",
        [{"deleted": True}, {"publication_status": "draft"}, {"event_status": "EventCancelled"}],
        ids=["deleted", "draft", "cancelled"],
    )
    def test_an_event_that_was_not_held_has_no_contacts(
        self, exports: Path, load: Load, home: Path, event: dict[str, Any]
    ) -> None:
        self._load(exports, load, event=[event], registration=[{"signups": [1]}], signup=[{"id": 1}])
        assert contacts(home, "channel") == {}

    def test_the_latest_version_of_a_record_is_in_force(self, exports: Path, load: Load, home: Path) -> None:
        later = {"last_modified_time": "2025-09-01T08:00:00.000000Z"}
        self._load(
            exports,
            load,
            event=[{}],
            registration=[{"signups": [1, 2], **later}, {"signups": [1]}],
            signup=[{"id": 1, "attendee_status": "waitlisted"}, {"id": 1, **later}, {"id": 2}],
        )
        assert contacts(home, "channel") == {"event": 2}

    def test_the_publisher_is_a_division_by_its_number_or_by_the_name_of_one_above(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[
                {"id": "e:1", "publisher": "ahjo:u480400"},
                {"id": "e:2", "publisher": "ahjo:x"},
                {"id": "e:3", "publisher": "ahjo:circle"},
            ],
            registration=[{"id": n, "event": f"e:{n}", "signups": [n]} for n in (1, 2, 3)],
            signup=[{"id": n} for n in (1, 2, 3)],
            organization=[
                {"id": "ahjo:u480400", "name": "Nimi, jota kukaan ei tunne"},
                {"id": "ahjo:x", "parent": "ahjo:y"},
                {"id": "ahjo:y", "name": "Kasvatuksen ja koulutuksen toimiala"},
                {"id": "ahjo:circle", "parent": "ahjo:circle"},
            ],
        )
        assert contacts(home, "department") == {"KUVA": 1, "KASKO": 1, "unknown": 1}

    def test_a_divisions_own_number_needs_no_list_of_organisations(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._load(
            exports,
            load,
            event=[{"id": "e:1", "publisher": "ahjo:u480400"}, {"id": "e:2", "publisher": "ahjo:below"}],
            registration=[{"id": n, "event": f"e:{n}", "signups": [n]} for n in (1, 2)],
            signup=[{"id": 1}, {"id": 2}],
            organization=[{"id": "ahjo:below", "parent": "ahjo:u420300"}],
        )
        assert contacts(home, "department") == {"KUVA": 1, "KASKO": 1}

    def test_attendance_counts_where_somebody_was_marked_present(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        here = {"presence_status": "present"}
        self._load(
            exports,
            load,
            event=[{}, {"id": "helsinki:2"}],
            registration=[
                {"signups": list(range(1, 11))},
                {"id": 301, "event": "helsinki:2", "signups": [11, 12]},
            ],
            signup=[*({"id": n, **(here if n <= 6 else {})} for n in range(1, 11)), {"id": 11}, {"id": 12}],
        )
        rate = calculate("event_attendance_rate", (), build=warehouse.current(home)).iloc[0]
        assert (rate["numerator"], rate["denominator"], rate["value"]) == (6, 10, 60)

    def test_an_association_that_organises_is_a_partner_and_others_are_not(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        names = ("Esimerkkiseura ry", " ESIMERKKISEURA  ry", "Mallföreningen rf", "Esimerkki Oy", "Lorry")
        self._load(
            exports,
            load,
            event=[{"id": f"e:{n}", "provider": {"fi": name}} for n, name in enumerate(names)],
        )
        partners = calculate("partner_organisations", ("source",), build=warehouse.current(home))
        assert partners[["source", "value"]].to_numpy().tolist() == [["linked_events", 2]]
        assert b"seura" not in _everything(home).lower()


class TestCulture:
    def test_the_report_comes_before_the_list_and_a_cancelled_visit_does_not_count(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kultus_list(exports / "list.csv", [{"Enrolment id": n} for n in (500, 501, 502)])
        kultus_report(
            exports / "report.csv",
            [
                {"study_group_amount_of_children": 30},
                {"id": 2, "_enrolment": "501 2025-09-01 Koulu", "enrolment_status": "cancelled"},
                {"id": 3, "_enrolment": "503 2025-09-01 Koulu", "occurrence_cancelled": "True"},
            ],
        )
        told = load()
        assert counts(told, "list.csv") == (3, 1, 0, 2)
        assert counts(told, "report.csv") == (3, 3, 0, 0)
        assert contacts(home, "district", "home_district", "department") == {
            ("704", "301", "KASKO"): 32,
            ("unknown", "unknown", "unknown"): 22,
        }

    def test_the_day_of_a_list_is_day_month_year_and_of_a_report_local(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kultus_list(exports / "list.csv", [{"Event starting date": "01.09.25"}])
        kultus_report(
            exports / "report.csv",
            [{"_enrolment": "7 Koulu", "occurrence_start_time": "2025-09-02 21:30:00+00:00"}],
        )
        load()
        assert contacts(home, "date") == {_day("2025-09-01"): 22, _day("2025-09-03"): 22}

    def test_the_report_as_json_tells_districts_by_name(self, exports: Path, load: Load, home: Path) -> None:
        row = {
            **KULTUS,
            "enrolment_status": "approved",
            "study_group_unit_id": "tprek:2001",
            "study_group_unit_divisions": {"ocd_ids": [], "district": "Kallio", "sub_district": None},
            "occurrence_place_divisions": {
                "ocd_ids": ["ocd-division/country:fi/kunta:helsinki/peruspiiri:vuosaari"],
                "district": None,
            },
            "occurrence_cancelled": False,
            "occurrence_start_time": "2025-09-01T07:00:00Z",
            "updated_at": "2025-08-12T07:02:00Z",
            "_enrolment": 500,
        }
        cancelled = {**row, "_enrolment": 501, "occurrence_cancelled": True}
        exports.mkdir()
        (exports / "report.json").write_text(json.dumps([row, cancelled]), encoding="utf-8")
        told = load()
        assert (told["files"][0]["feed"], counts(told, "report.json")) == (
            "enrolment_report_json",
            (2, 2, 0, 0),
        )
        assert contacts(home, "district", "home_district", "date") == {("704", "301", _day("2025-09-01")): 22}

    def test_a_list_as_long_as_its_cap_is_warned_about(self, exports: Path, load: Load) -> None:
        kultus_list(exports / "list.csv", [{"Enrolment id": n} for n in range(2000)])
        told = load()["files"][0]
        assert (told["status"], told["rows_loaded"]) == ("loaded", 2000)
        assert "exactly 2000 rows" in told["message"]

    def test_enrolled_children_count_where_tickets_are_internal(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        kukkuu_json(
            exports / "a.json",
            [
                {"id": 1, "occurrences": [occurrence(10, 33, 8), occurrence(11, 5)]},
                {"id": 2, "ticket_system": "lippupiste", "occurrences": [occurrence(20, 7)]},
            ],
        )
        assert counts(load(), "a.json") == (2, 2, 0, 0)
        assert contacts(home, "channel", "department") == {("children_culture", "KUVA"): 38}
        rate = calculate("event_attendance_rate", (), build=warehouse.current(home)).iloc[0]
        assert (rate["numerator"], rate["denominator"]) == (8, 33)

    def test_the_later_load_of_an_occurrence_is_in_force(self, exports: Path, load: Load, home: Path) -> None:
        kukkuu_json(exports / "a.json", [{"occurrences": [occurrence(10, 9), occurrence(11, 8)]}])
        load()
        kukkuu_json(exports / "b.json", [{"occurrences": [occurrence(10, 20)]}])
        assert counts(load(), "a.json") == (1, 1, 0, 0)
        assert contacts(home, "channel") == {"children_culture": 28}

    @pytest.mark.parametrize(
        "broken", [occurrence(10, -1), occurrence(10, 5, time="eilen"), {"time": "2025-08-04"}, "x"]
    )
    def test_an_event_with_a_broken_occurrence_is_rejected(
        self, exports: Path, load: Load, broken: Any
    ) -> None:
        kukkuu_json(exports / "a.json", [{"id": 1, "occurrences": [broken]}, {"id": 2}])
        assert counts(load(), "a.json") == (2, 1, 1, 0)


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

    def test_wishes_and_slots_are_hours_a_week_of_sections_not_of_rows(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        self._city(exports)
        room, other = "Sali, iso, Talo 990101", "Sali, Talo 990102"
        applications_csv(
            exports / "a.csv",
            [
                {"tilatoive 1": room, "vuoroja, kpl / vko": 2, "first": {"ti": "17:00-20:00"}},
                {"hakemusosan numero": 901, "tilatoive 1": other, "first": {"la": "9:00-10:00"}},
                {"hakemusosan numero": 902, "hakemuksen tila": "CANCELLED", "tilatoive 1": room},
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
        told = load()
        assert (counts(told, "a.csv"), counts(told, "b.csv")) == ((3, 3, 0, 0), (4, 4, 0, 0))
        build = warehouse.current(home)

        def by_district(metric: str) -> dict[str, float]:
            frame = calculate(metric, ("district",), build=build)
            return dict(zip(frame["district"], frame["value"], strict=True))

        assert by_district("seasonal_hours_wished") == {"301": 3.0, "704": 1.5}
        assert by_district("seasonal_hours_allocated") == {"704": 1.5 + 2.0}
        assert by_district("seasonal_allocation_rate") == {"301": 100.0, "704": 0.0}

    def test_the_later_results_of_a_section_replace_all_its_earlier_rows(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        slot = {"aloitusaika": "10:00", "päättymisaika": "12:00"}
        days = ("MONDAY", "TUESDAY")
        results_csv(exports / "a.csv", [{**slot, "toistoviikonpäivä": day} for day in days])
        load()
        results_csv(exports / "b.csv", [{**slot, "toistoviikonpäivä": "SUNDAY"}])
        told = load()
        assert (counts(told, "a.csv"), counts(told, "b.csv")) == ((2, 0, 0, 2), (1, 1, 0, 0))
        allocated = calculate("seasonal_hours_allocated", ("weekday",), build=warehouse.current(home))
        assert allocated[["weekday", "value"]].to_numpy().tolist() == [[7, 2]]

    def test_a_wish_without_a_slot_is_unmet_in_the_hours_it_was_for(
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
        # 120 minutes over 90 + 30 minutes of wishes: each wished minute counts for one.
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
    def test_a_row_that_cannot_be_is_rejected_and_says_why(
        self, exports: Path, load: Load, home: Path, row: dict[str, Any], column: str
    ) -> None:
        applications_csv(exports / "a.csv", [{}, {"hakemusosan numero": 901, **row}])
        assert counts(load(), "a.csv") == (2, 1, 1, 0)
        (told,) = warehouse.current(home).query("SELECT * FROM rejected_row").to_dict("records")
        assert (told["column_name"].replace("_", " "), told["row_number"]) == (column.replace("_", " "), 5)


def _day(iso: str) -> pd.Timestamp:
    return pd.Timestamp(iso)


def _everything(home: Path) -> bytes:
    return b"".join(
        (Path(folder) / name).read_bytes() for folder, _, names in os.walk(home) for name in names
    )
