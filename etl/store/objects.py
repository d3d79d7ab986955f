"""Objects of a bucket, below a prefix: get, put if nobody else did, upload and download files."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib.util
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.text.messages import message
from etl.inbox.inspect import Refused

#: Of these, S3 is proven (tests/etl/store).
SCHEMES = ("s3", "gs", "az")
#: A request that fails is tried again for so long.
RETRIES = {"max_retries": 5, "retry_timeout": dt.timedelta(seconds=60)}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Lost(Exception):
    """Another process has put the object first."""


class Gone(Exception):
    """There is no such object any more."""


@dataclass(frozen=True)
class Stored:
    """The content of an object, and the tag that changes with it."""

    content: bytes
    tag: str


class Objects:
    """The objects of a store. Every method raises Refused if the store cannot be reached."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def get(self, name: str) -> Stored | None:
        """Return an object, or None if there is none."""
        import obstore

        with _reported(), contextlib.suppress(FileNotFoundError):
            got = obstore.get(self._store, name)
            return Stored(bytes(got.bytes()), got.meta["e_tag"])
        return None

    def put(self, name: str, content: bytes, replaces: Stored | None) -> Stored:
        """Put an object if it is still the one that it ``replaces``, or still absent. Raises Lost if not."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        mode = "create" if replaces is None else {"e_tag": replaces.tag}
        with _reported():
            try:
                return Stored(content, obstore.put(self._store, name, content, mode=mode)["e_tag"])
            except (AlreadyExistsError, PreconditionError, FileNotFoundError):
                pass
        now = self.get(name)
        # The answer to an earlier try may have been lost on its way.
        if now is not None and now.content == content:
            return now
        raise Lost(name)

    def upload(self, name: str, path: Path) -> None:
        """Upload a file, in parts if it is large. Files never change, so a repetition changes nothing."""
        import obstore

        with _reported():
            obstore.put(self._store, name, path)

    def download(self, name: str, target: Path, sha256: str) -> None:
        """Download an object to a new file, in one step. Raises Gone, and Refused for another content."""
        import obstore

        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        digest = hashlib.sha256()
        with _reported():
            try:
                with temporary.open("wb") as file:
                    for chunk in obstore.get(self._store, name).stream():
                        digest.update(chunk)
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                if digest.hexdigest() != sha256:
                    raise Refused(message("store_damaged", name=name))
                temporary.rename(target)
            except FileNotFoundError:
                raise Gone(name) from None
            finally:
                temporary.unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, dt.datetime]]:
        """Yield the name of every object, and when it was put."""
        import obstore

        with _reported():
            for chunk in obstore.list(self._store):
                for meta in chunk:
                    yield meta["path"], meta["last_modified"]

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects, as far as they exist."""
        import obstore

        with _reported():
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    obstore.delete(self._store, name)


def open_objects(url: str) -> Objects:
    """Return the objects below a URL such as ``s3://bucket/prefix``; the environment has keys and addresses.

    Raises Refused for an address without encryption that leaves the machine, and if obstore is not installed.
    """
    if urlsplit(url).scheme not in SCHEMES or not urlsplit(url).netloc:
        raise Refused(message("store_url", url=url))
    if importlib.util.find_spec("obstore") is None:
        raise Refused(message("store_missing"))
    from obstore.store import from_url

    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or "")
    options = {"allow_http": endpoint.hostname in LOOPBACK}
    with _reported():
        return Objects(from_url(url, retry_config=RETRIES, client_options=options))


def refuse_unconditional(objects: Objects) -> None:
    """Raise Refused if the server ignores the condition of a put: two loaders would overwrite each other."""
    name = f"probe-{secrets.token_hex(8)}"
    try:
        objects.put(name, b"first", None)
        for wrong in (None, Stored(b"other", '"0"')):
            with contextlib.suppress(Lost):
                objects.put(name, b"second", wrong)
                raise Refused(message("store_unconditional"))
    finally:
        objects.delete([name])


@contextlib.contextmanager
def _reported() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        # The message of the library may quote keys of the request.
        raise Refused(message("store_failed", reason=type(error).__name__)) from None
