"""Legacy spaces, those of the former booking system: which are unmapped, and which spaces are suggested."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import warehouse
from data.loading import legacy_space_matches
from data.loading.legacy_space_matches import Match
from data.reference_tables.space_mapping import mapped_spaces
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import texts
from tests.support.commands import Load, LoadOnce
from tests.support.exports.respa_files import resources, workbook
from tests.support.exports.varaamo_files import city, statistics_csv, units_csv
from tests.support.pages import text_of, visit


def write_exports(exports: Path) -> None:
    """Write two units that have spaces of the same name, and a Respa space with an id and two without."""
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


@pytest.fixture(scope="module")
def unmapped_home(load_once: LoadOnce) -> Path:
    return load_once(write_exports)[1]


@pytest.fixture
def legacy_spaces(unmapped_home: Path) -> pd.DataFrame:
    return unmapped_spaces(unmapped_home)


def unmapped_spaces(home: Path) -> pd.DataFrame:
    frame, count = legacy_space_matches.unmapped(warehouse.current(home), 10)
    assert (count, legacy_space_matches.count(EVERYTHING, warehouse.current(home))) == (3, 3)
    return frame.set_index("legacy_space")


def matches_of(legacy_spaces: pd.DataFrame, legacy_space: str) -> Any:
    return legacy_spaces["matches"].to_dict()[legacy_space]


def test_spaces_with_most_bookings_come_first(legacy_spaces: pd.DataFrame) -> None:
    assert legacy_spaces["bookings"].to_dict() == {
        "respa:Talo 990102/1, Ryhmähuone": 2,
        'respa:Purettu "talo"/Uimahalli': 1,
        "respa:av1": 0,
    }
    row = legacy_spaces.loc["respa:Talo 990102/1, Ryhmähuone"]
    assert [f"{day:%Y-%m-%d}" for day in (row["first_date"], row["last_date"])] == [
        "2022-03-07",
        "2022-04-01",
    ]


def test_likeness_combines_the_unit_and_the_name(legacy_spaces: pd.DataFrame) -> None:
    matches = [(match.space, match.likeness) for match in matches_of(legacy_spaces, "respa:av1")]
    # First the space of the same name in the same unit, then the one with the next number. Neither the
    # kitchen nor the space of the same name in another unit is suggested.
    assert [space for space, _ in matches] == ["501", "502"]
    assert matches[0][1] == 100
    assert 60 <= matches[1][1] < 100
    without_id = matches_of(legacy_spaces, "respa:Talo 990102/1, Ryhmähuone")
    assert without_id[0] == Match("503", "Ryhmähuone 1, Talo 990102", 100)
    assert matches_of(legacy_spaces, 'respa:Purettu "talo"/Uimahalli') == ()


def test_the_draft_is_a_usable_mapping(exports: Path, home: Path, load: Load) -> None:
    write_exports(exports)
    load()
    text = legacy_space_matches.draft(unmapped_spaces(home).reset_index())
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
    assert legacy_space_matches.mapped_to_unregistered(build).empty


def test_a_space_mapped_to_no_register_is_listed(tmp_path: Path, load: Load, home: Path) -> None:
    write_exports(tmp_path / "exports")
    (home / "reference").mkdir(parents=True)
    (home / "reference" / "space_mapping.csv").write_text(
        "respa_space,space,note\nrespa:av1,5011,\n", encoding="utf-8"
    )
    load()
    unregistered = legacy_space_matches.mapped_to_unregistered(warehouse.current(home))
    assert unregistered.to_numpy().tolist() == [["respa:av1", "5011"]]


def test_names_are_compared_in_every_language() -> None:
    legacy_spaces = pd.DataFrame({"space_name": ["Group room"], "unit_name": [""], "unit": ["1"]})
    names = {"name_fi": "Ryhmähuone", "name_sv": "Grupprum", "name_en": "Group room"}
    spaces = pd.DataFrame([{"space": "5", "unit": "1", **names, "unit_fi": "", "unit_sv": "", "unit_en": ""}])
    assert legacy_space_matches.similar_spaces(legacy_spaces, spaces) == [(Match("5", "Ryhmähuone", 100),)]
    # A unit with almost the same name is searched if the same unit has no similar space.
    elsewhere = legacy_spaces.assign(unit="2", unit_name="Talo 12")
    [[match]] = legacy_space_matches.similar_spaces(elsewhere, spaces.assign(unit_fi="Talo 13"))
    assert match.likeness == 94
    # Without a unit a space has no similar space, not even if both units lack a name.
    assert legacy_space_matches.similar_spaces(legacy_spaces.assign(unit=None), spaces) == [()]
    assert legacy_space_matches.similar_spaces(legacy_spaces, spaces.head(0)) == [()]


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_unmapped_spaces_are_shown(
        self, unmapped_home: Path, monkeypatch: pytest.MonkeyPatch, language: str
    ) -> None:
        monkeypatch.setenv("TALKOOTILA_HOME", str(unmapped_home))
        app = visit("data_quality", lang=language)
        assert not app.exception
        page_text = text_of(app)
        assert texts.say("data_quality.legacy", language) in page_text
        assert texts.say("data_quality.legacy_text", language, count="3", all="3") in page_text
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
        page_text = text_of(visit("data_quality"))
        assert texts.say("data_quality.legacy_all_mapped", "fi", all="1") in page_text
        assert "`respa:Talo 990101/Sali → 599`" in page_text

    def test_a_city_without_the_former_system_has_no_such_section(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        statistics_csv(tmp_path / "exports" / "a.csv", [{}])
        load()
        assert texts.say("data_quality.legacy", "fi") not in text_of(visit("data_quality"))
