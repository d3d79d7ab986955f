"""Every page in the real Chromium: no exception, no request to another host, nothing for axe to report."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext

from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text.texts import say
from data.warehouse import current
from pages.charts.theme import DARK, LIGHT, Palette
from pages.server.navigation import PAGES
from tests.support.browsing import download, resize, serve, settle, violations, visit

TITLES = {
    "fi": {"spaces": "Milloin ja missä tilat ovat käytössä"},
    "sv": {"spaces": "När och var"},
    "en": {"spaces": "When and where"},
}


#: Narrow first, so that the next page opens wide, as the width of the last stays.
WIDTHS = (390, 1440)
#: Whether every label on an axis has a colour ('#1a1a1a').
AXIS_TEXTS_ARE = """colour => {
    const probe = document.createElement('i');
    probe.style.color = colour;
    const texts = [...document.querySelectorAll('.js-plotly-plot :is(.xtick, .ytick) text')];
    return texts.length && texts.every(text => getComputedStyle(text).fill === probe.style.color);
}"""


@pytest.fixture(scope="module")
def regular_visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose browser keeps what it fetched once."""
    context = browser.new_context(viewport={"width": WIDTHS[-1], "height": 900})
    yield context
    context.close()


# `make access` looks at every page as well, in every language and theme.
@pytest.mark.parametrize(
    "name", [*PAGES[:4], *(pytest.param(name, marks=pytest.mark.slow) for name in PAGES[4:])]
)
def test_page_is_whole_and_accessible(regular_visitor: BrowserContext, address: str, name: str) -> None:
    """Both widths of one open page: opening it takes most of the time. test_access.py tests both themes."""
    opened = visit(regular_visitor, f"{address}/{name}")
    page = opened.page
    for width in WIDTHS:
        resize(page, width, 900)
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("Page not found").count() == 0
    assert opened.foreign_requests == []


@pytest.mark.access
def test_charts_follow_a_change_of_theme_in_an_open_page(visitor: BrowserContext, address: str) -> None:
    page = visit(visitor, f"{address}/spaces?from=2026-01&to=2026-03&department=KUVA").page
    address_before = page.url
    modes: list[tuple[Literal["light", "dark"], Palette]] = [
        ("light", LIGHT),
        ("dark", DARK),
        ("light", LIGHT),
    ]
    for mode, colours in modes:
        page.emulate_media(color_scheme=mode)
        page.wait_for_function(AXIS_TEXTS_ARE, arg=colours.text, timeout=30_000)
        settle(page)
        assert violations(page) == [], mode
    # The filters stay as they were.
    assert page.url == address_before


@pytest.mark.slow
def test_a_deep_link_on_a_fresh_server_opens_its_page(browser: Browser, sample_home: Path) -> None:
    process, address = serve(sample_home)
    try:
        context = browser.new_context()
        for language in ("sv", "en", "fi"):
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


@pytest.mark.access
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_is_told_that_the_server_does_not_answer(
    browser: Browser, sample_home: Path, language: str
) -> None:
    process, address = serve(sample_home)
    context = browser.new_context()
    try:
        page = visit(context, f"{address}/help?lang={language}").page
    finally:
        process.kill()
        process.wait()
    dialog = page.get_by_role("dialog", name=say("streamlit_words.connection_error", language))
    dialog.wait_for(timeout=60_000)
    dialog.get_by_text(say("streamlit_words.no_answer", language)).wait_for()
    assert violations(page) == []
    context.close()


def test_a_filter_writes_the_address_and_the_address_restores_the_figures(
    visitor: BrowserContext, address: str, sample_home: Path
) -> None:
    page = visit(visitor, f"{address}/spaces?from=2026-01&to=2026-03&department=KUVA").page
    expected = calculate(
        "booking_rate",
        filters=Filters.of("2026-01", "2026-03", department=["KUVA"]),
        scope=EVERYTHING,
        build=current(sample_home),
    )["value"][0]
    shown = f"{expected:.1f}".replace(".", ",")
    assert shown in page.locator("main, [data-testid=stMain]").first.inner_text()


def test_security_headers_and_language_of_the_answer(address: str) -> None:
    with urllib.request.urlopen(f"{address}/volunteering?lang=sv") as answer:
        body = answer.read().decode()
        assert '<html lang="sv">' in body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


def test_a_download_agrees_with_the_page_and_the_command(
    visitor: BrowserContext, address: str, sample_home: Path, tmp_path: Path
) -> None:
    page = visit(visitor, f"{address}/downloads?from=2026-01&to=2026-03").page
    path = download(page.get_by_role("link", name="CSV").first, tmp_path / "bookings.csv")
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    build = current(sample_home)
    rows = build.query(
        "SELECT count(*) AS n FROM booking WHERE month BETWEEN DATE '2026-01-01' AND DATE '2026-03-01'"
    )["n"][0]
    assert ";" in lines[0]
    assert len([line for line in lines if line]) == rows + 1
    assert f"{rows}" in page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", "")


@pytest.mark.slow
def test_paper_shows_the_whole_of_a_high_pinned_chart(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = visit(context, f"{address}/explore?pins=booked_hours:month.district:line").page
    pin = page.locator(".st-key-window_pin_0")
    sizes = "box => [box.scrollHeight - box.clientHeight, getComputedStyle(box).overflowY]"
    hidden, overflow = pin.evaluate(sizes)
    assert (hidden > 0, overflow) == (True, "auto")
    page.emulate_media(media="print")
    assert pin.evaluate(sizes) == [0, "visible"]
    context.close()
