"""Every page in the real Chromium: no exception, no request to another host, nothing for axe to report."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text.texts import say
from data.warehouse import current
from pages.charts.maps import areas
from pages.charts.scatter import space_scatter
from pages.charts.theme import DARK, LIGHT, Palette, Style
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

FI = Style("fi", dark=False, unit="%", selected=("7",))
#: Draws a figure on a page that has nothing else, and returns the attributes of its marks.
DRAW_POINTS = """async figure => {
    document.body.innerHTML = '<link id="plotly" href="/assets/plotly.js"><div id="drawn"></div>';
    const { default: show } = await import('/_stcore/bidi-components/talkootila.chart/chart.js');
    const place = document.querySelector('#drawn');
    const setTriggerValue = (name, members) => { window.clicked = members; };
    await show({ parentElement: place, data: { figure, alt: 'points', clicks: true }, setTriggerValue });
    const looks = (path) => Object.fromEntries([...path.attributes].map(({ name, value }) => [name, value]));
    return [...place.querySelectorAll('.scatterlayer path')].map(looks);
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


def draw_points(page: Page, figure: go.Figure) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the elements of Plotly's own points, and those of several points."""
    marks: list[dict[str, Any]] = page.evaluate(DRAW_POINTS, figure.to_json(validate=False))
    return [mark for mark in marks if "class" in mark], [mark for mark in marks if "class" not in mark]


def spaces(count: int) -> pd.DataFrame:
    """Spaces 0, 1, 2 … in a row that rises to the right."""
    numbers = pd.Series(range(count), dtype=float)
    frame = pd.DataFrame({"space": numbers.astype(int).astype(str), "frequency": 100 * numbers / count})
    return frame.assign(label="Tila " + frame["space"], seat_fill=frame["frequency"] / 2)


def test_points_that_follow_one_another_are_one_element(
    regular_visitor: BrowserContext, address: str
) -> None:
    page = regular_visitor.new_page()
    page.goto(f"{address}/healthz")
    points, others = draw_points(page, space_scatter(spaces(500), "x", "y", FI))
    assert (len(points), len(others)) == (500, 0)
    # 600 points; half of a tenth is rounded to the even one, as everywhere.
    frame = spaces(600).assign(frequency=lambda frame: frame["frequency"].where(frame.index != 300, 31.25))
    points, others = draw_points(page, space_scatter(frame, "x", "y", FI))
    assert len(points) == 1
    assert len(others) == 20
    assert "".join(mark["d"] for mark in others).count("M") == 600
    # Plotly itself draws the first.
    x, y = points[0]["transform"].removeprefix("translate(").removesuffix(")").split(",")
    assert others[0]["d"].startswith(f"M{float(x) + 4.5:.2f},{float(y):.2f}a4.50,4.50")
    place = page.evaluate(
        """() => {
            const plot = document.querySelector('#drawn .chart'), { xaxis, yaxis } = plot._fullLayout;
            return [xaxis._offset + xaxis.l2p(31.2), yaxis._offset + yaxis.l2p(25)];
        }"""
    )
    page.mouse.move(place[0] - 3, place[1])
    page.mouse.move(*place)
    hover = page.locator("#drawn .hovertext")
    hover.wait_for()
    assert hover.text_content() == f"Tila 300{FI.quantity(31.25)} · {FI.quantity(25)}"
    page.mouse.click(*place)
    assert page.evaluate("window.clicked") == ["300"]

    units = frame.assign(member=frame["space"], value=frame["frequency"], hours=10.0, suppressed=False)
    units = units.assign(longitude=24.9 + frame.index / 10_000, latitude=60.2)
    units.loc[5, ["value", "suppressed"]] = [float("nan"), True]
    points, others = draw_points(page, areas.point_map(units, None, FI))
    assert len(others) < 60
    assert {mark["fill"] for mark in others} == {*LIGHT.amounts, "none"}
    (selected,) = [mark for mark in others if mark["stroke-width"] == "3"]
    assert (selected["d"].count("M"), selected["stroke"]) == (1, LIGHT.text)
    (crossed,) = [mark for mark in others if mark["fill"] == "none"]
    assert (crossed["d"].count("m"), crossed["stroke"]) == (2, LIGHT.secondary)
    page.close()


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
