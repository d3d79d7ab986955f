"""Other cities than Helsinki: what axe and a ruler find on every page, and the text of monthly reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from data.__main__ import main
from data.city_profile.in_use import city_in
from data.settings import CITIES
from pages.server.navigation import PAGES
from tests.support.browsing import is_too_wide, resize, serve, violations, visit
from tests.support.exports.report_files import text_of
from tests.support.first_screen import cut_texts, small_texts
from tests.support.other_cities import FINNISH, loaded_sample, names_of_helsinki


@pytest.fixture(scope="module", params=["espoo", "port_maren"])
def city(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def city_home(city: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_sample(tmp_path_factory.mktemp(city), city)


@pytest.fixture(scope="module")
def city_address(city_home: Path) -> Iterator[str]:
    process, address = serve(city_home)
    yield address
    process.kill()
    process.wait()


@pytest.mark.access
@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_every_language(
    visitor: BrowserContext, city_address: str, city: str, name: str
) -> None:
    for language in city_in(CITIES / city).languages:
        page = visit(visitor, f"{city_address}/{name}?lang={language}").page
        for width, height in ((1440, 900), (320, 640)):
            resize(page, width, height)
            assert violations(page) == [], (language, width)
            assert not is_too_wide(page), (language, width)
            assert cut_texts(page, whole=True) + small_texts(page, whole=True) == [], (language, width)


@pytest.mark.slow
def test_the_monthly_reports_name_nothing_of_helsinki(city_home: Path, city: str, tmp_path: Path) -> None:
    arguments = ["report", "--month", "2026-10", "--format", "pdf", "--home", str(city_home)]
    for language in city_in(CITIES / city).languages:
        out = tmp_path / language
        assert main([*arguments, "--out", str(out), "--lang", language]) == 0
        reports = [text_of(path.read_bytes()) for path in out.glob("*.pdf")]
        assert len(reports) >= 3
        for text in reports:
            assert len(text) > 1_000
            allowed = FINNISH if city == "espoo" else set()
            assert {name.lower() for name in names_of_helsinki(text)} <= allowed
