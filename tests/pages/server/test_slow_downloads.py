"""Downloads over real sockets: slow or disconnected clients do not block others."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvicorn

from data.files.export import BOOKINGS, Export
from data.files.signing import sign
from data.filters import Filters
from data.scope import EVERYTHING
from pages.server import export_route
from pages.server.export_route import CONCURRENT
from tests.support.asgi import APP
from tests.support.tiny_warehouse import publish

#: Seconds that a condition may take to become true.
PATIENCE = 15.0


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    """The port of a server with a file that is larger than all buffers between server and client."""
    rows = {"booking": [{"booking_id": 1, "date": "2026-10-05", "hour": 9}]}
    publish(home, rows, change="INSERT INTO booking SELECT booking.* FROM booking, range(60_000)")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(APP, log_level="critical", timeout_graceful_shutdown=0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def path(port: int, home: Path) -> str:
    return f"/api/export/bookings.csv?t={sign(Export(BOOKINGS, 'tiny', 'fi', Filters(), EVERYTHING))}"


def start(port: int, path: str, client: int) -> tuple[socket.socket, int]:
    """Start a download from the address 127.0.0.<client>, and return its socket and status."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(PATIENCE)
    connection.bind((f"127.0.0.{client}", 0))
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection, int(connection.recv(1024).split()[1])


def wait_for_place(port: int, path: str, client: int) -> None:
    """Start downloads until one is served."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection, status = start(port, path, client)
        connection.close()
        if status == 200:
            return
    raise AssertionError("no place became free")


def test_a_client_that_reads_nothing_loses_its_place_at_the_deadline(
    port: int, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_route, "SEND_DEADLINE_SECONDS", 0.3)
    with ExitStack() as stack:
        for number in range(CONCURRENT):
            connection, status = start(port, path, 2 + number)
            stack.enter_context(connection)
            assert status == 200
        wait_for_place(port, path, 9)


def test_clients_that_disconnect_free_their_places_at_once(port: int, path: str) -> None:
    gc.disable()  # the places must not wait for the garbage collector
    try:
        connections = [start(port, path, 2 + number) for number in range(CONCURRENT)]
        assert [status for _, status in connections] == [200] * CONCURRENT
        for connection, _ in connections:
            connection.close()
        wait_for_place(port, path, 9)
    finally:
        gc.enable()


def test_one_client_cannot_take_every_place(port: int, path: str) -> None:
    with ExitStack() as stack:
        statuses = []
        for _ in range(CONCURRENT):
            connection, status = start(port, path, 2)
            stack.enter_context(connection)
            statuses.append(status)
        assert statuses == [200, 200, 503, 503]
        connection, status = start(port, path, 3)
        stack.enter_context(connection)
        assert status == 200
