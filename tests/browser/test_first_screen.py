"""What each page promises is in the first screen, and no text there is cut off, covered or too small."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.browsing import resize, visit
from tests.support.first_screen import cut_texts, outside, overlapping_texts, small_texts

FRAME = ("h1", ".st-key-answer")
#: What is in the first screen of each page, by selector: of 1440 × 900 and of 1280 × 720 ...
IN_BOTH = {
    "overview": [
        *(".st-key-filterbar", ".st-key-figures", ".st-key-overview_map", ".st-key-overview_trend"),
        *("[aria-label*='eruspiiri'].table", "[aria-label*='oimiala'].table"),
    ],
    "department_month": [
        *(".st-key-controls", ".st-key-controls a[href*=pdf]", ".st-key-month_days"),
        *(".st-key-month_figures", ".st-key-month_middle", ".st-key-month_right"),
    ],
    "districts": [
        *(".st-key-filterbar", ".st-key-districts_choices", ".st-key-window_districts_map"),
        *(".st-key-scroll_districts_ranking", ".st-key-districts_profile", ".st-key-districts_trend"),
    ],
    "goals": [".st-key-controls", ".st-key-goals_targets", ".st-key-goals_measures"],
    "spaces": [
        *(".st-key-filterbar", ".st-key-figures", ".st-key-spaces_heat", ".st-key-spaces_heat_tools"),
        *(".st-key-arrange_rooms_find", ".st-key-scrolled_rooms", ".st-key-rooms_tools"),
    ],
    "shared_use": [
        *(".st-key-filterbar", ".st-key-figures", ".st-key-shared_matrix", ".st-key-shared_matrix_tools"),
        *(".st-key-finder_part", ".st-key-finder_refine", ".st-key-finder_first_spaces"),
        *(".st-key-finder_first_districts", ".st-key-finder_districts_tools"),
    ],
    "volunteering": [
        *(
            ".st-key-filterbar",
            ".st-key-figures",
            ".st-key-volunteering_map",
            ".st-key-volunteering_map_tools",
        ),
        *(".st-key-volunteering_trend", ".st-key-volunteering_partners_heads"),
        *(".st-key-ranked_volunteering_partners .table", ".st-key-volunteering_partners_tools"),
    ],
    "participation": [
        *(".st-key-filterbar", ".st-key-figures", ".st-key-participation_channel"),
        *(".st-key-participation_trend", ".st-key-participation_trend_tools", ".st-key-participation_home"),
        *(".st-key-participation_reach_heads", ".st-key-ranked_participation_reach"),
        ".st-key-participation_reach_tools",
    ],
    "explore": [".st-key-filterbar", ".st-key-choices", ".st-key-explore"],
    "downloads": [".st-key-filterbar", ".st-key-downloads_bookings_files", ".st-key-downloads_figures_files"],
    "data_quality": [".st-key-figures", ".st-key-coverage_grid", ".st-key-coverage_tools", ".st-key-checks"],
    "load_data": [".st-key-load_uploader", ".st-key-load_preview h2"],
    "dictionary": [".st-key-dictionary_list", ".st-key-dictionary_tools", ".st-key-entry h2"],
}
#: ... and what only the higher window has room for.
IN_HIGH = {
    "districts": [".st-key-districts_ranking"],
}
WINDOWS = {(1440, 900): (IN_BOTH, IN_HIGH), (1280, 720): (IN_BOTH,)}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with one browser for all pages."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("name", IN_BOTH)
def test_the_first_screen_holds_what_the_page_promises(
    reader: BrowserContext, address: str, name: str
) -> None:
    page = visit(reader, f"{address}/{name}").page
    for (width, height), promised in WINDOWS.items():
        selectors = [*FRAME, *(selector for part in promised for selector in part.get(name, ()))]
        resize(page, width, height)
        assert outside(page, selectors) == [], (width, height)
        assert overlapping_texts(page) == [], (width, height)
        assert cut_texts(page) == [], (width, height)
        assert small_texts(page) == [], (width, height)
