"""The real server, tested with raw requests: allowed hosts, redirects, and a base path."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from plotly.offline import get_plotlyjs_version

from pages.server.chart_scripts import PLOTLY
from pages.server.front_door import HEADERS
from tests.support.browsing import serve
from tests.support.tiny_warehouse import publish

WEBSOCKET = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def request(
    address: str, path: str, host: str = "127.0.0.1", extra: str = "", method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    """Send a request exactly as written, and return status, headers and body."""
    port = urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port or 80), timeout=20) as connection:
        closing = "" if extra else "Connection: close\r\n"
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{extra}{closing}\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received or not extra:
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
    head, _, body = received.decode("utf-8", "replace").partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("server")
    publish(home, {"booking": []})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_ALLOWED_HOSTS", "tilat.example, *.intra.example")
        process, address = serve(home)
    yield address
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def server_under_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("base")
    publish(home, {"booking": []})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "base")
        process, address = serve(home)
    yield address
    process.kill()
    process.wait()


class TestHosts:
    @pytest.mark.parametrize("path", ["/", "/overview", "/api/export/bookings.csv?t=x", "/_stcore/health"])
    def test_an_unknown_host_is_refused_pages_and_files(self, server: str, path: str) -> None:
        assert request(server, path, "rebinding.example:8501")[0] == 400
        assert request(server, path, "127.0.0.1.rebinding.example")[0] == 400

    def test_an_unknown_host_is_refused_a_websocket(self, server: str) -> None:
        status, _, _ = request(server, "/_stcore/stream", "rebinding.example", WEBSOCKET)
        assert status in (400, 403)
        assert request(server, "/_stcore/stream", "127.0.0.1", WEBSOCKET)[0] == 101

    @pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "tilat.example", "a.intra.example:443"])
    def test_loopback_names_and_the_hosts_of_the_setting_are_served(self, server: str, host: str) -> None:
        assert request(server, "/spaces", host)[0] == 200


class TestRedirects:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_the_address_of_the_first_page_redirects_to_the_root(self, server: str, method: str) -> None:
        status, headers, _ = request(server, "/overview?lang=sv", method=method)
        assert (status, headers["location"]) == (307, "/?lang=sv")
        assert {name.lower() for name in HEADERS} <= set(headers)
        assert "content-security-policy" in headers

    @pytest.mark.parametrize(
        "path",
        ["//evil.example/overview", "//evil.example", "/\\evil.example/overview", "//evil.example/%2e%2e"],
    )
    def test_no_path_redirects_to_another_host(self, server: str, path: str) -> None:
        location = request(server, path)[1].get("location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


class TestBasePath:
    def test_redirects_stay_below_the_base_path(self, server_under_base: str) -> None:
        status, headers, _ = request(server_under_base, "/base/overview?lang=en")
        assert (status, headers["location"]) == (307, "/base/?lang=en")
        status, headers, _ = request(server_under_base, "/base/no_such_page")
        assert (status, headers["location"]) == (307, "/base/?missing=1")

    @pytest.mark.parametrize("path", ["/base/", "/base/spaces"])
    def test_a_page_loads_its_scripts_below_the_base_path(self, server_under_base: str, path: str) -> None:
        status, _, body = request(server_under_base, path)
        assert status == 200
        scripts = re.findall(r'(?:src|href)="(/base/[^"]*)"', body)
        assert scripts == [
            "/base/assets/frame.js",
            f"/base/assets/plotly.js?v={get_plotlyjs_version()}",
            "/base/_stcore/bidi-components/talkootila.chart/chart.js",
        ]
        for script in scripts:
            status, headers, _ = request(server_under_base, script, method="HEAD")
            assert status == 200
            assert "javascript" in headers["content-type"]

    def test_plotly_has_the_version_that_figures_are_written_for(self) -> None:
        with PLOTLY.open(encoding="utf-8") as script:
            assert f"v{get_plotlyjs_version()}" in script.readlines(200)[1], "run `make plotly`"

    def test_plotly_is_sent_small_and_kept_by_the_browser(self, server_under_base: str) -> None:
        path, accepts = "/base/assets/plotly.js?v=1", "Accept-Encoding: gzip\r\nConnection: close\r\n"
        _, headers, _ = request(server_under_base, path, extra=accepts, method="HEAD")
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) < 600_000
        assert "immutable" in headers["cache-control"]

    def test_the_error_page_of_a_download_stays_below_the_base_path(self, server_under_base: str) -> None:
        status, _, body = request(server_under_base, "/base/api/export/bookings.csv?t=x")
        assert status == 403
        assert 'href="/base/"' in body
        assert 'src="/base/assets/frame.js"' in body
