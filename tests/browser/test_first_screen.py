"""What each page promises is in the first screen, and no text there is cut off, covered or too small."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.browsing import settle, visit
from tests.support.first_screen import cut_texts, outside, overlapping_texts, small_texts

WINDOWS = ((1440, 900), (1280, 720))
#: What is in the first screen of each page, by selector.
FIRST_SCREEN = {
    "overview": [
        *("h1", ".st-key-answer", ".st-key-filterbar", ".st-key-figures"),
        *(".st-key-overview_map", ".st-key-overview_trend"),
        *("[aria-label*='eruspiiri'].table", "[aria-label*='oimiala'].table"),
    ],
}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with one browser for all pages."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("name", FIRST_SCREEN)
def test_the_first_screen_holds_what_the_page_promises(
    reader: BrowserContext, address: str, name: str
) -> None:
    page = visit(reader, f"{address}/{name}").page
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert outside(page, FIRST_SCREEN[name]) == [], (width, height)
        assert overlapping_texts(page) == [], (width, height)
        assert cut_texts(page) == [], (width, height)
        assert small_texts(page) == [], (width, height)
    page.close()
