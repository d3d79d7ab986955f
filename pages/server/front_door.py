"""What the front door adds to every response: the page's language and title, and security headers."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.text.texts import known_language, say
from pages.server.navigation import MISSING_PAGE, PAGES

#: Sent along, they would let a browser keep a page of another language, or one that cannot be read here.
_DROPPED_REQUEST_HEADERS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_NOT_PAGES = ("/static/", "/media/", "/component/", "/_stcore/", "/app/static/", "/api/", "/assets/")
_FIRST_PAGE = "/overview"
#: First parts of paths that are not pages.
_ROOTS = {part.strip("/").split("/")[0] for part in _NOT_PAGES}
#: Relative, since every page lies one level below the root, wherever that is.
_SCRIPT = b'<script src="./assets/frame.js" defer></script></head>'
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_HTML_TAG = re.compile(rb'<html lang="[a-z]*">')
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(html: bytes = b"") -> str:
    """Everything from this host only. Streamlit writes styles into elements, and starts its page with
    an inline script, which is let through by the hash of exactly that script."""
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
    """ASGI middleware: ``lang`` of the address becomes the page's, and headers guard every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].rstrip("/").endswith(_FIRST_PAGE) and scope["method"] == "GET":
            # Streamlit serves its first page at the root only; its name is an address like the others.
            root = scope["path"].rstrip("/").removesuffix(_FIRST_PAGE) + "/"
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"{root}?{query}" if query else root)(scope, receive, send)
            return
        if scope["method"] == "GET" and self._is_missing(scope["path"]):
            await RedirectResponse(f"/?{MISSING_PAGE}=1")(scope, receive, send)
            return
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])
        reply = _Reply(send, known_language(asked[0]))
        if not any(part in scope["path"] for part in _NOT_PAGES):
            kept = [(n, v) for n, v in scope["headers"] if n.lower() not in _DROPPED_REQUEST_HEADERS]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, reply.send)

    @staticmethod
    def _is_missing(path: str) -> bool:
        """Whether a path would be a page's, but there is no such page."""
        first, *rest = path.strip("/").split("/")
        return bool(first) and not rest and first not in PAGES and "." not in first and first not in _ROOTS


class _Reply:
    """One response on its way out; a page is held back until it is whole, since its length changes."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
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
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        tag = f'<html lang="{self._language}">'.encode()
        title = f"<title>{say('terms.talkootila', self._language)}</title>".encode()
        # The export's own error page is in three languages and says so itself.
        body = _HTML_TAG.sub(tag, self._body, count=1)
        body = _TITLE.sub(title, body, count=1).replace(b"</head>", _SCRIPT, 1)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        headers["Content-Security-Policy"] = content_security_policy(body)
        headers["Content-Language"] = self._language
        for name in ("etag", "last-modified"):
            del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
