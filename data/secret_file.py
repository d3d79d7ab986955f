"""Read a secret from the environment or from a file that only its owner can read.

Both the keys of personal data (etl/landing) and the signatures of download links (data/files) use it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from data.text.messages import message, render

#: Bytes that a secret has at minimum: the strength of HMAC-SHA256.
MINIMUM_BYTES = 32
_OWNER_ONLY = 0o600


class WrongSecret(ValueError):
    """The secret is too short, or other users can read it; ``stored`` is the message to render."""

    def __init__(self, stored: str) -> None:
        super().__init__(render(stored, "en"))
        self.stored = stored


def read_or_create(variable: str, path: Path) -> bytes:
    """Return the secret of the environment variable, else that of the file, which the first use creates.

    Raises WrongSecret for a secret of fewer than ``MINIMUM_BYTES`` bytes and for a file that other users
    can read or write.
    """
    value = os.environ.get(variable)
    if value is not None:
        return _long_enough(value.encode(), variable)
    if not path.exists():
        _create(path)
    check_owner_only(path)
    return _long_enough(path.read_bytes(), str(path))


def check_owner_only(path: Path) -> None:
    """Raise WrongSecret if other users can read or write the file."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise WrongSecret(message("secret_readable", path=path, mode=f"{mode:04o}"))


def _long_enough(secret: bytes, place: str) -> bytes:
    if len(secret.strip()) < MINIMUM_BYTES:
        raise WrongSecret(message("secret_short", place=place, minimum=MINIMUM_BYTES))
    return secret


def write(path: Path, content: bytes) -> None:
    """Replace the content of a secret file, which only its owner can read, in one step."""
    temporary = _written(path, content)
    temporary.replace(path)


def _create(path: Path) -> None:
    """Write a new secret to a temporary file and link it to the path, so that nobody reads half a secret.

    The first of several processes wins; the others read what it wrote.
    """
    temporary = _written(path, secrets.token_hex(MINIMUM_BYTES).encode())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink()


def _written(path: Path, content: bytes) -> Path:
    """Write the content to a new file beside the path, and return the new file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary
