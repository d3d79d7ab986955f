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
#: Answers one request instead of the list; True: the list follows all the same.
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
            api.asked.append((self.command, parts.path, self.query, time.monotonic()))
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
        """Say nothing on the tests' stderr."""


class Api:
    """Lists by path, faults for the next requests in their order, and the requests received."""

    def __init__(self) -> None:
        self.lists: dict[str, Callable[[ApiRequest], None]] = {}
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str, Query, float]] = []
        self.authorizations: list[str | None] = []
        self.lock = threading.Lock()
        self.address = ""

    def queries(self, path: str = "") -> list[Query]:
        return [query for _, asked, query, _ in self.asked if path in asked]


@contextmanager
def serving() -> Iterator[Api]:
    """A server on a free port of this machine."""
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

    ``count`` may tell another total: of the begin of the window and the true one.
    """

    def answer(asked: ApiRequest) -> None:
        if asked.headers.get("Authorization") != TOKEN:
            asked.send(403, b"Not authorized to export reservation statistics.", kind="text/html")
            return
        start, stop = int(asked.query["start"]), int(asked.query["stop"])
        if not 0 < stop - start <= 100:
            asked.send(400, {"detail": "no more than 100", "code": ""})
            return
        after = asked.query.get("updated_after") or asked.query.get("after")
        found = [row for row in rows if not after or _instant(row[changed]) >= _instant(after)]
        total = count(start, len(found)) if count else len(found)
        headers = {
            "Varaamo-Pagination-Total-Count": str(total),
            "Varaamo-Pagination-Start": str(start),
            "Varaamo-Pagination-Stop": str(stop),
        }
        content = json.dumps(found[start:stop], sort_keys=True).encode()
        asked.send(200, content, headers)

    return answer


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def paged_list(
    api: Api, rows: Rows, *, container: str, token: str | None = None
) -> Callable[[ApiRequest], None]:
    """A list with numbered pages: ``results`` with the count beside it, or ``data`` with ``meta``.

    ``next`` names another host, as behind a proxy that does not tell its name.
    """

    def answer(asked: ApiRequest) -> None:
        if token is not None and asked.headers.get("Authorization") != token:
            asked.send(401, {"detail": "Authentication credentials were not provided."})
            return
        size, page = int(asked.query.get("page_size", 20)), int(asked.query.get("page", 1))
        since = asked.query.get("last_modified_gte")
        found = [row for row in rows if not since or row["last_modified_time"][:10] >= since]
        more = page * size < len(found)
        query = "&".join(f"{key}={value}" for key, value in {**asked.query, "page": page + 1}.items())
        path = urlsplit(asked.path).path
        about = {
            "count": len(found),
            "next": f"http://internal.invalid{path}?{query}" if more else None,
            "previous": None,
        }
        shown = found[(page - 1) * size : page * size]
        body = {"meta": about, "data": shown} if container == "data" else {**about, container: shown}
        asked.send(200, body)

    return answer


def status(code: int, headers: Mapping[str, str] | None = None) -> Fault:
    """An answer with this status."""

    def fault(asked: ApiRequest) -> bool:
        asked.send(code, {"detail": "as told"}, headers)
        return False

    return fault


def web_page(asked: ApiRequest) -> bool:
    """A sign-in page instead of the list."""
    asked.send(200, b"<!DOCTYPE html><html><body>Kirjaudu</body></html>", kind="text/html; charset=utf-8")
    return False


def cut(asked: ApiRequest) -> bool:
    """The connection is cut in the middle of a body whose length was announced."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/json")
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    asked.wfile.write(b'[{"resource": 1, "start_dat')
    asked.close_connection = True
    return False


def cut_without_a_length(asked: ApiRequest) -> bool:
    """The same, of a body that just ends where the connection does."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/json")
    asked.send_header("Connection", "close")
    asked.end_headers()
    asked.wfile.write(b'[{"resource": 1, "start_dat')
    asked.close_connection = True
    return False


def hangs(seconds: float) -> Fault:
    """No answer for so long."""

    def fault(asked: ApiRequest) -> bool:
        time.sleep(seconds)
        asked.close_connection = True
        return False

    return fault


def drips(asked: ApiRequest) -> bool:
    """A byte now and then, never long enough apart for a time-out."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/json")
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    for _ in range(200):
        asked.wfile.write(b" ")
        asked.wfile.flush()
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
