"""A real S3 server on this machine, and a store of its own for each test (`make storage`)."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import ROOT
from etl.store.objects import Objects, open_objects


@contextlib.contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run a server with one bucket; yield its address."""
    python = Path(sys.prefix, "s3", "bin", "python")
    if not python.exists():
        pytest.fail("needs an S3 server: make storage")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [python, ROOT / "tests" / "support" / "s3" / "server.py", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    while server.poll() is None:
        try:
            urllib.request.urlopen(urllib.request.Request(f"{address}/bucket", method="PUT"), timeout=5)
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.kill()
    server.wait()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of the server, which has one bucket."""
    if importlib.util.find_spec("obstore") is None:
        pytest.fail("needs obstore: make storage")
    with serving() as address:
        yield address


@pytest.fixture
def unconditional_s3() -> Iterator[str]:
    """The address of a server that ignores the conditions of a put."""
    with serving("unconditional") as address:
        yield address


@pytest.fixture
def store(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Objects:
    """An empty store, to which every load of this test belongs."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret of the bucket")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    monkeypatch.setenv("TALKOOTILA_STORE", f"s3://bucket/{tmp_path.name}")
    return open_objects(f"s3://bucket/{tmp_path.name}")
