"""What people see: the real server, the real Chromium; no exception, no other host, nothing for axe."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from data.filters import Filters
from data.query import calculate
from data.warehouse import current
from pages.server.navigation import PAGES
from tests.support.browsing import download, serve, violations, visit

TITLES = {
    "fi": {"spaces": "Milloin ja missä tilat ovat käytössä"},
    "sv": {"spaces": "När och var"},
    "en": {"spaces": "When and where"},
}


@pytest.fixture(
    scope="module", params=[(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")], ids=str
)
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window of a width and a mode, which keeps what it once fetched, as a visitor's does."""
    width, mode = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode)
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_and_accessible(window: BrowserContext, address: str, name: str) -> None:
    seen = visit(window, f"{address}/{name}")
    assert seen.page.locator('[data-testid="stException"]').count() == 0
    assert seen.page.get_by_text("Page not found").count() == 0
    assert seen.foreign == []
    assert violations(seen.page) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    seen.page.close()


def test_a_deep_link_on_a_fresh_server_opens_its_page(browser: Browser, sample_home: Path) -> None:
    process, address = serve(sample_home)
    try:
        for language in ("sv", "en", "fi"):
            context = browser.new_context()
            link = f"{address}/spaces?lang={language}&from=2026-01&to=2026-03&district=301"
            seen = visit(context, link)
            assert seen.page.evaluate("document.documentElement.lang") == language
            assert TITLES[language]["spaces"] in seen.page.locator("h1").inner_text()
            assert seen.page.get_by_text("Page not found").count() == 0
            assert "district=301" in seen.page.url
            context.close()
    finally:
        process.kill()
        process.wait()


def test_a_filter_writes_the_address_and_the_address_restores_the_figures(
    browser: Browser, address: str, sample_home: Path
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    page = visit(context, f"{address}/spaces?from=2026-01&to=2026-03&department=KUVA").page
    expected = calculate(
        "booking_rate",
        filters=Filters.of("2026-01", "2026-03", department=["KUVA"]),
        build=current(sample_home),
    )["value"][0]
    shown = f"{expected:.1f}".replace(".", ",")
    assert shown in page.locator("main, [data-testid=stMain]").first.inner_text()
    context.close()


def test_security_headers_and_language_of_the_answer(address: str) -> None:
    with urllib.request.urlopen(f"{address}/volunteering?lang=sv") as answer:
        body = answer.read().decode()
        assert '<html lang="sv">' in body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


def test_a_download_agrees_with_the_page_and_the_command(
    browser: Browser, address: str, sample_home: Path, tmp_path: Path
) -> None:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 1200})
    page = visit(context, f"{address}/downloads?from=2026-01&to=2026-03").page
    path = download(page.get_by_role("link", name="CSV").first, tmp_path / "bookings.csv")
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    build = current(sample_home)
    rows = build.query(
        "SELECT count(*) AS n FROM booking WHERE month BETWEEN DATE '2026-01-01' AND DATE '2026-03-01'"
    )["n"][0]
    assert ";" in lines[0]
    assert len([line for line in lines if line]) == rows + 1
    assert f"{rows}" in page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", "")
    context.close()
