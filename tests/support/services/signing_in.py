"""A real OpenID provider, a dashboard that signs people in with it, and people without a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from websockets.sync.client import ClientConnection

from data.access.viewer import Person
from data.files.export import BOOKINGS, FIGURES, REPORT, Export
from data.files.signing import sign
from data.filters import Filters
from data.scope import Scope
from data.settings import ROOT
from pages.server import sessions
from tests.support.browsing import BASE_PATH, free_port, serve
from tests.support.services import nginx, page_socket
from tests.support.services.access_toml import ACCESS, write_access
from tests.support.services.page_socket import Drawn

PROVIDER = ROOT / "tests" / "support" / "oidc"
CLIENT_SECRET = "a secret of the client, 32 bytes or more"
LINK_SECRET = "a secret of links and cookies, 32 bytes"
COOKIE = "talkootila"


@dataclass(frozen=True)
class Site:
    """A running dashboard: its address with the base path, its home, and the address of its provider."""

    address: str
    home: Path
    provider: str

    @property
    def origin(self) -> str:
        """The address without the base path."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def serving(home: Path, base: str = "") -> Iterator[Site]:
    """Start a provider and a dashboard over ``home``, below the path ``base``."""
    port = free_port()
    with serving_at(f"http://127.0.0.1:{port}{base}", (port,), home) as site:
        yield site


@contextmanager
def serving_behind_nginx(home: Path, base: str, folder: Path) -> Iterator[Site]:
    """Do the same with two processes behind the nginx of deploy/, which keeps its files in ``folder``."""
    ports = (free_port(), free_port())
    with (
        nginx.serving(folder, ports) as (_, https),
        serving_at(f"https://localhost:{https}{base}", ports, home) as site,
    ):
        yield site


@contextmanager
def serving_at(address: str, ports: tuple[int, ...], home: Path) -> Iterator[Site]:
    """Start a provider, and a process per port, for people who sign in at ``address``."""
    # Where `make provider` puts a Node if the machine has none.
    own = str(Path(sys.executable).parent)
    node = shutil.which("node") or shutil.which("node", path=own)
    assert node, "the sign-in tests need Node: run `make provider`"
    assert (PROVIDER / "node_modules").is_dir(), "the provider is not installed: run `make provider`"
    provider_port = free_port()
    provider = f"http://127.0.0.1:{provider_port}"
    write_access(
        home,
        ACCESS.replace("http://127.0.0.1:8501", address).replace("https://id.example", provider),
    )
    running = [
        subprocess.Popen(
            [node, "provider.mjs", str(provider_port), address],
            cwd=PROVIDER,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    ]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TALKOOTILA_CLIENT_SECRET", CLIENT_SECRET)
            patch.setenv("TALKOOTILA_LINK_SECRET", LINK_SECRET)
            patch.setenv("NO_PROXY", "127.0.0.1")
            if base := urlsplit(address).path:
                patch.setenv(BASE_PATH, base.strip("/"))
            _wait_for(f"{provider}/.well-known/openid-configuration")
            for port in ports:
                running.append(serve(home, port=port)[0])
            yield Site(address, home, provider)
    finally:
        for process in running:
            process.kill()
            process.wait()


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            requests.get(address, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")


def stranger() -> requests.Session:
    """Return somebody with an empty cookie jar who uses no proxy."""
    session = requests.Session()
    session.trust_env = False
    return session


def to_callback(session: requests.Session, address: str, person: str) -> str:
    """Open a page, sign in at the provider, and return the address that it then sends the browser to."""
    page = session.get(address)
    for form in ({"prompt": "login", "login": person, "password": "x"}, {"prompt": "consent"}):
        action = re.search(r'action="([^"]+/interaction/[^"]+)"', page.text)
        assert action, page.text
        page = session.post(action[1], data=form, allow_redirects=False)
        while page.is_redirect and "/auth/callback" not in page.headers["location"]:
            page = session.get(urljoin(page.url, page.headers["location"]), allow_redirects=False)
    return page.headers["location"]


def sign_in(site: Site, person: str, path: str = "/") -> requests.Session:
    """Return somebody who has signed in as one of the people of provider.mjs."""
    session = stranger()
    session.get(to_callback(session, f"{site.address}{path}", person), allow_redirects=False)
    return session


def cookie_of(session: requests.Session) -> str:
    """Return the value of the session's cookie."""
    [value] = [cookie.value for cookie in session.cookies if cookie.name == COOKIE and cookie.value]
    return value


def with_cookie(value: str) -> requests.Session:
    """Return somebody who has only this cookie."""
    session = stranger()
    session.cookies.set(COOKIE, value, domain="127.0.0.1", path="/")
    return session


def session_id(site: Site, cookie: str) -> str:
    """Return the id of a cookie's session, which only the server knows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_LINK_SECRET", LINK_SECRET)
        session = sessions.read({COOKIE: cookie}, site.home)
    assert session is not None
    return session.id


def issued(site: Site, subject: str, seconds: float, **identities: str) -> str:
    """Return a genuine cookie of a session that lasts for ``seconds``."""
    person = Person(subject, subject, tuple(f"{kind}:{value}" for kind, value in identities.items()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_LINK_SECRET", LINK_SECRET)
        return sessions.written(sessions.new(person, seconds), site.home)


def open_socket(site: Site, cookie: str = "", resumed: str = "", **headers: str) -> ClientConnection:
    """Open the websocket of a page, with the id of a Streamlit session to resume."""
    sent = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    return page_socket.open_socket(site.address, {**sent, **headers}, resumed)


def drawn(site: Site, cookie: str, page: str) -> Drawn:
    """Open a page in English and return what the server sends to draw it."""
    with open_socket(site, cookie) as socket:
        return page_socket.draw(socket, page)


def link(site: Site, subject: str, scope: Scope, what: str = BOOKINGS, form: str = "csv") -> str:
    """A genuine link that the server would show to a subject."""
    filters = Filters.of("2026-10", "2026-10", department=["KUVA"]) if what == REPORT else Filters()
    metric = "bookings" if what == FIGURES else ""
    export = Export(what, "tiny", "fi", filters, scope, metric)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_LINK_SECRET", LINK_SECRET)
        return f"{site.address}/api/export/{what}.{form}?t={sign(export, subject=subject)}"
