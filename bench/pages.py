"""Measure how long a reader waits for a page, compared with a one-chart Streamlit page without any data.

    python bench/pages.py [--home DIR] [--changes 20] [--loads 5] [--page NAME]…

Both run on real servers in a real Chromium of 1440 × 900. A change: an option of a select box is chosen by
keyboard, and the time runs from that key to the last chart of the first screen (on a page without charts
there: to the end of the script). A load: the page is opened in a new tab, and the time runs from the request.
Times are the browser's. The page and the one-chart page take turns, so that a slower machine slows both.
Reported per page: median milliseconds of both, and their ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

#: Records when the key was pressed, a chart of the first screen was last drawn, and the script stopped.
WATCH = """addEventListener('DOMContentLoaded', () => {
  window.seen = {key: 0, drawn: 0, started: false, ended: 0};
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Enter') window.seen = {key: performance.now(), drawn: 0, started: false, ended: 0};
  }, true);
  const watched = new WeakSet();
  const note = (plot) => {
    if (plot.getBoundingClientRect().top < innerHeight) window.seen.drawn = performance.now();
  };
  const watch = () => document.querySelectorAll('.js-plotly-plot').forEach((plot) => {
    if (watched.has(plot) || !plot.on) return;
    watched.add(plot);
    note(plot);
    plot.on('plotly_afterplot', () => note(plot));
  });
  new MutationObserver((changes) => {
    // A chart may be replaced rather than changed; its drawing counts too.
    watch();
    // A run may start and end between two calls of this function.
    if (changes.some((change) => change.oldValue === 'running')) window.seen.started = true;
    const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    if (state === 'running') Object.assign(window.seen, {started: true, ended: 0});
    else if (document.querySelector('h1')) window.seen.ended ||= performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true,
                             attributeOldValue: true, attributeFilter: ['data-test-script-state']});
});"""
#: A short run may not be seen to start, but it draws a chart or is the first one of the page.
QUIET = """() => (window.seen.drawn || window.seen.started || !window.seen.key) && window.seen.ended
  && performance.now() - Math.max(window.seen.drawn, window.seen.ended) > 500"""
#: The select box that is changed on pages without the filter row. Goals has one of years, of which a city may
#: have one only.
OTHER_SELECTS = {"department_month": "dimensions.month"}
WINDOW: ViewportSize = {"width": 1440, "height": 900}


class Pair(NamedTuple):
    """Median milliseconds of a page and of the one-chart page."""

    page: float
    plain: float

    @classmethod
    def of(cls, pairs: Sequence[Sequence[float]]) -> Pair:
        """Return the medians of times that were measured in turns."""
        return cls(*(statistics.median(times) for times in zip(*pairs, strict=True)))

    def __str__(self) -> str:
        return f"{self.page:5.0f} ms = {self.page / self.plain:4.2f} × {self.plain:.0f} ms"


class Times(NamedTuple):
    """The times of a page: of a change and of a load."""

    page: str
    change: Pair
    load: Pair


def waited(page: Page) -> float:
    """Return the milliseconds from the key, or from the request, until the first screen was drawn."""
    page.wait_for_function(QUIET, timeout=60_000)
    seen = page.evaluate("() => window.seen")
    return float((seen["drawn"] or seen["ended"]) - seen["key"])


def load(context: BrowserContext, url: str) -> float:
    """Open a page in a new tab, and return the milliseconds until its first screen was drawn."""
    page = context.new_page()
    page.goto(url)
    milliseconds = waited(page)
    page.close()
    return milliseconds


def change(page: Page, label: str) -> float:
    """Choose the next option of a select box, and return the milliseconds until the first screen is drawn."""
    field = page.get_by_role("combobox", name=label).first
    field.focus()
    field.press("ArrowDown")
    # The key opens the list and goes to the next option. On a busy machine the list opens late; a key before
    # that would choose nothing.
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    return waited(page)


def main() -> None:
    """Measure the pages, by default every page with a select box for the period."""
    from pages.server.navigation import FILTERED

    names = (*FILTERED, *OTHER_SELECTS)
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="a loaded home (default: the sample city)")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--page", action="append", choices=names)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or sample(Path(folder))
        for times in measure_pages(home, options.page or names, options.changes, options.loads):
            print(f"{times.page:>18}: change {times.change}, load {times.load}", flush=True)


def measure_pages(home: Path, names: Iterable[str], changes: int, loads: int) -> Iterator[Times]:
    """Serve a home, and yield the times of each page."""
    from tests.support.browsing import CHROMIUM_FLAGS, serve

    servers = [serve(home), serve(home, "bench/one_chart.py")]
    try:
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            for name in names:
                yield measure(browser, name, servers[0][1], servers[1][1], changes, loads)
            browser.close()
    finally:
        for process, _ in servers:
            process.kill()


def measure(browser: Browser, name: str, address: str, plain: str, changes: int, loads: int) -> Times:
    """Measure one page and the one-chart page in turns."""
    from data.text.texts import say

    visitors = [browser.new_context(viewport=WINDOW) for _ in range(2)]
    for visitor in visitors:
        visitor.add_init_script(WATCH)
    urls = (f"{address}/{name}", plain)
    # The first load of each fills the browser's cache.
    loaded = [[load(v, url) for v, url in zip(visitors, urls, strict=True)] for _ in range(loads + 1)][1:]
    page, one_chart_page = (visitor.new_page() for visitor in visitors)
    for tab, url in zip((page, one_chart_page), urls, strict=True):
        tab.goto(url)
        waited(tab)
    if name not in OTHER_SELECTS:
        page.locator(".st-key-filter_period button").first.click()
        page.get_by_role("combobox", name=say("filters.from", "fi")).wait_for()
        # What the button opened takes the focus.
        page.locator("[data-testid=stPopoverBody]:focus").wait_for()
    label = say(OTHER_SELECTS.get(name, "filters.from"), "fi")
    changed = [(change(page, label), change(one_chart_page, "Month")) for _ in range(changes)]
    for visitor in visitors:
        visitor.close()
    return Times(name, Pair.of(changed), Pair.of(loaded))


def sample(folder: Path) -> Path:
    """Load the sample city, and return its home."""
    exports, home = folder / "exports", folder / "home"
    for arguments in (
        ["sample", "--out", str(exports)],
        ["load", "--exports", str(exports), "--home", str(home)],
    ):
        environment = {**os.environ, "TALKOOTILA_SECRET": "a secret for the bench, 32 bytes or more"}
        subprocess.run([sys.executable, "-m", "etl", *arguments], cwd=ROOT, env=environment, check=True)
    return home


if __name__ == "__main__":
    main()
