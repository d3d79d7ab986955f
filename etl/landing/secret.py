"""The secret under which personal keys are hashed, and the fingerprint that distinguishes two secrets."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from data import secret_file
from etl.inbox.inspect import Refused


def load_secret() -> bytes:
    """Return TALKOOTILA_SECRET, else the secret of the file, which the first run creates.

    Raises Refused for a secret that is too short and for a file that other users can read.
    """
    try:
        return secret_file.read_or_create("TALKOOTILA_SECRET", secret_path())
    except secret_file.WrongSecret as error:
        raise Refused(error.stored) from None


def secret_path() -> Path:
    """Return the path of the secret file, outside the warehouse and the project.

    It is TALKOOTILA_SECRET_FILE, else ``talkootila/secret`` in the user's configuration folder.
    """
    path = os.environ.get("TALKOOTILA_SECRET_FILE")
    if path:
        return Path(path)
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "talkootila" / "secret"


def fingerprint(secret: bytes) -> str:
    """Return what landing records of a secret: it distinguishes secrets, and does not reveal one."""
    return hmac.new(secret, b"talkootila fingerprint", hashlib.sha256).hexdigest()[:16]


def pads(secret: bytes, domain: str) -> tuple[bytes, bytes]:
    """Return the inner and outer pad of HMAC-SHA256 (RFC 2104), for computing it in SQL.

    Each key domain has a secret of its own, derived from the city's, so that equal texts of two domains
    have different keys. An empty domain gives the keys of a landing that is older than the domains.
    """
    if domain:
        secret = hmac.new(secret, b"key domain " + domain.encode(), hashlib.sha256).digest()
    key = hashlib.sha256(secret).digest() if len(secret) > 64 else secret
    block = key.ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
