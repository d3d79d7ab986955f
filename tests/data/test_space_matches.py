"""Rooms of the former booking system: what is still to map, and which spaces they are offered."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import warehouse
from data.loading import legacy_space_matches
from data.reference_tables.space_mapping import mapped_spaces
from data.settings import LANGUAGES
from data.text import texts
from tests.support.commands import Load
from tests.support.pages import text_of, visit
from tests.support.respa_files import resources, workbook
from tests.support.varaamo_files import city, statistics_csv, units_csv


def world(exports: Path) -> None:
    """Two houses with halls of the same name; Respa knew a room by its id, and two by their names only."""
    city(exports / "city", {"990101": "Kallio", "990102": "Malmi"})
    units_csv(
        exports / "spaces.csv",
        [
            {"Name_fi": "Ryhmähuone 1"},
            {"Reservation unit ID": "502", "Name_fi": "Ryhmähuone 2"},
            {"Reservation unit ID": "503", "Name_fi": "Ryhmähuone 1", "TPRek ID": "990102"},
            {"Reservation unit ID": "504", "Name_fi": "Keittiö"},
        ],
    )
    resources(exports / "resources.json", [{"name": {"fi": "Ryhmähuone 1"}}])
    workbook(
        exports / "book.xlsx",
        [
            {"unit": "Talo 990102", "resource": "1, Ryhmähuone"},
            {
                "unit": "Talo 990102",
                "resource": "1, Ryhmähuone",
                "begin": "2022-04-01 08:00",
                "end": "2022-04-01 09:00",
            },
            {"unit": 'Purettu "talo"', "resource": "Uimahalli"},
        ],
    )


@pytest.fixture
def rooms(tmp_path: Path, load: Load, home: Path) -> pd.DataFrame:
    world(tmp_path / "exports")
    load()
    frame, count = legacy_space_matches.unmapped(warehouse.current(home), 10)
    assert (count, legacy_space_matches.known(warehouse.current(home))) == (3, 3)
    return frame.set_index("legacy_space")


def matches_of(rooms: pd.DataFrame, room: str) -> Any:
    return rooms["matches"].to_dict()[room]


def test_those_with_most_bookings_come_first(rooms: pd.DataFrame) -> None:
    assert rooms["bookings"].to_dict() == {
        "respa:Talo 990102/1, Ryhmähuone": 2,
        'respa:Purettu "talo"/Uimahalli': 1,
        "respa:av1": 0,
    }
    row = rooms.loc["respa:Talo 990102/1, Ryhmähuone"]
    assert [f"{day:%Y-%m-%d}" for day in (row["first_date"], row["last_date"])] == [
        "2022-03-07",
        "2022-04-01",
    ]


def test_likeness_is_of_the_house_and_of_the_name(rooms: pd.DataFrame) -> None:
    known = [(match.space, match.likeness) for match in matches_of(rooms, "respa:av1")]
    # Its own house has the namesake (all alike), then the next number; the kitchen is not offered, nor the
    # namesake in another house.
    assert [space for space, _ in known] == ["501", "502"]
    assert known[0][1] == 100
    assert 60 <= known[1][1] < 100
    named = matches_of(rooms, "respa:Talo 990102/1, Ryhmähuone")
    assert (named[0].space, named[0].likeness, named[0].name) == ("503", 100, "Ryhmähuone 1, Talo 990102")
    assert matches_of(rooms, 'respa:Purettu "talo"/Uimahalli') == ()


def test_the_draft_is_a_mapping_that_can_be_used(rooms: pd.DataFrame, home: Path, load: Load) -> None:
    text = legacy_space_matches.draft(rooms.reset_index())
    assert [row[:2] for row in csv.reader(io.StringIO(text))] == [
        ["respa_space", "space"],
        ["respa:Talo 990102/1, Ryhmähuone", "503"],
        ["respa:av1", "501"],
    ]
    (home / "reference").mkdir()
    (home / "reference" / "space_mapping.csv").write_text(text, encoding="utf-8")
    assert len(mapped_spaces(home)) == 2
    load()
    build = warehouse.current(home)
    assert legacy_space_matches.unmapped(build, 10)[0]["legacy_space"].tolist() == [
        'respa:Purettu "talo"/Uimahalli'
    ]
    assert legacy_space_matches.astray(build).empty


def test_a_slip_in_the_mapping_is_found(tmp_path: Path, load: Load, home: Path) -> None:
    world(tmp_path / "exports")
    (home / "reference").mkdir(parents=True)
    (home / "reference" / "space_mapping.csv").write_text(
        "respa_space,space,note\nrespa:av1,5011,\n", encoding="utf-8"
    )
    load()
    found = legacy_space_matches.astray(warehouse.current(home))
    assert found.to_numpy().tolist() == [["respa:av1", "5011"]]


def test_likeness_is_asked_of_every_language() -> None:
    rooms = pd.DataFrame({"space_name": ["Group room"], "unit_name": [""], "unit": ["1"]})
    names = {"name_fi": "Ryhmähuone", "name_sv": "Grupprum", "name_en": "Group room"}
    spaces = pd.DataFrame([{"space": "5", "unit": "1", **names, "unit_fi": "", "unit_sv": "", "unit_en": ""}])
    assert legacy_space_matches.likely(rooms, spaces) == [
        (legacy_space_matches.Match("5", "Ryhmähuone", 100),)
    ]
    # A house of nearly the same name is looked through where its own has none.
    elsewhere = rooms.assign(unit="2", unit_name="Talo 12")
    assert legacy_space_matches.likely(elsewhere, spaces.assign(unit_fi="Talo 13"))[0][0].likeness == 94
    # Without its house a room is like no other, not even where both lack a name.
    assert legacy_space_matches.likely(rooms.assign(unit=None), spaces) == [()]
    assert legacy_space_matches.likely(rooms, spaces.head(0)) == [()]


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_left_to_map_is_shown(
        self, tmp_path: Path, load: Load, home: Path, language: str
    ) -> None:
        world(tmp_path / "exports")
        load()
        app = visit("data_quality", lang=language)
        assert not app.exception
        said = text_of(app)
        assert texts.say("data_quality.legacy", language) in said
        assert texts.say("data_quality.legacy_text", language, count="3", all="3") in said
        [table] = [html for html in (str(h.proto.body) for h in app.get("html")) if "respa:av1" in html]
        assert "Ryhmähuone 1, Talo 990101 (501, 100" in table
        assert texts.say("data_quality.legacy_no_match", language) in table
        assert "Purettu &quot;talo&quot;" in table
        assert any("respa:av1,501" in code.value for code in app.code)

    def test_mapped_spaces_and_wrong_mappings_are_reported(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        workbook(tmp_path / "exports" / "book.xlsx", [{}])
        statistics_csv(tmp_path / "exports" / "a.csv", [{}])
        (home / "reference").mkdir(parents=True)
        text = "respa_space,space,note\nrespa:Talo 990101/Sali,599,\n"
        (home / "reference" / "space_mapping.csv").write_text(text, encoding="utf-8")
        load()
        said = text_of(visit("data_quality"))
        assert texts.say("data_quality.legacy_all_mapped", "fi", all="1") in said
        assert "`respa:Talo 990101/Sali → 599`" in said

    def test_a_city_that_had_no_former_system_sees_nothing_of_it(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        statistics_csv(tmp_path / "exports" / "a.csv", [{}])
        load()
        assert texts.say("data_quality.legacy", "fi") not in text_of(visit("data_quality"))
