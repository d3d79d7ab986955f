"""English words of Streamlit that are left on a page of another language."""

from __future__ import annotations

from playwright.sync_api import Page

#: Names of controls, which screen readers read, and texts outside of what the page itself writes.
_NAMES_AND_TEXTS = """() => {
    const names = ['aria-label', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
    const texts = [];
    for (const element of document.querySelectorAll('body *')) {
        for (const name of names) texts.push(element.getAttribute(name));
        if (element.matches('[role=status], [role=option], [data-live-announcer] *, [data-testid=InputInstructions],'
            + ' [data-testid=stSkipToContent], [data-testid=stStatusWidget], [data-testid=stBaseButton-elementToolbar]'))
            texts.push(element.textContent);
    }
    return texts.filter(text => text);
}"""
_ENGLISH = frozenset(
    "available choose clear close collapse copied copy dismiss enter expand menu navigate open option options"
    " page pages press remove results running search select selected show sidebar skip stop suggestions the"
    " toggle values view with".split()
)


def english_words(page: Page) -> list[str]:
    """Return names and texts of the page that have an English word in them."""
    texts = dict.fromkeys(page.evaluate(_NAMES_AND_TEXTS))
    return [text for text in texts if _ENGLISH & set(text.lower().replace(".", " ").replace(",", " ").split())]
