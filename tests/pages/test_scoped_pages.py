"""Every page for a reader of one department, and for one of the level open."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access.access_file import READER
from data.access.viewer import Grant, Viewer
from data.scope import Scope
from data.text import texts
from pages.server.navigation import PAGES
from tests.support.pages import cards, charts, popover, tables_of, text_of, visit

DEPARTMENT, OTHERS = Scope(("KUVA",), "internal"), ("KASKO", "SOTEPE")
OPEN = Scope(None, "open")
#: What a page must say to a reader of one department.
CITY_WIDE = {
    "overview": "disclosure.city_wide_only",
    "participation": "disclosure.city_wide_only",
    "data_quality": "data_quality.city_wide_only",
}


@pytest.fixture(autouse=True)
def _home(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


def read_as(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a page of the own machine sees no more than this scope."""
    reader = Viewer("", "", (Grant(READER, scope.departments),), scope.level)
    monkeypatch.setattr("pages.server.sessions.OWNER", reader)


def names_of_others() -> list[str]:
    from data.reference_tables.measures import responsible_units

    return [responsible_units()[code]["en"] for code in OTHERS]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_one_department(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(DEPARTMENT, monkeypatch)
    app = visit(page, lang="en")
    assert not app.exception
    everything = text_of(app) + tables_of(app)
    if page in CITY_WIDE:
        assert texts.say(CITY_WIDE[page], "en") in everything
    # The glossary of the help page and the definitions name departments, and show no figures.
    if page not in ("help", "dictionary"):
        assert not [name for name in names_of_others() if name in everything]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_an_open_page(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(OPEN, monkeypatch)
    app = visit(page, lang="en")
    assert not app.exception
    assert texts.say("disclosure.rounded", "en") in text_of(app)


def test_a_metric_of_the_whole_city_says_so_in_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(DEPARTMENT, monkeypatch)
    app = visit("overview", lang="en", metric="booked_hours_per_1000")
    assert not app.exception
    assert [card for card in cards(app) if texts.say("disclosure.city_wide_only", "en") in card]
    # The chosen metric has no chart of its own, and no change.
    assert not charts(app)


def test_open_downloads_are_figures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(OPEN, monkeypatch)
    app = visit("downloads", lang="en", metric="booking_rate", by="date,unit")
    assert not app.exception
    shown = text_of(app)
    assert texts.say("disclosure.no_rows", "en") in shown
    assert texts.say("disclosure.too_fine", "en") in shown
    assert not app.get("link_button")


def test_filters_offer_the_members_of_the_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(DEPARTMENT, monkeypatch)
    app = visit("spaces", lang="en", department="KASKO", hour="10")
    popover(app, "filter_department")
    (choice,) = [widget for widget in app.multiselect if widget.key == "choose_department"]
    assert len(choice.options) == 1
    assert "department" not in app.query_params
    read_as(OPEN, monkeypatch)
    app = visit("spaces", lang="en")
    popover(app, "filter_more")
    assert "choose_hour" not in [widget.key for widget in app.multiselect]
