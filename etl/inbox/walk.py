"""Which files are in the inbox: their names, their digests, and whether they are sample files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

#: The file in which `etl sample` lists the digests of what it wrote.
SAMPLE_MARK = ".talkootila-sample.json"


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files of the inbox, in the order of their names; hidden ones and sidecars are no exports.

    A link may lead out of the inbox, so links are not followed.
    """
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not path.is_symlink() and not hidden and not _is_sidecar(path):
            yield path


def _is_sidecar(path: Path) -> bool:
    return path.suffix == ".toml" and path.with_suffix("").is_file()


def name_of(path: Path, folder: Path) -> str:
    """Return the file's name below the inbox; bytes and signs that are no text are written as escapes."""
    name = path.relative_to(folder).as_posix().encode("utf-8", "backslashreplace").decode()
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)


def digest(path: Path) -> str:
    """Return the file's SHA-256, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sample_digests(folder: Path) -> set[str]:
    """Return the SHA-256 of the files that `etl sample` wrote anywhere below ``folder``."""
    digests: set[str] = set()
    for mark in folder.rglob(SAMPLE_MARK):
        digests.update(json.loads(mark.read_text(encoding="utf-8"))["files"].values())
    return digests
