"""Send a request through door and guard to a small app that answers as Streamlit does, without a server."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from pages.server import monitoring
from pages.server.export_route import download
from pages.server.front_door import FrontDoor
from pages.server.guard import Guard

SCRIPT = "window.ready = false"
#: What Streamlit serves, in small.
SHELL = (
    f'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title><script>{SCRIPT}</script></head>'
    '<body><div id="root"></div></body></html>'
)


def shell(request: Any) -> Response:
    headers = {"etag": "x", "x-encoding": request.headers.get("accept-encoding", "none")}
    return HTMLResponse(SHELL, headers=headers)


def asset(request: Any) -> Response:
    return PlainTextResponse(
        "body {}", headers={"x-encoding": request.headers.get("accept-encoding", "none")}
    )


APP = Starlette(
    routes=[
        Route("/api/export/{what}.{form}", download, methods=["GET"]),
        Route("/static/a.css", asset),
        Route("/healthz", monitoring.healthz),
        Route("/metrics", monitoring.metrics),
        Route("/{page:path}", shell),
    ],
    middleware=[Middleware(monitoring.CountRequests), Middleware(FrontDoor), Middleware(Guard)],
)


def get(
    address: str, *, only_first_piece: bool = False, client: str = "localhost", forwarded: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an address.

    ``only_first_piece`` hangs up after one piece; ``client`` is where the connection comes from, and
    ``forwarded`` the client that a proxy names.
    """
    path, _, query = address.partition("?")
    by_proxy = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [
            *((b"host", b"localhost"), (b"accept-encoding", b"gzip"), (b"if-none-match", b"x")),
            *by_proxy,
        ],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": (client, 1),
        "root_path": "",
    }
    messages: list[dict[str, Any]] = []
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)
        if only_first_piece and message.get("body"):
            gone.set()
            await asyncio.sleep(0.05)

    asyncio.run(APP(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
    return messages[0]["status"], headers, b"".join(m.get("body", b"") for m in messages[1:])
