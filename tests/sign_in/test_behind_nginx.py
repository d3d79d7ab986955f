"""Sign-in as operate.md installs it: two processes behind nginx, with TLS, below a path."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.support.services.page_socket import draw, open_socket
from tests.support.services.signing_in import Site, serving_behind_nginx, stranger, to_callback
from tests.support.services.tls import AUTHORITY
from tests.support.tiny_warehouse import publish, use

pytestmark = [
    pytest.mark.sign_in,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("behind_nginx")
    home = folder / "home"
    place = {"department": "KUVA", "district": "301", "space": "1", "unit": "2"}
    booking = {"booking_id": 1, "date": "2026-10-05", "hour": 9, "state": "confirmed", "is_use": True}
    publish(home, {"booking": [booking | place], "booking_hour": [use("2026-10-05") | place]})
    with serving_behind_nginx(home, "/tilat", folder) as site:
        yield site


def visitor(site: Site) -> requests.Session:
    """Return somebody who trusts the authority of the site's certificate."""
    session = stranger()
    session.verify = str(site.home.parent / AUTHORITY)
    return session


def socket_of(site: Site, session: requests.Session) -> ClientConnection:
    """Open a page's socket with the cookies that a browser would send."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)
    authority = ssl.create_default_context(cafile=str(site.home.parent / AUTHORITY))
    headers = {"Cookie": cookies, "Origin": site.origin}
    return open_socket(site.address, headers, authority=authority)


def receive_all(socket: ClientConnection) -> None:
    """Receive until the server closes the socket, or sends nothing for 5 seconds."""
    while True:
        socket.recv(timeout=5)


def test_a_person_signs_in_reads_takes_a_file_and_signs_out(site: Site) -> None:
    session = visitor(site)
    with pytest.raises(InvalidStatus, match="403"):
        socket_of(site, session)

    callback = to_callback(session, f"{site.address}/spaces?lang=en", "rita")
    assert callback.startswith(f"{site.address}/auth/callback?")
    answer = session.get(callback, allow_redirects=False)
    # nginx sends a cookie of its own: the route to one of the processes.
    [cookie] = [c for c in session.cookies if c.name == "__Secure-talkootila"]
    assert (cookie.secure, cookie.path) == (True, "/tilat")
    page = session.get(urljoin(site.address, answer.headers["location"]))
    assert page.url == f"{site.address}/spaces?lang=en"
    assert page.status_code == 200
    assert 'src="/tilat/assets/frame.js"' in page.text

    socket = socket_of(site, session)
    drawn = draw(socket, "downloads", "from=2026-10&to=2026-10&metric=booked_hours")
    assert not drawn.errors
    assert drawn.build_id == "tiny"
    [link, *_] = drawn.links("/figures.csv")
    assert link.startswith("/tilat/api/export/")
    file = session.get(f"{site.origin}{link}")
    assert file.status_code == 200
    assert file.headers["X-Row-Count"] == "1"
    assert visitor(site).get(f"{site.origin}{link}").status_code == 401

    answer = session.get(f"{site.address}/auth/out", allow_redirects=False)
    assert answer.headers["location"].startswith(f"{site.provider}/session/end?")
    assert "%2Ftilat%2Fauth%2Fsigned-out" in answer.headers["location"]
    with pytest.raises(ConnectionClosed):
        receive_all(socket)
    # The cookie is genuine and has hours left, whichever process is asked.
    session.cookies.set_cookie(cookie)
    for route in "abcdef":
        session.cookies.set("talkootila_route", route, domain=cookie.domain, path="/")
        assert session.get(f"{site.origin}{link}").status_code == 401
        with pytest.raises(InvalidStatus, match="403"):
            socket_of(site, session)
