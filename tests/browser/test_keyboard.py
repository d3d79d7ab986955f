"""A reader with a keyboard alone reaches every control, sees where the focus is, and gets back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from data.text.texts import say
from pages.server.navigation import PAGES
from tests.support.browsing import PHONE, settle, visit

pytestmark = pytest.mark.access

#: More stops than any page has.
MOST_STOPS = 400
#: Notes the focused element and how it looks; returns what is wrong with the one that had the focus before.
STEP = """() => {
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
    const look = element => {
        const looks = [];
        const around = [element, ...element.querySelectorAll('*')];
        for (let e = element.parentElement, up = 0; e && up < 3; e = e.parentElement, up++) around.push(e);
        for (const e of around.slice(0, 40)) {
            const style = getComputedStyle(e);
            looks.push(style.outline, style.boxShadow, style.border, style.backgroundColor, style.color);
        }
        return looks.join();
    };
    const name = element => (element.getAttribute('aria-label') || element.innerText || element.id
        || element.outerHTML).slice(0, 80);
    const faults = [];
    const previous = window.focusedBefore;
    if (previous?.element.isConnected && look(previous.element) === previous.look)
        faults.push(`focus is not visible: ${name(previous.element)}`);
    const element = document.activeElement;
    window.focusedBefore = null;
    if (!element || element === document.body) return {faults, isDone: true};
    window.visited ??= new Set();
    const isDone = window.visited.has(element);
    window.visited.add(element);
    window.focusedBefore = {element, look: look(element)};
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    // The part that the window shows; of a large box some part will do.
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const isHit = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return hit && [element.contains(hit), hit.contains(element), hit.closest('label')?.contains(element)]
            .some(Boolean);
    };
    const heights = box.height > 100 ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.15, 0.5, 0.85];
    const hits = heights.filter(part => isHit((left + right) / 2, top + (bottom - top) * part)
        || isHit(left + 3, top + (bottom - top) * part));
    const isSeen = box.height > 100 ? hits.length > 0 : hits.length === heights.length;
    if (!isSeen) faults.push(`focus is covered: ${name(element)}`);
    return {faults, isDone};
}"""
#: Names of controls that a reader sees and that Tab has not reached; of a group of radios one is enough.
NOT_REACHED = """() => [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0
        && ![...window.visited].some(v => e.closest('[role=radiogroup]')?.contains(v)))
    .filter(e => !window.visited.has(e))
    .map(e => (e.getAttribute('aria-label') || e.innerText || e.outerHTML).slice(0, 80))"""


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with a low window, in which the filter row covers most."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def focused_text(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText"))


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_and_its_focus_is_seen(
    reader: BrowserContext, address: str, name: str
) -> None:
    page = visit(reader, f"{address}/{name}").page
    faults: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        faults += step["faults"]
        if step["isDone"]:
            break
    assert faults == []
    assert page.evaluate(NOT_REACHED) == []


def test_the_profile_of_a_space(reader: BrowserContext, address: str) -> None:
    """Opened, walked through and left; the focus stays inside, and returns to the link."""
    page = visit(reader, f"{address}/spaces").page
    link = page.locator("[class*=st-key-scrolled_] a").nth(1)
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-space_profile .js-plotly-plot").first.wait_for()
    settle(page)
    for key in ("Tab",) * 12 + ("Shift+Tab",) * 14:
        page.keyboard.press(key)
        assert page.evaluate("!!document.activeElement.closest('[role=dialog]')"), key
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="detached")
    page.wait_for_url(re.compile(r"^(?!.*detail)"))
    settle(page)
    assert focused_text(page) == name


def test_all_changes_of_the_overview(reader: BrowserContext, address: str) -> None:
    page = visit(reader, address).page
    button = page.locator(".st-key-changes_tools button").first
    button.focus()
    page.keyboard.press("Enter")
    page.locator("[data-testid=stPopoverBody] table").wait_for()
    settle(page)
    for _ in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('[data-testid=stPopoverBody]')")
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    assert focused_text(page) == button.inner_text()


def test_a_choice_of_explore(reader: BrowserContext, address: str) -> None:
    page = visit(reader, f"{address}/explore").page
    page.locator(".st-key-choose_chart input").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("chart="))
    settle(page)
    expect(page.locator(".st-key-choose_chart input")).to_be_focused()


def test_the_sheet_of_filters_on_a_phone(browser: Browser, address: str) -> None:
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, user_agent=PHONE)
    page = visit(context, f"{address}/spaces").page
    button = page.locator(".st-key-filter_sheet button").first
    button.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name=say("dimensions.department", "fi"))
    field.wait_for()
    settle(page)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("department="))
    settle(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    settle(page)
    assert page.evaluate("!!document.activeElement.closest('.st-key-filter_sheet')")
    context.close()
