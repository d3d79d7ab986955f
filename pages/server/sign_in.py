"""Sign-in and sign-out with OpenID Connect: Authorization Code with PKCE.

The state of a sign-in is in a cookie of its own, for these routes only: Streamlit uses ``scope["session"]``
itself.
"""

from __future__ import annotations

import functools
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, StarletteIntegration, StarletteOAuth2App
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from data import settings
from data.access import audit_log
from data.access import viewer as viewers
from data.access.access_file import AccessFile, Provider, access_file
from data.files.signing import secret
from data.log_files import log
from pages.server import modes, sessions
from pages.server.navigation import base_path
from pages.server.notice_page import notice

PREFIX = "/auth"
#: Seconds that a person may take at the provider.
STATE_SECONDS = 900
#: Characters of all states of a browser as JSON: browsers drop cookies of more than 4 kB.
MOST_STATE_CHARACTERS = 2800
#: Characters of an address to return to; a longer one leads to the first page.
LONGEST_NEXT = 1200
_TIMEOUT_SECONDS = 10.0
_NEXT = "next"


class _States(StarletteIntegration):
    """Keeps the states of several sign-ins: tabs that expire together all ask for one."""

    async def set_state_data(self, session: dict[str, Any] | None, state: str, data: Any) -> None:
        assert session is not None
        session[f"_state_{self.name}_{state}"] = {"data": data, "exp": time.time() + STATE_SECONDS}
        while len(session) > 1 and len(json.dumps(session)) > MOST_STATE_CHARACTERS:
            session.pop(next(iter(session)))


class _OAuth(OAuth):
    framework_integration_cls = _States


def address(name: str) -> str:
    """Return the path of a route of this module."""
    return f"{base_path()}{PREFIX}/{name}"


def app() -> ASGIApp:
    """Return the app of the routes below ``PREFIX``; without sign-in it is never called."""
    if modes.current() != modes.SIGN_IN:
        return Starlette()
    file = access_file(settings.home())
    routes = [
        Route(address(name), route, methods=["GET"])
        for name, route in (("in", _start), ("callback", _finish), ("out", _end), ("signed-out", _ended))
    ]
    state = Middleware(
        SessionMiddleware,
        secret_key=secret(settings.home()).hex(),
        session_cookie=f"{sessions.cookie_name(file.address)}_state",
        path=f"{base_path()}{PREFIX}",
        max_age=STATE_SECONDS,
        same_site="lax",
        https_only=file.address.startswith("https:"),
    )
    return Starlette(routes=routes, middleware=[state])


def no_access(*, has_unlisted_groups: bool) -> Response:
    """Return the page for somebody whom no rule names: why, and whom to ask."""
    contact = access_file(settings.home()).contact
    why = "rights.too_many_groups" if has_unlisted_groups else "rights.unknown_person"
    assert contact is not None, "access.toml names a contact wherever people sign in"
    return notice(
        why,
        "rights.whom_to_ask",
        status=403,
        link=address("out"),
        label="rights.sign_out",
        name=contact.name,
        email=contact.email,
    )


def local_path(text: str) -> str:
    """Return ``text`` if it is a path of this site, else the first page.

    Browsers drop tabs and read backslashes as slashes, so only plain printable ASCII is accepted.
    """
    root = f"{base_path()}/"
    is_plain = (
        len(text) <= LONGEST_NEXT and text.isascii() and text.isprintable() and not set(text) & set(" \\")
    )
    is_local = is_plain and text.startswith(root) and not text.startswith(("//", f"{base_path()}{PREFIX}/"))
    return text if is_local else root


@functools.lru_cache(maxsize=2)
def _client(provider: Provider) -> StarletteOAuth2App:
    """Return the client of a provider, which reads its discovery document once."""
    return _OAuth().register(
        "provider",
        client_id=provider.client_id,
        client_secret=modes.client_secret(),
        server_metadata_url=provider.discovery,
        client_kwargs={
            "scope": " ".join(dict.fromkeys(("openid", *provider.scopes))),
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT_SECONDS,
        },
    )


def _settings() -> tuple[AccessFile, StarletteOAuth2App]:
    file = access_file(settings.home())
    assert file.provider is not None, "the guard lets nobody here without a provider"
    return file, _client(file.provider)


def _site(file: AccessFile, name: str) -> str:
    """Return the full address of a route, as it is registered with the provider."""
    parts = urlsplit(file.address)
    return f"{parts.scheme}://{parts.netloc}{address(name)}"


async def _start(request: Request) -> Response:
    """Send the browser to the provider; ``next`` is where it returns to."""
    file, client = _settings()
    target = local_path(request.query_params.get(_NEXT, ""))
    if sessions.read(request.cookies, settings.home()):
        return RedirectResponse(target, 302)
    callback = _site(file, "callback")
    try:
        authorization = await client.create_authorization_url(callback)
    except httpx2.HTTPError as error:
        return _provider_down(error)
    provider_page = authorization.pop("url")
    await client.save_authorize_data(request, redirect_uri=callback, **{_NEXT: target}, **authorization)
    return RedirectResponse(provider_page, 302)


async def _finish(request: Request) -> Response:
    """Check what the provider sends, and start a session for whom it names."""
    home = settings.home()
    file, client = _settings()
    state = request.query_params.get("state", "")
    try:
        data = await client.framework.get_state_data(request.session, state) or {}
        claims = await client.authorize_access_token(request)
        person = viewers.person(claims["userinfo"], file)
    except httpx2.HTTPError as error:
        return _provider_down(error)
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        if sessions.read(request.cookies, home):
            # Another tab signed in meanwhile.
            return RedirectResponse(f"{base_path()}/", 302)
        detail = str(getattr(error, "error", None) or type(error).__name__)
        audit_log.log_refusal(home, None, "sign_in_failed", place=request.url.path, detail=detail)
        return notice("rights.sign_in_failed", status=400, label="rights.sign_in")
    viewer = viewers.viewer(person, file)
    if not viewer.grants:
        audit_log.log_refusal(home, viewer, "unknown_person", place=request.url.path)
        return no_access(has_unlisted_groups=person.has_unlisted_groups)
    response = RedirectResponse(local_path(data.get(_NEXT, "")), 302)
    _set_cookie(response, file, sessions.written(sessions.new(person), home), sessions.LIFETIME_SECONDS)
    return response


async def _end(request: Request) -> Response:
    """End the session here and at the provider."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        # A page of another site cannot sign anybody out.
        return RedirectResponse(f"{base_path()}/", 302)
    file, client = _settings()
    provider = file.provider
    session = sessions.read(request.cookies, settings.home())
    if session:
        sessions.end(session, settings.home())
    target = address("signed-out")
    try:
        endpoint = (await client.load_server_metadata()).get("end_session_endpoint")
    except httpx2.HTTPError as error:
        log.error("the provider does not answer a sign-out", exc_info=error)
        endpoint = None
    if endpoint and provider:
        returns = {"client_id": provider.client_id, "post_logout_redirect_uri": _site(file, "signed-out")}
        target = f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(returns)}"
    response = RedirectResponse(target, 302)
    _set_cookie(response, file, "", 0)
    return response


async def _ended(request: Request) -> Response:
    """Say that the person has signed out; ``next`` is sent by a page that was open when its session ended."""
    target = request.query_params.get(_NEXT)
    if target is None:
        return notice("rights.signed_out", status=200, label="rights.sign_in")
    link = f"{address('in')}?{urlencode({_NEXT: local_path(target)})}"
    return notice("rights.sign_in_first", status=200, link=link, label="rights.sign_in")


def _set_cookie(response: Response, file: AccessFile, value: str, seconds: int) -> None:
    response.set_cookie(
        sessions.cookie_name(file.address),
        value,
        max_age=seconds,
        path=base_path() or "/",
        secure=file.address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def _provider_down(error: Exception) -> Response:
    log.error("the provider does not answer", exc_info=error)
    return notice("rights.provider_down", status=502, label="rights.sign_in")
