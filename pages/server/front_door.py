"""What the front door does to every response: the page's language and title, and security headers."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.text.texts import known_language, say
from pages.server import chart_scripts
from pages.server.error_log import log_request_error
from pages.server.navigation import MISSING_PAGE, PAGES, base_path

#: With these a browser would keep a page of another language, or get one that cannot be read here.
_DROPPED_REQUEST_HEADERS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_NOT_PAGES = (
    "/static/",
    "/media/",
    "/component/",
    "/_stcore/",
    "/app/static/",
    "/api/",
    "/assets/",
    "/healthz",
    "/metrics",
)
#: First parts of paths that are not pages.
_ROOTS = {part.strip("/").split("/")[0] for part in _NOT_PAGES}
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_HTML_TAG = re.compile(rb'<html lang="[a-z]*">')
#: Streamlit's page alone has it, and charts.
_ROOT = b'<div id="root"></div>'
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(html: bytes = b"") -> str:
    """Return a policy that allows this host only.

    Streamlit writes styles into elements and starts its page with an inline script, which is allowed by the
    hash of exactly that script.
    """
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(html)
    ]
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' 'wasm-unsafe-eval'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class FrontDoor:
    """ASGI middleware: sets the page's language, adds security headers, redirects, and logs errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query = scope.get("query_string", b"").decode("latin-1")
        response = _Response(send, known_language(parse_qs(query).get("lang", [""])[0]))
        try:
            target = _redirect_target(scope["path"], query) if scope["method"] in ("GET", "HEAD") else None
            if target is not None:
                await RedirectResponse(target)(scope, receive, response.send)
            else:
                await self.app(_without_dropped_headers(scope), receive, response.send)
        except Exception as error:
            log_request_error(scope["method"], scope["path"], error)
            # If the response has started, returning here makes the server close the connection.
            if not response.has_started:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, response.send)


def _redirect_target(path: str, query: str) -> str | None:
    """Return where a path is redirected to, always the root of this server; None for no redirect.

    Streamlit serves its first page at the root only, and would show an unknown page as a broken one.
    """
    root, parts = f"{base_path()}/", _parts(path)
    if parts == [PAGES[0]]:
        return f"{root}?{query}" if query else root
    if parts == ["spaces"]:
        return _profile_address(root, query)
    is_unknown = is_page(path) and parts[0] not in ("", *PAGES)
    return f"{root}?{MISSING_PAGE}=1" if is_unknown else None


def is_page(path: str) -> bool:
    """Return whether a path is that of a page, known or not."""
    parts = _parts(path)
    return len(parts) == 1 and parts[0] not in _ROOTS and "." not in parts[0]


def _parts(path: str) -> list[str]:
    return path.removeprefix(base_path()).strip("/").split("/")


def _profile_address(root: str, query: str) -> str | None:
    """Return the address of a space's profile for an old link to the page of a space; None for others."""
    names = parse_qsl(query)
    spaces = [space for name, values in names if name == "space" for space in values.split(",") if space]
    if len(spaces) != 1 or "detail" in dict(names):
        return None
    others = [(name, value) for name, value in names if name != "space"]
    return f"{root}spaces?{urlencode([*others, ('detail', f'space:{spaces[0]}')], safe=',:')}"


def _without_dropped_headers(scope: Scope) -> Scope:
    if any(part in scope["path"] for part in _NOT_PAGES):
        return scope
    headers = [(n, v) for n, v in scope["headers"] if n.lower() not in _DROPPED_REQUEST_HEADERS]
    return {**scope, "headers": headers}


class _Response:
    """One response on its way out. A page is held back until it is complete, since its length changes."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language
        self._start: Message | None = None
        self._body = b""
        self.has_started = False

    async def send(self, message: Message) -> None:
        """Send a message of the response with security headers."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", content_security_policy())
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        self.has_started = True
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        tag = f'<html lang="{self._language}">'.encode()
        title = f"<title>{say('terms.talkootila', self._language)}</title>".encode()
        script = f'<script src="{base_path()}/assets/frame.js" defer></script></head>'.encode()
        # The error page of a download is in three languages and marks them itself.
        body = _HTML_TAG.sub(tag, self._body, count=1)
        body = _TITLE.sub(title, body, count=1).replace(b"</head>", script, 1)
        body = body.replace(_ROOT, _ROOT + chart_scripts.tags(), 1)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        headers["Content-Security-Policy"] = content_security_policy(body)
        headers["Content-Language"] = self._language
        for name in ("etag", "last-modified"):
            del headers[name]
        self.has_started = True
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
