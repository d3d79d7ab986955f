"""List the files of the inbox, with their names and digests, and recognise sample files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

#: The file in which `etl sample` lists the digests of what it wrote.
SAMPLE_MARK = ".talkootila-sample.json"


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files of the inbox, in the order of their names, without hidden files and sidecars.

    Links are not followed, because a link may lead out of the inbox.
    """
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not path.is_symlink() and not hidden and not _is_sidecar(path):
            yield path


def _is_sidecar(path: Path) -> bool:
    return path.suffix == ".toml" and path.with_suffix("").is_file()


def name_of(path: Path, folder: Path) -> str:
    """Return the file's name below the inbox; unprintable bytes and characters are escaped."""
    name = path.relative_to(folder).as_posix().encode("utf-8", "backslashreplace").decode()
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in name)


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
