"""Start the real server and drive the real Chromium, for tests of what people see."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Download, Locator, Page, Request

from data.settings import ROOT
from tests.support.commands import SECRET

#: Streamlit's setting of a path that everything is served under.
BASE_PATH = "STREAMLIT_SERVER_BASE_URL_PATH"
#: How the browser of a phone identifies itself.
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]


#: Milliseconds without any change of the page after which it counts as drawn.
QUIET_MS = 150
#: Notes the time of the last change of the page; runs before the page's own scripts.
WATCH_CHANGES = """
window.lastChange = performance.now();
new MutationObserver(() => { window.lastChange = performance.now(); })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
IS_DRAWN = """quiet => document.querySelector('h1')
    && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'
    && !document.querySelector('[data-testid=stSkeleton]')
    && [...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))
    && !document.getAnimations().some(a => a instanceof CSSTransition && a.playState === 'running')
    && performance.now() - window.lastChange > quiet"""
IS_TOO_WIDE = """[document.documentElement, document.querySelector('[data-testid=stMain]')]
    .some(part => part.scrollWidth > part.clientWidth + 1)"""
#: Describing what is right takes half of axe's time.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
#: Whether Streamlit's own parts and those of page.css and dark.css have the colours of a theme.
SHOWS_THEME = """theme => {
    const page = getComputedStyle(document.documentElement).getPropertyValue('--page');
    return getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === theme
        && page.includes('101418') === (theme === 'dark');
}"""


@dataclass
class Visit:
    """An open page, and the addresses on other hosts that it requested."""

    page: Page
    foreign_requests: list[str] = field(default_factory=list)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(
    home: Path, script: str = "dashboard.py", port: int | None = None
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the dashboard (or another script) as a user would; return the process and its address."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_HOME": str(home), "TALKOOTILA_SECRET": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    base = f"{os.environ[BASE_PATH]}/" if os.environ.get(BASE_PATH) else ""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/{base}_stcore/health", timeout=1):
                return process, address
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the dashboard did not start")


def visit(context: BrowserContext, url: str) -> Visit:
    """Open an address in the context's tab and wait until the page is drawn.

    A tab that stays on the same site keeps its compiled scripts, which halves the work of the next page.
    """
    opened = Visit(context.pages[0] if context.pages else new_tab(context))

    def note(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            opened.foreign_requests.append(request.url)

    opened.page.on("request", note)
    opened.page.goto(url)
    settle(opened.page)
    return opened


def new_tab(context: BrowserContext) -> Page:
    """Open a tab that notes when its page changes."""
    page = context.new_page()
    page.add_init_script(WATCH_CHANGES)
    return page


def settle(page: Page) -> None:
    """Wait until the script has run, every chart is drawn and the page no longer changes."""
    page.wait_for_function(IS_DRAWN, arg=QUIET_MS, timeout=60_000)


def resize(page: Page, width: int, height: int) -> None:
    """Change the size of the window and wait until the page is drawn again.

    The page learns of its size a moment later, so a page that has long been drawn is not drawn yet.
    """
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("window.lastChange = performance.now()")
    settle(page)


def download(link: Locator, path: Path) -> Path:
    """Click, and save the file that is downloaded.

    A link that opens a new tab downloads to that tab or, if the server answers before the tab exists,
    to the page that has the link. So this waits for both.
    """
    downloads: list[Download] = []

    def listen(tab: Page) -> None:
        tab.on("download", lambda download: downloads.append(download))

    listen(link.page)
    link.page.context.on("page", listen)
    try:
        link.click()
        for _ in range(600):
            if downloads:
                downloads[0].save_as(path)
                return path
            link.page.wait_for_timeout(50)
    finally:
        link.page.context.remove_listener("page", listen)
    raise AssertionError("no download started")


def is_too_wide(page: Page) -> bool:
    """Return whether the page itself scrolls sideways."""
    return bool(page.evaluate(IS_TOO_WIDE))


def open_popover(page: Page, button: Locator) -> None:
    """Click a button and wait for what it opens: the server sends its content after it has opened."""
    button.click()
    page.locator("[data-testid=stPopoverBody] [data-testid=stElementContainer]").first.wait_for()
    settle(page)


def close_popover(page: Page) -> None:
    """Close what is open, and wait until the page is drawn."""
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    settle(page)


def choose_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """Change the theme of the open page and wait until its charts are drawn in it."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(SHOWS_THEME, arg=theme)
    page.evaluate("window.lastChange = performance.now()")
    settle(page)


def violations(page: Page) -> list[str]:
    """Return everything that axe finds on the page, as rule and place; targets of 24 px included."""
    results = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['target']}" for violation in results]
