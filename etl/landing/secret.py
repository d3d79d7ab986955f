"""The secret under which personal keys are hashed, and the fingerprint that tells two secrets apart."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path


def load_secret() -> bytes:
    """TALKOOTILA_SECRET, else the secret file, made with mode 0600 on the first run.

    The file lies outside the warehouse and the project: TALKOOTILA_SECRET_FILE, else
    ``talkootila/secret`` in the user's configuration folder.
    """
    given = os.environ.get("TALKOOTILA_SECRET")
    if given:
        return given.encode()
    path = secret_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another load made it at the same moment
            return path.read_bytes()
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
    return path.read_bytes()


def secret_file() -> Path:
    """Where the secret lies when the environment does not give it."""
    given = os.environ.get("TALKOOTILA_SECRET_FILE")
    if given:
        return Path(given)
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "talkootila" / "secret"


def fingerprint(secret: bytes) -> str:
    """What landing records of the secret: enough to tell another one, nothing to find this one."""
    return hmac.new(secret, b"talkootila fingerprint", hashlib.sha256).hexdigest()[:16]


def pads(secret: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of HMAC-SHA256 (RFC 2104), for computing it in SQL."""
    key = hashlib.sha256(secret).digest() if len(secret) > 64 else secret
    block = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)
