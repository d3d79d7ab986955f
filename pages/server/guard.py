"""The guard: refuses pages, sockets, downloads and media before Streamlit sees them, unless one may see them.

It puts the ``Viewer`` into the scope of every request that it lets through, as ``viewer``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import settings
from data.access import audit_log
from data.access.access_file import WrongAccess, access_file
from data.access.viewer import ANYONE, OWNER, Viewer
from data.log_files import log
from data.text.messages import message
from pages.server import modes, sessions, sign_in
from pages.server.front_door import is_page
from pages.server.navigation import FOR_STEWARDS, base_path
from pages.server.notice_page import notice
from pages.server.sessions import Session

#: Streamlit resumes a session only for the same value of this header (server.trustedUserHeaders), which
#: nobody but the guard can set.
SESSION_HEADER = b"x-talkootila-session"
#: What a proxy adds to a request.
_FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"}
#: Paths that everyone may ask for: whether the server runs (/metrics answers this machine alone), and the
#: script of every page, which the guard's own pages load too.
_PUBLIC = ("/_stcore/health", "/healthz", "/metrics", "/assets/frame.js")
#: Seconds after which an open socket is closed at the latest once its session is over.
CHECK_SECONDS = 1.0
#: "Policy violation" of the WebSocket protocol.
_CLOSED = 1008


class Guard:
    """ASGI middleware between the front door and Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.sign_in = sign_in.app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or socket through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != SESSION_HEADER]
        scope = {**scope, "headers": headers}
        mode = modes.current()
        if scope["type"] == "http" and scope["path"].removeprefix(base_path()) in _PUBLIC:
            await self.app(scope, receive, send)
        elif mode == modes.SIGN_IN:
            await self._signed_in_only(scope, receive, send)
        elif mode == modes.OWN_MACHINE and is_forwarded(scope):
            # The machine's owner uses no proxy: whoever set one up has to decide who may see what.
            text = "Behind a proxy, set up sign-in or TALKOOTILA_ALLOWED_HOSTS: docs/access.md"
            await _refuse(PlainTextResponse(text, 403), scope, receive, send)
        else:
            viewer = OWNER if mode == modes.OWN_MACHINE else ANYONE
            await self._let_through({**scope, "viewer": viewer}, receive, send)

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its viewer may not load data and it is about that."""
        viewer: Viewer = scope["viewer"]
        if scope["type"] == "http" and _is_for_stewards(scope["path"]) and not viewer.may_load:
            audit_log.log_refusal(settings.home(), viewer, "not_steward", place=scope["path"])
            await _refuse(notice("rights.not_steward", status=403), scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _signed_in_only(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, base = scope["path"], base_path()
        home = settings.home()
        try:
            if access_file(home).provider is None:
                raise WrongAccess(message("access_provider_gone"))
            if path.startswith(f"{base}{sign_in.PREFIX}/") and scope["type"] == "http":
                await self.sign_in(scope, receive, send)
                return
            session = sessions.read(HTTPConnection(scope).cookies, home)
            viewer = sessions.viewer_of(session, home) if session else None
        except WrongAccess as error:
            log.error("access.toml: %s", error)
            await _refuse(notice("rights.settings_wrong", status=503), scope, receive, send)
            return
        if session is None or viewer is None or not viewer.grants:
            await _refuse(_refusal(scope, home, viewer), scope, receive, send)
            return
        header = (SESSION_HEADER, session.id.encode())
        allowed = {**scope, "viewer": viewer, "headers": [*scope["headers"], header]}
        if scope["type"] == "websocket":
            await _until_over(self.app, session, home, (allowed, receive, send))
        else:
            await self._let_through(allowed, receive, send)


def is_forwarded(scope: Scope) -> bool:
    """Return whether a request came through a proxy."""
    return any(name.lower() in _FORWARDED for name, _ in scope["headers"])


def _is_for_stewards(path: str) -> bool:
    """Return whether a path is that of a page for stewards, or the one that Streamlit takes files at."""
    first = path.removeprefix(base_path()).strip("/").split("/")[0]
    return first in FOR_STEWARDS or "/_stcore/upload_file" in path


def _refusal(scope: Scope, home: Path, viewer: Viewer | None) -> Response:
    """Return the answer to somebody who is not signed in (``viewer`` is None), or has no access."""
    path = scope["path"]
    if path.startswith(f"{base_path()}/api/"):
        audit_log.log_refusal(home, viewer, "no_access" if viewer else "not_signed_in", place=path)
    if viewer is not None:
        return sign_in.no_access(has_unlisted_groups=False)
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and is_page(path):
        query = scope["query_string"].decode("latin-1")
        address = quote(path) + (f"?{query}" if query else "")
        return RedirectResponse(f"{sign_in.address('in')}?{urlencode({'next': address})}", 302)
    return notice("rights.sign_in_first", status=401, label="rights.sign_in")


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _CLOSED})
    else:
        await response(scope, receive, send)


async def _until_over(
    app: ASGIApp, session: Session, home: Path, connection: tuple[Scope, Receive, Send]
) -> None:
    """Run a socket, and close it once its session is over or its person has no access any more.

    The session is looked up before each message and each second, since another process may have ended it.
    """
    scope, receive, send = connection
    is_closed = False

    def is_over() -> bool:
        try:
            return session.is_over(home) or not sessions.viewer_of(session, home).grants
        except WrongAccess:
            return True

    async def receive_or_close() -> Message:
        nonlocal is_closed
        waiting = asyncio.ensure_future(receive())
        try:
            while not is_over():
                done, _ = await asyncio.wait({waiting}, timeout=CHECK_SECONDS)
                if done and not is_over():
                    return waiting.result()
        finally:
            waiting.cancel()
        if not is_closed:
            is_closed = True
            await send({"type": "websocket.close", "code": _CLOSED})
        return {"type": "websocket.disconnect", "code": _CLOSED}

    async def send_unless_closed(message: Any) -> None:
        if not is_closed:
            await send(message)

    await app(scope, receive_or_close, send_unless_closed)
