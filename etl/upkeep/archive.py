"""The file of a backup: what a home cannot make again, with a manifest of sizes and digests.

A gzip-compressed tar. Its first member, MANIFEST.json, names every other member with its SHA-256. The secrets
are ``secret``; every other member has its path in the home.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from data.text.messages import message
from etl.inbox.inspect import Refused

MANIFEST, SECRET = "MANIFEST.json", "secret"
FORMAT = 1
#: What a home cannot make again. Builds are made from landing, and logs are not data.
FOLDERS = ("landing", "city", "reference", "custom", "mail")
FILES = ("access.toml", "mail.toml", "sources.toml", "secret-links")
_MAX_MANIFEST_BYTES = 100_000_000
_PIECE_BYTES = 1 << 20


def contents(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the path of every file of a home that a backup has."""
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path
    for name in FILES:
        if (home / name).is_file():
            yield name, home / name


def write(target: Path, home: Path, secret: bytes) -> int:
    """Write the archive in one step, for its owner alone; return the number of files.

    Raises FileExistsError if the target exists: a backup never replaces another.
    """
    members = list(contents(home))
    digests = {SECRET: hashlib.sha256(secret).hexdigest()}
    for name, path in members:
        with path.open("rb") as file:
            digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = json.dumps({"format": FORMAT, "sha256": digests}, indent=1).encode()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            # Parquet files are compressed already.
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
                _add(archive, MANIFEST, io.BytesIO(manifest), len(manifest))
                _add(archive, SECRET, io.BytesIO(secret), len(secret))
                for name, path in members:
                    with path.open("rb") as content:
                        _add(archive, name, content, path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, target)
    finally:
        temporary.unlink()
    return len(members)


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)


def check(source: Path) -> bytes:
    """Read the whole archive and return the secret it has.

    Raises Refused unless it has exactly the files of its manifest, with their digests, all of them at places
    that a backup may fill.
    """
    digests: dict[str, str] = {}
    expected: dict[str, str] = {}
    secret = b""
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is None or member.name in digests:
                    raise Refused(message("backup_broken", reason=member.name))
                if member.name == MANIFEST and not expected:
                    manifest = json.loads(content.read(_MAX_MANIFEST_BYTES))
                    if manifest["format"] != FORMAT:
                        raise Refused(message("backup_newer", format=manifest["format"]))
                    expected = manifest["sha256"]
                    continue
                digest = hashlib.sha256()
                while piece := content.read(_PIECE_BYTES):
                    digest.update(piece)
                    if member.name == SECRET:
                        secret += piece
                digests[member.name] = digest.hexdigest()
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise Refused(message("backup_broken", reason=type(error).__name__)) from None
    wrong = sorted(name for name in {*digests, *expected} if digests.get(name) != expected.get(name))
    wrong += [name for name in digests if not _is_allowed(name)]
    if wrong or SECRET not in digests:
        raise Refused(message("backup_broken", reason=", ".join(wrong[:3]) or SECRET))
    return secret


def _is_allowed(name: str) -> bool:
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name:
        return False
    return name in (SECRET, *FILES) or (len(parts) > 1 and parts[0] in FOLDERS)


def extract(source: Path, folder: Path) -> None:
    """Write the files of a checked archive, except the manifest and the secret, into an empty folder.

    Only their bytes: links, modes and owners of an archive have no effect, with any Python (tarfile's own
    filter is missing in that of Debian 12).
    """
    with tarfile.open(source, mode="r|gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and member.name != SECRET and _is_allowed(member.name):
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    shutil.copyfileobj(content, file)
