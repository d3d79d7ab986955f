"""The real server and the real Chromium, for tests of what people see."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Download, Locator, Page

from data.settings import ROOT
from tests.support.commands import SECRET

#: Streamlit's setting of a path that everything is served under.
BASE_PATH = "STREAMLIT_SERVER_BASE_URL_PATH"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]


@dataclass
class Seen:
    """A page with what it asked of other hosts."""

    page: Page
    foreign: list[str] = field(default_factory=list)


def serve(home: Path, script: str = "dashboard.py") -> tuple[subprocess.Popen[bytes], str]:
    """Start the dashboard (or another script) as a user would; returns the process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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


def visit(context: BrowserContext, url: str) -> Seen:
    """Open an address and wait until the page has been drawn."""
    seen = Seen(context.new_page())
    seen.page.on(
        "request",
        lambda r: (
            seen.foreign.append(r.url)
            if not r.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else None
        ),
    )
    seen.page.goto(url)
    seen.page.wait_for_selector("h1", timeout=60_000)
    settle(seen.page)
    return seen


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"
        " && !document.querySelector('[data-testid=stSkeleton]')",
        timeout=60_000,
    )
    page.wait_for_timeout(400)


def download(link: Locator, path: Path) -> Path:
    """Save the file behind a link that opens a new tab.

    A quick server answers before that tab exists, and the download is the page's; a slow one after,
    and it is the tab's. So both are listened to.
    """
    begun: list[Download] = []

    def listen(tab: Page) -> None:
        tab.on("download", lambda download: begun.append(download))

    listen(link.page)
    link.page.context.on("page", listen)
    link.click()
    for _ in range(600):
        if begun:
            begun[0].save_as(path)
            return path
        link.page.wait_for_timeout(100)
    raise AssertionError("no download began")


def violations(page: Page) -> list[str]:
    """Everything that axe finds, as rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['target']}" for violation in found]
