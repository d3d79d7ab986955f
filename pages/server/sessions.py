"""Sessions of people who signed in: a signed cookie, and a list of the sessions that ended early.

The cookie holds who signed in and which identities the rules name; what these may see is read from
``access.toml`` at each request. An ended session is an empty file, so that every process knows it at once.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from data.access import viewer as viewers
from data.access.access_file import access_file
from data.access.viewer import ANYONE, OWNER, Person, Viewer
from data.files.signing import serializer
from pages.server import modes

#: How long a session lasts (seconds): a working day.
LIFETIME_SECONDS = 8 * 3600
#: The folder of the home with a file per session that ended before its time.
ENDED = "ended_sessions"


@dataclass(frozen=True)
class Session:
    """A sign-in: its random id, the person, and when it expires (seconds since 1970)."""

    id: str
    person: Person
    expires: float

    def is_over(self, home: Path) -> bool:
        """Return whether the session has expired or was ended."""
        return time.time() >= self.expires or (home / ENDED / self.id).exists()


def cookie_name(address: str) -> str:
    """Return the name of the cookie; browsers keep ``__Secure-`` names for TLS alone."""
    return "__Secure-talkootila" if address.startswith("https:") else "talkootila"


def new(person: Person, lifetime_seconds: float = LIFETIME_SECONDS) -> Session:
    """Return a new session of a person."""
    return Session(secrets.token_hex(16), person, time.time() + lifetime_seconds)


def written(session: Session, home: Path) -> str:
    """Return the value of the session's cookie."""
    return str(_serializer(home).dumps(asdict(session)))


def read(cookies: Mapping[str, str], home: Path) -> Session | None:
    """Return the session of a request's cookies; None unless it is genuine and not over."""
    value = cookies.get(cookie_name(access_file(home).address))
    if not value:
        return None
    try:
        fields = _serializer(home).loads(value)
    except BadData:
        return None
    person = fields.pop("person")
    identities = tuple(person.pop("identities"))
    session = Session(person=Person(identities=identities, **person), **fields)
    return None if session.is_over(home) else session


def viewer_of(session: Session, home: Path) -> Viewer:
    """Return what the person of a session may see now. Raises WrongAccess if access.toml has an error."""
    return viewers.viewer(session.person, access_file(home))


def viewer_of_page(cookies: Mapping[str, str], home: Path) -> Viewer | None:
    """Return who looks at a page, by the mode of the server; None for somebody who may see nothing."""
    mode = modes.current()
    if mode == modes.OWN_MACHINE:
        return OWNER
    if mode == modes.OPEN:
        return ANYONE
    session = read(cookies, home)
    viewer = viewer_of(session, home) if session else None
    return viewer if viewer and viewer.grants else None


def end(session: Session, home: Path) -> None:
    """End a session for good. Raises OSError if that cannot be noted."""
    folder = home / ENDED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / session.id).touch(mode=0o600)
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - LIFETIME_SECONDS:
                path.unlink()


def _serializer(home: Path) -> URLSafeSerializer:
    return serializer(URLSafeSerializer, "talkootila-session", home)
