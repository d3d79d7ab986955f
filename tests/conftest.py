"""Fixtures that tests share: homes, commands, a browser, and one sample city."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from tests.support.commands import SECRET, Load, LoadOnce, SharedLoad, command, load_here, load_json

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ViewportSize

    from tests.support.fetch.server import Api

#: The size of a visitor's window.
WINDOW: ViewportSize = {"width": 1440, "height": 1400}


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the secret, the settings and the home of the user who runs them."""
    monkeypatch.setenv("TALKOOTILA_SECRET", SECRET)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("TALKOOTILA_HOME", "TALKOOTILA_SUPPRESSION_THRESHOLD", "TALKOOTILA_LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load in this process (fast): exports folder and home, by default those of this test."""

    def run(exports: Path | None = None, home: Path | None = None) -> dict[str, Any]:
        return load_here(exports or tmp_path / "exports", home or tmp_path / "home")

    return run


@pytest.fixture(scope="module")
def load_once(tmp_path_factory: pytest.TempPathFactory) -> LoadOnce:
    """Load one inbox for several tests of a module; each reads what became of its own file or row."""

    def run(write: Callable[[Path], object]) -> SharedLoad:
        folder = tmp_path_factory.mktemp("shared")
        exports, home = folder / "exports", folder / "home"
        exports.mkdir()
        write(exports)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TALKOOTILA_SECRET", SECRET)
            return load_here(exports, home), home

    return run


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """The inbox of one test, which ``load`` loads."""
    return tmp_path / "exports"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of one test, which ``data.warehouse.current()`` finds."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TALKOOTILA_HOME", str(folder))
    return folder


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A real server on this machine, which answers like an API."""
    from tests.support.fetch import server as fetch_server

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with fetch_server.serving() as api:
        yield api


@pytest.fixture
def surroundings(tmp_path: Path, api: Api, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and tokens for the server; returns the inbox."""
    from tests.support.fetch import server as fetch_server

    fetch_server.settings_file(home, api)
    for source in ("VARAAMO", "LINKED_EVENTS"):
        monkeypatch.setenv(f"TALKOOTILA_{source}_TOKEN", fetch_server.TOKEN)
    return tmp_path / "exports"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A small sample city, written and loaded once for all processes: ``exports`` and ``home``.

    About 3,000 bookings over 14 months. Tests may only read it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "sample"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "home" / "warehouse" / "CURRENT.json").exists():
            span = ["--bookings", "3000", "--from", "2025-09", "--to", "2026-10"]
            written = command("etl", "sample", "--out", folder / "exports", *span, "--seed", "7")
            assert written.returncode == 0, written.stderr
            outcome = load_json(folder / "exports", folder / "home")
            assert outcome["published"], outcome["stderr"]
    return folder


@pytest.fixture(scope="session")
def sample_exports(sample_folder: Path) -> Path:
    """The exports of the small sample city."""
    return sample_folder / "exports"


@pytest.fixture(scope="session")
def sample_home(sample_folder: Path) -> Path:
    """The home of the small sample city."""
    return sample_folder / "home"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium: the system's, else Playwright's own.

    Scope: module. Playwright keeps an event loop running, in which other tests cannot start one.
    """
    from playwright.sync_api import sync_playwright

    from tests.support.browsing import CHROMIUM_FLAGS

    system_chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose browser keeps what it fetched once; may download, copy and paste."""
    context = browser.new_context(
        viewport=WINDOW,
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context
    context.close()


@pytest.fixture(autouse=True)
def _one_tab(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the visitor one tab in its usual size: each tab that a link opened keeps a server session."""
    yield
    if "visitor" in request.fixturenames:
        for place, tab in enumerate(request.getfixturevalue("visitor").pages):
            if place:
                tab.close()
            elif tab.viewport_size != WINDOW:
                tab.set_viewport_size(WINDOW)


@pytest.fixture(scope="session")
def address(sample_home: Path) -> Iterator[str]:
    """The address of the dashboard over the small sample city."""
    from tests.support.browsing import serve

    process, address = serve(sample_home)
    yield address
    process.kill()
    process.wait()
