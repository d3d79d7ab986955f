"""Pages wait in line, so that many readers do not keep the server from answering."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from pages.server.page_places import CONCURRENT, PLACES
from tests.support.pages import visit


def test_a_page_waits_for_a_place(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))
    drawn = threading.Event()

    def draw() -> None:
        assert not visit("accessibility").exception
        drawn.set()

    reader = threading.Thread(target=draw)
    with ExitStack() as places:
        for _ in range(CONCURRENT):
            places.enter_context(PLACES)
        reader.start()
        assert not drawn.wait(0.5)
    reader.join(60)
    assert drawn.is_set()
    with ExitStack() as places:
        for _ in range(CONCURRENT):
            assert PLACES.acquire(timeout=5)
            places.callback(PLACES.release)
