"""The cache of the pages: edited reference files apply at once, and every argument is part of the key."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.potential import Search
from data.files.export import POTENTIAL, Export
from data.filters import Filters
from data.scope import EVERYTHING
from data.settings import ROOT
from data.warehouse import current
from pages.state import queries
from tests.support.pages import cards
from tests.support.tiny_warehouse import publish


@pytest.fixture
def city(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample city with reference files of its own."""
    home = tmp_path / "city"
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    (home / "reference").mkdir()
    monkeypatch.setenv("TALKOOTILA_HOME", str(home))
    return home


def write_target(home: Path, value: int) -> None:
    text = f"metric,department,year,value\nbooking_rate,,2026,{value}\n"
    (home / "reference" / "targets.csv").write_text(text, encoding="utf-8")


def test_an_edited_target_is_shown_at_once_on_the_overview_and_its_card(city: Path) -> None:
    write_target(city, 61)
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.query_params["compare"] = "target"
    app.run()
    assert "target 61.0%" in cards(app)[0]
    write_target(city, 72)
    app.run()
    assert "target 72.0%" in cards(app)[0]
    app.query_params["compare"] = "year"
    app.run()
    assert "target 72.0%" in cards(app)[0]


def test_searches_with_different_limits_have_different_counts(city: Path) -> None:
    build = current(city)
    all_spaces, no_spaces = (
        Export(POTENTIAL, build.id, "fi", Filters(), EVERYTHING, "rooms", search=search)
        for search in (Search(), Search(minimum_idle_hours=100_000))
    )
    assert queries.count_rows(all_spaces, build) > 0
    assert queries.count_rows(no_spaces, build) == 0


def test_the_cache_is_emptied_when_another_build_is_published(tmp_path: Path) -> None:
    build = publish(tmp_path, {})
    calculated: list[str] = []

    def calculate(text: str) -> None:
        calculated.append(text)

    cached = queries.cached(calculate)
    for published in (build, build, replace(build, id="newer"), replace(build, id="newer")):
        queries.forget_earlier(published)
        cached("once")
    assert calculated == ["once", "once"]
