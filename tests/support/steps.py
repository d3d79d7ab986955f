"""Do a task in the window of a desk, and count the steps that it takes a reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize

from data.settings import LANGUAGES
from tests.support import browsing

#: A task is done in the first language by `make test`, in the others by the slow proofs.
LANGUAGES_APART = [LANGUAGES[0], *(pytest.param(other, marks=pytest.mark.slow) for other in LANGUAGES[1:])]
DESK: ViewportSize = {"width": 1440, "height": 900}
#: Scrolls until the element is in the window, by nine tenths of it, and returns how often.
_SCROLL = """element => {
    const main = document.querySelector('[data-testid=stMain]');
    const box = () => element.getBoundingClientRect();
    // Of what is higher than the window, most of a window is enough.
    const isBelow = () => Math.min(box().bottom, box().top + 0.8 * innerHeight) > innerHeight + 1;
    const isAbove = () => box().top < 0;
    let count = 0;
    for (const [isOut, direction] of [[isBelow, 1], [isAbove, -1]])
        for (let before = null; isOut() && main.scrollTop !== before; count++) {
            before = main.scrollTop;
            main.scrollBy({top: direction * 0.9 * innerHeight, behavior: 'instant'});
        }
    return count;
}"""


@dataclass
class Walk:
    """A reader's way through a task. Steps: an address opened, a click, a text typed, a screen scrolled."""

    context: BrowserContext
    steps: int = 0

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.context.pages[0]

    def open(self, url: str) -> None:
        """Open an address."""
        if self.context.pages:
            self.page.set_viewport_size(DESK)
        browsing.visit(self.context, url)
        browsing.resize(self.page, **DESK)
        self.steps += 1

    def see(self, *parts: Locator) -> None:
        """Scroll until each part was in the window."""
        for part in parts:
            part.wait_for()
            self.steps += int(part.evaluate(_SCROLL))

    def click(self, target: Locator) -> None:
        """Click, after scrolling there."""
        self.see(target)
        target.click()
        self.steps += 1
        browsing.settle(self.page)

    def download(self, link: Locator, path: Path) -> Path:
        """Click a link to a file."""
        self.see(link)
        self.steps += 1
        return browsing.download(link, path)
