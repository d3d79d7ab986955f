"""A real server on this machine that pages as the APIs do, and fails as a test demands."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "t0ken-Only-For-Tests-7f3a"
Rows = list[dict[str, Any]]
Query = dict[str, str]
#: Answers one request instead of the list; True: the list answers as well.
Fault = Callable[["ApiRequest"], bool]


class ApiRequest(BaseHTTPRequestHandler):
    """One request; ``server.api`` knows what to answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.body = b""
        self._answer()

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        api: Api = self.server.api  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        self.query: Query = dict(parse_qsl(parts.query))
        with api.lock:
            api.requests.append((self.command, parts.path, self.query, time.monotonic()))
            api.authorizations.append(self.headers.get("Authorization"))
            fault = api.faults.pop(0) if api.faults else None
        try:
            if fault is not None and not fault(self):
                return
            if parts.path in api.lists:
                api.lists[parts.path](self)
            else:
                self.send(404, {"detail": "Not found."})
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(
        self, status: int, body: Any, headers: Mapping[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Write nothing to the tests' stderr."""


class Api:
    """Lists by path, faults for the next requests in their order, and the requests received."""

    def __init__(self) -> None:
        self.lists: dict[str, Callable[[ApiRequest], None]] = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, Query, float]] = []
        self.authorizations: list[str | None] = []
        self.lock = threading.Lock()
        self.address = ""

    def queries(self, path: str = "") -> list[Query]:
        return [query for _, request_path, query, _ in self.requests if path in request_path]


@contextmanager
def serving() -> Iterator[Api]:
    """Serve on a free port of this machine."""
    api = Api()
    server = ThreadingHTTPServer(("127.0.0.1", 0), ApiRequest)
    server.daemon_threads = True
    server.api = api  # type: ignore[attr-defined]
    api.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


def varaamo_list(
    rows: Rows, *, changed: str = "updated_at", count: Callable[[int, int], int] | None = None
) -> Callable[[ApiRequest], None]:
    """Varaamo's report API: bare token, windows of at most 100, the count in a header.

    ``count`` may return another total, from the start of the window and the true total.
    """

    def answer(request: ApiRequest) -> None:
        if request.headers.get("Authorization") != TOKEN:
            request.send(403, b"Not authorized to export reservation statistics.", kind="text/html")
            return
        start, stop = int(request.query["start"]), int(request.query["stop"])
        if not 0 < stop - start <= 100:
            request.send(400, {"detail": "no more than 100", "code": ""})
            return
        after = request.query.get("updated_after") or request.query.get("after")
        matching = [row for row in rows if not after or _instant(row[changed]) >= _instant(after)]
        total = count(start, len(matching)) if count else len(matching)
        headers = {
            "Varaamo-Pagination-Total-Count": str(total),
            "Varaamo-Pagination-Start": str(start),
            "Varaamo-Pagination-Stop": str(stop),
        }
        content = json.dumps(matching[start:stop], sort_keys=True).encode()
        request.send(200, content, headers)

    return answer


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def paged_list(
    api: Api, rows: Rows, *, container: str, token: str | None = None
) -> Callable[[ApiRequest], None]:
    """A list with numbered pages: ``results`` with the count beside it, or ``data`` with ``meta``.

    ``next`` names another host, as behind a proxy that does not tell its name.
    """

    def answer(request: ApiRequest) -> None:
        if token is not None and request.headers.get("Authorization") != token:
            request.send(401, {"detail": "Authentication credentials were not provided."})
            return
        size, page = int(request.query.get("page_size", 20)), int(request.query.get("page", 1))
        since = request.query.get("last_modified_gte")
        matching = [row for row in rows if not since or row["last_modified_time"][:10] >= since]
        more = page * size < len(matching)
        query = "&".join(f"{key}={value}" for key, value in {**request.query, "page": page + 1}.items())
        path = urlsplit(request.path).path
        about = {
            "count": len(matching),
            "next": f"http://internal.invalid{path}?{query}" if more else None,
            "previous": None,
        }
        shown = matching[(page - 1) * size : page * size]
        body = {"meta": about, "data": shown} if container == "data" else {**about, container: shown}
        request.send(200, body)

    return answer


def status(code: int, headers: Mapping[str, str] | None = None) -> Fault:
    """An answer with this status."""

    def fault(request: ApiRequest) -> bool:
        request.send(code, {"detail": "a fault"}, headers)
        return False

    return fault


def web_page(request: ApiRequest) -> bool:
    """A sign-in page instead of the list."""
    request.send(200, b"<!DOCTYPE html><html><body>Kirjaudu</body></html>", kind="text/html; charset=utf-8")
    return False


def cut(request: ApiRequest) -> bool:
    """The connection is cut in the middle of a body whose length was announced."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'[{"resource": 1, "start_dat')
    request.close_connection = True
    return False


def cut_without_a_length(request: ApiRequest) -> bool:
    """The same, of a body that just ends where the connection does."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Connection", "close")
    request.end_headers()
    request.wfile.write(b'[{"resource": 1, "start_dat')
    request.close_connection = True
    return False


def hangs(seconds: float) -> Fault:
    """No answer for so long."""

    def fault(request: ApiRequest) -> bool:
        time.sleep(seconds)
        request.close_connection = True
        return False

    return fault


def drips(request: ApiRequest) -> bool:
    """A byte now and then, never long enough apart for a time-out."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "100000")
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.02)
    return False


def fine(_: ApiRequest) -> bool:
    """No fault."""
    return True


def settings_file(home: Path, api: Api, **client: float) -> Path:
    """The home's sources.toml: every address is the server's, every wait is short."""
    waits = {
        "requests_a_second": 1000,
        "timeout_seconds": 5,
        "answer_seconds": 10,
        "attempts": 4,
        "backoff_seconds": 0.01,
        "backoff_most_seconds": 0.05,
        "retry_after_most_seconds": 2,
        **client,
    }
    lines = ["[client]", *(f"{key} = {value}" for key, value in waits.items())]
    for source in ("varaamo", "linked_events", "hauki", "servicemap"):
        lines += [f"[{source}]", f'address = "{api.address}"']
    lines += ["[boundaries]", f'address = "{api.address}/wfs"']
    lines += ["[residents]", f'address = "{api.address}/population.px"']
    home.mkdir(parents=True, exist_ok=True)
    path = home / "sources.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
