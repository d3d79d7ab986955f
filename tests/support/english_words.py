"""English words of Streamlit that are left on a page of another language."""

from __future__ import annotations

import re

from playwright.sync_api import Page

#: Names of controls, which screen readers read, and what else Streamlit writes.
_NAMES_AND_TEXTS = """() => {
    const names = ['aria-label', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
    const written = ['[role=status]', '[role=option]', '[data-live-announcer] *',
        '[data-testid=InputInstructions]', '[data-testid=stSkipToContent]', '[data-testid=stStatusWidget]'];
    const texts = [];
    for (const element of document.querySelectorAll('body *')) {
        for (const name of names) texts.push(element.getAttribute(name));
        if (element.matches(written)) texts.push(element.textContent);
    }
    return texts.filter(text => text);
}"""
_ENGLISH = re.compile(
    r"\b(available|choose|clear|close|collapse|copied|copy|dismiss|enter|expand|menu|navigate|open|options?"
    r"|pages?|press|remove|results?|running|search|select|selected|show|sidebar|skip|stop|suggestions?|the"
    r"|toggle|values|view|with)\b",
    re.IGNORECASE,
)


def english_words(page: Page) -> list[str]:
    """Return names and texts of the page that have an English word in them."""
    return [text for text in dict.fromkeys(page.evaluate(_NAMES_AND_TEXTS)) if _ENGLISH.search(text)]
