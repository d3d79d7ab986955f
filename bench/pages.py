"""Measure how long a reader waits after a change of filter, compared with a one-chart Streamlit page.

    python bench/pages.py [--home DIR] [--changes 20] [--page NAME]…

Both run on real servers in a real Chromium. In both a select box is changed by keyboard. The time is measured
from that key to the last chart drawn (on a page without charts: to the end of the script), by the browser's
clock. The page and the one-chart page take turns, so that a slower machine slows both.
Reported per page: median milliseconds, the ratio to the one-chart page, and the number of charts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

#: Records when the key was pressed, when a chart was last drawn, and when the script last stopped.
WATCH = """() => {
  window.seen = {key: 0, drawn: 0, ended: 0, charts: 0};
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Enter') window.seen = {key: performance.now(), drawn: 0, ended: 0, charts: 0};
  }, true);
  const watched = new WeakSet();
  const watch = () => document.querySelectorAll('.js-plotly-plot').forEach((plot) => {
    if (watched.has(plot) || !plot.on) return;
    watched.add(plot);
    plot.on('plotly_afterplot', () => { window.seen.drawn = performance.now(); window.seen.charts += 1; });
  });
  watch();
  new MutationObserver(() => {
    // A chart may be replaced rather than changed; its drawing counts too.
    watch();
    const app = document.querySelector('[data-testid=stApp]');
    if (app.dataset.testScriptState !== 'running') window.seen.ended ||= performance.now();
    else window.seen.ended = 0;
  }).observe(document.body, {subtree: true, childList: true, attributes: true,
                             attributeFilter: ['data-test-script-state']});
}"""
QUIET = "() => window.seen.ended && performance.now() - Math.max(window.seen.drawn, window.seen.ended) > 400"


def open_page(browser: Browser, url: str) -> Page:
    """Open a page, wait until it is drawn, and watch it."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(url)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    return page


def change(page: Page, label: str) -> float:
    """Choose the next option of a select box, and return the milliseconds until the page is drawn."""
    field = page.get_by_role("combobox", name=label).first
    field.focus()
    field.press("ArrowDown")
    page.wait_for_timeout(150)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(50)
    page.keyboard.press("Enter")
    page.wait_for_function(QUIET, timeout=60_000)
    seen = page.evaluate("() => window.seen")
    return float((seen["drawn"] or seen["ended"]) - seen["key"])


def main() -> None:
    """Measure every page that has the filter row."""
    from data.text.texts import say
    from pages.server.navigation import FILTERED
    from tests.support.browsing import CHROMIUM_FLAGS, serve

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="a loaded home (default: the sample city)")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--page", action="append", choices=FILTERED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or sample(Path(folder))
        servers = [serve(home), serve(home, "bench/one_chart.py")]
        try:
            with sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
                for name in options.page or FILTERED:
                    measure(
                        browser,
                        name,
                        servers[0][1],
                        servers[1][1],
                        say("filters.from", "fi"),
                        options.changes,
                    )
                browser.close()
        finally:
            for process, _ in servers:
                process.kill()


def measure(browser: Browser, name: str, address: str, plain: str, label: str, changes: int) -> None:
    """Measure one page and the one-chart page in turns."""
    page, one_chart_page = open_page(browser, f"{address}/{name}"), open_page(browser, plain)
    charts = page.locator(".js-plotly-plot").count()
    times: dict[str, list[float]] = {"page": [], "plain": []}
    for _ in range(changes):
        times["plain"].append(change(one_chart_page, "Month"))
        times["page"].append(change(page, label))
    page.context.close()
    one_chart_page.context.close()
    median, baseline = (statistics.median(times[key]) for key in ("page", "plain"))
    ratio = f"{median / baseline:4.2f} × the one-chart page ({baseline:.0f} ms)"
    print(f"{name:>18}: {median:5.0f} ms, {ratio}, {charts} charts")


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
