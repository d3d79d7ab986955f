"""How the dashboard is served, decided at the start: on one's own machine, with sign-in, or open to all."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from data import settings
from data.access.access_file import LOOPBACK, WrongAccess, access_file
from data.files import signing
from data.secret_file import WrongSecret
from data.text.messages import message, render
from data.text.texts import known_language
from pages.server.navigation import base_path
from pages.server.trusted_hosts import allowed_hosts

#: Reachable from this machine only; everything is shown.
OWN_MACHINE = "own_machine"
#: People sign in and see what access.toml grants them.
SIGN_IN = "sign_in"
#: Nobody signs in, and others can reach it: disclosure at level open.
OPEN = "open"
SECRET, SECRET_FILE = "TALKOOTILA_CLIENT_SECRET", "TALKOOTILA_CLIENT_SECRET_FILE"

_started: str | None = None


def start() -> None:
    """Decide the mode for as long as the server runs. Exits with 1, and says why, if none fits."""
    global _started
    try:
        _started = decide(settings.home())
    except (WrongAccess, WrongSecret) as error:
        language = known_language(os.environ.get("TALKOOTILA_LANG", "en"))
        raise SystemExit(f"error: {render(error.stored, language)}") from None


def current() -> str:
    """Return the mode of the server; without ``start`` (a page that runs alone) as it is now."""
    return _started or decide(settings.home())


def decide(home: Path) -> str:
    """Return the mode that access.toml and the server's addresses make.

    Raises WrongAccess or WrongSecret if none fits.
    """
    file = access_file(home)
    if file.provider is None:
        return OWN_MACHINE if _is_loopback_only(home) else OPEN
    if urlsplit(file.address).path.rstrip("/") != base_path():
        raise WrongAccess(message("access_base_path", address=file.address, path=base_path() or "/"))
    client_secret()
    # Signs the sessions: a secret that is too weak must stop the server, not the first sign-in.
    signing.secret(home)
    return SIGN_IN


def client_secret() -> str:
    """Return the secret that the provider gave this site. Raises WrongAccess if there is none."""
    secret = os.environ.get(SECRET, "")
    path = os.environ.get(SECRET_FILE)
    if not secret and path:
        try:
            secret = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise WrongAccess(message("fetch_token_file", variable=SECRET_FILE)) from None
    if not secret.strip():
        raise WrongAccess(message("access_no_secret", variable=SECRET, file=SECRET_FILE))
    return secret.strip()


def _is_loopback_only(home: Path) -> bool:
    """Return whether the server listens on loopback and answers to no other name."""
    listens = str(st.get_option("server.address") or "")
    return all(_is_loopback(name) for name in (listens, *allowed_hosts(home)))


def _is_loopback(name: str) -> bool:
    if name in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
