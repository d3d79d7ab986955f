"""The secrets under which personal keys are hashed, and the fingerprint that distinguishes them.

A key is HMAC-SHA256 of the exported text under the first secret. A rotation adds a secret and hashes every
key again: the key is then the HMAC, under the second secret, of the HMAC under the first, and so on. All
secrets stay in the secret file (docs/decisions/0022-a-rotation-adds-a-secret.md).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets as random_secrets
from dataclasses import dataclass
from pathlib import Path

from data import secret_file
from data.text.messages import message
from etl.inbox.inspect import Refused

#: The setting that has the secret itself, instead of a file.
VARIABLE = "TALKOOTILA_SECRET"
#: First line of a secret file after a rotation; the secrets follow in hexadecimal digits, the oldest first.
CHAIN = b"talkootila secrets 1\n"


def load_secrets() -> tuple[bytes, ...]:
    """Return the secrets of TALKOOTILA_SECRET, else of the secret file, which the first run creates.

    The oldest is first. Raises Refused for a secret that is too short, and for a file that others can read.
    """
    try:
        return parse(secret_file.read_or_create(VARIABLE, secret_path()))
    except secret_file.WrongSecret as error:
        raise Refused(error.stored) from None


def has_secret() -> bool:
    """Return whether there is a secret, without creating one."""
    return VARIABLE in os.environ or secret_path().exists()


def parse(content: bytes) -> tuple[bytes, ...]:
    """Return the secrets that the content of a secret file holds; without rotation it is the only one."""
    if not content.startswith(CHAIN):
        return (content,)
    try:
        secrets = tuple(bytes.fromhex(line) for line in content[len(CHAIN) :].decode("ascii").split())
    except ValueError:
        secrets = ()
    if len(secrets) < 2:
        raise Refused(message("secret_chain"))
    return secrets


def add_secret(secrets: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Add a new secret to the secret file, and return all. Raises Refused if a setting has them instead."""
    if VARIABLE in os.environ:
        raise Refused(message("rotate_environment", path=secret_path()))
    secrets = (*secrets, random_secrets.token_bytes(secret_file.MINIMUM_BYTES))
    content = CHAIN + "".join(f"{secret.hex()}\n" for secret in secrets).encode()
    secret_file.write(secret_path(), content)
    return secrets


def secret_path() -> Path:
    """Return the path of the secret file, outside the warehouse and the project.

    It is TALKOOTILA_SECRET_FILE, else ``talkootila/secret`` in the user's configuration folder.
    """
    path = os.environ.get("TALKOOTILA_SECRET_FILE")
    if path:
        return Path(path)
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "talkootila" / "secret"


def fingerprint(*secrets: bytes) -> str:
    """Return what landing records of its secrets: it distinguishes them, and does not reveal one."""
    text = b"talkootila fingerprint"
    for secret in secrets:
        text = hmac.new(secret, text, hashlib.sha256).digest()
    return text.hex()[:16]


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


@dataclass(frozen=True)
class Keys:
    """How a landing hashes: its secrets, the oldest first, and whether equal texts differ between domains."""

    secrets: tuple[bytes, ...]
    has_domains: bool = True

    def sql(self, expression: str, domain: str) -> str:
        """Return the SQL of the key of a BLOB ``expression`` in a key domain."""
        for inner, outer in self._pads(domain):
            expression = f"keyed_hash({expression}, unhex('{inner.hex()}'), unhex('{outer.hex()}'))"
        return expression

    def of(self, message: bytes, domain: str) -> bytes:
        """Return the key of a text in UTF-8, or of an older key, in a key domain."""
        for inner, outer in self._pads(domain):
            message = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()
        return message

    def _pads(self, domain: str) -> list[tuple[bytes, bytes]]:
        return [pads(secret, domain if self.has_domains else "") for secret in self.secrets]
