"""What axe finds on every page: in each language, theme and window, and with everything opened once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from data.settings import LANGUAGES
from pages.server.navigation import PAGES
from tests.support.browsing import PHONE, settle, violations, visit

pytestmark = pytest.mark.access

WINDOWS = ((1440, 900), (1280, 720))


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A reader of one theme."""
    context = browser.new_context(color_scheme=request.param)
    yield context
    context.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A reader of one theme with a phone."""
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(color_scheme=request.param, viewport=size, user_agent=PHONE)
    yield context
    context.close()


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize("name", PAGES)
def test_every_language_in_wide_windows(themed: BrowserContext, address: str, name: str) -> None:
    for language in LANGUAGES:
        page = visit(themed, f"{address}/{name}?lang={language}").page
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            assert violations(page) == [], (language, width)
            assert not is_too_wide(page), (language, width)
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_language_on_a_phone(phone: BrowserContext, address: str, name: str) -> None:
    for language in LANGUAGES:
        page = visit(phone, f"{address}/{name}?lang={language}").page
        assert violations(page) == [], language
        assert not is_too_wide(page), language
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_opens(themed: BrowserContext, address: str, name: str) -> None:
    """Each button that opens something, one after the other."""
    page = visit(themed, f"{address}/{name}").page
    page.set_viewport_size({"width": 1440, "height": 900})
    settle(page)
    buttons = page.locator(".st-key-page [data-testid=stPopoverButton]")
    for place in range(buttons.count()):
        buttons.nth(place).click()
        page.locator("[data-testid=stPopoverBody]").wait_for()
        settle(page)
        assert violations(page) == [], buttons.nth(place).inner_text()
        page.keyboard.press("Escape")
        page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
        settle(page)
    page.close()
