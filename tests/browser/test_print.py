"""On paper, what a window shows first is the first sheet of A4, and nothing is cut or only for clicking."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pypdf import PageObject, PdfReader

from data.filters import Filters
from data.text.texts import say
from data.warehouse import current
from pages.server.navigation import PAGES
from pages.state import filters
from tests.support.browsing import resize, visit

pytestmark = pytest.mark.access

#: Points of an A4 sheet, lying.
A4 = (842, 595)
#: Figures, cells and texts of charts in the window (true); or all of them, and headings, on the whole page.
#: A heading at the end of the window goes to the next sheet with what it heads, and so does a chart that the
#: window cuts.
TEXTS = """isInWindow => [...document.querySelectorAll(
        '.st-key-page :is(h1, td, th, .card .value, .bullets .whose, .bullets .aim, .js-plotly-plot text)'
        + (isInWindow ? '' : ', .st-key-page h2'))]
    .filter(element => {
        const box = element.getBoundingClientRect();
        const around = element.closest('.table, [class*=st-key-scroll_], [class*=st-key-window_]');
        const end = Math.min(around?.getBoundingClientRect().bottom ?? innerHeight, innerHeight);
        const chart = element.closest('.js-plotly-plot')?.getBoundingClientRect().bottom ?? 0;
        return box.width > 1 && element.checkVisibility({visibilityProperty: true, opacityProperty: true})
            && !element.closest('[class*=_tools], .st-key-choices, [data-testid=stExpander]')
            && !(isInWindow && (Math.max(box.bottom, chart) > end || box.top < 0));
    })
    .map(element => element.textContent)"""


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with one browser for all pages."""
    context = browser.new_context()
    yield context
    context.close()


def without_spaces(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2060]", "", text).casefold()


def texts(page: Page, *, in_window: bool) -> list[str]:
    """Return the texts, without spaces, that the first sheet or any sheet must have."""
    return [squeezed for text in page.evaluate(TEXTS, in_window) if (squeezed := without_spaces(text))]


def printed(sheet: PageObject) -> str:
    """Return the text of a sheet without spaces. No text is outside the sheet."""

    def check(text: str, page: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            assert 0 <= page[0] * line[4] + page[2] * line[5] + page[4] <= A4[0], text

    return without_spaces(sheet.extract_text(visitor_text=check))


@pytest.mark.parametrize("name", PAGES)
def test_the_first_screen_is_the_first_sheet(reader: BrowserContext, address: str, name: str) -> None:
    page = visit(reader, f"{address}/{name}").page
    for width, height in ((1440, 900), (1280, 720)):
        resize(page, width, height)
        first, everything = texts(page, in_window=True), texts(page, in_window=False)
        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) == A4
        on_sheets = [printed(sheet) for sheet in sheets]
        assert [text for text in first if text not in on_sheets[0]] == [], width
        assert [text for text in everything if text not in "".join(on_sheets)] == [], width
        # The page with help names them.
        for key in ("shell.copy_link", "figure.table", "shell.board") if name != "help" else ():
            assert without_spaces(say(key, "fi")) not in "".join(on_sheets), key


def test_paper_says_which_filters_were_chosen(
    reader: BrowserContext, address: str, sample_home: Path
) -> None:
    page = visit(reader, f"{address}/overview?from=2026-01&to=2026-03&department=KUVA").page
    chosen = Filters.of("2026-01", "2026-03", department=["KUVA"])
    words = filters.sentence(current(sample_home), "fi", chosen)
    first, *_ = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert without_spaces(words) in printed(first)
