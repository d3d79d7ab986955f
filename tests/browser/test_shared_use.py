"""The shared-use page in the real browser: the potential finder, and clicks on the matrix."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from data.analyses.potential import Search, find
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.text import texts
from data.warehouse import current
from pages.components.member_labels import names
from tests.support.browsing import settle, visit
from tests.support.steps import LANGUAGES_APART, Walk

YEAR = Filters.of("2025-11", "2026-10")


@pytest.mark.parametrize("language", LANGUAGES_APART)
def test_a_planner_finds_the_three_rooms_to_open_first_and_takes_them_along(
    visitor: BrowserContext, address: str, sample_home: Path, tmp_path: Path, language: str
) -> None:
    """From the page's address to the file: weekday evenings in one major district."""
    build = current(sample_home)
    majors = calculate("idle_hours", ("major_district",), YEAR, scope=EVERYTHING, build=build)[
        "major_district"
    ].tolist()
    major = majors[-1]
    potential = find(
        Search(weekdays=(1, 2, 3, 4, 5), from_hour=16),
        Filters.of("2025-11", "2026-10", major_district=[major]),
        scope=EVERYTHING,
        build=build,
    )
    walk = Walk(visitor)
    walk.open(f"{address}/shared_use?major_district={major}&lang={language}")
    page = walk.page
    walk.click(page.locator(".st-key-finder_part button").nth(1))
    page.wait_for_url("**days=1%2C2%2C3%2C4%2C5**")
    labels = names(build, "space", language)
    rooms = [labels[space] for space in potential.spaces["space"].head(3)]
    settle(page)
    walk.see(page.locator(".st-key-finder_first_spaces"), page.locator(".st-key-finder_first_districts"))
    shown = page.locator(".st-key-finder_first_spaces tbody tr td:first-child").all_inner_texts()
    assert shown[:3] == rooms
    links = page.locator(".st-key-finder_rooms_files")
    link = links.get_by_role("link", name=texts.say("figure.csv", language))
    path = walk.download(link, tmp_path / "rooms.csv")
    # Three more choose the major district (docs/decisions/0019-one-screen.md).
    assert walk.steps <= 4
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(potential.spaces) + 1
    assert [line.split(";")[0] for line in lines[1:4]] == potential.spaces["space"].head(3).tolist()


def test_a_click_on_a_cell_filters_by_both_and_a_second_one_takes_it_back(
    visitor: BrowserContext, address: str
) -> None:
    page = visit(visitor, f"{address}/shared_use").page
    chart = page.locator(".st-key-shared_matrix .chart").element_handle()
    for chosen in (True, False):
        plot = page.locator(".st-key-shared_matrix .js-plotly-plot .nsewdrag").first
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        assert box is not None
        # The first cell: the owner with most hours, and residents.
        page.mouse.move(box["x"] + 30, box["y"] + 30)
        page.mouse.click(box["x"] + 35, box["y"] + 30)
        page.wait_for_function(
            f"() => location.search.includes('booker_type=resident') === {str(chosen).lower()}"
        )
        settle(page)
        assert ("department=" in page.url) is chosen
        # The chart has changed: a new one would have to be drawn as a whole.
        assert chart.evaluate("chart => chart.isConnected")
