"""What axe and a ruler find on every page: in each language, theme and window, and with everything opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from data.settings import LANGUAGES
from pages.server.navigation import PAGES
from tests.support.browsing import (
    PHONE,
    choose_theme,
    close_popover,
    is_too_wide,
    open_popover,
    resize,
    violations,
    visit,
)
from tests.support.english_words import english_words
from tests.support.first_screen import cut_bar_texts, cut_texts, small_texts

pytestmark = pytest.mark.access

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
#: The last two are a window of 1440 pixels at 200 % (WCAG 1.4.4), and of 1280 pixels at 400 % (1.4.10).
WINDOWS = ((1440, 900), (1280, 720), (720, 450), (320, 256))
#: Both themes have the same layout, so the zoomed windows are looked at in one.
OF_BOTH_THEMES = WINDOWS[:2]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with one browser for all pages."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with a phone."""
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, user_agent=PHONE)
    yield context
    context.close()


def faults(page: Page) -> list[str]:
    """Return what is wrong with the layout of the whole page."""
    wide = ["the page scrolls sideways"] if is_too_wide(page) else []
    return wide + cut_texts(page, whole=True) + cut_bar_texts(page) + small_texts(page, whole=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_window_and_theme(reader: BrowserContext, address: str, name: str, language: str) -> None:
    page = visit(reader, f"{address}/{name}?lang={language}").page
    for theme in THEMES:
        choose_theme(page, theme)
        for width, height in WINDOWS if theme == "light" else OF_BOTH_THEMES:
            resize(page, width, height)
            # What axe finds in a zoomed window is the same in each language; which text is cut off is not.
            if (width, height) in OF_BOTH_THEMES or language == "fi":
                assert violations(page) == [], (theme, width)
            assert faults(page) == [], (theme, width)
    if language == "fi":
        assert english_words(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_theme_on_a_phone(phone: BrowserContext, address: str, name: str, language: str) -> None:
    page = visit(phone, f"{address}/{name}?lang={language}").page
    for theme in THEMES:
        choose_theme(page, theme)
        assert violations(page) == [], theme
        assert faults(page) == [], theme
    if language == "fi":
        assert english_words(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_opens(reader: BrowserContext, address: str, name: str) -> None:
    """Each button that opens something, one after the other, in both themes."""
    page = visit(reader, f"{address}/{name}").page
    resize(page, 1440, 900)
    for theme in THEMES:
        choose_theme(page, theme)
        buttons = page.locator(".st-key-page [data-testid=stPopoverButton]")
        for place in range(buttons.count()):
            open_popover(page, buttons.nth(place))
            assert violations(page) == [], (theme, place, buttons.nth(place).inner_text())
            assert english_words(page) == []
            close_popover(page)


@pytest.mark.parametrize("theme", THEMES)
def test_menus_and_the_profile_of_a_space(reader: BrowserContext, address: str, theme: Theme) -> None:
    page = visit(reader, f"{address}/spaces").page
    resize(page, 1280, 720)
    choose_theme(page, theme)
    menus = page.locator("[data-testid=stTopNavSection]")
    for place in range(menus.count()):
        menus.nth(place).click()
        page.locator("[data-testid=stTopNavPopover], [data-testid=stTopNavDropdownLink]").first.wait_for()
        assert [v for v in violations(page) if not v.startswith("region:")] == [], place
        page.keyboard.press("Escape")
    page.locator(".st-key-rooms_tools").wait_for()
    page.locator("[class*=st-key-scrolled_] a").first.click()
    page.locator(".st-key-space_profile .js-plotly-plot").first.wait_for()
    assert violations(page) == []
    assert english_words(page) == []
