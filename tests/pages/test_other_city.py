"""Other cities than Helsinki: every page is complete under an invented city and under one without residents,
and names nothing of Helsinki."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import warehouse
from data.catalogue import dictionary
from data.city_profile.in_use import city_in, using
from data.settings import CITIES
from pages.components.frame import STATIC, logo
from pages.server.navigation import PAGES
from tests.support.commands import command_here
from tests.support.other_cities import FINNISH, loaded_sample, names_of_helsinki
from tests.support.pages import popover, text_of, visit

PROFILE = CITIES / "port_maren"


@pytest.fixture(scope="module")
def port_maren(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_sample(tmp_path_factory.mktemp("port_maren"), "port_maren")


@pytest.fixture(scope="module")
def espoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_sample(tmp_path_factory.mktemp("espoo"), "espoo")


@pytest.fixture
def in_port_maren(port_maren: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(port_maren))


def everything(app: AppTest) -> str:
    """Return every text of a page, also those of charts, tables and widgets' choices."""
    # The text form of a message escapes letters outside ASCII, as in a string of Python.
    return "\n".join(unescaped(str(getattr(element, "proto", ""))) for element in app.main)


def unescaped(text: str) -> str:
    return re.sub(rb"\\(\d{3})", lambda m: bytes([int(m[1], 8)]), text.encode()).decode(errors="replace")


@pytest.mark.slow
@pytest.mark.usefixtures("in_port_maren")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_complete_and_names_nothing_of_helsinki(page: str) -> None:
    app = visit(page)
    assert not app.exception
    assert "{" not in text_of(app)
    assert names_of_helsinki(everything(app)) == []
    # The city has one language, so no link leads to another.
    assert "hreflang" not in everything(app)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_city_without_residents_names_nothing_of_helsinki(
    page: str, language: str, espoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(espoo))
    app = visit(page, lang=language)
    assert not app.exception
    assert "{" not in text_of(app)
    assert {name.lower() for name in names_of_helsinki(everything(app))} <= FINNISH


@pytest.mark.slow
@pytest.mark.usefixtures("in_port_maren")
def test_pages_speak_of_the_city_as_its_profile_does(port_maren: Path) -> None:
    assert "Volunteer hours by neighborhood" in text_of(visit("volunteering"))
    # Boroughs and neighborhoods can be chosen, and no level that the city lacks.
    area = popover(visit("spaces"), "filter_area")
    assert [menu.label for menu in area.multiselect] == ["Borough", "Neighborhood"]
    assert names_of_helsinki(everything(popover(area, "filter_more"))) == []
    assert "invented for this example" in text_of(visit("overview"))
    districts = visit("districts")
    assert "How do the neighborhoods differ" in districts.title[0].value
    assert "Tidewater" in everything(districts)
    city = warehouse.current(port_maren).city
    assert city == city_in(port_maren / "city") or city.settings == city_in(PROFILE).settings


@pytest.mark.slow
def test_the_dictionary_and_the_command_line_name_nothing_of_helsinki(port_maren: Path) -> None:
    with using(warehouse.current(port_maren).city):
        entries = dictionary.entries("en")
    text = "\n".join(map(str, entries))
    assert names_of_helsinki(text) == []
    assert "omastadi_turnout" not in {entry.id for entry in entries}
    listed = command_here("data", "free_use_value", "--home", port_maren, "--by", "department")
    assert "PARKS" in listed.stdout


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_dictionary_of_a_city_without_residents_names_nothing_of_helsinki(
    espoo: Path, language: str
) -> None:
    with using(warehouse.current(espoo).city):
        text = "\n".join(map(str, dictionary.entries(language)))
    assert {name.lower() for name in names_of_helsinki(text)} <= FINNISH


@pytest.mark.slow
def test_the_search_finds_helsinki(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))
    page = names_of_helsinki(everything(visit("overview")))
    assert {"peruspiiri", "Helsin", "toimiala", "Vanhakaupunki"} <= set(page)
    assert "Kulttuurin ja vapaa-ajan toimiala" in names_of_helsinki(everything(visit("goals")))


def test_a_city_may_have_its_own_logo(tmp_path: Path) -> None:
    own = tmp_path / "city" / "logo-dark.svg"
    own.parent.mkdir()
    (tmp_path / "city" / "city.toml").touch()
    assert logo(own.name, tmp_path) == STATIC / own.name
    assert logo(own.name, tmp_path).is_file()
    own.touch()
    assert logo(own.name, tmp_path) == own
